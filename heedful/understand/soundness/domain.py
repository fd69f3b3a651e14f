"""Looking at a questionnaire's feedback for what customers do not do."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from heedful.listen.feedback.rows import Rows, read_rows
from heedful.listen.feedback.traces import read_traces
from heedful.listen.imports.mapping import MappingError, read_mapping
from heedful.listen.imports.models import Import
from heedful.listen.surveys.models import Item, Questionnaire, QuestionnaireVersion
from heedful.understand.metrics.queries import newest_days, series_of
from heedful.understand.metrics.rules import Window
from heedful.understand.quality.polarity import polarity
from heedful.understand.soundness.looking import against_words, look_at_rows
from heedful.understand.soundness.rules import KIND, MANY_TWO_WAYS, Finding, Kind, Soundness
from heedful.understand.studies.domain import keep
from heedful.understand.studies.models import StudyRun

DAYS = 365
# Codes that stand for no answer are told from this many on.
FEWEST_CODES = 1


def study(*, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, now: datetime) -> StudyRun | None:
    """Look at the newest year of feedback, at the files it came from and at their columns.

    Returns None while there is no feedback. Safe to repeat.
    """
    newest = newest_days(tenant_id=tenant_id).get(questionnaire_id)
    if newest is None:
        return None
    window = Window.ending(newest, days=DAYS)
    series = series_of(tenant_id=tenant_id, questionnaire_id=questionnaire_id)
    rows = read_rows(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        first=window.first,
        last=window.last,
        slots=len(series.items),
    )
    questionnaire = Questionnaire.objects.get(pk=questionnaire_id)
    findings = [
        *look_at_rows(series, rows.scores, rows.at, rows.days, rows.weights),
        *against_words(series, rows.scores, _words(tenant_id, questionnaire_id, window, rows)),
        *_of_files(questionnaire),
        *_of_columns(questionnaire),
    ]
    return keep(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        kind=KIND,
        window=window,
        now=now,
        whole=Soundness.of(len(rows), len(rows.locations), findings),
        places={},
    )


def _words(
    tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, window: Window, rows: Rows
) -> NDArray[np.int64]:
    """Whether each row's comment praises (1), blames (−1), or neither (0)."""
    traces = read_traces(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        first=window.first,
        last=window.last,
        ids=rows.ids,
    )
    told = zip(traces.comments, traces.languages, strict=True)
    return np.array([polarity(*one) if one[0] else 0 for one in told], dtype=np.int64)


def _of_files(questionnaire: Questionnaire) -> Iterator[Finding]:
    """What was noticed while the files of this questionnaire were read."""
    labels = dict(questionnaire.items.values_list("code", "label"))
    for entry in Import.objects.filter(tenant=questionnaire.tenant_id).exclude(notes={}):
        try:
            series = read_mapping(entry.mapping).series
        except MappingError:
            continue
        if series.questionnaire != questionnaire.name:
            continue
        two_ways, dates = entry.notes["dates_two_ways"], entry.notes["dates"]
        if two_ways > MANY_TWO_WAYS * dates:
            yield Finding(Kind.DATES, True, names=(entry.file_name,), count=two_ways, of=dates)
        for code, counts in entry.notes["codes"].items():
            found = tuple((text, n) for text, n in counts.items() if n >= FEWEST_CODES and text)
            if found and code in labels:
                yield Finding(Kind.CODES, False, names=(entry.file_name, labels[code]), codes=found)


def _of_columns(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Which questions came and went from one version to the next."""
    items = list(Item.objects.filter(questionnaire=questionnaire))
    labels = {item.slot: item.label for item in items}
    versions = list(
        QuestionnaireVersion.objects.filter(questionnaire=questionnaire).order_by("name")
    )
    for before, after in pairwise(versions):
        came = sorted(set(after.slots) - set(before.slots))
        went = sorted(set(before.slots) - set(after.slots))
        if came or went:
            changed = [f"+ {labels[slot]}" for slot in came] + [
                f"− {labels[slot]}" for slot in went
            ]
            yield Finding(
                Kind.COLUMNS,
                False,
                names=(before.name, after.name, *changed),
                count=len(came),
                of=len(went),
            )
