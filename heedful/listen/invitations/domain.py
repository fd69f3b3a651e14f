"""Programmes: made, changed, started, paused; and the chances of being drawn."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from heedful.base.audit.domain import record
from heedful.base.audit.rules import Action, Details, changes, person
from heedful.base.org.models import Member, Node
from heedful.base.org.queries import locations_under
from heedful.listen.invitations.models import (
    INVITED,
    Chance,
    Invitation,
    Programme,
    ProgrammeState,
    State,
    Visit,
)
from heedful.listen.invitations.queries import plan_of
from heedful.listen.invitations.rules import LOOKS_BACK, Plan, Stratum, chances
from heedful.listen.surveys.models import Questionnaire

Strata = dict[uuid.UUID, dict[str, Stratum]]


class NameTaken(Exception):
    """Another programme has this name."""


class NotRunning(Exception):
    """The programme is not in a state from which this can be done."""


@transaction.atomic
def make_programme(
    *, by: Member, name: str, questionnaire: Questionnaire, place: Node, now: datetime
) -> Programme:
    """Make a draft with careful settings; nobody is asked before it is started.

    Raises NameTaken.
    """
    try:
        with transaction.atomic():
            made = Programme.objects.create(
                tenant_id=by.tenant_id,
                name=name,
                questionnaire=questionnaire,
                place=place,
                plan=msgspec.to_builtins(Plan()),
                created_at=now,
            )
    except IntegrityError as error:
        raise NameTaken from error
    _write_down(made, Action.PROGRAMME_ADDED, {"place": str(place.pk)}, by=by, now=now)
    return made


@transaction.atomic
def change_plan(*, programme: Programme, plan: Plan, by: Member, now: datetime) -> None:
    """Decide anew, from the next visit on. Who is waiting keeps their time."""
    mine = Programme.objects.filter(pk=programme.pk)
    before = plan_of(mine.select_for_update(no_key=True).get())
    mine.update(plan=msgspec.to_builtins(plan), chances_at=None)
    if changed := _changes(before, plan):
        _write_down(programme, Action.PROGRAMME_CHANGED, changed, by=by, now=now)


@transaction.atomic
def start(*, programme: Programme, by: Member, now: datetime) -> None:
    """Ask about visits that are not too long ago. After a pause, what was missed stays missed."""
    since = now - timedelta(days=plan_of(programme).max_days)
    begun = {ProgrammeState.DRAFT: since, ProgrammeState.PAUSED: now}
    for before, asks_from in begun.items():
        mine = Programme.objects.filter(pk=programme.pk, state=before)
        if mine.update(state=ProgrammeState.RUNNING, asks_from=asks_from, looked_at=None):
            _changed_state(programme, before, ProgrammeState.RUNNING, by=by, now=now)
            return


@transaction.atomic
def pause(*, programme: Programme, by: Member, now: datetime) -> None:
    """Ask nobody and remind nobody until it is started again. Raises NotRunning."""
    running = Programme.objects.filter(pk=programme.pk, state=ProgrammeState.RUNNING)
    if not running.update(state=ProgrammeState.PAUSED):
        raise NotRunning
    _changed_state(programme, ProgrammeState.RUNNING, ProgrammeState.PAUSED, by=by, now=now)


def _changed_state(
    programme: Programme, before: str, after: str, *, by: Member, now: datetime
) -> None:
    changed = changes({"state": str(before)}, {"state": str(after)})
    _write_down(programme, Action.PROGRAMME_CHANGED, changed, by=by, now=now)


def _changes(before: Plan, after: Plan) -> Details:
    """What became of what; of words only in which languages they are others."""
    old, new = before.wording, after.wording
    spoken = sorted(code for code in {*old, *new} if old.get(code) != new.get(code))
    told = {"words": " ".join(spoken)} if spoken else {}
    return {**changes(_codes(before), _codes(after)), **told}


def _codes(plan: Plan) -> Details:
    told = msgspec.to_builtins(plan) | {"channels": " ".join(plan.channels)}
    del told["wording"]
    return {name: "" if value is None else value for name, value in told.items()}


def _write_down(
    programme: Programme, action: Action, details: Details, *, by: Member, now: datetime
) -> None:
    record(
        tenant_id=programme.tenant_id,
        actor=person(by.user_id),
        action=action,
        about=f"programme:{programme.pk}",
        details=details,
        now=now,
    )


@transaction.atomic
def work_out_chances(*, programme: Programme, now: datetime) -> None:
    """Work out anew with which probability visits of each part of a location's day are drawn."""
    # Whoever does the same at the same time waits, and then does it anew.
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    plan = plan_of(programme)
    rows = [
        Chance(
            tenant_id=programme.tenant_id,
            programme=programme,
            location_id=location,
            daypart=daypart,
            chance=chance,
            visits=strata[daypart].visits,
            asked=strata[daypart].asked,
            answered=strata[daypart].answered,
        )
        for location, strata in strata_of(programme=programme, now=now).items()
        for daypart, chance in chances(plan, strata).items()
    ]
    Chance.objects.filter(tenant=programme.tenant_id, programme=programme).delete()
    Chance.objects.bulk_create(rows)
    Programme.objects.filter(pk=programme.pk).update(chances_at=now)


def strata_of(*, programme: Programme, now: datetime) -> Mapping[uuid.UUID, dict[str, Stratum]]:
    """What is known of each part of each location's day, of the last four weeks."""
    tenant_id, since = programme.tenant_id, now - LOOKS_BACK
    places = locations_under(node=programme.place, on=now.date()).values("pk")
    visits = Visit.objects.filter(
        tenant=tenant_id, location__in=places, visited_at__gte=since, customer__isnull=False
    )
    found: Strata = defaultdict(dict)
    for place, part, n in visits.values_list("location", "daypart").annotate(Count("pk")):
        found[place][part] = Stratum(n)
    # Four times as long: answer rates change slowly, and few are asked.
    # Of those whose time is not over only the quick have answered.
    asked = Invitation.objects.filter(
        tenant=tenant_id,
        programme=programme,
        state__in=INVITED,
        at__gte=now - 4 * LOOKS_BACK,
        expires_at__lte=now,
    )
    counted = asked.values_list("location", "visit__daypart").annotate(
        n=Count("pk"), answered=Count("pk", filter=Q(state=State.ANSWERED))
    )
    for place, part, n, answered in counted:
        visited = found[place].get(part, Stratum(0)).visits
        found[place][part] = Stratum(visited, n, answered)
    return found
