"""Looking at the rows of feedback for ratings that count on one side only."""

import uuid
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from cxstats.asymmetry import asymmetric_effects
from heedful.listen.feedback.rows import Rows
from heedful.understand.asymmetry.rules import KIND, AsymmetryStudy, told
from heedful.understand.drivers.queries import current_study_window
from heedful.understand.metrics.queries import subject as subject_of
from heedful.understand.metrics.series import Series
from heedful.understand.metrics.subject import NoOutcome
from heedful.understand.studies.domain import keep
from heedful.understand.studies.material import rows_of
from heedful.understand.studies.models import StudyRun

# Weights of rows are kept in millionths.
WEIGHT_ONE = 1_000_000


def study(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, now: datetime) -> StudyRun | None:
    """Study low and high answers apart, over the window of the drivers. Safe to repeat.

    Returns None without an outcome, a driver or an answer.
    """
    try:
        subject = subject_of(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
    except NoOutcome:
        return None
    window = current_study_window(subject=subject)
    if window is None or not subject.series.drivers:
        return None
    rows = rows_of(subject, window)
    found = of_rows(rows, subject.series, outcome=subject.slot)
    if found is None:
        return None
    return keep(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        kind=KIND,
        window=window,
        now=now,
        whole=found,
        places={},
    )


def of_rows(rows: Rows, series: Series, *, outcome: int) -> AsymmetryStudy | None:
    """Study rows; None when nobody answered the outcome and a driver."""
    scores = np.where(rows.scores < 0, np.nan, rows.scores.astype(np.float64))
    answered = ~np.isnan(scores[:, outcome])
    slots = [slot for slot in series.drivers if answered @ ~np.isnan(scores[:, slot])]
    if not slots:
        return None
    drivers = scores[answered][:, slots]
    usual = _usual(drivers)
    found = asymmetric_effects(
        scores[answered, outcome],
        drivers,
        rows.at[answered],
        usual,
        weight=rows.weights[answered] / WEIGHT_ONE,
    )
    return AsymmetryStudy(
        outcome=series.items[outcome].code,
        n=int(answered.sum()),
        locations=len(np.unique(rows.at[answered])),
        items=told(found, [series.items[slot] for slot in slots], usual.tolist()),
    )


def _usual(drivers: NDArray[np.float64]) -> NDArray[np.int64]:
    """The answer in the middle of all answers to each driver."""
    return np.rint(np.nanmedian(drivers, axis=0)).astype(np.int64)
