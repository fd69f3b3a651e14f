import numpy as np

from cxstats.sums import NOT_USED, WEIGHT_ONE
from heedful.understand.metrics.series import RatedItem, Series
from heedful.understand.soundness.looking import against_words, look_at_rows
from heedful.understand.soundness.rules import Kind, Soundness

SERIES = Series(
    (
        RatedItem("recommend", "Recommend", "outcome", 0, 10, "recommend", primary=True),
        *(RatedItem(f"q{i}", f"Question {i}", "driver", 1, 5) for i in range(6)),
    )
)
N = 600


def rows(seed=1):
    """Honest answers: a general impression and a view of each question."""
    rng = np.random.default_rng(seed)
    felt = 3.5 + rng.normal(0, 0.8, (N, 1)) + rng.normal(0, 0.7, (N, 7))
    scores = np.clip(np.rint(felt), 1, 5)
    scores[:, 0] = np.clip(np.rint(felt[:, 0] * 2), 0, 10)
    return scores.astype(np.int16)


def looked(scores, *, at=None, days=None, weights=None):
    at = np.arange(N) % 12 if at is None else at
    days = 740_000 + np.arange(N) // 12 if days is None else days
    weights = np.full(N, WEIGHT_ONE) if weights is None else weights
    return {one.kind: one for one in look_at_rows(SERIES, scores, at, days, weights)}


def test_honest_answers_show_nothing():
    assert looked(rows()) == {}


def test_a_reversed_scale_is_named_and_nothing_else():
    scores = rows()
    scores[:, 3] = 6 - scores[:, 3]
    found = looked(scores)
    assert found.keys() == {Kind.REVERSED}
    assert found[Kind.REVERSED].names == ("Question 2",)


def test_weights_that_move_the_score_are_serious():
    scores = rows()
    weights = np.where(scores[:, 0] >= 8, 3 * WEIGHT_ONE, WEIGHT_ONE)
    found = looked(scores, weights=weights)
    assert found.keys() == {Kind.WEIGHTS}
    assert found[Kind.WEIGHTS].serious
    assert found[Kind.WEIGHTS].value > found[Kind.WEIGHTS].other
    # Kish: (Σw)² / Σw² of the rows.
    w = weights / WEIGHT_ONE
    assert found[Kind.WEIGHTS].count == round(w.sum() ** 2 / (w**2).sum())


def test_weights_that_move_nothing_are_told_without_alarm():
    weights = np.where(np.arange(N) % 2, WEIGHT_ONE, 2 * WEIGHT_ONE)
    assert not looked(rows(), weights=weights)[Kind.WEIGHTS].serious


def test_questions_that_do_not_apply_are_told():
    scores = rows()
    scores[: N // 2, 4] = NOT_USED
    assert looked(scores)[Kind.NOT_USED].codes == (("Question 3", 50),)


def test_an_interviewers_days_are_told():
    scores, rng = rows(), np.random.default_rng(9)
    mood = np.repeat(rng.normal(0, 2, N // 20), 20)
    scores[:, 0] = np.clip(np.rint(5 + mood + rng.normal(0, 1, N)), 0, 10)
    found = looked(scores, at=np.zeros(N, int), days=np.arange(N) // 20)
    assert found[Kind.CLUSTERS].value > 5


def test_no_rows_and_one_row():
    assert look_at_rows(SERIES, rows()[:0], *[np.zeros(0, int)] * 3) == []
    one = np.zeros(1, dtype=np.int64)
    assert look_at_rows(SERIES, rows()[:1], one, one, one + WEIGHT_ONE) == []


def test_what_is_serious_comes_first():
    scores = rows()
    scores[: N // 2, 4] = NOT_USED
    scores[:, 3] = 6 - scores[:, 3]
    findings = look_at_rows(
        SERIES, scores, np.arange(N) % 12, np.arange(N) // 12, np.full(N, WEIGHT_ONE)
    )
    told = Soundness.of(N, 12, findings[::-1])
    assert [one.serious for one in told.findings] == [True, False]


def test_marks_that_speak_against_the_words_are_told():
    scores, words = rows(), np.zeros(N, dtype=np.int64)
    high = scores[:, 0] >= np.median(scores[:, 0])
    words[:200] = np.where(high[:200], 1, -1)
    assert list(against_words(SERIES, scores, words)) == []
    (found,) = against_words(SERIES, scores, -words)
    assert (found.kind, found.serious, found.names) == (Kind.AGAINST_WORDS, True, ("Recommend",))
    assert found.value < found.other


def test_few_comments_say_nothing():
    words = np.zeros(N, dtype=np.int64)
    words[:50] = np.where(rows()[:50, 0] > 7, -1, 1)
    assert list(against_words(SERIES, rows(), words)) == []
