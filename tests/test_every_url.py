"""Every address, as the resolver knows it, by every role, with ids of one's own and of others.

A new page is tested by being there; it fails here until it says whom it is for, and, when its
address names something, until WHAT_IT_NAMES says what.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from io import BytesIO

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from PIL import Image
from procrastinate.contrib.django import app

from heedful.act.alerts.domain import delete_rule, save_rule
from heedful.act.alerts.models import AlertVoice, RuleKind, State
from heedful.act.alerts.raising import raise_alerts
from heedful.act.alerts.rules import Score
from heedful.act.cases.bulk import take_all
from heedful.act.cases.domain import open_by_hand
from heedful.base.accounts.domain import make_sign_in_link
from heedful.base.connectors.accounts.domain import add_account
from heedful.base.connectors.accounts.models import ChannelAccount
from heedful.base.connectors.incoming.domain import Heard, hear
from heedful.base.connectors.incoming.rules import Outcome
from heedful.base.connectors.sending.domain import queue
from heedful.base.customers.domain import find_or_make
from heedful.base.notify.hooks import make_webhook
from heedful.base.notify.reaching import add_chat
from heedful.base.org.files import waiting
from heedful.base.org.models import Brand, Member, Node, Role
from heedful.base.org.rules import may
from heedful.base.outbox.domain import dispatch
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant, new_id
from heedful.flows.dispatch import HANDLERS
from heedful.flows.priorities import REFRESH
from heedful.flows.studies import study_all, weigh_all
from heedful.listen.authoring.domain import begin, present
from heedful.listen.authoring.handing import hand_out
from heedful.listen.authoring.models import Survey
from heedful.listen.authoring.publishing import publish
from heedful.listen.authoring.starts import build as make_start
from heedful.listen.conversations.entering import open_entry
from heedful.listen.conversations.models import By, Recording
from heedful.listen.exchange.keeping import ask_for_file, write_file
from heedful.listen.exchange.models import AnswerFile
from heedful.listen.feedback.domain import CHANGED
from heedful.listen.feedback.models import Feedback
from heedful.listen.feedback.weighing import overrule
from heedful.listen.imports.domain import bring_file
from heedful.listen.invitations.domain import make_programme
from heedful.listen.invitations.models import Visit
from heedful.listen.responses.pictures import keep_picture
from heedful.listen.surveys.domain import make_link
from heedful.listen.surveys.models import Questionnaire, QuestionnaireVersion
from heedful.understand.drivers.domain import compute
from heedful.understand.saved.domain import answer_due, save, schedule
from heedful.understand.saved.leaving import leaving_token
from heedful.understand.saved.models import SavedQuestion
from heedful.understand.saved.rules import Every
from tests.makers import make_feedback, make_member, make_node, make_questionnaire, make_tenant

pytestmark = pytest.mark.django_db

# Open without signing in, each with its reason.
PUBLIC = {
    "livez": "asked by whatever watches the process",
    "readyz": "asked by whatever watches the process",
    "api-reference": "says what programs can ask, and holds nothing of anybody",
    "api-openapi": "the same for programs",
    **dict.fromkeys(
        (
            "api-query",
            "api-measures",
            "api-dimensions",
            "api-questionnaires",
            "api-locations",
            "api-priorities",
            "api-drivers",
            "api-comments",
            "api-visits",
            "api-method",
            "api-nowhere",
            "api-responses",
        ),
        "programs come with a token; tests/web/api opens each without and with others'",
    ),
    **dict.fromkeys(
        (
            "hook-kannel-message",
            "hook-kannel-report",
            "hook-twilio-message",
            "hook-twilio-report",
            "hook-voice-in",
            "hook-voice-out",
            "hook-voice-step",
            "hook-voice-said",
            "hook-voice-over",
        ),
        "networks call; the address holds a secret, and tests/web/hooks tries others'",
    ),
    "hook-visits": "tills tell; messages are signed, and tests/web/hooks tries others'",
    "unsubscribe": "customers end further asks; the link itself is the secret",
    "push-worker": "a script that is the same for everybody",
    "welcome": "the link itself is the secret",
    "explore-no-mail": "the link itself is the secret; all it can do is end mails",
    "survey": "customers answer here; the link itself is the secret",
    "survey-thanks": "customers land here",
    "survey-left": "what a customer's page sends when it is left; the link is the secret",
    "survey-worker": "a script that is the same for everybody",
    "survey-look": "colours and sizes that stand in the address itself",
    "survey-logo": "the picture on a survey's pages; the link is the secret",
    "case-question": "customers answer here; the link itself is the secret",
    "account_login": "the way in",
    "account_logout": "the way out",
    "account_signup": "says that people are invited",
    "account_inactive": "says that an account is closed",
    "account_change_password": "allauth sends strangers to sign in",
    "account_set_password": "allauth sends strangers to sign in",
    "account_reset_password": "for whoever forgot it",
    "account_reset_password_done": "for whoever forgot it",
    "account_reset_password_from_key": "the key is the secret",
    "account_reset_password_from_key_done": "for whoever forgot it",
}
# These take no session that another site could ride on: customers' answers, programs' questions.
WITHOUT_TOKEN = {
    "explore-no-mail",
    "unsubscribe",
    "survey",
    "survey-preview",  # a customer's page tried: it changes nothing but the own session
    "survey-left",
    "case-question",
    *(name for name in PUBLIC if name.startswith(("api-", "hook-"))),
}
# The stream is served by another process.
OTHER_PROCESS = {"live"}

GET, POST = "get", "post"
OPEN = {HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}
REFUSED, NOWHERE, NOT_SO = (
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
)


@dataclass(frozen=True)
class House:
    """One organisation with one of everything that an address can name."""

    top: Node
    part: Node  # a group
    place: Node  # a location below it
    people: dict[str, Member]
    names: dict[str, object] = field(default_factory=dict)


WHAT_IT_NAMES: dict[str, Callable[[House], dict[str, object]]] = {
    "today": lambda house: {"key": house.place.pk},
    "consistency": lambda house: {"key": house.part.pk},
    "consistency-chart": lambda house: {"key": house.part.pk, "kind": "svg"},
    "method-consistency": lambda _house: {"about": "split"},
    "drivers": lambda house: {"key": house.part.pk},
    "explore-file": lambda _house: {"kind": "csv"},
    "compare-file": lambda _house: {"kind": "csv"},
    "benchmarks-file": lambda _house: {"kind": "csv"},
    **{
        f"explore-kept-{name}": lambda house: {"key": house.names["saved"]}
        for name in ("one", "times", "pause", "resume", "stop", "delete", "back")
    },
    "explore-snapshot": lambda house: {"key": house.names["snapshot"], "kind": "csv"},
    "drivers-chart": lambda house: {"key": house.part.pk, "kind": "svg"},
    "case": lambda house: {"key": house.names["case"]},
    "case-act": lambda house: {"key": house.names["case"], "what": "take"},
    "case-from": lambda house: {"key": house.names["answer"]},
    "cases-take-back": lambda house: {"batch": house.names["batch"]},
    "cases-file": lambda _house: {"kind": "csv"},
    "cases-report": lambda house: {"key": house.part.pk},
    "case-question": lambda _house: {"token": "x"},
    "method-cases": lambda _house: {"about": "order"},
    "week": lambda house: {"key": house.part.pk},
    "week-chart": lambda house: {"key": house.part.pk, "kind": "svg"},
    "who-answers-of": lambda house: {"key": house.part.pk},
    "who-answers-chart": lambda house: {"key": house.part.pk, "kind": "svg"},
    "soundness-chart": lambda _house: {"kind": "svg"},
    "visits-check": lambda house: {"key": visits_kept(house)},
    "questions-of": lambda house: {"key": house.part.pk},
    "questions-chart": lambda house: {
        "key": house.part.pk, "about": "alone", "kind": "svg",
    },
    "questions-csv": lambda house: {"key": house.part.pk},
    "trends": lambda house: {"key": house.part.pk},
    "trends-csv": lambda house: {"key": house.part.pk},
    "trends-chart": lambda house: {"key": house.part.pk, "kind": "svg"},
    "method": lambda _house: {"name": "recommend"},
    "api-method": lambda _house: {"name": "mean"},
    "api-nowhere": lambda _house: {"rest": "x"},
    "hook-kannel-message": lambda _house: {"secret": "x"},
    "hook-kannel-report": lambda _house: {"secret": "x", "key": uuid.UUID(int=0)},
    "hook-twilio-message": lambda _house: {"secret": "x"},
    "channel-add": lambda _house: {"kind": "mail"},
    **{
        name: lambda house: {"key": house.names["account"]}
        for name in (
            "channel", "channel-test", "channel-pause", "channel-resume", "channel-remove",
        )
    },
    "channel-again": lambda house: {"key": house.names["outgoing"]},
    "channel-done": lambda house: {"key": house.names["incoming"]},
    "channel-entry-close": lambda house: {"key": house.names["entry_point"]},
    "recording-sound": lambda house: {"key": house.names["recording"]},
    "hook-voice-in": lambda _house: {"secret": "x"},
    "hook-voice-over": lambda _house: {"secret": "x"},
    "hook-voice-out": lambda _house: {"secret": "x", "key": uuid.UUID(int=0)},
    **{
        f"hook-voice-{name}": lambda _house: {
            "secret": "x", "key": uuid.UUID(int=0), "question": "q",
        }
        for name in ("step", "said")
    },
    "hook-twilio-report": lambda _house: {"secret": "x", "key": uuid.UUID(int=0)},
    **{
        name: lambda house: {"key": house.names["programme"]}
        for name in (
            "programme", "programme-settings", "programme-start", "programme-pause",
            "programme-refused", "programme-refused-csv", "method-chance",
        )
    },
    **{
        name: lambda house: {"key": house.names["programme"], "language": "en"}
        for name in ("programme-wording", "programme-try")
    },
    "invitation-visits-check": lambda house: {"key": told_visits(house)},
    "invitation-visits-rejected": lambda house: {"key": told_visits(house)},
    "customer": lambda house: {"key": house.names["customer"]},
    "customer-peace": lambda house: {"key": house.names["customer"]},
    "hook-visits": lambda _house: {"address": "x"},
    "unsubscribe": lambda _house: {"token": "x"},
    "explore-no-mail": lambda house: {
        "token": leaving_token(saved=SavedQuestion.objects.get(pk=house.names["saved"]))
    },
    "welcome": lambda house: {"token": house.names["welcome"]},
    "survey": lambda house: {"token": house.names["survey"]},
    **{
        f"survey-{name}": lambda house: {"token": house.names["survey"]}
        for name in ("thanks", "left", "logo")
    },
    "survey-look": lambda _house: {"tokens": "0b5d57-x-x-x"},
    "account_reset_password_from_key": lambda _house: {"uidb36": "1", "key": "x"},
    "org-locations-check": lambda house: {"key": house.names["locations"]},
    "org-people-check": lambda house: {"key": house.names["people"]},
    "org-roster-check": lambda house: {"key": house.names["roster"]},
    "org-add": lambda house: {"parent_id": house.part.pk, "kind": "location"},
    "org-node": lambda house: {"node_id": house.place.pk},
    "org-move": lambda house: {"node_id": house.place.pk},
    "org-close": lambda house: {"node_id": house.place.pk},
    "org-brand": lambda house: {"brand_id": house.names["brand"]},
    "org-person": lambda house: {"member_id": house.people["front_line"].pk},
    "org-person-link": lambda house: {"member_id": house.people["front_line"].pk},
    "org-person-remove": lambda house: {"member_id": house.people["front_line"].pk},
    **{
        name: lambda house: {"key": house.names["alert"]}
        for name in ("alert", "alert-see", "alert-unsee")
    },
    **{name: lambda house: {"key": house.names["way"]} for name in ("ways-test", "ways-remove")},
    "duty-team-test": lambda house: {"key": house.names["team"]},
    "duty-remove": lambda house: {"key": house.names["team"], "what": "team"},
    **{name: lambda house: {"key": house.names["hook"]} for name in ("webhook", "webhook-again")},
    "webhook-act": lambda house: {"key": house.names["hook"], "what": "off"},
    **{
        name: lambda house: {"key": house.names["rule"]}
        for name in ("alert-rule", "alert-rule-state", "alert-rule-delete")
    },
    "alert-rule-restore": lambda house: {"key": house.names["gone"]},
    "soundness-decide": lambda house: {"key": house.names["answer"]},
    "answer-picture": lambda house: {"key": house.names["picture"]},
    "jobs-retry-job": lambda house: {"job_id": house.names["job"]},
    "jobs-retry-entry": lambda house: {"entry_id": house.names["entry"]},
    **{
        f"survey-{name}": lambda house: {"key": house.names["authored"].pk}
        for name in (
            "edit", "save", "do", "rename", "duplicate", "archive", "preview", "draft-logo",
            "languages", "language-put", "words-csv", "words-bring", "theme", "publish",
            "openness", "links", "links-revoke", "take-out", "answers", "json",
            "files", "bring-answers",
        )
    },
    **{
        f"survey-{name}": lambda house: {
            "key": house.names["authored"].pk, "file_id": house.names["answer_file"].pk,
        }
        for name in ("file", "file-forget")
    },
    "survey-version": lambda house: {
        "key": house.names["authored"].pk, "version_id": house.names["authored"].live_id,
    },
    **{
        f"survey-{name}": lambda house: {
            "key": house.names["authored"].pk, "handout_id": house.names["handout"],
        }
        for name in ("handout", "handout-forget")
    },
    "survey-sheet": lambda house: {
        "key": house.names["authored"].pk, "handout_id": house.names["handout"], "size": "page",
    },
    "survey-codes": lambda house: {
        "key": house.names["authored"].pk, "handout_id": house.names["handout"], "kind": "csv",
    },
    **{
        name: lambda house: {"import_id": house.names["import"]}
        for name in (
            "import", "import-progress", "import-mapping", "import-toml", "import-start",
            "import-undo", "import-forget", "import-rejected", "import-rejected-csv",
        )
    },
}  # fmt: skip
# Each person keeps questions for themselves; these are of the person who owns the organisation.
OF_THE_OWNER = {name for name in WHAT_IT_NAMES if name.startswith("explore-kept-")}
OF_THE_OWNER |= {"explore-snapshot", "cases-take-back", "ways-test", "ways-remove"}
OF_THE_OWNER |= {"survey-file", "survey-file-forget"}
# Addresses that name a place in their query.
# These name a kind of number or file, not a row of anybody's.
KINDS_OF_NUMBERS = {
    "channel-add",
    "method", "method-consistency", "soundness-chart", "explore-file", "compare-file",
    "benchmarks-file", "method-cases", "cases-file",
}  # fmt: skip
NODE_IN_QUERY = ("locations", "locations-csv", "method", "org-tree", "cases")
# What belongs to the organisation as a whole is not outside of any part of it.
OF_THE_WHOLE = {
    "channel", "channel-add", "channel-test", "channel-pause", "channel-resume", "channel-remove",
    "channel-again", "channel-done", "channel-entry-close",
    "org-brand", "org-locations-check", "org-people-check", "method", "method-consistency",
    "explore-file", "compare-file", "benchmarks-file",
    "cases-file", "method-cases",
    "jobs-retry-job",
    "jobs-retry-entry", "visits-check", "invitation-visits-check", "invitation-visits-rejected",
    "org-roster-check", "soundness-chart",
}  # fmt: skip


def build(name: str) -> House:
    """An organisation whose regions A and B each have a location, people and a file."""
    tenant, root = make_tenant(name)
    with within(tenant.pk):
        part = make_node(root, f"{name} A", location=False)
        place = make_node(part, f"{name} A1")
        people = {role: make_member(root, role) for role in Role.values}
        questionnaire, version = make_questionnaire(tenant)
        monday = date(2026, 10, 5)
        rows = [
            (place, monday + timedelta(days=n % 40), [n % 11, n % 5 + 1, (n // 2) % 5 + 1])
            for n in range(80)
        ]
        given = make_feedback(version, rows, comments=["Good & <b>cheap</b>"] * len(rows))
        doubt(tenant, given[0])
        while dispatch(handlers=HANDLERS, now=timezone.now()):
            pass
        at = {"questionnaire_id": questionnaire.pk, "now": datetime(2026, 11, 20, tzinfo=UTC)}
        compute(tenant_id=tenant.pk, **at)
        weigh_all(tenant_id=tenant.pk, **at)
        study_all(tenant_id=tenant.pk, **at)
        names = {
            "welcome": make_sign_in_link(user=people["analyst"].user, now=timezone.now())
            .strip("/")
            .split("/")[-1],
            "survey": make_link(version=version, location=place),
            "locations": waiting.keep(tenant_id=tenant.pk, data=b"code,name\nX,Ex\n"),
            "people": waiting.keep(tenant_id=tenant.pk, data=b"email,role\nx@y.org,analyst\n"),
            "roster": waiting.keep(
                tenant_id=tenant.pk, data=b"location_code,trading_day,daypart,senior\n"
            ),
            "answer": given[0],
            "picture": a_picture(tenant, place),
            **an_alert(people["owner"], place),
            **a_case(people["owner"], place),
            **a_channel(tenant, place, version),
            "brand": Brand.objects.create(tenant=tenant, name=name).pk,
            "import": a_file(people["analyst"]),
            "job": a_failed_job(tenant),
            "entry": OutboxEntry.objects.create(
                tenant=tenant, topic=CHANGED, key=new_id(), parked_at=timezone.now()
            ).pk,
            **a_kept_question(people["owner"]),
            **a_programme(people["owner"], questionnaire, part, place),
            **an_authored_survey(people["owner"]),
        }
    return House(root, part, place, people, names)


def a_picture(tenant: Tenant, place: Node) -> uuid.UUID:
    out = BytesIO()
    Image.new("RGB", (9, 9)).save(out, "PNG")
    out.seek(0)
    made = keep_picture(
        tenant_id=tenant.pk, file=out, now=timezone.now(), form_id=new_id(), location=place
    )
    return made.pk


def visits_kept(house: House) -> uuid.UUID:
    """A file of visits that waits to be looked at; taking it in uses it up."""
    data = f"location_code,trading_day,visits\n{house.place.code},2026-10-05,9\n"
    return waiting.keep(tenant_id=house.top.tenant_id, data=data.encode())


def told_visits(house: House) -> uuid.UUID:
    """A file of visits to ask about; taking it in uses it up."""
    data = b"location_code,visited_at,visit_key\n"
    return waiting.keep(tenant_id=house.top.tenant_id, data=data)


def a_channel(tenant: Tenant, place: Node, version: QuestionnaireVersion) -> dict[str, object]:
    """An account, a message each way, a word that begins a survey and a spoken answer."""
    now = timezone.now()
    account = add_account(
        tenant=tenant, kind="kannel", name=tenant.name, channels=["sms"], options={},
        secrets={"password": "p"}, now=now,
    )  # fmt: skip
    outgoing = queue(
        tenant_id=tenant.pk, channel="sms", to="+4930", text="Hi", about="x", key="x", now=now
    )
    heard = Heard(channel="sms", external_id="m1", sender="+4930", outcome=Outcome.UNASSIGNED)
    entry = open_entry(version=version, location=place, channel=By.SMS, word="word", now=now)
    return {
        "account": account.pk,
        "outgoing": outgoing.pk,
        "incoming": hear(account=account, heard=heard, now=now).pk,
        "entry_point": entry.pk,
        "recording": a_recording(account, place),
    }


def a_recording(account: ChannelAccount, place: Node) -> uuid.UUID:
    return Recording.objects.create(
        tenant_id=place.tenant_id, form_id=new_id(), location=place, account=account, question="q",
        asked="Why?", source="https://calls.example/1", content=b"RIFF0000WAVE",
        recorded_at=timezone.now(), fetched_at=timezone.now(),
    ).pk  # fmt: skip


def a_file(by: Member) -> object:
    return bring_file(
        tenant_id=by.tenant_id,
        by_id=by.user_id,
        file_name="x.csv",
        chunks=[b"place,day,score\na,2026-01-01,5\na,2026-01-02,3\n"],
    ).pk


def a_case(by: Member, place: Node) -> dict[str, object]:
    """A case, and what a person did to several at once."""
    now, batch = timezone.now(), new_id()
    case = open_by_hand(by=by, location=place, words="Cold food", now=now)
    take_all(cases=[case], by=by, now=now, batch=batch)
    return {"case": case.pk, "batch": batch}


def an_alert(by: Member, place: Node) -> dict[str, object]:
    """A rule that a person made, and what it raised."""
    rule, gone = (
        save_rule(
            by=by,
            place=place,
            name=name,
            kind=RuleKind.HEARD,
            condition=Score("recommend", "at_most", 6),
            state=state,
            now=timezone.now(),
        )
        for name, state in (("Unhappy guest", State.ON), ("Gone", State.OFF))
    )
    delete_rule(rule=gone, by=by, now=timezone.now())
    last = Feedback.objects.filter(location_id=place.pk).order_by("-occurred_at")
    raise_alerts(tenant_id=by.tenant_id, keys=[one.id for one in last[:20]], now=timezone.now())
    voice = AlertVoice.objects.filter(rule=rule)[0]
    now, chat = timezone.now(), "json://example.org/x"
    hook, _secret = make_webhook(by=by, name="Till", url="https://x.example", kinds=[], now=now)
    return {
        "rule": rule.pk,
        "gone": gone.pk,
        "alert": voice.alert_id,
        "way": add_chat(member=by, address=chat, now=now).pk,
        "team": add_chat(place=place, address=chat, now=now).pk,
        "hook": hook.pk,
    }


def an_authored_survey(by: Member) -> dict[str, object]:
    """A survey that was published and handed out."""
    now = timezone.now()
    survey = begin(by=by, name=f"Survey of {by.pk}", definition=make_start("one"), now=now)
    publish(survey=survey, seen=present(survey=survey)[0].pk, by=by, now=now)
    survey.refresh_from_db()
    made = hand_out(survey=survey, node=by.scope, channel="qr", by=by, now=now)
    return {"authored": survey, "handout": made.pk, "answer_file": a_file_of_answers(by, survey)}


def a_file_of_answers(by: Member, survey: Survey) -> AnswerFile:
    """A file that a job wrote."""
    now = timezone.now()
    days = (now.date(), now.date())
    file = ask_for_file(
        member=by, survey=survey, under=None, days=days, kind="csv", total=0, now=now
    )
    write_file(tenant_id=by.tenant_id, file_id=file.pk, now=now)
    return file


def a_kept_question(by: Member) -> dict[str, object]:
    """A question of one person, and what it was answered."""
    params = {"measure": ["mean"], "days": ["90"]}
    now = timezone.now()
    kept = save(owner=by, name="Every week", params=params, is_shared=False, now=now)
    schedule(saved=kept, every=Every.DAILY, on_day=0, hour=7, now=now - timedelta(days=3))
    answer = answer_due(saved_id=kept.pk, now=now)
    return {"saved": kept.pk, "snapshot": answer.pk}


def a_programme(
    by: Member, questionnaire: Questionnaire, part: Node, place: Node
) -> dict[str, object]:
    """Who is invited below a place, and a customer who was there."""
    now = timezone.now()
    programme = make_programme(
        by=by, name=f"At {part.name}", questionnaire=questionnaire, place=part, now=now
    )
    address = f"guest@{place.pk.hex}.example"
    customer = find_or_make(tenant_id=part.tenant_id, identities=[("email", address)])
    Visit.objects.create(
        tenant_id=part.tenant_id,
        customer=customer,
        location=place,
        visited_at=now,
        day=now.date(),
        daypart="lunch",
        key=address,
        source="api",
        received_at=now,
    )
    return {"programme": programme.pk, "customer": customer.pk}


def a_failed_job(tenant: Tenant) -> int:
    job_id = app.configure_task(REFRESH).defer(tenant_id=str(tenant.pk), up_to=None)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'failed' where id = %s", [job_id])
    return job_id


def other_part(house: House) -> House:
    """Region B of the same organisation: everything that somebody of region A may not see."""
    with within(house.top.tenant_id):
        part = make_node(house.top, "B", location=False)
        place = make_node(part, "B1")
        people = {role: make_member(part, role) for role in Role.values}
        version = QuestionnaireVersion.objects.get(questionnaire__name="Guests")
        answer, _low = make_feedback(
            version, [(place, date(2026, 10, 5), [n, 5, 5]) for n in (10, 4)]
        )
        doubt(house.top.tenant, answer)
        names = {"import": a_file(people["analyst"]), "answer": answer}
        names |= {**an_alert(people["owner"], place), **a_case(people["owner"], place)}
        names["recording"] = a_recording(ChannelAccount.objects.get(), place)
        names["picture"] = a_picture(house.top.tenant, place)
        names |= a_kept_question(people["owner"])
        names |= a_programme(people["owner"], version.questionnaire, part, place)
        names |= an_authored_survey(people["owner"])
        return House(house.top, part, place, people, names)


def doubt(tenant: Tenant, answer: uuid.UUID) -> None:
    overrule(
        tenant_id=tenant.pk,
        feedback_id=answer,
        kind="quality",
        to=500_000,
        by_id=None,
        now=timezone.now(),
    )


@pytest.fixture
def house():
    return build("Own")


def patterns() -> Iterator[URLPattern]:
    def walk(entries: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
        for entry in entries:
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns)
            else:
                yield entry

    return walk(get_resolver().url_patterns)


ROUTES = list(patterns())
GUARDED = [
    route
    for route in ROUTES
    if hasattr(route.callback, "permission") and route.name not in OTHER_PROCESS
]


def url(route: URLPattern, house: House) -> str:
    kwargs = WHAT_IT_NAMES[route.name](house) if route.name in WHAT_IT_NAMES else {}
    return reverse(route.name, kwargs=kwargs)


def signed_in(member: Member, *, checks: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checks, raise_request_exception=False)
    client.force_login(member.user)
    return client


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside did not happen; and no fence stays open behind a request."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.tenant', '', true)")
        yield
        transaction.set_rollback(True)


def status(client: Client, method: str, address: str) -> int:
    with undone():
        return getattr(client, method)(address).status_code


def test_every_view_says_whom_it_is_for():
    assert [route.name for route in ROUTES if not hasattr(route.callback, "permission")] == [
        route.name for route in ROUTES if route.name in PUBLIC
    ]
    assert len({route.name for route in ROUTES}) == len(ROUTES)


def test_each_role_opens_exactly_what_its_permission_says(house):
    wrong = []
    for role, member in house.people.items():
        client = signed_in(member)
        for route in GUARDED:
            allowed = may(role=role, permission=route.callback.permission)
            for method in (GET, POST):
                found = status(client, method, url(route, house))
                if route.name in OF_THE_OWNER and role != Role.OWNER and found == NOWHERE:
                    continue
                if found not in ((OPEN if allowed else {REFUSED}) | {NOT_SO}):
                    wrong.append((role, method, route.name, found))
    assert wrong == []


def test_every_guarded_page_takes_get_or_post(house):
    client = signed_in(house.people["owner"])
    silent = [
        route.name
        for route in GUARDED
        if {status(client, method, url(route, house)) for method in (GET, POST)} == {NOT_SO}
    ]
    assert silent == []


def test_strangers_are_sent_to_sign_in(house):
    anybody = Client(raise_request_exception=False)
    wrong = []
    for route in GUARDED:
        for method in (GET, POST):
            with undone():
                response = getattr(anybody, method)(url(route, house))
            if response.status_code == NOT_SO:
                continue
            if not response.headers.get("Location", "").startswith(reverse("account_login")):
                wrong.append((method, route.name, response.status_code))
    assert wrong == []


def test_ids_of_another_organisation_lead_nowhere(house):
    stranger = build("Else")
    wrong = []
    client = signed_in(house.people["owner"])
    for route in GUARDED:
        if route.name not in WHAT_IT_NAMES or route.name in KINDS_OF_NUMBERS:
            continue
        for method in (GET, POST):
            found = status(client, method, url(route, stranger))
            if found not in {NOWHERE, NOT_SO}:
                wrong.append((method, route.name, found))
    for name in NODE_IN_QUERY:
        address = url(next(route for route in ROUTES if route.name == name), house)
        found = status(client, GET, f"{address}?node={stranger.place.pk}")
        if found != NOWHERE:
            wrong.append((GET, name, found))
    assert wrong == []


def test_ids_outside_of_ones_part_lead_nowhere(house):
    beyond = other_part(house)
    with within(house.top.tenant_id):
        inside = {role: make_member(house.part, role) for role in ("owner", "analyst")}
    wrong = []
    for role, member in inside.items():
        client = signed_in(member)
        for route in GUARDED:
            if not may(role=role, permission=route.callback.permission):
                continue
            named = route.name in WHAT_IT_NAMES and route.name not in OF_THE_WHOLE
            for method in (GET, POST) if named else ():
                found = status(client, method, url(route, beyond))
                if found not in {NOWHERE, NOT_SO}:
                    wrong.append((role, method, route.name, found))
        for name in NODE_IN_QUERY:
            route = next(route for route in ROUTES if route.name == name)
            if may(role=role, permission=route.callback.permission):
                found = status(client, GET, f"{url(route, house)}?node={beyond.place.pk}")
                if found != NOWHERE:
                    wrong.append((role, GET, name, found))
    assert wrong == []


def test_nothing_is_done_without_the_token_of_a_form(house):
    """Another site can make a browser post, but it does not know the token."""
    wrong = []
    client = signed_in(house.people["owner"], checks=True)
    for route in ROUTES:
        if route.name in WITHOUT_TOKEN | OTHER_PROCESS:
            continue
        found = status(client, POST, url(route, house))
        if found not in {REFUSED, NOT_SO}:
            wrong.append((route.name, found))
    assert wrong == []


def fingerprints() -> dict[str, tuple[int, int]]:
    """How many rows each table has, and a sum over what stands in them. Sessions may change."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
            " and relkind in ('r', 'p') and not relispartition"
            " and relname not in ('django_session', 'django_migrations') order by 1"
        )
        tables = [name for (name,) in cursor.fetchall()]
        one = "select '{0}', count(*), coalesce(sum(hashtext(t::text)), 0) from {0} t"
        cursor.execute(" union all ".join(one.format(name) for name in tables))
        return {name: (count, total) for name, count, total in cursor.fetchall()}


def test_looking_changes_nothing(house):
    """Scanners of mail open links, browsers fetch pages ahead, and GET is all they do."""
    owner = house.people["owner"]
    client, anybody = signed_in(owner), Client(raise_request_exception=False)
    changed = []
    for route in ROUTES:
        if route.name in OTHER_PROCESS:
            continue
        with undone(), within(owner.tenant_id):
            before = fingerprints()
            sent = (client if route in GUARDED else anybody).get(url(route, house))
            with within(owner.tenant_id):
                after = fingerprints()
            found = {name for name in after if after[name] != before[name]}
            # Who takes a file out is written down, and nothing else comes of looking.
            taken = hasattr(route.callback, "exports") and sent.has_header("Content-Disposition")
            if found != ({"base_audit_entry"} if taken else set()):
                changed.append((route.name, found))
    assert changed == []


def test_a_change_would_be_seen(house):
    """The test above can fail: a post, and signing in, show in the fingerprints."""
    owner = house.people["owner"]
    with within(owner.tenant_id):
        before = fingerprints()
        signed_in(owner).post(reverse("org-close", args=[house.place.pk]))
        after = fingerprints()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"base_node", "base_user"}
