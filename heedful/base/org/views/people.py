"""People of the organisation: who they are, what they may do, and their way in."""

import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org import people as domain
from heedful.base.org import queries
from heedful.base.org.forms import MembershipForm, PersonForm
from heedful.base.org.models import Member
from heedful.base.org.rules import Permission
from heedful.base.org.views.shared import page_of, search_of, status_of


@require_safe
@needs(Permission.MANAGE_PEOPLE)
def people(request: MemberRequest) -> HttpResponse:
    search = search_of(request)
    rows = queries.members_visible_to(member=request.member)
    if search:
        rows = rows.filter(
            Q(user__name__icontains=search)
            | Q(user__email__icontains=search)
            | Q(scope__name__icontains=search)
        )
    page = page_of(request, rows.order_by("user__name", "user__email"))
    return render(request, "org/people.html", {"page": page, "search": search})


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_PEOPLE)
def add(request: MemberRequest) -> HttpResponse:
    """Bring a person in and show their sign-in link, which is told only once."""
    form = PersonForm(request.POST or None, member=request.member)
    if form.is_valid():
        try:
            person, link = domain.add_person(
                by=request.member, now=timezone.now(), **form.cleaned_data
            )
        except domain.AlreadyHere:
            form.add_error("email", _("Somebody here already signs in with this address."))
        except domain.WorksElsewhere:
            form.add_error("email", _("This account belongs to another organisation."))
        else:
            return _show_link(request, person, link)
    return render(request, "org/person_add.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_PEOPLE)
def person(request: MemberRequest, member_id: uuid.UUID) -> HttpResponse:
    """Change what a person may do, and where."""
    found = _member_or_404(request, member_id)
    shown = {"role": found.role, "scope": found.scope.code}
    form = MembershipForm(request.POST or None, member=request.member, initial=shown)
    if form.is_valid():
        try:
            domain.change_person(
                by=request.member, member=found, now=timezone.now(), **form.cleaned_data
            )
        except domain.LastOwner:
            form.add_error("role", _last_owner())
        else:
            messages.success(request, _("Saved. The person signs in anew."))
            return redirect("org-people")
    context = {"form": form, "person": found}
    return render(request, "org/person.html", context, status=status_of(form))


@never_cache
@require_POST
@needs(Permission.MANAGE_PEOPLE)
def link(request: MemberRequest, member_id: uuid.UUID) -> HttpResponse:
    """Make a fresh sign-in link and show it once; earlier ones stop working."""
    found = _member_or_404(request, member_id)
    try:
        path = domain.new_link(by=request.member, member=found, now=timezone.now())
    except domain.WorksElsewhere:
        messages.error(request, _("This account belongs to another organisation as well."))
        return redirect("org-person", found.pk)
    return _show_link(request, found, path)


@require_POST
@needs(Permission.MANAGE_PEOPLE)
def remove(request: MemberRequest, member_id: uuid.UUID) -> HttpResponse:
    found = _member_or_404(request, member_id)
    try:
        domain.remove_person(by=request.member, member=found, now=timezone.now())
    except domain.LastOwner:
        messages.error(request, _last_owner())
        return redirect("org-person", found.pk)
    messages.success(request, _("%(email)s can sign in no more.") % {"email": found.user.email})
    return redirect("org-people")


def _member_or_404(request: MemberRequest, member_id: uuid.UUID) -> Member:
    return get_object_or_404(queries.members_visible_to(member=request.member), pk=member_id)


def _show_link(request: MemberRequest, person: Member, path: str) -> HttpResponse:
    context = {"person": person, "link": request.build_absolute_uri(path)}
    return render(request, "org/person_link.html", context)


def _last_owner() -> str:
    return _("Somebody must remain who owns the whole organisation.")
