"""The right questions: does a shorter form keep the order, does the linter find planted faults."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxscore.line import Bar, Judge, Line, Trial
from cxscore.setting import Setting
from cxsim.answers import NOT_USED as DOES_NOT_APPLY
from cxsim.answers import SKIPPED
from cxstats.dominance import general_dominance
from cxstats.pooled_pairs import PooledPairs, pool_pairs
from cxstats.shortform import KEEP, order_kept, shortest_form
from cxstats.sums import NOT_ANSWERED, NOT_USED, cross_sums
from heedful.listen.surveys.lint.checking import check
from heedful.listen.surveys.lint.finding import Question

Floats = NDArray[np.float64]

AREA = "Right questions"
ORDER = Line(
    name="short-form-order",
    area=AREA,
    asks="How much of the drivers' order does the shortest form keep among guests who were not"
    " asked when it was chosen?",
    per="share of the order, pair by pair",
    bar=Bar(low=KEEP),
    usual="As many questions, those that correlate most with the score",
)
PRECISION = Line(
    name="lint-precision",
    area=AREA,
    asks="How many findings on the wording of questions are planted faults?",
    per="share of findings",
    bar=Bar(low=0.8),
)
RECALL = Line(
    name="lint-recall",
    area=AREA,
    asks="How many planted faults in the wording of questions are found?",
    per="share of faults",
    bar=Bar(low=0.8),
)
PLANTED = Path(__file__).parent / "planted_questions.toml"


def try_once(setting: Setting) -> Iterator[Trial]:
    """Choose the form by one half of the guests, and judge it by the other."""
    chosen_by, judged_by = _halves(setting)
    among_others = _order(judged_by)
    form = shortest_form(chosen_by)
    by_correlation = np.argsort(-chosen_by.correlations()[0, :-1, -1])
    usual = sorted(by_correlation[: len(form.kept)].tolist())
    yield Trial(
        ORDER.name,
        _kept(judged_by, among_others, list(form.kept)),
        _kept(judged_by, among_others, usual),
    )
    found, wanted, right = _linted()
    yield Trial(PRECISION.name, right / found, weight=found)
    yield Trial(RECALL.name, right / wanted, weight=wanted)


def _halves(setting: Setting) -> tuple[PooledPairs, PooledPairs]:
    seen, truth = setting.organisation.observable, setting.organisation.truth
    feedback = seen.feedback
    drivers = len(truth.drivers)
    scores = np.column_stack([feedback.ratings[:, :drivers], feedback.recommend]).astype(np.int16)
    scores[scores == SKIPPED] = NOT_ANSWERED
    scores[scores == DOES_NOT_APPLY] = NOT_USED
    code = {place.code: number for number, place in enumerate(seen.locations)}
    at = np.array([code[one] for one in feedback.location_code])
    first = setting.rng("questions").random(len(at)) < 0.5

    def pairs(rows: NDArray[np.bool_]) -> PooledPairs:
        return pool_pairs(cross_sums(scores[rows], at[rows], len(code)))

    return pairs(first), pairs(~first)


def _order(pairs: PooledPairs) -> Floats:
    shares, _explained = general_dominance(pairs.correlations())
    order: Floats = shares[0]
    return order


def _kept(pairs: PooledPairs, full: Floats, items: list[int]) -> float:
    short = np.zeros(len(full))
    short[items] = _order(pairs.items([*items, len(full)]))
    return float(order_kept(full, short))


@cache
def _linted() -> tuple[int, int, int]:
    """How many findings there are, how many faults were planted, and how many of these found."""
    items: list[dict[str, Any]] = tomllib.loads(PLANTED.read_text("utf-8"))["item"]
    found = wanted = right = 0
    for item in items:
        question = Question(
            text=item["text"],
            language=item.get("language", "en"),
            labels=tuple(item.get("labels", ())),
            closed=item.get("closed", True),
        )
        kinds = {str(finding.kind) for finding in check(question)}
        found, wanted = found + len(kinds), wanted + ("fault" in item)
        right += item.get("fault") in kinds
    return found, wanted, right


JUDGE = Judge(lines=(ORDER, PRECISION, RECALL), try_once=try_once)
