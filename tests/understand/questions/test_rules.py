import numpy as np
import pytest

from cxstats.sums import NOT_ANSWERED, count_cells, cross_sums
from heedful.understand.drivers.studying import Evidence
from heedful.understand.metrics.rules import MEAN
from heedful.understand.metrics.series import RatedItem, Series
from heedful.understand.questions.rules import study_questions

PLACES = 30


def evidence(scores, roles=None):
    k = scores.shape[1]
    roles = roles or ["outcome", *["driver"] * (k - 1)]
    items = tuple(
        RatedItem(code=f"q{j}", label=f"Q {j}", role=roles[j], low=1, high=5) for j in range(k)
    )
    series = Series(items)
    at = np.arange(len(scores)) % PLACES
    return Evidence(
        series=series,
        metric=MEAN,
        cells=count_cells(scores, at, PLACES, series.layout),
        weighted_cells=None,
        cross=cross_sums(scores, at, PLACES),
        weighted_cross=None,
        parent=np.zeros(PLACES, dtype=np.intp),
    )


def answers(n=3000, seed=2):
    rng = np.random.default_rng(seed)
    drivers = rng.integers(1, 6, (n, 4))
    outcome = 0.6 * drivers[:, 0] + 0.3 * drivers[:, 1] + rng.normal(0, 0.6, n)
    return np.column_stack([np.clip(np.round(outcome + 0.4), 1, 5), drivers]).astype(np.int16)


def test_questions_that_move_nothing_could_go():
    study = study_questions(evidence(answers()))

    assert {item.code for item in study.shortest.gone} == {"q3", "q4"}
    assert [item.code for item in study.shortest.kept] == ["q1", "q2"]
    assert study.answers == 3000
    assert [use.told is None for use in study.questions] == [True, False, False, False, False]


def test_a_copy_of_a_question_is_told_by_it():
    scores = answers()
    scores[:, 4] = scores[:, 1]

    uses = study_questions(evidence(scores)).questions

    assert [use.mostly_told for use in uses] == [False, True, False, False, True]


def test_always_the_same_answer_tells_nothing():
    scores = answers()
    scores[:, 2] = 5

    study = study_questions(evidence(scores))

    assert (study.questions[2].scale.used, study.questions[2].told) == (0.0, None)
    assert study.questions[2].little_used
    assert len(study.shortest.kept) + len(study.shortest.gone) == 3


@pytest.mark.parametrize("rows", [0, 5])
def test_too_few_answers_say_nothing(rows):
    study = study_questions(evidence(answers()[:rows]))

    assert [use.scale for use in study.questions] == [None] * 5
    assert study.shortest is None


def test_without_an_outcome_there_is_no_order():
    assert study_questions(evidence(answers(), roles=["driver"] * 5)).shortest is None


def test_a_question_that_nobody_answered():
    scores = answers()
    scores[:, 3] = NOT_ANSWERED

    study = study_questions(evidence(scores))

    assert (study.questions[3].n, study.questions[3].scale, study.questions[3].told) == (
        0,
        None,
        None,
    )
