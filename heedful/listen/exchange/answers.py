"""Answers to a series, row by row, as a person may take them out."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from django.db import connection

from heedful.base.tenancy.domain import within
from heedful.listen.exchange.columns import (
    Asked,
    Cell,
    Column,
    Reach,
    asked_in,
    cells_of,
    header,
    value_of,
)
from heedful.listen.feedback.factors import EFFECTIVE_WEIGHT, FACTORS
from heedful.listen.feedback.masking import masked
from heedful.listen.surveys.definition import is_item
from heedful.listen.surveys.models import Item, Questionnaire, QuestionnaireVersion
from heedful.listen.surveys.queries import definition_of

BLOCK = 2_000
WANTED = """
row.tenant_id = %(tenant)s and row.questionnaire_id = %(questionnaire)s
and row.version_id = any(%(versions)s) and row.superseded_at is null
and row.day between %(first)s and %(last)s and row.location_id = any(%(places)s)
"""
COUNT = f"select count(*) from listen_feedback row where {WANTED}"  # noqa: S608 - a constant
# The words of an answer are looked for between when it was given and when it last changed.
READ = f"""
select row.id::text, row.occurred_at, row.day, place.name, place.code, row.channel, row.language,
    row.version_id, row.scores, {EFFECTIVE_WEIGHT}, row.comment, row.respondent,
    row.customer_id::text, row.visit_id::text, row.partial, said.answers::text
from listen_feedback row
join base_node place on place.tenant_id = row.tenant_id and place.id = row.location_id
left join lateral (
    select response.answers from listen_response response
    where response.tenant_id = %(tenant)s and response.id = row.id and response.received_at
        between least(row.occurred_at, row.received_at)
        and greatest(row.occurred_at, row.received_at)
    order by response.received_at desc limit 1
) said on true
{FACTORS}
where {WANTED} and (row.occurred_at, row.id) > (%(at)s, %(after)s)
order by row.occurred_at, row.id limit %(block)s
"""  # noqa: S608 - made of constants
EARLIEST = "-infinity"
NOBODY = uuid.UUID(int=0)


class TooMany(Exception):
    """A file of this kind cannot hold so many answers; the sentence says which can."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which answers: of a series, at these places, from the first to the last trading day."""

    series: Questionnaire
    places: Sequence[uuid.UUID]
    first: date
    last: date
    reach: Reach


class Answers:
    """All answers that are wanted; rows are read block by block, so memory stays small.

    Make it inside the tenant's fence. `tell` is told after each block how many were read so far.
    """

    def __init__(self, wanted: Wanted, *, tell: Callable[[int], None] | None = None) -> None:
        self._wanted = wanted
        self._tell = tell
        series = wanted.series
        versions = QuestionnaireVersion.objects.filter(
            tenant=series.tenant_id, questionnaire=series
        ).order_by("created_at", "pk")
        self._versions = {one.pk: one for one in versions}
        self._items = {
            item.slot: item.code
            for item in Item.objects.filter(tenant=series.tenant_id, questionnaire=series)
        }
        definitions = [definition_of(version=one) for one in self._versions.values()]
        self._asked: list[Asked] = asked_in(definitions, wanted.reach)
        self.columns: list[Column] = header(self._asked, wanted.reach)
        self._asked_for: dict[str, Any] = {
            "tenant": series.tenant_id,
            "questionnaire": series.pk,
            "versions": list(self._versions),
            "first": wanted.first,
            "last": wanted.last,
            "places": list(wanted.places),
            "block": BLOCK,
        }

    def count(self) -> int:
        """Say how many answers there are, without reading them."""
        with within(self._wanted.series.tenant_id), connection.cursor() as cursor:
            cursor.execute(COUNT, self._asked_for)
            return int(cursor.fetchone()[0])

    def rows(self) -> Iterator[list[Cell]]:
        """Go through the answers in the order in which they were given."""
        at: datetime | str = EARLIEST
        after = NOBODY
        count = 0
        while block := self._block(at, after):
            for row in block:
                yield self._row(row)
            at, after = block[-1][1], uuid.UUID(block[-1][0])
            count += len(block)
            if self._tell:
                self._tell(count)

    def _block(self, at: datetime | str, after: uuid.UUID) -> list[tuple[Any, ...]]:
        with within(self._wanted.series.tenant_id), connection.cursor() as cursor:
            cursor.execute(READ, {**self._asked_for, "at": at, "after": after})
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def _row(self, row: tuple[Any, ...]) -> list[Cell]:
        key, at, day, place, code, channel, language, version_id, scores, weight, *more = row
        comment, respondent, customer, visit, partial, said = more
        reach = self._wanted.reach
        version = self._versions[version_id]
        cells: list[Cell] = [
            *(key, at.isoformat(), day.isoformat(), place, code, channel, language, version.name),
            *(int(partial), weight / 1_000_000),
        ]
        if reach.contact:
            cells += (respondent or None, customer, visit)
        if reach.words:
            cells.append(self._words(comment))
        answers: Mapping[str, Any] = msgspec.json.decode(said) if said else {}
        rated = {
            self._items[slot]: value_of(score)
            for slot, score in zip(version.slots, scores, strict=False)
        }
        for asked in self._asked:
            code = asked.question.code
            value = rated.get(code) if is_item(asked.question) else answers.get(code)
            cells += map(self._words, cells_of(asked, value))
        return cells

    def _words(self, cell: Cell) -> Cell:
        """What leads to a person is masked for those who may not see who customers are."""
        if isinstance(cell, str) and not self._wanted.reach.contact:
            return masked(cell)
        return cell
