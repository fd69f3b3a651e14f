"""What an invitation says, in the customer's language, and handing it to those who send."""

import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.template.loader import render_to_string
from django.urls import reverse

from heedful.base.connectors.callbacks import own_address
from heedful.base.connectors.sending.domain import queue
from heedful.base.customers.domain import unsubscribe_link
from heedful.base.customers.models import Customer
from heedful.base.languages import direction
from heedful.base.org.models import Node
from heedful.listen.invitations.models import Invitation
from heedful.listen.invitations.queries import newest_version, plan_of
from heedful.listen.invitations.rules import Plan, Wording
from heedful.listen.surveys.definition import (
    Definition,
    Question,
    scale_of,
    visible,
    words,
)
from heedful.listen.surveys.domain import make_link
from heedful.listen.surveys.models import QuestionnaireVersion
from heedful.listen.surveys.queries import definition_of

# The kinds whose answers fit into a mail as a row of links.
IN_A_ROW = ("recommend", "stars", "smileys", "scale")
ENGLISH = {"en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it would be sent."""

    subject: str
    text: str
    html: str
    language: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a message is about."""

    plan: Plan
    channel: str
    organisation: str
    location: Node
    languages: tuple[str, ...]  # the customer's own, then the organisation's
    expires_at: datetime | None
    is_reminder: bool = False


def send(invitation: Invitation, *, to: str, now: datetime) -> None:
    """Queue the invitation, or its next reminder, with a link of its own for this visit.

    In the transaction that says it was sent: there is none without the other.
    """
    visit, channel = invitation.visit, invitation.channel
    version = newest_version(invitation.programme.questionnaire_id)
    token = make_link(
        version=version,
        location=visit.location,
        channel=channel,
        visit=visit.pk,
        customer=visit.customer_id,
        once=True,
        expires_at=invitation.expires_at,
    )
    assert visit.customer is not None  # noqa: S101  # nobody else is asked
    about = f"invitation:{invitation.pk}"
    post = partial(
        queue,
        tenant_id=invitation.tenant_id,
        channel=channel,
        to=to,
        about=about,
        key=f"{about}:{channel}:{invitation.reminders}",
        now=now,
    )
    if channel == "call":
        post(text=token)
        return
    leave = _leave_address(visit.customer, channel) if channel == "email" else ""
    occasion = Occasion(
        plan=plan_of(invitation.programme),
        channel=channel,
        organisation=invitation.tenant.name,
        location=visit.location,
        languages=(visit.customer.language, invitation.tenant.language),
        expires_at=invitation.expires_at,
        is_reminder=invitation.reminders > 0,
    )
    link = f"{own_address()}{reverse('survey', args=[token])}"
    said = compose(occasion, version, link=link, leave=leave)
    post(subject=said.subject, text=said.text, html=said.html, unsubscribe=leave)


def compose(occasion: Occasion, version: QuestionnaireVersion, *, link: str, leave: str) -> Message:
    """Write the message, from the programme's own words or ours."""
    language = language_of(occasion.plan, *occasion.languages)
    said, ours = _own(occasion.plan, language), our_words(language)
    known = {
        "location": occasion.location.name,
        "organisation": occasion.organisation,
        "link": link,
        "until": _day(occasion.expires_at, occasion.location.time_zone, language),
    }

    def fill(text: str) -> str:
        return words({language: text}, language, known=known)

    if occasion.channel != "email":
        # As short as it can be: the page goes by the telephone's own language.
        return Message("", fill(said.sms or ours["sms"]), "", language)
    known["link"] = link = f"{link}?lang={language}"
    again = ours["again"] if occasion.is_reminder else ""
    subject = again + fill(said.subject or ours["subject"])
    body, until = fill(said.body or ours["body"]), fill(ours["until"])
    question, steps = first_question(version, language, link)
    told = {
        "language": language,
        "direction": direction(language),
        "subject": subject,
        "paragraphs": [part for part in body.split("\n") if part.strip()],
        "question": question,
        "steps": steps,
        "button": ours["button"],
        "link": link,
        "until": until,
        "why": fill(ours["why"]),
        "stop": ours["stop"],
        "leave": leave,
    }
    ends = f"{ours['why']}\n{ours['stop']}: {leave}"
    text = f"{body}\n\n{link}\n\n{until}\n\n-- \n{fill(ends)}\n"
    html = render_to_string("invitations/mail.html", told)
    return Message(subject, text, html, language)


def first_question(
    version: QuestionnaireVersion, language: str, link: str
) -> tuple[str, list[Step]]:
    """The first question and its answers as links, which choose an answer and send nothing."""
    definition = definition_of(version=version)
    question = _first(definition)
    if question is None:
        return "", []
    text = words(question.text, language, definition=definition)
    low, high = scale_of(question)
    return text, [Step(str(step), f"{link}&a={step}") for step in range(low, high + 1)]


def _first(definition: Definition) -> Question | None:
    shown = visible(definition, {}, "mail")
    fits = shown and shown[0].kind in IN_A_ROW
    return shown[0] if fits else None


def language_of(plan: Plan, *wanted: str) -> str:
    """The first language of the customer, then of the organisation, that there are words in."""
    there = languages_of(plan)
    for one in wanted:
        code = one.replace("_", "-")
        for name in (code, code.split("-")[0]):
            if name in there:
                return name
    return "en"


def languages_of(plan: Plan) -> list[str]:
    """Every language in which an invitation can be written."""
    return sorted({*plan.wording, *_ours()})


def our_words(language: str) -> Mapping[str, str]:
    known = _ours()
    return known.get(language) or known.get(language.split("-", maxsplit=1)[0]) or known["en"]


@lru_cache(maxsize=1)
def _ours() -> dict[str, dict[str, str]]:
    source = files("heedful.listen.invitations") / "wording.toml"
    return tomllib.loads(source.read_text("utf-8"))


def _own(plan: Plan, language: str) -> Wording:
    return plan.wording.get(language, Wording())


def _day(at: datetime | None, zone: str, language: str) -> str:
    if at is None:
        return ""
    # CLDR's plain English is American.
    return format_date(at.astimezone(ZoneInfo(zone)), "long", ENGLISH.get(language, language))


def _leave_address(customer: Customer, channel: str) -> str:
    token = unsubscribe_link(
        tenant_id=customer.tenant_id, customer_id=_key(customer), channel=channel
    )
    return f"{own_address()}{reverse('unsubscribe', args=[token])}"


def _key(customer: Customer) -> uuid.UUID:
    return customer.merged_into_id or customer.pk
