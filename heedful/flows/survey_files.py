"""Questionnaires in and answers out, by somebody at the terminal of the machine."""

from datetime import date
from pathlib import Path

from django.utils import timezone
from rich.console import Console

from heedful.base.audit.domain import record
from heedful.base.audit.rules import OPERATOR, Action
from heedful.base.org.models import Member, Node, NodeKind, Role
from heedful.base.tenancy.domain import within
from heedful.flows.imports import NoTenant, the_tenant
from heedful.listen.authoring.domain import begin
from heedful.listen.authoring.queries import free_name
from heedful.listen.exchange.answers import Answers, Wanted
from heedful.listen.exchange.bringing import read_questionnaire
from heedful.listen.exchange.columns import Reach
from heedful.listen.exchange.report import NotBrought
from heedful.listen.exchange.writing import WRITERS, TooMany
from heedful.listen.surveys.definition import words
from heedful.listen.surveys.models import Questionnaire

WRONG = 2


def bring(*, file: Path, tenant: str | None) -> int:
    """`heedful survey import FILE`: the draft is an owner's; return the exit code."""
    try:
        organisation = the_tenant(tenant)
        brought = read_questionnaire(file.read_bytes())
    except (NoTenant, NotBrought) as error:
        return _wrong(str(error))
    with within(organisation.pk):
        owners = Member.objects.filter(tenant=organisation, role=Role.OWNER)
        owner = owners.select_related("tenant", "scope").order_by("pk").first()
        if owner is None:
            return _wrong("The organisation has no owner.")
        title = words(brought.definition.title, brought.definition.default_language)[:150]
        name = free_name(member=owner, base=title)
        begin(by=owner, name=name, definition=brought.definition, now=timezone.now())
    told = Console(soft_wrap=True)
    for line in brought.lines:
        told.print(f"{line.fate:8} {line.code}: {line.sentence}", markup=False)
    told.print(f"The draft “{name}” stands under Surveys.", markup=False)
    return 0


def take_out(*, name: str, file: Path, days: tuple[date, date], tenant: str | None) -> int:
    """`heedful survey export NAME FILE`: everything, unmasked; return the exit code."""
    write = WRITERS.get(file.suffix.removeprefix("."))
    if write is None:
        return _wrong(f"Name a file that ends in {', '.join(f'.{kind}' for kind in WRITERS)}.")
    try:
        organisation = the_tenant(tenant)
    except NoTenant as error:
        return _wrong(str(error))
    with within(organisation.pk):
        series = Questionnaire.objects.filter(tenant=organisation, name=name).first()
        if series is None:
            return _wrong(f"There is no questionnaire “{name}”.")
        places = Node.objects.filter(tenant=organisation, kind=NodeKind.LOCATION)
        wanted = Wanted(
            series=series,
            places=list(places.values_list("pk", flat=True)),
            first=days[0],
            last=days[1],
            reach=Reach(words=True, contact=True),
        )
        try:
            count = write(Answers(wanted), file)
        except TooMany as error:
            return _wrong(str(error))
        record(
            tenant_id=organisation.pk,
            actor=OPERATOR,
            action=Action.EXPORTED,
            about=f"questionnaire:{series.pk}",
            details={"kind": file.suffix.removeprefix("."), "rows": count},
            now=timezone.now(),
        )
    Console(soft_wrap=True).print(f"{count} answers were written.")
    return 0


def _wrong(sentence: str) -> int:
    Console(stderr=True, soft_wrap=True).print(sentence, style="red", markup=False)
    return WRONG
