"""Answers that another program collected, many at once: read like any others, and kept once."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import blake2b
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from heedful.base.customers.bulk import Person
from heedful.base.customers.bulk import bring as bring_customers
from heedful.base.customers.identities import NotAnIdentity, read_fields
from heedful.base.org.countries import country_at
from heedful.base.org.models import Node
from heedful.base.tenancy.models import Tenant
from heedful.listen.feedback.rules import trading_day_of
from heedful.listen.responses.bringing import Brought, bring
from heedful.listen.surveys.definition import (
    OWN_WORDS,
    RATED,
    Question,
    Raw,
    Recorder,
    Refusal,
    Value,
    all_singles,
    is_item,
    take,
    take_step,
)
from heedful.listen.surveys.models import QuestionnaireVersion
from heedful.listen.surveys.queries import definition_of
from heedful.listen.surveys.recent import Recent

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
# Clocks differ; more than that is a mistake.
AHEAD = timedelta(hours=1)
NO_IDENTITY = {
    "email": "not_an_address",
    "phone": "not_a_telephone",
    "customer_number": "unreadable",
}
State = Literal["kept", "known", "refused"]
Given = str | int | float | bool | list[str] | dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Form:
    """What a version asks, worked out once for all answers to it."""

    questions: Mapping[str, Question]
    needed: Sequence[str]  # without these a whole answer counts for nothing
    recorder: Recorder


FORMS: Recent[Form] = Recent(256)


@dataclass(frozen=True, slots=True)
class Ingested:
    """One response as a program brings it; `id` is the program's own."""

    id: str
    at: datetime
    version: QuestionnaireVersion
    location: Node
    answers: Mapping[str, Given]
    language: str = ""
    partial: bool = False
    customer: Mapping[str, str] = field(default_factory=dict)  # as `identities.read_fields` reads


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one response; `reasons` by the code of a question, or by a field's name."""

    id: str
    state: State
    feedback: uuid.UUID | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)


def ingest(*, tenant: Tenant, sent: Sequence[Ingested], now: datetime) -> list[Outcome]:
    """Keep what can be read, each once however often it is sent. Call it inside the fence.

    A response is known by the version's questionnaire, its id and its moment. One that cannot be
    read holds up no other. Everything else happens in one transaction.
    """
    outcomes: dict[int, Outcome] = {}
    rows: list[tuple[int, Ingested, Brought]] = []
    people: list[Person] = []
    for at, one in enumerate(sent):
        person, read = _person(one), _read(tenant, one, now)
        if isinstance(person, Person) and isinstance(read, Brought):
            rows.append((at, one, read))
            people.append(person)
        else:
            told = [why for why in (person, read) if isinstance(why, Mapping)]
            reasons = {name: reason for why in told for name, reason in why.items()}
            outcomes[at] = Outcome(one.id, "refused", reasons=reasons)
    if any(person.identities for person in people):
        customers = bring_customers(tenant_id=tenant.pk, people=people)
        rows = [
            (at, one, replace(row, customer_id=customer))
            for (at, one, row), customer in zip(rows, customers, strict=True)
        ]
    rows.sort(key=lambda row: str(row[1].version.pk))
    for _key, group in groupby(rows, key=lambda row: row[1].version.pk):
        same = list(group)
        version, read_rows = same[0][1].version, [row for _at, _one, row in same]
        kept = bring(tenant_id=tenant.pk, version=version, rows=read_rows, now=now)
        for at, one, row in same:
            # The second of two that are the same in one batch is known by the first.
            state: State = "kept" if row.id in kept else "known"
            kept.discard(row.id)
            outcomes[at] = Outcome(one.id, state, row.id)
    return [outcomes[at] for at in range(len(sent))]


def _person(one: Ingested) -> Person | Mapping[str, str]:
    try:
        pairs = read_fields(one.customer, country=country_at(one.location))
    except NotAnIdentity as error:
        return {error.field: NO_IDENTITY[error.field]}
    return Person(pairs, language=one.language)


def _read(tenant: Tenant, one: Ingested, now: datetime) -> Brought | Mapping[str, str]:
    if not EARLIEST <= one.at <= now + AHEAD:
        return {"at": "out_of_range"}
    form = FORMS.get_or_make(one.version.pk, partial(_form, one.version))
    answers, reasons = _taken(form, one)
    if reasons:
        return reasons
    kept = form.recorder.record(answers, None)
    local = one.at.astimezone(ZoneInfo(one.location.time_zone))
    content = json.dumps([kept.scores, kept.comment]).encode()
    return Brought(
        id=uuid.uuid5(one.version.questionnaire_id, one.id),
        at=one.at,
        day=trading_day_of(local=local, day_starts_at=tenant.day_starts_at),
        location_id=one.location.pk,
        language=one.language,
        scores=kept.scores,
        comment=kept.comment,
        answers=kept.answers,
        digest=blake2b(content, digest_size=16).digest(),
        partial=one.partial,
    )


def _form(version: QuestionnaireVersion) -> Form:
    definition = definition_of(version=version)
    questions = {question.code: question for question in all_singles(definition)}
    needed = [code for code, one in questions.items() if one.primary and is_item(one)]
    return Form(questions, needed, Recorder(definition))


def _taken(form: Form, one: Ingested) -> tuple[dict[str, Value], dict[str, str]]:
    answers: dict[str, Value] = {}
    reasons: dict[str, str] = {}
    for code, given in one.answers.items():
        question = form.questions.get(code)
        taken = _take(question, given, one.language) if question else Refusal("not_in_form")
        if isinstance(taken, Refusal):
            reasons[code] = taken.reason
        else:
            answers[code] = taken
    for code in form.needed:
        if not one.partial and code not in answers:
            reasons.setdefault(code, "missing")
    return answers, reasons


def _take(question: Question, given: Given, language: str) -> Value | Refusal:
    # Most of what comes is a step of a scale, and a number needs no reading.
    if type(given) is int and given >= 0 and question.kind in RATED:
        return take_step(question, given)
    return take(question, _raw(given), language)


def _raw(given: Given) -> Raw:
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, dict):
        return [f"{name}{OWN_WORDS}{value}" for name, value in given.items()]
    if isinstance(given, list):
        return given
    return "" if given is None else f"{given:g}" if isinstance(given, float) else str(given)
