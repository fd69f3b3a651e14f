"""Makers of rows for tests: each makes what it is asked for and what that cannot be without.

Call them inside `within(tenant.pk)`.
"""

import hashlib
import itertools
import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from django.db import connection

from heedful.base.accounts.models import User
from heedful.base.org.domain import add_root, place, rebuild_ancestry
from heedful.base.org.models import Member, Node, NodeKind, Role
from heedful.base.outbox.domain import put
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant, new_id
from heedful.listen.feedback.partitions import ensure_months, first_of_month
from heedful.listen.surveys.models import Item, Questionnaire, QuestionnaireVersion

_number = itertools.count(1)


def make_tenant(name: str = "Harbour Table") -> tuple[Tenant, Node]:
    """An organisation and the root of its tree; may be called outside of any fence."""
    tenant = Tenant.objects.create(name=name)
    with within(tenant.pk):
        return tenant, add_root(tenant=tenant)


def make_node(
    parent: Node, name: str = "", *, location: bool = True, since: date = date.min, **fields
) -> Node:
    """A location, or a group, below `parent`."""
    code = name or f"place {next(_number)}"
    node = Node.objects.create(
        tenant_id=parent.tenant_id,
        kind=NodeKind.LOCATION if location else NodeKind.GROUP,
        code=code,
        name=code,
        time_zone="UTC",
        **fields,
    )
    place(node=node, parent=parent, since=since)
    rebuild_ancestry(tenant_id=parent.tenant_id)
    return node


def make_member(scope: Node, role: str = Role.OWNER) -> Member:
    user = User.objects.create_user(f"person{next(_number)}@example.org", name="Robin")
    return Member.objects.create(
        tenant_id=scope.tenant_id, user=user, role=role, scope=scope, stamp=uuid.uuid4()
    )


def make_questionnaire(
    tenant: Tenant,
    drivers: Sequence[str] = ("waiting", "food"),
    *,
    name: str = "Guests",
    recommend: bool = True,
) -> tuple[Questionnaire, QuestionnaireVersion]:
    """A primary outcome (slot 0; 0 to 10, or 1 to 5) and drivers rated 1 to 5."""
    questionnaire = Questionnaire.objects.create(tenant=tenant, name=name)
    outcome = {"kind": "recommend", "low": 0, "high": 10} if recommend else {"low": 1, "high": 5}
    make_item(questionnaire, "recommend", role="outcome", primary=True, **outcome)
    for code in drivers:
        make_item(questionnaire, code)
    return questionnaire, make_version(questionnaire, "1", range(len(drivers) + 1))


def make_item(questionnaire: Questionnaire, code: str, **fields) -> Item:
    """The next item of a questionnaire; a driver rated 1 to 5 unless told otherwise."""
    return Item.objects.create(
        tenant_id=questionnaire.tenant_id,
        questionnaire=questionnaire,
        slot=questionnaire.items.count(),
        code=code,
        label=code.capitalize(),
        **{"role": "driver", "low": 1, "high": 5, **fields},
    )


def make_version(
    questionnaire: Questionnaire, name: str, slots: Sequence[int]
) -> QuestionnaireVersion:
    return QuestionnaireVersion.objects.create(
        tenant_id=questionnaire.tenant_id,
        questionnaire=questionnaire,
        name=name,
        slots=list(slots),
    )


def changed(
    version: QuestionnaireVersion,
    rows: Sequence[tuple[Node, date, Sequence[int]]],
    *,
    sign: int = 1,
    weights: Sequence[int] | None = None,
) -> dict:
    """The payload of `feedback.changed` for rows of (location, day, scores)."""
    places = list(dict.fromkeys(str(node.pk) for node, _, _ in rows))
    return {
        "questionnaire": str(version.questionnaire_id),
        "version": str(version.pk),
        "sign": sign,
        "locations": places,
        "at": [places.index(str(node.pk)) for node, _, _ in rows],
        "days": [day.isoformat() for _, day, _ in rows],
        "scores": [list(scores) for _, _, scores in rows],
        "weights": None if weights is None else list(weights),
    }


def put_changed(version: QuestionnaireVersion, payload: dict) -> None:
    """Put an entry that is due at once, though the clock of a test's transaction stands still."""
    put(tenant_id=version.tenant_id, topic="feedback.changed", key=new_id(), payload=payload)
    OutboxEntry.objects.filter(attempts=0).update(due_at=datetime(2000, 1, 1, tzinfo=UTC))


def make_feedback(
    version: QuestionnaireVersion,
    rows: Sequence[tuple[Node, date, Sequence[int]]],
    *,
    weights: Sequence[int] | None = None,
    comments: Sequence[str] | None = None,
) -> list[uuid.UUID]:
    """Feedback rows, at noon of each day, with what must follow in the outbox."""
    ensure_months(months={first_of_month(day) for _, day, _ in rows})
    keys = [new_id() for _ in rows]
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into listen_feedback (tenant_id, occurred_at, id, received_at, day,"
            " location_id, questionnaire_id, version_id, channel, scores, weight, comment, digest)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, 'web', %s, %s, %s, %s)",
            [
                (
                    version.tenant_id,
                    noon := datetime.combine(day, time(12), UTC),
                    keys[i],
                    noon,
                    day,
                    node.pk,
                    version.questionnaire_id,
                    version.pk,
                    list(scores),
                    1_000_000 if weights is None else weights[i],
                    "" if comments is None else comments[i],
                    hashlib.blake2b(repr((node.pk, day, scores)).encode(), digest_size=16).digest(),
                )
                for i, (node, day, scores) in enumerate(rows)
            ],
        )
    put_changed(version, changed(version, rows, weights=weights))
    return keys
