"""Every measure by every path: nobody ever sees two different answers to one question."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as of_hypothesis
from hypothesis import strategies as st
from rich.console import Console

from cxsim import generate, load_preset, write_observable
from cxstats.sums import WEIGHT_ONE
from heedful.base.org.dayparts import DAYPARTS
from heedful.base.org.domain import place, rebuild_ancestry
from heedful.base.org.files.locations import import_locations
from heedful.base.org.models import Member, Node
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import count_all
from heedful.flows.imports import bring_in
from heedful.listen.feedback.domain import correct, erase
from heedful.listen.feedback.models import FactorKind, Feedback
from heedful.listen.feedback.weighing import Factors, set_factors
from heedful.listen.imports.mapping import load_mapping
from heedful.listen.surveys.models import QuestionnaireVersion
from heedful.understand.asking.planner import PATHS, NoPath
from heedful.understand.asking.queries import ask
from heedful.understand.asking.rules import Compare, NotAQuestion, Question
from heedful.understand.blocks.domain import fold_all
from heedful.understand.lake.domain import sync
from heedful.understand.lake.duck import LakeOnDuckDB
from heedful.understand.metrics.counts import Counted, PairSums, heard
from heedful.understand.metrics.dimensions import Dimension, Filter
from heedful.understand.metrics.measures import MEASURES
from heedful.understand.metrics.queries import main_questionnaire, newest_days, series_of
from heedful.understand.metrics.rules import Step, Window
from heedful.understand.metrics.scores import ItemSums
from tests.examples.conftest import EXAMPLES
from tests.makers import make_feedback, make_item, make_member, make_tenant, make_version

NOW = datetime(2026, 4, 1, tzinfo=UTC)
LAST = date(2026, 3, 31)


class Recorder:
    """A path that keeps what was counted."""

    def __init__(self, path) -> None:
        self.path, self.counted = path, None
        self.name = path.name
        self.refuses, self.reads, self.fresh = path.refuses, path.reads, path.fresh

    def count(self, count) -> Counted:
        self.counted = self.path.count(count)
        return self.counted


@dataclass
class House:
    """An organisation with feedback in its cells and in its lake."""

    member: Member
    first: date
    last: date
    items: list[str]
    filters: dict[Dimension, list[str]]
    nodes: list[Node]


@pytest.fixture
def simulated(db, tmp_path) -> House:
    """A chain with corrections, weights, an erasure, a new item and a location that moved."""
    tenant, root = make_tenant("Simulated")
    preset = load_preset("restaurant-120")
    config = replace(
        preset, days=120, responses=2500, volume=replace(preset.volume, smallest=8, largest=60),
        flagship=replace(preset.flagship, responses=60),
    )  # fmt: skip
    write_observable(generate(config, 3, last_day=LAST).observable, tmp_path)
    with within(tenant.pk):
        locations = (tmp_path / "locations.csv").read_bytes()
        import_locations(tenant=tenant, data=locations, since=date(2024, 1, 1))
    _bring(tenant, tmp_path / "feedback.parquet", tmp_path / "mapping.toml")
    with within(tenant.pk):
        sync(tenant_id=tenant.pk, now=NOW)
        _trouble(tenant, root)
    return _house(tenant, root, LAST - timedelta(days=119))


@pytest.fixture
def sfo(db, real_data) -> House:
    """Travellers of an airport: weights come with the file, and the form changed."""
    tenant, root = make_tenant("Airport")
    for year in (2012, 2013):
        (file,) = real_data.glob(f"sfo_customer_survey/{year}_*.csv.gz")
        _bring(tenant, file, EXAMPLES / f"sfo/{year}.toml")
    return _house(tenant, root, date(2012, 5, 1))


def _bring(tenant, file, mapping) -> None:
    console = Console(quiet=True)
    bring_in(tenant=tenant, file=file, mapping=load_mapping(mapping), console=console)
    _hand_out()
    fold_all(tenant_id=tenant.pk)


def _hand_out() -> None:
    # The clock of a test's transaction stands still, so that nothing new would be due.
    OutboxEntry.objects.update(due_at=datetime(2000, 1, 1, tzinfo=UTC))
    count_all()


def _trouble(tenant, root) -> None:
    rows = Feedback.objects.filter(tenant_id=tenant.pk, superseded_at=None).order_by("id")
    known = list(rows[:200])
    for row in known[:20]:
        scores = [max(score - 1, 1) if score > 1 else score for score in row.scores]
        correct(tenant_id=tenant.pk, feedback_id=row.id, now=NOW, scores=scores)
    for row in known[20:30]:
        erase(tenant_id=tenant.pk, feedback_id=row.id)
    ids = [row.id for row in known[30:]]
    factors = [300_000 + 7_001 * i for i in range(len(ids))]
    told = Factors(ids, factors, [("odd",)] * len(ids))
    set_factors(tenant_id=tenant.pk, kind=FactorKind.QUALITY, factors=told, now=NOW)
    mover = Node.objects.get(pk=known[-1].location_id)
    regions = root_children(root)
    for region in regions:
        place(node=mover, parent=region, since=LAST - timedelta(days=20 + 30 * len(regions)))
    place(node=mover, parent=regions[0], since=LAST - timedelta(days=40))
    rebuild_ancestry(tenant_id=tenant.pk)
    version = QuestionnaireVersion.objects.get(pk=known[0].version_id)
    make_item(version.questionnaire, "parking")
    slots = [version.questionnaire.items.count() - 1, 0]
    newer = make_version(version.questionnaire, "with parking", slots)
    days = [LAST - timedelta(days=i % 9) for i in range(30)]
    make_feedback(newer, [(mover, day, [1 + i % 5, i % 11]) for i, day in enumerate(days)])
    _hand_out()


def root_children(root: Node) -> list[Node]:
    below = Node.objects.filter(placements__parent=root).order_by("code")
    return list(below)


def _house(tenant, root, first: date) -> House:
    with within(tenant.pk):
        sync(tenant_id=tenant.pk, now=NOW)
        questionnaire = main_questionnaire(tenant_id=tenant.pk)
        of = {"tenant_id": tenant.pk, "questionnaire_id": questionnaire.pk}
        rows = Feedback.objects.filter(**of)
        nodes = Node.objects.filter(tenant=tenant).order_by("kind", "code")
        return House(
            member=make_member(root),
            first=first,
            last=newest_days(tenant_id=tenant.pk)[questionnaire.pk],
            items=[item.code for item in series_of(**of).items],
            filters={
                Dimension.CHANNEL: list(rows.values_list("channel", flat=True).distinct()),
                Dimension.LANGUAGE: list(rows.values_list("language", flat=True).distinct()),
                Dimension.VERSION: list(questionnaire.versions.values_list("name", flat=True)),
                Dimension.DAYPART: [part.name for part in DAYPARTS],
                Dimension.WEEKDAY: list("0123456"),
            },
            nodes=[*nodes[:12], root],
        )


def any_question(house: House, chance: Random) -> Question | None:
    """Any question; None for one that the product itself refuses."""
    if chance.random() < 0.25:
        return _plain_question(house, chance)
    days = sorted(chance.choices(range((house.last - house.first).days + 1), k=2))
    first, last = (house.first + timedelta(days=day) for day in days)
    if chance.random() < 0.25:
        # Whole months, of which more is kept.
        first, last = Step.MONTH.begin(first), Step.MONTH.after(last) - timedelta(days=1)
    where = tuple(
        Filter(one, tuple(chance.sample(values, chance.randint(1, len(values)))))
        for one, values in house.filters.items()
        if values and chance.random() < 0.15
    )
    try:
        return Question(
            measure=chance.choice(sorted(MEASURES)),
            window=Window(first, last),
            item=chance.choice([None, *house.items]),
            under=chance.choice(house.nodes).pk,
            by=tuple(chance.sample(sorted(Dimension), chance.choice([0, 1, 1, 2, 2, 3]))),
            where=where,
            compare=chance.choice(list(Compare)),
        )
    except NotAQuestion:
        return None


def _plain_question(house: House, chance: Random) -> Question:
    """What pages ask: whole months of many places, without filters."""
    days = sorted(chance.choices(range((house.last - house.first).days + 1), k=2))
    first, last = (house.first + timedelta(days=day) for day in days)
    if chance.random() < 0.25:
        # Whole months, of which more is kept.
        first, last = Step.MONTH.begin(first), Step.MONTH.after(last) - timedelta(days=1)
    return Question(
        measure=chance.choice(["goes_with", "mean"]),
        window=Window(first.replace(day=1), Step.MONTH.after(last) - timedelta(days=1)),
        item=chance.choice(house.items[1:]),
        by=tuple(chance.sample([Dimension.LOCATION, Dimension.MONTH], chance.randint(0, 2))),
    )


def compare_paths(house: House, question: Question, paths) -> list[str]:
    """Ask by every path that does not refuse; they must agree. Returns who answered."""
    told = []
    for recorder in map(Recorder, paths):
        try:
            answer = ask(member=house.member, question=question, paths=[recorder])
        except NotAQuestion:
            return []
        except NoPath:
            continue
        told.append((recorder.name, whole_numbers(recorder.counted), answer))
    for name, counted, answer in told[1:]:
        assert counted == told[0][1], (name, told[0][0], question)
        assert answer.keys == told[0][2].keys
        for part in ("value", "low", "high", "n", "answers", "enough"):
            np.testing.assert_allclose(
                getattr(answer.figures, part), getattr(told[0][2].figures, part), rtol=1e-12
            )
    return [name for name, _, _ in told]


def whole_numbers(counted: Counted) -> dict:
    """What was counted, weights spelled out, without groups of which nothing was counted."""
    sums = counted.sums
    match sums:
        case ItemSums(answers, histogram, None):
            parts = [answers, histogram * WEIGHT_ONE, answers * WEIGHT_ONE]
        case ItemSums(answers, histogram, squares):
            parts = [answers, histogram, squares]
        case PairSums(weight_squares=None):
            parts = [sums.n, sums.n * WEIGHT_ONE]
            parts += [getattr(sums, name) * WEIGHT_ONE for name in PAIR]
        case PairSums():
            parts = [sums.n, sums.weight_squares, *(getattr(sums, name) for name in PAIR)]
        case _:
            parts = [next(iter(getattr(sums, name) for name in sums.__slots__))]
    rows = zip(counted.keys, *(part.tolist() for part in parts), strict=True)
    there = zip(rows, heard(counted).tolist(), strict=True)
    return {row[0]: row[1:] for row, is_heard in there if is_heard}


PAIR = ("weight", "item", "outcome", "item_squares", "outcome_squares", "products")


def ask_many(house: House, paths, *, examples: int) -> set[str]:
    answered = set()

    @of_hypothesis(
        max_examples=examples, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.integers(0, 2**32))
    def ask_any(seed) -> None:
        # A generator of its own draws more evenly than hypothesis would.
        question = any_question(house, Random(seed))
        if question is not None:
            answered.update(compare_paths(house, question, paths))

    with within(house.member.tenant_id):
        ask_any()
        for question in about_customers(house):
            answered.update(compare_paths(house, question, paths))
    return answered


def about_customers(house: House) -> list[Question]:
    """What is kept of whole months is asked for too seldom by chance."""
    first, last = Step.MONTH.begin(house.first), Step.MONTH.after(house.last) - timedelta(days=1)
    window = Window(first, last)
    cuts = [(), (Dimension.MONTH,)]
    return [Question("customers_sketched", window, by=by) for by in cuts]


@pytest.mark.slow
@pytest.mark.parametrize("data", ["simulated", "sfo"])
def test_every_path_gives_the_same_answer(db, data, request, monkeypatch):
    # Otherwise running sums would leave all small counts to the cells.
    monkeypatch.setattr("heedful.understand.blocks.paths.FEW_CELLS", 0)
    house = request.getfixturevalue(data)

    answered = ask_many(house, PATHS, examples=150)

    assert answered == {path.name for path in PATHS}


@pytest.mark.peer
@pytest.mark.slow
def test_a_cluster_gives_the_same_answer(simulated, spark):
    answered = ask_many(simulated, [spark, LakeOnDuckDB()], examples=15)

    assert answered == {"the lake", "the lake, on Spark"}
