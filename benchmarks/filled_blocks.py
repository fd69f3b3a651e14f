"""Filling running sums directly, as many as a billion responses would make."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LAST = date(2026, 10, 31)
DRIVERS = 11
REGIONS, DISTRICTS = 20, 10


def make_places(n: int) -> tuple[Any, list[uuid.UUID], list[uuid.UUID]]:
    """An organisation with regions, districts and locations; returns regions and locations."""
    from heedful.base.accounts.domain import new_organisation
    from heedful.base.org.tree import load_tree
    from heedful.base.tenancy.domain import within

    tenant, _ = new_organisation(name="Benchmark", email="bench@example.org", time_zone="UTC")
    with within(tenant.pk):
        tree = load_tree(tenant=tenant)
        places = []
        for i in range(n):
            path = (f"Region {i % REGIONS}", f"District {i % (REGIONS * DISTRICTS)}")
            below = tree.add_group(path)
            places.append(tree.add_location(name=f"Place {i}", code=f"p{i}", below=below).pk)
        groups = [tree.group_at((f"Region {i}",)) for i in range(REGIONS)]
        tree.save()
    return tenant, [group for group in groups if group], places


def make_questions(tenant: Any) -> Any:
    from heedful.listen.surveys.models import Item, Questionnaire, QuestionnaireVersion

    questionnaire = Questionnaire.objects.create(tenant=tenant, name="Guests")
    of = {"tenant": tenant, "questionnaire": questionnaire}
    Item.objects.create(
        **of, slot=0, code="nps", label="Recommend", role="outcome", kind="recommend", low=0,
        high=10, primary=True,
    )  # fmt: skip
    for slot in range(1, DRIVERS + 1):
        code = f"q{slot}"
        Item.objects.create(**of, slot=slot, code=code, label=code, role="driver", low=1, high=5)
    slots = list(range(DRIVERS + 1))
    QuestionnaireVersion.objects.create(**of, name="1", slots=slots)
    return questionnaire


def fill(
    tenant: uuid.UUID, questionnaire: uuid.UUID, places: list[uuid.UUID], *, days: int, a_day: int
) -> None:
    """Write blocks."""
    from heedful.understand.blocks.models import BlockState
    from heedful.understand.metrics.database import binary_cursor
    from heedful.understand.metrics.places import keys_of

    axis = keys_of(places).tobytes()
    mine = {"tenant_id": tenant, "questionnaire_id": questionnaire}
    BlockState.objects.create(**mine, ready=True, version=1, axis=axis)
    # Row-level security allows no COPY into these tables.
    with binary_cursor() as cursor:
        for slot in range(DRIVERS + 1):
            for row in rows_of(slot, len(places), days=days, a_day=a_day):
                cursor.execute(
                    "insert into understand_block (tenant_id, questionnaire_id, slot, is_base,"
                    " day, plain_size, plain) values (%s, %s, %s, %s, %s, %s, %s)",
                    [tenant, questionnaire, slot, *row],
                )
        for row in cross_rows(len(places), days=days, a_day=a_day):
            cursor.execute(
                "insert into understand_cross_block (tenant_id, questionnaire_id, month, items,"
                " places, plain_size, plain) values (%s, %s, %s, %s, %s, %s, %s)",
                [tenant, questionnaire, *row],
            )


def rows_of(slot: int, places: int, *, days: int, a_day: int) -> Iterator[tuple[Any, ...]]:
    """Blocks of one item: each day's of the outcome, the last day's of each month of a driver."""
    from heedful.understand.blocks.arrays import written

    rng = np.random.default_rng(slot)
    bins = 11 if slot == 0 else 5
    share = rng.dirichlet(np.ones(bins + 1) * 3)
    base: NDArray[np.int64] = np.zeros((places, bins + 1), dtype=np.int64)
    month = base.copy()
    for number in range(days):
        day = LAST - timedelta(days=days - 1 - number)
        if number == 0 or day.day == 1:
            base, month = base + month, np.zeros_like(month)
            data, size = written(base)
            yield True, day.replace(day=1), size, data
        ends = day == LAST or (day + timedelta(days=1)).day == 1
        if slot == 0:
            month += rng.poisson(a_day * share, month.shape)
        elif ends:
            month = rng.poisson(day.day * a_day * share, month.shape)
        if slot == 0 or ends:
            data, size = written(month)
            yield False, day, size, data


def cross_rows(places: int, *, days: int, a_day: int) -> Iterator[tuple[Any, ...]]:
    """Cross-products up to the end of two months, a year apart."""
    from heedful.understand.blocks.arrays import written
    from heedful.understand.metrics.order import Order

    rng = np.random.default_rng(99)
    order = Order(DRIVERS + 1)
    sums = np.zeros((order.rows, places), dtype=np.int64)
    for back, more in ((365, max(days - 365, 1)), (0, 365)):
        sums += order.matrix(pairs_of_answers(rng, places, n=more * a_day), is_heavy=False)
        month = (LAST - timedelta(days=back)).replace(day=1)
        data, size = written(sums)
        yield month, order.items, places, size, data


def pairs_of_answers(rng: np.random.Generator, places: int, *, n: int) -> Any:
    """Sums of n answers to each question, as related at each place as answers of people are."""
    from cxstats.sums import CrossSums

    k = DRIVERS + 1
    spread = np.full(k, 1.1)
    spread[0] = 2.2
    mean = rng.uniform(3.5, 4.3, (places, k)) * (spread / 1.1)
    alike = 0.3 * np.eye(k) + rng.uniform(0.5, 0.9, (places, 1, 1)) * 0.7
    covariance = alike * np.outer(spread, spread)
    own = np.diagonal(covariance, axis1=1, axis2=2)[:, :, None]
    pairs = np.full((places, k, k), n, dtype=np.int64)
    beside = np.ones((1, 1, k))
    parts = (
        mean[:, :, None] * beside,
        (mean[:, :, None] ** 2 + own) * beside,
        mean[:, :, None] * mean[:, None, :] + covariance,
    )
    return CrossSums(pairs, *(np.rint(n * part).astype(np.int64) for part in parts), pairs)


def answers(
    tenant: uuid.UUID, questionnaire: uuid.UUID, places: list[uuid.UUID], *, n: int
) -> Callable[[], None]:
    """What lets n new answers to all questions wait, and nothing else."""
    from heedful.understand.metrics.counting import Facts
    from heedful.understand.metrics.models import Waiting
    from heedful.understand.metrics.waiting import keep

    rng = np.random.default_rng(5)

    def come() -> None:
        highest = np.array([11] + [6] * DRIVERS)
        facts = Facts(
            locations=tuple(places),
            at=rng.integers(0, len(places), n),
            days=np.full(n, LAST.toordinal()),
            scores=rng.integers(1, highest, (n, DRIVERS + 1)).astype(np.int16),
            weights=np.full(n, 1_000_000),
            signs=np.ones(n, dtype=np.int64),
        )
        Waiting.objects.all().delete()
        keep(tenant_id=tenant, questionnaire_id=questionnaire, facts=facts)

    return come
