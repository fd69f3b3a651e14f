"""A big chain in a database of its own, and its rows in the lake as the product writes them."""

import time
import uuid
from dataclasses import dataclass
from typing import Any

import numpy as np

REGIONS = 20


@dataclass(frozen=True, slots=True)
class House:
    tenant: uuid.UUID
    root: uuid.UUID
    regions: tuple[uuid.UUID, ...]
    locations: tuple[uuid.UUID, ...]
    questionnaire: uuid.UUID
    version: uuid.UUID


def make_house(locations: int) -> House:
    """A chain in the database: its tree and its questionnaire, no feedback."""
    from django.db import connection

    from heedful.base.accounts.domain import new_organisation
    from heedful.base.org.domain import rebuild_ancestry
    from heedful.base.org.models import Node, NodeKind, Placement
    from heedful.base.tenancy.domain import within
    from heedful.listen.surveys.models import Item, Questionnaire, QuestionnaireVersion

    tenant, _ = new_organisation(name="Benchmark", email="bench@example.org", time_zone="UTC")
    with within(tenant.pk):
        root = Node.objects.get(tenant=tenant)
        regions = [_node(tenant, NodeKind.GROUP, f"region {i}") for i in range(REGIONS)]
        places = [_node(tenant, NodeKind.LOCATION, f"place {i}") for i in range(locations)]
        Node.objects.bulk_create([*regions, *places])
        parents = [root] * REGIONS + [regions[i % REGIONS] for i in range(locations)]
        Placement.objects.bulk_create(
            Placement(tenant=tenant, node=node, parent=parent)
            for node, parent in zip([*regions, *places], parents, strict=True)
        )
        rebuild_ancestry(tenant_id=tenant.pk)
        with connection.cursor() as cursor:
            cursor.execute("analyze base_node, base_ancestry")
        questionnaire = Questionnaire.objects.create(tenant=tenant, name="Guests")
        Item.objects.bulk_create(
            Item(tenant=tenant, questionnaire=questionnaire, slot=slot, code=f"q{slot}",
                 label=f"q{slot}", **_scale(slot))
            for slot in range(13)
        )  # fmt: skip
        version = QuestionnaireVersion.objects.create(
            tenant=tenant, questionnaire=questionnaire, name="1", slots=list(range(13))
        )
        return House(
            tenant.pk,
            root.pk,
            tuple(node.pk for node in regions),
            tuple(node.pk for node in places),
            questionnaire.pk,
            version.pk,
        )


def _node(tenant: Any, kind: str, code: str) -> Any:
    from heedful.base.org.models import Node

    return Node(tenant=tenant, kind=kind, code=code, name=code, time_zone="UTC")


def _scale(slot: int) -> dict[str, Any]:
    if slot:
        return {"role": "driver", "low": 1, "high": 5}
    return {"role": "outcome", "low": 0, "high": 10, "kind": "recommend", "primary": True}


def write_lake(house: House, rows: int) -> dict[str, object]:
    """Write the chain's rows as the product does: one commit a month, then tidy up."""
    from django.utils import timezone

    from benchmarks.lake_rows import Chain, months_of
    from heedful.understand.lake.models import LakeState
    from heedful.understand.lake.sketches import keep_sketch
    from heedful.understand.lake.source import fingerprint
    from heedful.understand.lake.store import store_of

    store = store_of(tenant_id=house.tenant, questionnaire_id=house.questionnaire)
    batch = uuid.uuid4()
    store.start(slots=13, batch=batch)
    took = 0.0
    for days, table in months_of(Chain(rows, house.locations, house.version), seed=7):
        start = time.perf_counter()
        store.replace(days, [table], slots=13, batch=batch)
        took += time.perf_counter() - start
        keep_sketch(
            tenant_id=house.tenant,
            questionnaire_id=house.questionnaire,
            month=days[0],
            store=store,
        )
    store.tidy(batch=batch)
    LakeState.objects.create(
        tenant_id=house.tenant,
        questionnaire_id=house.questionnaire,
        fingerprint=fingerprint(tenant_id=house.tenant),
        batch=batch,
        written_at=timezone.now(),
    )
    snapshot = store.snapshot()
    assert snapshot is not None
    return {
        "rows": sum(file.rows for file in snapshot.files),
        "files": len(snapshot.files),
        "megabytes": round(sum(file.size for file in snapshot.files) / 1e6),
        "rows_per_s": round(rows / took),
    }


COLUMNS = """(tenant_id, occurred_at, id, received_at, day, location_id, questionnaire_id,
    version_id, channel, scores, respondent, digest)"""


def copy_into_postgres(house: House, rows: int) -> None:
    """The newest year once more in PostgreSQL, thinned out to so many rows."""
    from django.db import connection

    from benchmarks.lake_rows import Chain, months_of
    from heedful.listen.feedback.partitions import ensure_months

    chain = Chain(rows, house.locations, house.version, months=13)
    ensure_months(months=chain.starts)
    fixed = [str(house.questionnaire), str(house.version)]
    with connection.cursor() as cursor:
        # A fenced table takes rows by insert only.
        cursor.execute("create temp table fresh (like listen_feedback including defaults)")
    with connection.cursor() as cursor, cursor.copy(f"copy fresh {COLUMNS} from stdin") as copy:
        for _, table in months_of(chain, seed=8):
            scores = np.column_stack(
                [table[f"s{slot}"].fill_null(-32767).to_numpy() for slot in range(13)]
            )
            columns = [table[name].to_pylist() for name in ("id", "day", "location", "respondent")]
            for key, day, place, who, given in zip(*columns, scores.tolist(), strict=True):
                noon, own = f"{day} 12:00+00", str(uuid.UUID(bytes=key))
                copy.write_row(
                    [str(house.tenant), noon, own, noon, day, place, *fixed, "web", given,
                     str(who or ""), b"x"]
                )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("insert into listen_feedback select * from fresh")
        cursor.execute("analyze listen_feedback")


def synced(house: House) -> dict[str, object]:
    """Rows a second from PostgreSQL into the lake; what the lake held of these days goes."""
    from django.utils import timezone

    from heedful.understand.lake.domain import sync
    from heedful.understand.lake.marks import mark_all

    mark_all(tenant_id=house.tenant, questionnaire_id=house.questionnaire)
    start = time.perf_counter()
    done = sync(tenant_id=house.tenant, now=timezone.now())
    return {"sync_rows_per_s": round(done.rows / (time.perf_counter() - start))}
