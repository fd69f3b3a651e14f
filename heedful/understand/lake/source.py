"""Rows of feedback in the columns of the lake, as one query over the tables of PostgreSQL."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import connection
from pyarrow import csv

from cxstats.distinct import sketched
from cxstats.sums import NOT_ANSWERED, NOT_USED, WEIGHT_ONE
from heedful.base.org.dayparts import Daypart
from heedful.base.org.queries import dayparts_of
from heedful.listen.feedback.factors import EFFECTIVE_WEIGHT, FACTORS
from heedful.listen.feedback.traces import trace
from heedful.listen.surveys.models import QuestionnaireVersion
from heedful.understand.lake.rules import LAYOUT, MONTH, columns, month_of, slot_name

MINUTE = """(extract(epoch from (row.occurred_at at time zone place.time_zone) - row.day)::bigint
    / 60)"""
COUNT = """
select day, count(*) from listen_feedback row
where tenant_id = %(tenant)s and questionnaire_id = %(questionnaire)s
    and superseded_at is null and day between %(from_day)s and %(to_day)s
    and occurred_at between %(since)s and %(until)s
group by day
"""
# A trading day ends after its date does, and clocks differ by up to fourteen hours.
BEFORE, AFTER = timedelta(days=2), timedelta(days=3)


def fingerprint(*, tenant_id: uuid.UUID) -> str:
    """What a row's columns hang on: their layout, the parts of the day, the key of the hashes.

    A part that is only called otherwise has the rows it had. One query.
    """
    starts = " ".join(str(part.starts) for part in dayparts_of(tenant_id=tenant_id))
    return f"{LAYOUT} {starts} {trace(tenant_id=uuid.UUID(int=0), text='fingerprint')}"


def versions_of(*, questionnaire_id: uuid.UUID) -> Mapping[uuid.UUID, Sequence[int]]:
    """The slots of each version's form, in order."""
    found = QuestionnaireVersion.objects.filter(questionnaire=questionnaire_id)
    return dict(found.order_by("pk").values_list("pk", "slots"))


def select(
    *, versions: Mapping[uuid.UUID, Sequence[int]], slots: int, parts: Sequence[Daypart]
) -> str:
    """The query; it wants `tenant`, `questionnaire`, `from_day`, `to_day`, `since` and `until`.

    `respondent` is the name itself here: who counts different ones needs no more.
    """
    answers = "".join(f", {_answer(slot, versions)} as {slot_name(slot)}" for slot in range(slots))
    return f"""
        select row.id, row.location_id::text as location, row.day,
            {MINUTE}::smallint as minute, {_daypart(parts)} as daypart, row.channel, row.language,
            row.version_id::text as version, heavy.weight,
            (heavy.weight * heavy.weight + {WEIGHT_ONE // 2}) / {WEIGHT_ONE} as weight_squared,
            nullif(row.respondent, '') as respondent, row.comment <> '' as has_comment{answers}
        from listen_feedback row
        join base_node place on place.tenant_id = row.tenant_id and place.id = row.location_id
        {FACTORS}
        cross join lateral (select {EFFECTIVE_WEIGHT} as weight) heavy
        where row.tenant_id = %(tenant)s and row.questionnaire_id = %(questionnaire)s
            and row.superseded_at is null and row.day between %(from_day)s and %(to_day)s
            and row.occurred_at between %(since)s and %(until)s
        """  # noqa: S608 - made of constants and of numbers and keys of ours


def values(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, first: date, last: date
) -> dict[str, Any]:
    """What `select` wants. The instants only spare PostgreSQL the months beside these days."""
    return {
        "tenant": tenant_id,
        "questionnaire": questionnaire_id,
        "from_day": first,
        "to_day": last,
        "since": max(first, date.min + BEFORE) - BEFORE,
        "until": min(last, date.max - AFTER) + AFTER,
    }


def rows_of_days(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, first: date, last: date
) -> dict[date, int]:
    """How many rows stand on each day."""
    asked = values(tenant_id=tenant_id, questionnaire_id=questionnaire_id, first=first, last=last)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, asked)
        return dict(cursor.fetchall())


def read(
    *, tenant_id: uuid.UUID, questionnaire_id: uuid.UUID, days: Sequence[date], slots: int
) -> Iterator[pa.Table]:
    """Read the rows of some days of one month, sorted by place and time, some at a time."""
    versions = versions_of(questionnaire_id=questionnaire_id)
    asked = values(
        tenant_id=tenant_id,
        questionnaire_id=questionnaire_id,
        first=min(days),
        last=max(days),
    )
    parts = dayparts_of(tenant_id=tenant_id)
    sql = f"""copy (
        select * from ({select(versions=versions, slots=slots, parts=parts)}) as known
        where day = any(%(days)s) order by location, day, minute, id
    ) to stdout (format csv, header)"""  # noqa: S608 - as above
    with connection.cursor() as cursor, cursor.copy(sql, {**asked, "days": list(days)}) as told:
        reader = csv.open_csv(
            _Stream(iter(told)),
            convert_options=csv.ConvertOptions(
                column_types=_as_told(slots),
                true_values=["t"],
                false_values=["f"],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
        for batch in reader:
            yield _finished(pa.Table.from_batches([batch]), tenant_id, slots, month_of(days[0]))


def _as_told(slots: int) -> dict[str, pa.DataType]:
    return {**columns(slots), "id": pa.string(), "respondent": pa.string()}


class _Stream:
    """What PostgreSQL sends, in the shape of an open file."""

    closed = False

    def __init__(self, parts: Iterator[bytes | memoryview]) -> None:
        self._parts = parts
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            part = next(self._parts, None)
            if part is None:
                break
            self._rest += bytes(part)
        size = len(self._rest) if size < 0 else size
        given, self._rest = self._rest[:size], self._rest[size:]
        return given

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self.closed = True


def _finished(told: pa.Table, tenant_id: uuid.UUID, slots: int, month: str) -> pa.Table:
    """Hash who answered, and write keys as bytes."""
    names = told["respondent"].combine_chunks().dictionary_encode()
    hashes = pa.array(
        [trace(tenant_id=tenant_id, text=name) for name in names.dictionary.to_pylist()],
        pa.int64(),
    )
    respondent = hashes.take(names.indices)
    known = np.asarray(respondent.fill_null(0).to_numpy(zero_copy_only=False), dtype=np.int64)
    register, rank = sketched(known)
    nobody = np.asarray(respondent.is_null().to_numpy(zero_copy_only=False), dtype=np.bool_)
    keys = [uuid.UUID(key).bytes for key in told["id"].to_pylist()]
    made = {
        "id": pa.array(keys, pa.binary()),
        "respondent": respondent,
        "register": pa.array(register, mask=nobody),
        "rank": pa.array(rank, mask=nobody),
        MONTH: pa.array([month] * told.num_rows, pa.string()),
    }
    order = [*columns(slots), MONTH]
    return pa.table({name: made[name] if name in made else told[name] for name in order})


def _answer(slot: int, versions: Mapping[uuid.UUID, Sequence[int]]) -> str:
    """The number given to an item, wherever it stands on the form; null for none."""
    cases = " ".join(
        f"when '{key}' then row.scores[{list(asked).index(slot) + 1}]"
        for key, asked in versions.items()
        if slot in asked
    )
    if not cases:
        return "null::smallint"
    case = f"case row.version_id {cases} end"
    return f"nullif(nullif({case}, {NOT_ANSWERED}), {NOT_USED})"


def _daypart(parts: Sequence[Daypart]) -> str:
    """The last part that has begun; what comes before the first one belongs to it."""
    cases = " ".join(
        f"when {MINUTE} >= {part.starts} then {place}"
        for place, part in reversed(list(enumerate(parts)))
        if place
    )
    return f"(case {cases} else 0 end)::smallint" if cases else "0::smallint"
