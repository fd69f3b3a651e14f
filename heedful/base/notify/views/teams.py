"""Chats of teams, turns of duty and stand-ins: whom an alert calls."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.notify import reaching
from heedful.base.notify.forms import WEEKDAYS, StandInForm, TeamForm, TurnForm, clock_of
from heedful.base.notify.models import DutyTurn, StandIn
from heedful.base.notify.queries import stand_ins_visible_to, teams_visible_to, turns_visible_to
from heedful.base.org.rules import Permission


@require_safe
@needs(Permission.MANAGE_ALERTS)
def duty(request: MemberRequest) -> HttpResponse:
    """Show who is on duty where, who stands in, and which chats are told."""
    return _page(request)


def _page(
    request: MemberRequest,
    *,
    turn: TurnForm | None = None,
    stand_in: StandInForm | None = None,
    team: TeamForm | None = None,
    status: int = 200,
) -> HttpResponse:
    member = request.member
    days = dict(WEEKDAYS)
    turns = [
        (one, days[str(one.weekday)], clock_of(one.starts), clock_of(one.ends))
        for one in turns_visible_to(member=member)
    ]
    context = {
        "turns": turns,
        "stand_ins": list(stand_ins_visible_to(member=member)),
        "teams": list(teams_visible_to(member=member)),
        "turn": turn or TurnForm(member=member, prefix="turn"),
        "stand_in": stand_in or StandInForm(member=member, prefix="in"),
        "team": team or TeamForm(member=member, prefix="team"),
    }
    return render(request, "notify/duty.html", context, status=status)


@require_POST
@needs(Permission.MANAGE_ALERTS)
def add_turn(request: MemberRequest) -> HttpResponse:
    form = TurnForm(request.POST, member=request.member, prefix="turn")
    if not form.is_valid():
        return _page(request, turn=form, status=422)
    starts, ends = form.span()
    DutyTurn.objects.bulk_create(
        DutyTurn(
            tenant_id=request.member.tenant_id,
            place=form.cleaned_data["place"],
            member=form.cleaned_data["person"],
            weekday=int(day),
            starts=starts,
            ends=ends,
        )
        for day in form.cleaned_data["days"]
    )
    messages.success(request, _("Alerts call whoever is on duty."))
    return redirect("duty")


@require_POST
@needs(Permission.MANAGE_ALERTS)
def add_stand_in(request: MemberRequest) -> HttpResponse:
    form = StandInForm(request.POST, member=request.member, prefix="in")
    if not form.is_valid():
        return _page(request, stand_in=form, status=422)
    given = form.cleaned_data
    StandIn.objects.create(
        tenant_id=request.member.tenant_id,
        member=given["person"],
        by=given["by"],
        first_day=given["first_day"],
        last_day=given["last_day"],
    )
    messages.success(request, _("It is kept. Turns are taken over on these days."))
    return redirect("duty")


@require_POST
@needs(Permission.MANAGE_ALERTS)
def add_team(request: MemberRequest) -> HttpResponse:
    form = TeamForm(request.POST, member=request.member, prefix="team")
    if form.kept(reaching.add_chat, now=timezone.now()):
        messages.success(request, _("The chat is kept. Try it out."))
        return redirect("duty")
    return _page(request, team=form, status=422)


@require_POST
@needs(Permission.MANAGE_ALERTS)
def try_team(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(teams_visible_to(member=request.member), pk=key)
    reaching.try_out(destination=found, by=request.member, now=timezone.now())
    messages.success(request, _("A test is on its way. What became of it stands here."))
    return redirect("notices")


@require_POST
@needs(Permission.MANAGE_ALERTS)
def remove(request: MemberRequest, what: str, key: uuid.UUID) -> HttpResponse:
    """Take away a turn, a stand-in or a chat of the person's part."""
    doors = {"turn": turns_visible_to, "stand-in": stand_ins_visible_to, "team": teams_visible_to}
    if what not in doors:
        raise Http404
    found = get_object_or_404(doors[what](member=request.member), pk=key)
    found.delete()
    messages.success(request, _("It is gone."))
    return redirect("duty")
