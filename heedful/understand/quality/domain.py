"""Looking at every answer anew, and letting the doubtful ones count less."""

import uuid
from collections.abc import Iterator
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from cxstats.sums import WEIGHT_ONE, count_cells
from cxstats.suspicion import DOUBT
from heedful.listen.feedback.models import FactorKind, RowFactor
from heedful.listen.feedback.rows import Rows, read_rows
from heedful.listen.feedback.traces import Traces, read_traces
from heedful.listen.feedback.weighing import Factors, set_factors
from heedful.understand.metrics.scores import ItemSums, alone
from heedful.understand.metrics.subject import Subject
from heedful.understand.quality.looking import Answers, Found, look
from heedful.understand.quality.rules import (
    KIND,
    STUDY_DAYS,
    TOLD,
    PlaceQuality,
    Reason,
    ReasonCount,
    Score,
    WholeQuality,
)
from heedful.understand.studies.domain import keep
from heedful.understand.studies.material import newest_material
from heedful.understand.studies.models import StudyRun

MINUTES_A_DAY = 1440
Flags = NDArray[np.bool_]


def study(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, now: datetime) -> StudyRun | None:
    """Look at the newest year of answers and let those that are doubtful count less.

    Judges by what was answered, never by what it counts, so a repetition changes nothing. What a
    person decided holds. Returns None without an outcome or answers.
    """
    material = newest_material(
        tenant_id=tenant_id, questionnaire_id=questionnaire_id, days=STUDY_DAYS
    )
    if material is None:
        return None
    subject, window = material
    scope = {
        "tenant_id": tenant_id,
        "questionnaire_id": questionnaire_id,
        "first": window.first,
        "last": window.last,
    }
    rows = read_rows(**scope, slots=len(subject.series.items))  # type: ignore[arg-type]
    if not len(rows):
        return None
    traces = read_traces(**scope, ids=rows.ids)  # type: ignore[arg-type]
    found = look(_answers(rows, traces), subject.series.items, subject.slot)
    _weigh(tenant_id, rows, found, now)
    return keep(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        kind=KIND,
        window=window,
        now=now,
        whole=_whole(subject, rows, traces, found),
        places=dict(zip(rows.locations, _places(rows, found), strict=True)),
    )


def _answers(rows: Rows, traces: Traces) -> Answers:
    return Answers(
        scores=rows.scores,
        at=rows.at,
        days=rows.days,
        minutes=rows.days * MINUTES_A_DAY + rows.minutes,
        version=rows.version,
        comments=traces.comments,
        languages=traces.languages,
        seconds=traces.seconds,
        receipts=traces.receipts,
        devices=traces.devices,
        places=len(rows.locations),
    )


def _weigh(tenant_id: uuid.UUID, rows: Rows, found: Found, now: datetime) -> None:
    """Set factors of rows that are doubtful now, or were before."""
    before = set(
        RowFactor.objects.filter(tenant_id=tenant_id, kind=FactorKind.QUALITY).values_list(
            "feedback_id", flat=True
        )
    )
    less = _less(found)
    ids, factors, reasons = [], [], []
    for row, key in enumerate(rows.ids):
        if less[row] or key in before:
            ids.append(key)
            factors.append(round(float(found.weight[row]) * WEIGHT_ONE))
            told = zip(Reason, found.reasons[row].tolist(), strict=True)
            reasons.append([str(one) for one, p in told if p >= TOLD] if less[row] else [])
    told_all = Factors(ids, factors, reasons)
    set_factors(tenant_id=tenant_id, kind=FactorKind.QUALITY, factors=told_all, now=now)


def _less(found: Found) -> Flags:
    less: Flags = found.weight < 1
    return less


def _whole(subject: Subject, rows: Rows, traces: Traces, found: Found) -> WholeQuality:
    everybody = np.ones(len(rows), dtype=np.bool_)
    return WholeQuality(
        answers=len(rows),
        less=int(_less(found).sum()),
        reasons=_counts(found, everybody),
        calendar=found.calendar,
        timed=int(np.isfinite(traces.seconds).any(axis=1).sum()),
        receipts=int((traces.receipts >= 0).sum()),
        devices=int((traces.devices >= 0).sum()),
        in_full=_score(subject, rows, np.ones(len(rows))),
        as_counted=_score(subject, rows, found.weight),
    )


def _counts(found: Found, among: Flags) -> tuple[ReasonCount, ...]:
    """Of the rows that count less, how often each reason is told; a row may have several."""
    told = (found.reasons >= TOLD) & (_less(found) & among)[:, None]
    return tuple(
        ReasonCount(reason, int(n)) for reason, n in zip(Reason, told.sum(axis=0), strict=True) if n
    )


def _score(subject: Subject, rows: Rows, weight: NDArray[np.float64]) -> Score:
    everywhere = np.zeros(len(rows), dtype=np.int64)
    heavy = np.rint(weight * WEIGHT_ONE).astype(np.int64)
    layout = subject.series.layout
    plain = count_cells(rows.scores, everywhere, 1, layout)
    sums = ItemSums.of_cells(
        layout, subject.slot, plain, count_cells(rows.scores, everywhere, 1, layout, heavy)
    )
    estimate = alone(sums, item=subject.item, metric=subject.metric)
    ends = (float(end[0]) for end in (estimate.value, estimate.low, estimate.high))
    value, low, high = (end if np.isfinite(end) else None for end in ends)
    return Score(value, low, high, float(estimate.n[0]))


def _places(rows: Rows, found: Found) -> Iterator[PlaceQuality]:
    effect = found.effect
    answers = np.bincount(rows.at, minlength=len(rows.locations))
    less = np.bincount(rows.at[_less(found)], minlength=len(rows.locations))
    for place in range(len(rows.locations)):
        forged = int(found.forged[place])
        yield PlaceQuality(
            answers=int(answers[place]),
            less=int(less[place]),
            reasons=_counts(found, rows.at == place),
            suspected=bool(found.suspected[place]),
            probability=float(effect.probability[place]) if forged < 3 else 1 - DOUBT**forged,
            share=float(effect.share[place]),
            best_near=int(found.best_near[place]),
            n_near=int(effect.n_near[place]),
            best_far=int(found.best_far[place]),
            n_far=int(effect.n_far[place]),
            forged=forged,
        )
