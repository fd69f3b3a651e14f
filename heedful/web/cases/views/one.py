"""The page of one case, and opening one by hand."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from heedful.act.cases.domain import open_by_hand
from heedful.act.cases.queries import cases_visible_to
from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.customers.domain import NotAnIdentity, find_or_make
from heedful.base.live.models import LiveEvent
from heedful.base.org.countries import country_at
from heedful.base.org.queries import locations_visible_to
from heedful.base.org.rules import Permission
from heedful.flows.cases import open_from
from heedful.listen.feedback.queries import feedback_visible_to
from heedful.web.cases.forms import NewForm
from heedful.web.cases.one import case_page
from heedful.web.live import render_live

MOST_PLACES = 5000


@require_safe
@vary_on_headers("HX-Request")
@needs(Permission.WORK_CASES)
def case(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show a case, or only the part of it that changes by itself."""
    return show(request, key)


def show(
    request: MemberRequest, key: uuid.UUID, *, status: int = 200, **context: object
) -> HttpResponse:
    """The page, with what a person typed when it could not be done. Raises Http404."""
    found = get_object_or_404(cases_visible_to(member=request.member), pk=key)
    page = case_page(member=request.member, case=found, now=timezone.now())
    shown = {"page": page, "topic": LiveEvent.cases_topic(found.location_id), **context}
    part = request.GET.get("part", "")
    if request.headers.get("HX-Request") and part in {"head", "talk"}:
        return render(request, f"cases/{part}.html", shown)
    return render_live(request, "cases/case.html", shown, status=status)


@require_POST
@needs(Permission.WORK_CASES)
def from_feedback(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Open a case for what a customer said, or go to the one that it has."""
    said = get_object_or_404(feedback_visible_to(member=request.member), id=key)
    now = timezone.now()
    found = open_from(said=said, by=request.member, now=now)
    if found is None:
        raise Http404
    if found.opened_at == now:
        messages.success(request, _("The case is open."))
    else:
        messages.info(request, _("This belongs to a case that is there already."))
    return redirect("case", key=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.WORK_CASES)
def new(request: MemberRequest) -> HttpResponse:
    """Open a case for somebody who complained in person, by telephone or by letter."""
    places = locations_visible_to(member=request.member).order_by("name")[:MOST_PLACES]
    by_key = {str(place.pk): place for place in places}
    form = NewForm(request.POST if request.method == "POST" else None)
    form.fields["place"].choices = [(key, place.name) for key, place in by_key.items()]  # type: ignore[attr-defined]  # a ChoiceField
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        place = by_key[given["place"]]
        pairs = [(kind, given[kind]) for kind in ("email", "phone") if given[kind]]
        try:
            customer = (
                find_or_make(
                    tenant_id=request.member.tenant_id,
                    identities=pairs,
                    country=country_at(place),
                )
                if pairs
                else None
            )
        except NotAnIdentity as error:
            form.add_error("phone" if "number" in str(error) else "email", str(error))
            return render(request, "cases/new.html", {"form": form}, status=422)
        opened = open_by_hand(
            by=request.member,
            location=place,
            words=given["words"],
            customer_name=given["customer_name"],
            customer_id=customer.pk if customer else None,
            now=timezone.now(),
        )
        messages.success(request, _("The case is open."))
        return redirect("case", key=opened.pk)
    return render(request, "cases/new.html", {"form": form}, status=422 if form.errors else 200)
