"""Everything of one person, in all rooms: told and erased; and erased again after a restore."""

import json
import sys
import uuid
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from rich.console import Console

from heedful.act.alerts import privacy as alerts
from heedful.act.cases import privacy as cases
from heedful.base.audit.domain import record
from heedful.base.audit.rules import ITSELF, OPERATOR, Action
from heedful.base.connectors import privacy as messages
from heedful.base.customers import privacy as customers
from heedful.base.customers.models import Customer, Identity
from heedful.base.customers.queries import current, whole_of
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.flows.imports import NoTenant, the_tenant
from heedful.listen.conversations import privacy as conversations
from heedful.listen.exchange import privacy as answer_files
from heedful.listen.invitations import privacy as invitations
from heedful.listen.responses import privacy as responses

# Every room that holds something of a person, in the order in which it is erased: a later one
# may be what an earlier one finds its rows by. The customer's own row comes last.
ROOMS = (alerts, cases, messages, conversations, responses, invitations, answer_files)
# Outside of the database, so that a restored backup does not undo erasures.
KEPT_IN = "erasures.jsonl"
AGAIN = "customers.erase_again"
WRONG = 2


def export_all(*, tenant_id: uuid.UUID, customer_id: uuid.UUID) -> dict[str, object]:
    """Tell everything that is kept of a person, as plain values."""
    with within(tenant_id):
        customer = current(tenant_id=tenant_id, customer_id=customer_id)
        keys = whole_of(customer=customer)
        told = customers.export(tenant_id=tenant_id, customer_id=customer.pk)
        for room in ROOMS:
            told |= room.export(tenant_id=tenant_id, customer_ids=keys)
        return told


def erase_all(*, tenant_id: uuid.UUID, customer_id: uuid.UUID, actor: str, now: datetime) -> int:
    """Erase a person from every room, all or nothing; return how many rows there were.

    What was erased is remembered outside of the database as keyed hashes. Safe to repeat.
    """
    with within(tenant_id), transaction.atomic():
        customer = current(tenant_id=tenant_id, customer_id=customer_id)
        keys = whole_of(customer=customer)
        rows: int = sum(room.erase(tenant_id=tenant_id, customer_ids=keys) for room in ROOMS)
        gone = customers.erase(tenant_id=tenant_id, customer_id=customer.pk, now=now)
        record(
            tenant_id=tenant_id,
            actor=actor,
            action=Action.CUSTOMER_ERASED,
            about=f"customer:{customer.pk}",
            details={"rows": rows + gone.rows},
            now=now,
        )
        _remember(tenant_id, gone.digests, now)
        return rows + gone.rows


@app.periodic(cron="*/10 * * * *", periodic_id=AGAIN)
@app.task(name=AGAIN, queue="customers", queueing_lock=AGAIN)
def every_ten_minutes(timestamp: int) -> None:
    del timestamp
    erase_again(now=timezone.now())


def erase_again(*, now: datetime) -> int:
    """Erase who came back with a restored backup; return how many people."""
    people = 0
    for tenant_id, erased in _remembered().items():
        if not Tenant.objects.filter(pk=tenant_id).exists():
            continue
        with within(tenant_id):
            if not customers.remember_erased(tenant_id=tenant_id, erased=erased):
                continue
            for key in customers.came_back(tenant_id=tenant_id):
                erase_all(tenant_id=tenant_id, customer_id=key, actor=ITSELF, now=now)
                people += 1
    return people


def main(*, what: str, who: str, tenant: str | None) -> int:
    """`heedful customers export|erase WHO`; return the exit code."""
    try:
        organisation = the_tenant(tenant)
    except NoTenant as error:
        return _wrong(str(error))
    with within(organisation.pk):
        found = list(_named(organisation, who))
        if len(found) != 1:
            return _wrong(f"There is no single customer “{who}”. Give an address, number or key.")
        at = {"tenant_id": organisation.pk, "customer_id": found[0]}
        if what == "export":
            record(
                tenant_id=organisation.pk,
                actor=OPERATOR,
                action=Action.CUSTOMER_EXPORTED,
                about=f"customer:{found[0]}",
                now=timezone.now(),
            )
            told = export_all(**at)
            sys.stdout.write(json.dumps(told, indent=2, ensure_ascii=False, default=str) + "\n")
            return 0
        rows = erase_all(**at, actor=OPERATOR, now=timezone.now())
    sys.stdout.write(f"Erased: {rows:,} rows. No file brings this customer back.\n")
    return 0


def _named(tenant: Tenant, who: str) -> Iterator[uuid.UUID]:
    text = who.strip()
    known = Identity.objects.filter(tenant=tenant, value__iexact=text.replace(" ", ""))
    yield from set(known.values_list("customer", flat=True))
    try:
        key = uuid.UUID(text)
    except ValueError:
        return
    yield from Customer.objects.filter(tenant=tenant, pk=key).values_list("pk", flat=True)


def _file() -> Path:
    home: Path = settings.ENVIRONMENT.home
    return home / KEPT_IN


def _remember(tenant_id: uuid.UUID, digests: Collection[bytes], now: datetime) -> None:
    """Before the transaction ends: one line too many does no harm, one that is missing does."""
    lines = [
        json.dumps({"tenant": str(tenant_id), "digest": one.hex(), "at": now.isoformat()})
        for one in digests
    ]
    if lines:
        path = _file()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("a", encoding="ascii") as file:
            file.writelines(f"{line}\n" for line in lines)


def _remembered() -> Mapping[uuid.UUID, dict[bytes, datetime]]:
    found: dict[uuid.UUID, dict[bytes, datetime]] = {}
    if not _file().exists():
        return found
    for line in _file().read_text(encoding="ascii").splitlines():
        try:
            told = json.loads(line)
            tenant, digest = uuid.UUID(told["tenant"]), bytes.fromhex(told["digest"])
            found.setdefault(tenant, {})[digest] = datetime.fromisoformat(told["at"])
        except (ValueError, KeyError):
            continue  # The machine stopped while it was written.
    return found


def _wrong(sentence: str) -> int:
    Console(stderr=True).print(sentence, markup=False)
    return WRONG
