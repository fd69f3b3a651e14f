"""`heedful query`: the same questions as on the pages, asked in the terminal."""

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from rich.console import Console
from rich.table import Table

from heedful.base.org.models import Member, Role
from heedful.base.org.queries import find_place
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.flows.imports import NoTenant, the_tenant
from heedful.listen.imports.rules import formula_safe
from heedful.understand.asking.answers import Answer
from heedful.understand.asking.planner import NoPath
from heedful.understand.asking.queries import ask
from heedful.understand.asking.records import Records, records_of
from heedful.understand.asking.rules import NotAQuestion, Question
from heedful.understand.metrics.queries import main_questionnaire, newest_days
from heedful.understand.metrics.rules import Window

DAYS = 90
DIGITS = 2
FORMATS = ("table", "json", "csv")


class NobodyAsks(Exception):
    """There is no such person, or nobody at all; the sentence says what to do."""


def main(
    params: Mapping[str, Sequence[str]],
    *,
    under: str | None,
    as_email: str | None,
    tenant: str | None,
    output: str,
    explain: bool,
) -> int:
    """Answer a question; return the exit code. `params` are those of a page's address."""
    console = Console(stderr=True)
    try:
        Question.check_names(params)
        organisation = the_tenant(tenant)
        with within(organisation.pk):
            member = _who_asks(organisation, as_email)
            given = dict(params) | ({"under": [_place(member, under)]} if under else {})
            question = Question.of_params(given, window=_newest(organisation))
            answer = ask(member=member, question=question)
    except (NoTenant, NobodyAsks, NotAQuestion, NoPath) as error:
        console.print(str(error), markup=False)
        return 2
    if explain:
        console.print(answer.plan.told(), markup=False)
    _write(answer, records_of(answer), output)
    return 0


def _who_asks(organisation: Tenant, email: str | None) -> Member:
    people = Member.objects.filter(tenant=organisation).select_related("scope")
    chosen = people.filter(user__email__iexact=email) if email else people.filter(role=Role.OWNER)
    member = chosen.order_by("pk").first()
    if member is None:
        raise NobodyAsks(
            f"There is no “{email}” in this organisation."
            if email
            else "The organisation has no owner yet. Start Heedful once, or say --as whom."
        )
    return member


def _place(member: Member, text: str) -> str:
    place = find_place(member=member, text=text)
    if place is None:
        raise NobodyAsks(f"There is no single place “{text}”. Give its code or its whole name.")
    return str(place.pk)


def _newest(organisation: Tenant) -> Window:
    """The newest days of the main questionnaire; of no use, but harmless, without any."""
    main_one = main_questionnaire(tenant_id=organisation.pk)
    days = newest_days(tenant_id=organisation.pk)
    last = days.get(main_one.pk) if main_one else None
    return Window.ending(last or date.today() - timedelta(days=1), days=DAYS)  # noqa: DTZ011


def _write(answer: Answer, records: Records, output: str) -> None:
    if output == "json":
        told = {
            "question": answer.question.params(),
            "path": answer.plan.path.name,
            "fresh": answer.fresh.isoformat() if answer.fresh else None,
            "records": list(records),
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    elif output == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(records.fields)
        writer.writerows(
            [formula_safe(value) if isinstance(value, str) else value for value in line]
            for line in records.lines()
        )
    else:
        _show(answer, records)


def _show(answer: Answer, records: Records) -> None:
    """Print what a person reads; machines take JSON or CSV, which have every figure."""
    cuts = [str(one) for one in answer.question.by]
    compared = answer.figures.change is not None
    shown = Table(
        *cuts, answer.question.measure, "95%", "answers", *(["change"] if compared else [])
    )
    for record in records:
        interval = f"{_said(record['low'])} to {_said(record['high'])}"
        moved = [_said(record["change"]) + ("*" if record["is_change"] else "")] if compared else []
        figure = _said(record["value"]) if record["enough"] else "not enough yet"
        cells = [figure, interval if record["enough"] else "", _said(record["answers"]), *moved]
        shown.add_row(*(_said(record[cut]) for cut in cuts), *cells)
    Console(soft_wrap=True).print(shown)
    if compared:
        sys.stdout.write("* a change, with at most one in ten of them wrong\n")


def _said(value: object) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:,.{DIGITS}f}".replace("-", "−")
    return str(value)
