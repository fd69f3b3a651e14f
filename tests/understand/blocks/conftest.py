"""A small chain with everything that makes counting hard: moves, weights, new items, gaps."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from heedful.base.org.domain import place, rebuild_ancestry
from heedful.base.org.models import Node
from heedful.base.outbox.domain import dispatch
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.listen.feedback.domain import CHANGED
from heedful.listen.surveys.models import QuestionnaireVersion
from heedful.understand.metrics.counts import Keyed
from heedful.understand.metrics.domain import apply
from heedful.understand.metrics.scores import ItemSums
from tests.makers import (
    make_feedback,
    make_item,
    make_node,
    make_questionnaire,
    make_tenant,
    make_version,
)

NOW = datetime(2100, 1, 1, tzinfo=UTC)
FIRST, DAYS = date(2026, 1, 20), 90


@dataclass
class Chain:
    tenant: Tenant
    root: Node
    groups: list[Node]
    locations: list[Node]
    versions: list[QuestionnaireVersion]
    chance: random.Random

    @property
    def questionnaire_id(self):
        return self.versions[0].questionnaire_id

    def hear(self, n, *, share_weighted=0.0, first=FIRST, days=DAYS):
        """Feedback on random days at random places, counted into the cells."""
        version = self.chance.choice(self.versions)
        rows, weights = [], []
        for _ in range(n):
            node = self.chance.choice(self.locations)
            day = first + timedelta(days=self.chance.randrange(days))
            scores = [self.answer(slot) for slot in version.slots]
            rows.append((node, day, scores))
            heavy = self.chance.random() < share_weighted
            weights.append(self.chance.choice([500_000, 3_000_000]) if heavy else 1_000_000)
        keys = make_feedback(version, rows, weights=weights if share_weighted else None)
        hand_out()
        return keys

    def answer(self, slot):
        if self.chance.random() < 0.2:
            return self.chance.choice([-32768, -32767])
        return self.chance.randint(0, 10) if slot == 0 else self.chance.randint(1, 5)


def hand_out():
    # The clock of a test's transaction stands still, so that nothing new would be due.
    OutboxEntry.objects.update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
    while dispatch(handlers={CHANGED: apply}, now=NOW):
        pass


def make_chain(seed=1):
    tenant, root = make_tenant()
    with within(tenant.pk):
        groups = [make_node(root, name, location=False) for name in ("North", "South")]
        locations = [make_node(groups[i % 2]) for i in range(5)]
        place(node=locations[0], parent=groups[1], since=FIRST + timedelta(days=43))
        rebuild_ancestry(tenant_id=tenant.pk)
        questionnaire, version = make_questionnaire(tenant)
        make_item(questionnaire, "cleanliness")
        newer = make_version(questionnaire, "2", [0, 3, 1])
    return Chain(tenant, root, groups, locations, [version, newer], random.Random(seed))


@pytest.fixture
def chain(db):
    made = make_chain()
    with within(made.tenant.pk):
        yield made


def in_millionths(counted: Keyed[ItemSums]) -> dict:
    """What was counted, by key, with every weight spelled out."""
    sums = counted.sums
    scale = 1 if sums.weight_squares is not None else 1_000_000
    squares = sums.answers if sums.weight_squares is None else sums.weight_squares
    return {
        key: (int(answers), (histogram * scale).tolist(), int(square * scale))
        for key, answers, histogram, square in zip(
            counted.keys, sums.answers, sums.histogram, np.asarray(squares), strict=True
        )
        if answers
    }
