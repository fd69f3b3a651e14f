"""Pages of kept questions: keeping, naming, sharing, setting times, looking back."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.audit.exports import written_down
from heedful.base.org.rules import Permission
from heedful.base.tenancy.domain import within
from heedful.understand.asking.lately import read
from heedful.understand.asking.rules import NotAQuestion
from heedful.understand.saved import domain
from heedful.understand.saved.leaving import NoSuchLink, question_of
from heedful.understand.saved.models import SavedQuestion
from heedful.understand.saved.queries import (
    own_visible_to,
    saved_visible_to,
    snapshots_visible_to,
    told_of,
)
from heedful.understand.saved.rules import Every
from heedful.understand.translation import say
from heedful.web.explore.asked import Looking, params_of
from heedful.web.explore.files import FILES, file_of
from heedful.web.explore.page import shown_of
from heedful.web.kept.forms import NameForm, ScheduleForm
from heedful.web.kept.page import answered, kept_of, kept_page

LONGEST_ADDRESS = 4000


@require_safe
@needs(Permission.SEE_FINDINGS)
def kept(request: MemberRequest) -> HttpResponse:
    """List a person's own questions and those that others share."""
    asked, now = request.GET.get("page", ""), timezone.now()
    page = kept_page(member=request.member, asked=asked, now=now)
    return render(request, "kept/kept.html", {"page": page})


@require_POST
@needs(Permission.SEE_FINDINGS)
def keep(request: MemberRequest) -> HttpResponse:
    """Keep the question of an address under a name."""
    address = request.POST.get("address", "")
    params = params_of(QueryDict(address[:LONGEST_ADDRESS]))
    form = NameForm(request.POST)
    try:
        asked = read(params, newest=timezone.localdate())
    except NotAQuestion as error:
        return render(request, "explore/problem.html", {"problem": say(error.said)})
    if not form.is_valid():
        messages.error(request, _("Give the question a name of at most 120 letters."))
        return redirect(f"{reverse('explore')}?{address}")
    saved = domain.save(
        owner=request.member,
        name=form.cleaned_data["name"],
        params=asked.params(),
        is_shared=form.cleaned_data["is_shared"],
        now=timezone.now(),
    )
    messages.success(request, _("It is kept here."))
    return redirect("explore-kept-one", key=saved.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.SEE_FINDINGS)
def one(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show a kept question with its answers so far; its owner may call it otherwise."""
    saved = get_object_or_404(saved_visible_to(member=request.member), pk=key)
    is_own = saved.owner_id == request.member.pk
    given = {"name": saved.name, "is_shared": saved.is_shared}
    form = NameForm(request.POST if request.method == "POST" else None, initial=given)
    if request.method == "POST":
        if not is_own:
            raise Http404
        if form.is_valid():
            domain.change(saved=saved, **form.cleaned_data)
            messages.success(request, _("It is kept like this."))
            return redirect("explore-kept-one", key=key)
    status = 422 if form.errors else 200
    return render(request, "kept/one.html", _shown(request, saved, form), status=status)


def _shown(
    request: MemberRequest, saved: SavedQuestion, form: NameForm, times: ScheduleForm | None = None
) -> dict[str, object]:
    set_now = {"every": saved.every or Every.WEEKLY, "hour": saved.hour, "by_mail": saved.by_mail}
    on_day = {"weekday": saved.on_day, "month_day": saved.on_day or 1}
    return {
        "one": kept_of(saved, request.member),
        "form": form,
        "times": times or ScheduleForm(initial=set_now | on_day),
        "answers": answered(member=request.member, saved=saved),
        "files": FILES,
    }


@require_POST
@needs(Permission.SEE_FINDINGS)
def schedule(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Have a question answered by itself."""
    saved = _own(request, key)
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        names = NameForm(initial={"name": saved.name, "is_shared": saved.is_shared})
        context = _shown(request, saved, names, form)
        return render(request, "kept/one.html", context, status=422)
    every, hour = Every(form.cleaned_data["every"]), int(form.cleaned_data["hour"])
    by_mail, now = form.cleaned_data["by_mail"], timezone.now()
    domain.schedule(
        saved=saved, every=every, on_day=form.on_day, hour=hour, by_mail=by_mail, now=now
    )
    messages.success(request, _("It is answered at these times, and the answers are kept here."))
    return redirect("explore-kept-one", key=key)


def _own(request: MemberRequest, key: uuid.UUID) -> SavedQuestion:
    return get_object_or_404(own_visible_to(member=request.member), pk=key)


Change = Callable[[SavedQuestion], None]


def _changing(
    change: Change, *, back: str, told: Callable[[], str]
) -> Callable[[HttpRequest, uuid.UUID], HttpResponseBase]:
    """A view that does one thing to a person's own question, and leads back."""

    @require_POST
    @needs(Permission.SEE_FINDINGS)
    def view(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
        change(_own(request, key))
        messages.success(request, told())
        return redirect("explore-kept") if back == "list" else redirect("explore-kept-one", key=key)

    return view


delete = _changing(
    lambda saved: domain.delete(saved=saved, now=timezone.now()),
    back="list",
    told=lambda: _("It is deleted. You can take it back below."),
)
take_back = _changing(
    lambda saved: domain.take_back(saved=saved), back="one", told=lambda: _("It is back.")
)
pause = _changing(
    lambda saved: domain.pause(saved=saved, now=timezone.now()),
    back="one",
    told=lambda: _("It is not answered by itself until you let it go on."),
)
resume = _changing(
    lambda saved: domain.resume(saved=saved, now=timezone.now()),
    back="one",
    told=lambda: _("It is answered by itself again."),
)
stop = _changing(
    lambda saved: domain.stop(saved=saved),
    back="one",
    told=lambda: _("It is no longer answered by itself."),
)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def no_mail(request: HttpRequest, token: str) -> HttpResponse:
    """End the mails of a question: a page with a button, which mail programs press by themselves.

    Whoever holds the link may do this, and nothing else (RFC 8058); no cookie counts.
    """
    try:
        tenant_id, saved_id = question_of(token=token)
    except NoSuchLink as error:
        raise Http404 from error
    if request.method == "POST":
        with within(tenant_id):
            domain.no_more_mail(tenant_id=tenant_id, saved_id=saved_id)
    return render(request, "kept/no_mail.html", {"is_done": request.method == "POST"})


@require_safe
@needs(Permission.SEE_FINDINGS)
@written_down
def snapshot(request: MemberRequest, key: uuid.UUID, kind: str) -> HttpResponse:
    """Send a kept answer as it was then."""
    found = get_object_or_404(snapshots_visible_to(member=request.member), pk=key)
    told = told_of(found)
    if kind not in FILES or told is None:
        raise Http404
    return file_of(shown_of(told, Looking("", "", "")), kind=kind)
