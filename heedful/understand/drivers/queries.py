"""The doors to findings: the newest study, a location's priority, a study on request."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b

import numpy as np
from django.db import connection
from django.db.models import QuerySet
from django.db.models.fields.json import KT

from heedful.base.org.models import Member
from heedful.base.org.queries import locations_visible_to
from heedful.understand.blocks.remembered import Remembered
from heedful.understand.blocks.whole import settled
from heedful.understand.drivers.evidence import Group, gather, group_of
from heedful.understand.drivers.models import DriverRun, Priority
from heedful.understand.drivers.rules import STUDY_DAYS, LocationPriority, Study, Way, study_window
from heedful.understand.drivers.studying import study_only
from heedful.understand.metrics.models import DayCell
from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.subject import Subject


def latest_run(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID) -> DriverRun | None:
    """The newest study of a questionnaire."""
    runs = DriverRun.objects.filter(tenant=tenant_id, questionnaire=questionnaire_id)
    return runs.order_by("-computed_at", "-pk").first()


def priorities_visible_to(*, member: Member, run: DriverRun) -> QuerySet[Priority]:
    """The only door to priorities for a signed-in person: those of locations in scope."""
    places = locations_visible_to(member=member).values("pk")
    return Priority.objects.filter(tenant=member.tenant_id, run=run, location__in=places)


def priority_of(*, location_id: uuid.UUID, run: DriverRun) -> Priority | None:
    """One location's priority in a run. Callers pass a location that the person may see."""
    return Priority.objects.filter(tenant=run.tenant_id, run=run, location=location_id).first()


def told(priority: Priority) -> LocationPriority:
    """What a stored priority says."""
    return LocationPriority.of_json(
        n=priority.n, choices=priority.choices, reason=priority.reason, kept=priority.kept
    )


def named_in(*, run: DriverRun | None) -> dict[uuid.UUID, str]:
    """The item that each location was told to begin with; those that were told nothing lack."""
    if run is None:
        return {}
    rows = Priority.objects.filter(tenant=run.tenant_id, run=run, reason="")
    return dict(rows.values_list("location_id", KT("choices__0__item")))


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """How many of some places have which first step."""

    by_item: tuple[tuple[str, int], ...]  # item and number of locations, most first
    not_named: tuple[tuple[str, int], ...]  # reason and number of locations


def first_steps(*, priorities: QuerySet[Priority]) -> FirstSteps:
    """Count the first steps of the places that a page is about. One query."""
    items: dict[str, int] = {}
    reasons: dict[str, int] = {}
    for choices, reason in priorities.values_list("choices", "reason"):
        key, counts = (reason, reasons) if reason else (choices[0]["item"], items)
        counts[key] = counts.get(key, 0) + 1
    return FirstSteps(_most_first(items), _most_first(reasons))


def _most_first(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


@dataclass(frozen=True, slots=True)
class Asked:
    """All that studies come from, so that none is told that is older than what was counted."""

    subject: Subject
    window: Window
    places: bytes  # a digest of their keys
    version: int  # of the blocks
    run: uuid.UUID | None
    of: int | None
    ways: tuple[Way, ...]


STUDIES: Remembered[Asked, tuple[Study, ...]] = Remembered(200, len)


def studies_for(
    *,
    subject: Subject,
    window: Window,
    node: uuid.UUID,
    of: int | None = None,
    ways: tuple[Way, ...] = (Way.PLAIN,),
) -> tuple[Study, ...]:
    """Study the places below one node in the whole months of a window, in each way asked for.

    `of` is the slot of a driver that is studied in the outcome's place.

    How far it is to the best quarter comes from the newest study of all places. Returns nothing
    without answers. Of many places a study is remembered as long as nothing new is counted. At
    most seven queries; three for what is remembered.
    """
    group = group_of(subject=subject, window=window, node=node)
    run = latest_run(tenant_id=subject.tenant_id, questionnaire_id=subject.questionnaire_id)
    study = partial(_study, subject=subject, window=window, group=group, run=run, of=of, ways=ways)
    version = None if group.places is None else settled(subject=subject, window=window)
    if group.places is None or version is None:
        return study()
    places = blake2b(group.places.keys.tobytes(), digest_size=16).digest()
    asked = Asked(subject, window, places, version, None if run is None else run.pk, of, ways)
    found = STUDIES.get(asked)
    if found is None:
        found = study()
        STUDIES.put(asked, found)
    return found


def _study(
    *,
    subject: Subject,
    window: Window,
    group: Group,
    run: DriverRun | None,
    of: int | None,
    ways: tuple[Way, ...],
) -> tuple[Study, ...]:
    evidence = gather(subject=subject, window=window, group=group).evidence
    if not evidence.is_enough:
        return ()
    known = Study.of_json(run.study).drivers if run else ()
    return tuple(study_only(evidence, known=known, of=of, way=way) for way in ways)


def current_study_window(*, subject: Subject) -> Window | None:
    """The window that a study made now is about; None without any feedback. Two queries."""
    cells = DayCell.objects.filter(
        tenant_id=subject.tenant_id, questionnaire_id=subject.questionnaire_id
    )
    newest = cells.order_by("-day").values_list("day", flat=True).first()
    if newest is None:
        return None
    place = subject.series.layout.answered(subject.slot) + 1
    counts = ", ".join(f"sum(sums[{place}]) filter (where day > %s - {d})" for d in STUDY_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {counts} from understand_day_cell where tenant_id = %s"  # noqa: S608
            " and questionnaire_id = %s and day > %s - %s group by location_id",
            # What is put into the text above are numbers of ours.
            [
                *[newest] * len(STUDY_DAYS),
                subject.tenant_id,
                subject.questionnaire_id,
                newest,
                STUDY_DAYS[-1],
            ],
        )
        return study_window(newest=newest, answers=_in_the_middle(cursor.fetchall()))


def _in_the_middle(rows: Sequence[tuple[int | None, ...]]) -> dict[int, float]:
    """The number of answers of the place in the middle, for each of STUDY_DAYS."""
    counts = np.array([[count or 0 for count in row] for row in rows], dtype=np.float64)
    return dict(zip(STUDY_DAYS, np.median(counts, axis=0).tolist(), strict=True))
