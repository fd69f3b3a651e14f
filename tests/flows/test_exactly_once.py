"""Thousands of events while everything is killed again and again, against a plain count of them."""

import os
import random
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from cxstats.sums import NOT_ANSWERED, NOT_USED
from heedful.base.tenancy.domain import within
from heedful.flows.cells import verify_main
from heedful.flows.dispatch import count_all
from heedful.listen.feedback.domain import correct, erase
from heedful.listen.feedback.models import FactorKind
from heedful.listen.feedback.weighing import Factors, set_factors
from heedful.understand.blocks.arrays import read
from heedful.understand.blocks.domain import fold_all
from heedful.understand.blocks.models import Block, BlockState, CrossBlock
from heedful.understand.blocks.pairing import pair_count
from heedful.understand.blocks.running import running_count
from heedful.understand.metrics.counts import Count
from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.metrics.measures import Need
from heedful.understand.metrics.models import CrossCell, DayCell, Waiting
from heedful.understand.metrics.places import found as found_on
from heedful.understand.metrics.places import keys_in, keys_of
from heedful.understand.metrics.rules import Window
from tests.makers import make_feedback, make_node
from tests.understand.asking.test_every_path import whole_numbers
from tests.understand.blocks.conftest import FIRST, hand_out, make_chain
from tests.understand.blocks.test_running import about

# Of 13 rows or so in the middle: new, corrected, weighed or erased.
TRANSACTIONS, AT_ONCE = 50, 10
NOW = datetime(2026, 6, 1, tzinfo=UTC)
EVER = Window(date(2026, 1, 1), date(2026, 4, 30))
SCALES = ((0, 10), (1, 5), (1, 5), (1, 5))
ONE = 1_000_000


@dataclass
class Given:
    """One row of feedback as it stands."""

    place: int
    day: date
    slots: list[int]
    scores: list[int]
    weight: int
    factor: int = ONE

    @property
    def counts(self) -> int:
        return self.weight * self.factor // ONE

    def answers(self) -> dict[int, int]:
        return dict(zip(self.slots, self.scores, strict=True))


@dataclass
class Log:
    """All that was said, by somebody who writes it down and adds it up by hand."""

    chain: object
    chance: random.Random
    rows: dict = field(default_factory=dict)

    def say(self) -> None:
        """One event of any kind."""
        kind = self.chance.random()
        if kind < 0.5 or len(self.rows) < 30:
            self.hear(self.chance.randint(1, 20))
        elif kind < 0.7:
            self.correct(self.chance.choice(list(self.rows)))
        elif kind < 0.8:
            self.weigh(self.chance.sample(list(self.rows), 20))
        else:
            key = self.chance.choice(list(self.rows))
            erase(tenant_id=self.chain.tenant.pk, feedback_id=key)
            del self.rows[key]

    def hear(self, n) -> None:
        version = self.chance.choice(self.chain.versions)
        given = []
        for _ in range(n):
            place = self.chance.randrange(len(self.chain.locations))
            # Late ones come beside new ones.
            day = FIRST + timedelta(days=self.chance.randrange(90))
            scores = [self.chain.answer(slot) for slot in version.slots]
            weight = self.chance.choice([ONE, ONE, ONE, 500_000, 3_000_000])
            given.append(Given(place, day, version.slots, scores, weight))
        told = [(self.chain.locations[one.place], one.day, one.scores) for one in given]
        keys = make_feedback(version, told, weights=[one.weight for one in given])
        self.rows |= dict(zip(keys, given, strict=True))

    def correct(self, key) -> None:
        row = self.rows[key]
        row.scores = [self.chain.answer(slot) for slot in row.slots]
        for _ in range(2):  # Said twice, it changes nothing the second time.
            correct(tenant_id=self.chain.tenant.pk, feedback_id=key, now=NOW, scores=row.scores)

    def weigh(self, keys) -> None:
        factors = [self.chance.choice([500_000, ONE]) for _ in keys]
        for key, factor in zip(keys, factors, strict=True):
            self.rows[key].factor = factor
        told = Factors(keys, factors, [() if one == ONE else ("odd",) for one in factors])
        set_factors(tenant_id=self.chain.tenant.pk, kind=FactorKind.QUALITY, factors=told, now=NOW)

    def cells(self) -> dict:
        """What each cell should hold: rows, sums, weighted sums."""
        cells = defaultdict(lambda: [0, *([0] * sum(5 + high - low + 1 for low, high in SCALES)
                                          for _ in range(2))])  # fmt: skip
        for row in self.rows.values():
            cell = cells[self.chain.locations[row.place].pk, row.day]
            cell[0] += 1
            self._add(cell[1], row, 1, 1)
            self._add(cell[2], row, row.counts, row.counts**2 // ONE)
        return {key: tuple(cell) for key, cell in cells.items()}

    @staticmethod
    def _add(sums, row, weight, square) -> None:
        start = 0
        for slot, (low, high) in enumerate(SCALES):
            answer = row.answers().get(slot, NOT_ANSWERED)
            if answer == NOT_USED:
                sums[start + 1] += weight
            elif answer >= low:
                told = {0: weight, 2: weight * answer, 3: weight * answer**2, 4: square}
                for place, value in {**told, 5 + answer - low: weight}.items():
                    sums[start + place] += value
            start += 5 + high - low + 1

    def answers(self, slot) -> dict:
        """Answers, histogram and squared weights by location and day."""
        low, high = SCALES[slot]
        found = defaultdict(lambda: [0, [0] * (high - low + 1), 0])
        for row in self.rows.values():
            answer = row.answers().get(slot, NOT_ANSWERED)
            if answer >= low:
                cell = found[0, self.chain.locations[row.place].pk, row.day]
                cell[0] += 1
                cell[1][answer - low] += row.counts
                cell[2] += row.counts**2 // ONE
        return {key: tuple(cell) for key, cell in found.items()}

    def pairs(self, slot) -> dict:
        """n, squared weights, weight, sums, squares and products of a pair, by place and month."""
        found = defaultdict(lambda: [0] * 8)
        for row in self.rows.values():
            x, y = (row.answers().get(one, NOT_ANSWERED) for one in (slot, 0))
            if x > NOT_ANSWERED and y > NOT_ANSWERED:
                w = row.counts
                told = [1, w * w // ONE, *(w * v for v in (1, x, y, x * x, y * y, x * y))]
                key = (0, self.chain.locations[row.place].pk, row.day.replace(day=1))
                found[key] = [a + b for a, b in zip(found[key], told, strict=True)]
        return {key: tuple(sums) for key, sums in found.items()}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS)
def test_each_event_counts_once_whoever_is_killed(capsys):
    chain = make_chain()
    log = Log(chain, random.Random(5))
    with killing(chain.tenant.pk) as process:
        for _ in range(TRANSACTIONS):
            with within(chain.tenant.pk):
                for _ in range(AT_ONCE):
                    log.say()
        told, _ = process.communicate(b"enough\n")
    assert int(told) > 20
    count_all()
    fold_all(tenant_id=chain.tenant.pk)

    with within(chain.tenant.pk):
        assert {
            (cell.location_id, cell.day): (
                cell.rows,
                padded(cell.sums),
                padded(cell.weighted or [one * ONE for one in cell.sums]),
            )
            for cell in DayCell.objects.all()
        } == log.cells()
        assert Waiting.objects.count() == 0
        nodes = tuple(node.pk for node in chain.locations)
        for slot, item in enumerate([None, "waiting", "food", "cleanliness"]):
            of = Count(
                about(chain, item), Need.ANSWERS, (EVER,), nodes, are_locations=True,
                by=(Dimension.DAY,),
            )  # fmt: skip
            assert whole_numbers(running_count(of)) == log.answers(slot)
            if slot:
                pairs = Count(
                    about(chain, item), Need.PAIRS, (EVER,), nodes, are_locations=True,
                    by=(Dimension.MONTH,),
                )  # fmt: skip
                assert whole_numbers(pair_count(pairs)) == log.pairs(slot)
    assert verify_main(tenant=None) == 0, capsys.readouterr().out


def padded(sums):
    """Cells from before an item was there are shorter."""
    return sums + [0] * (sum(5 + high - low + 1 for low, high in SCALES) - len(sums))


def killing(tenant_id) -> subprocess.Popen:
    told = connection.settings_dict
    url = f"postgresql://{told['USER']}@/{told['NAME']}?host={told['HOST']}&port={told['PORT']}"
    return subprocess.Popen(
        [sys.executable, "-m", "tests.flows.killing", str(tenant_id), "7"],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "heedful.settings",
            "DATABASE_URL": url.removesuffix("&port="),
        },
    )


@pytest.mark.django_db
def test_of_an_erased_row_nothing_stays_in_any_table():
    chain = make_chain()
    with within(chain.tenant.pk):
        chain.hear(40)
        alone = make_node(chain.groups[0])
        (key,) = make_feedback(chain.versions[0], [(alone, FIRST, [9, 4, 5])], weights=[2_000_000])
        hand_out()
        fold_all(tenant_id=chain.tenant.pk)
        assert [at for at, there in traces(alone).items() if there]

        erase(tenant_id=chain.tenant.pk, feedback_id=key)
        hand_out()
        fold_all(tenant_id=chain.tenant.pk)

        assert not any(traces(alone).values())
        assert Waiting.objects.count() == 0


def traces(node) -> dict:
    """In what there is anything of a location."""
    at = found_on(keys_in(bytes(BlockState.objects.get().axis)), keys_of([node.pk]))
    found = {
        "cells": DayCell.objects.filter(location_id=node.pk).exists(),
        "cross": CrossCell.objects.filter(location_id=node.pk).exists(),
    }
    for block in Block.objects.all():
        width = (11 if block.slot == 0 else 5) + 1
        last = read(bytes(block.plain), block.plain_size, width)[at]
        heavy = block.heavy and read(bytes(block.heavy), block.heavy_size, width + 1)[at].any()
        found[block.pk] = bool(last.any() or heavy)
    for block in CrossBlock.objects.all():
        numbers = read(bytes(block.plain), block.plain_size, block.places)[:, at]
        found[block.pk] = bool(numbers.any())
    return found
