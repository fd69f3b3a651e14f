"""Does the lake hold what feedback holds? Counted by both engines with one definition."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from heedful.base.org.queries import dayparts_of
from heedful.base.tenancy.domain import within
from heedful.listen.surveys.models import Questionnaire
from heedful.understand.lake.duck import run
from heedful.understand.lake.files import Kept
from heedful.understand.lake.source import select, values, versions_of
from heedful.understand.lake.sql import ROWS, month_sums_written, with_days
from heedful.understand.lake.store import store_of
from heedful.understand.metrics.queries import series_of
from heedful.understand.metrics.rules import Window

EVER = Window(date(1900, 1, 1), date(9000, 12, 31))
Sums = Mapping[date, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class MonthFound:
    """One month of a questionnaire, as rows of feedback have it and as the lake does."""

    questionnaire: str
    month: date
    feedback: int
    lake: int
    is_well: bool

    def told(self) -> str:
        says = "ok" if self.is_well else "differs, run heedful lake sync"
        counts = f"{self.feedback:,} rows of feedback, {self.lake:,} in the lake"
        return f"{self.questionnaire} {self.month:%Y-%m}: {counts}: {says}"


def verify(*, tenant_id: uuid.UUID) -> Iterator[MonthFound]:
    """Compare counts and sums of every column, month by month. Changes nothing."""
    with within(tenant_id):
        for questionnaire in Questionnaire.objects.filter(tenant=tenant_id).order_by("name"):
            if not questionnaire.items.exists():
                continue
            series = series_of(tenant_id=tenant_id, questionnaire_id=questionnaire.pk)
            heard = _of_feedback(tenant_id, questionnaire.pk, len(series.items))
            lake = _of_lake(tenant_id, questionnaire.pk, len(series.items))
            for month in sorted({*heard, *lake}):
                one, other = heard.get(month, (0,)), lake.get(month, (0,))
                well = one == other
                yield MonthFound(questionnaire.name, month, one[0], other[0], well)


def _of_feedback(tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, slots: int) -> Sums:
    versions = versions_of(questionnaire_id=questionnaire_id)
    rows = select(versions=versions, slots=slots, parts=dayparts_of(tenant_id=tenant_id))
    sql = _sql(slots, "postgres").replace("%", "%%").replace(f'"{ROWS}"', f"({rows})")
    asked = values(
        tenant_id=tenant_id, questionnaire_id=questionnaire_id, first=EVER.first, last=EVER.last
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return _by_month(cursor.fetchall())


def _of_lake(tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, slots: int) -> Sums:
    snapshot = store_of(tenant_id=tenant_id, questionnaire_id=questionnaire_id).snapshot()
    if snapshot is None or not snapshot.files:
        return {}
    kept = Kept.of(snapshot.files, EVER)
    return _by_month(run(_sql(slots, "duckdb"), kept, range(slots)).fetchall())


def _sql(slots: int, dialect: str) -> str:
    return with_days(month_sums_written(slots, dialect), [EVER])


def _by_month(rows: list[tuple[object, ...]]) -> Sums:
    """Sums of nothing are null on both engines."""
    return {
        date(month.year, month.month, 1): tuple(int(str(one or 0)) for one in sums)
        for month, *sums in rows
        if hasattr(month, "year") and hasattr(month, "month")
    }
