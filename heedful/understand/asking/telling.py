"""An answer as plain values, with what is needed to read it: pages, files and snapshots show this.

It can be written as JSON and read back without losing a digit, so what was counted once can be
shown later.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from heedful.base.org.models import Member
from heedful.listen.surveys.models import Questionnaire
from heedful.understand.asking.answers import Answer
from heedful.understand.asking.queries import ask
from heedful.understand.asking.records import Records, records_of
from heedful.understand.asking.rules import Question
from heedful.understand.metrics.counts import Path
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.rules import Window

# What is told always says its days, so this one is never taken.
ANY = Window(date.min, date.min)


@dataclass(frozen=True, slots=True)
class Looked:
    """A place where it might have been counted, and why it was not, or how much it reads."""

    path: str
    refuses: str
    reads: int


@dataclass(frozen=True, slots=True)
class Told:
    """One question's answer: a record for each group, in the order of the answer."""

    params: dict[str, list[str]]
    place: str
    place_id: uuid.UUID
    questionnaire: str
    item: str  # how the question to the customers reads
    low: int  # of its scale
    high: int
    bounds: tuple[float, float] | None  # of the figure; None where it has none
    fields: list[str]
    records: Records
    leaves: list[uuid.UUID]  # of the groups in it, those that are locations
    path: str
    looked: list[Looked]
    fresh: datetime | None  # None is "as of now"
    told_at: datetime

    @property
    def question(self) -> Question:
        return Question.of_params(self.params, window=ANY)


def tell(
    *, member: Member, question: Question, now: datetime, paths: Sequence[Path] | None = None
) -> Told:
    """Answer a question within what a person may see. Raises NotAQuestion, NoPath."""
    answer = ask(member=member, question=question, paths=paths)
    about, records = answer.subject, records_of(answer)
    form = Questionnaire.objects.get(tenant=member.tenant_id, pk=about.questionnaire_id)
    return Told(
        params=question.params(),
        place=answer.places.about,
        place_id=question.under or member.scope_id,
        questionnaire=form.name,
        item=about.item.label,
        low=about.item.low,
        high=about.item.high,
        bounds=_bounds(answer),
        fields=records.fields,
        records=records,
        leaves=list(answer.places.leaves),
        path=answer.plan.path.name,
        looked=[Looked(one.path, one.refuses, one.reads) for one in answer.plan.considered],
        fresh=answer.fresh,
        told_at=now,
    )


def written(told: Told) -> bytes:
    """Write an answer, to be shown later."""
    return msgspec.json.encode(told, enc_hook=list)


def read_back(data: bytes) -> Told:
    """Read what `written` wrote."""
    return msgspec.json.decode(data, type=Told, dec_hook=lambda _kind, told: Records.of(told))


def _bounds(answer: Answer) -> tuple[float, float] | None:
    match answer.question.of.needs:
        case Need.ANSWERS:
            return answer.subject.bounds
        case Need.PAIRS:
            return (-1.0, 1.0)
    return None
