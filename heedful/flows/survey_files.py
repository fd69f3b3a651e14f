"""Questionnaires in and answers out, by somebody at the terminal of the machine."""

from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone
from rich.console import Console

from heedful.base.audit.domain import record
from heedful.base.audit.rules import OPERATOR, Action
from heedful.base.org.models import Member, Node, NodeKind, Role
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.flows.imports import (
    NoTenant,
    blocks,
    follow,
    run_with_progress,
    the_tenant,
    told_of,
)
from heedful.listen.authoring.domain import begin
from heedful.listen.authoring.models import Survey
from heedful.listen.authoring.queries import free_name
from heedful.listen.exchange.answers import Answers, TooMany, Wanted
from heedful.listen.exchange.bringing import read_questionnaire
from heedful.listen.exchange.columns import Reach
from heedful.listen.exchange.domain import NotAsked, bring_answers
from heedful.listen.exchange.origin import as_plain
from heedful.listen.exchange.reading import Asking
from heedful.listen.exchange.report import NotBrought
from heedful.listen.exchange.writing import WRITERS
from heedful.listen.imports.domain import Failed, queue_import
from heedful.listen.imports.storage import TooLarge
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
        begin(
            by=owner,
            name=name,
            definition=brought.definition,
            now=timezone.now(),
            origin=as_plain(brought.origin),
        )
    told = Console(soft_wrap=True)
    for line in brought.lines:
        told.print(f"{line.fate:8} {line.code}: {line.sentence}", markup=False)
    told.print(f"The draft “{name}” stands under Surveys.", markup=False)
    return 0


def bring_answers_in(*, file: Path, name: str, tenant: str | None, place: str, **said: Any) -> int:
    """`heedful survey answers FILE --survey NAME`; return the exit code."""
    console = Console(stderr=True)
    try:
        organisation = the_tenant(tenant)
        with within(organisation.pk):
            entry, rest = bring_answers(
                survey=_survey(organisation, name),
                by_id=None,
                file_name=file.name,
                chunks=blocks(file),
                asking=Asking(place=_code(organisation, place) if place else "", **said),
            )
            queue_import(entry=entry)
        outcome = run_with_progress(entry=entry, console=console)
    except (NoTenant, NotBrought, Failed) as error:
        return _wrong(str(error))
    except NotAsked:
        return _wrong(f"Publish “{name}” first.")
    except TooLarge:
        return _wrong("The file is larger than HEEDFUL_MAX_UPLOAD_MB allows.")
    if rest:
        console.print(f"Of no question: {', '.join(rest)}", markup=False)
    Console(soft_wrap=True).print(told_of(file.name, outcome), markup=False)
    follow(tenant=organisation, console=console)
    return 0


def _survey(tenant: Tenant, name: str) -> Survey:
    found = list(Survey.objects.filter(tenant=tenant, name=name, archived_at=None)[:2])
    if len(found) != 1:
        raise NotBrought(f"There are {len(found)} surveys with the name “{name}”.")
    return found[0]


def _code(tenant: Tenant, text: str) -> str:
    """Return the code of a location that is named by it or by its name. Raises NotBrought."""
    places = Node.objects.filter(tenant=tenant, kind=NodeKind.LOCATION)
    found = set(places.filter(Q(code=text) | Q(name__iexact=text)).values_list("code", flat=True))
    if text not in found and len(found) != 1:
        raise NotBrought(f"There are {len(found)} locations with the name “{text}”.")
    return text if text in found else found.pop()


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
