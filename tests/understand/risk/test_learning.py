"""Against what was planted: words and ratings that go with unhappy customers."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from cxsim import generate, load_preset
from heedful.understand.risk.learning import Said, learn
from heedful.understand.risk.rules import Share, is_good, risk_of, vocabulary

ITEMS = [("waiting", "Waiting"), ("food", "Food")]


def planted(n, rng):
    """Half of the unhappy say "cold"; happy customers hardly do; low ratings go with it too."""
    said = []
    for _ in range(n):
        unhappy = bool(rng.random() < 0.25)
        words = ["we", "came", "again"]
        if rng.random() < (0.6 if unhappy else 0.02):
            words.append("cold")
        if rng.random() < 0.3:
            words.append("table")
        waiting = np.clip(rng.normal(0.3 if unhappy else 0.8, 0.15), 0, 1)
        parts = [float("nan") if rng.random() < 0.3 else waiting, rng.random()]
        said.append(Said(unhappy, parts, " ".join(words)))
    return said


def answered(one):
    pairs = zip(ITEMS, one.parts, strict=True)
    return {code: part for (code, _label), part in pairs if not np.isnan(part)}


def test_what_was_planted_is_found_and_tried_out_on_answers_it_has_not_seen():
    model = learn(planted(6000, np.random.default_rng(1)), ITEMS)

    assert model.words["cold"] > 1
    assert abs(model.words["table"]) < 0.3
    assert [item.code for item in model.items] == ["waiting", "food"]
    assert model.items[0].weight < -3
    assert abs(model.items[1].weight) < 0.5
    assert (model.tested, model.good) == (1500, True)
    assert model.precision.low < model.precision.value < model.precision.high
    assert model.auc > 0.95


def test_the_risk_is_as_often_right_as_it_says():
    rng = np.random.default_rng(2)
    model = learn(planted(8000, rng), ITEMS)
    new = planted(4000, rng)

    told = np.array(
        [
            risk_of(
                model,
                parts=answered(one),
                comment=one.comment,
            )[0]
            for one in new
        ]
    )
    truth = np.array([one.unhappy for one in new])
    for low, high in ((0, 0.2), (0.2, 0.6), (0.6, 1.01)):
        here = (told >= low) & (told < high)
        assert truth[here].mean() == pytest.approx(told[here].mean(), abs=0.08)


def test_reasons_are_what_speaks_most_for_it():
    model = learn(planted(6000, np.random.default_rng(1)), ITEMS)

    risk, reasons = risk_of(model, parts={"waiting": 0.1}, comment="It was COLD, the table too")
    calm, nothing = risk_of(model, parts={"waiting": 1.0}, comment="")

    assert [label for label, _ in reasons][:2] == ["Waiting", "cold"]
    assert risk > 0.9
    assert calm < 0.1
    assert [label for label, _ in nothing if label == "Waiting"] == []


def test_words_that_say_nothing_make_no_good_model():
    rng = np.random.default_rng(3)
    said = [
        Said(bool(rng.random() < 0.2), [rng.random(), rng.random()], "fine") for _ in range(3000)
    ]

    assert learn(said, ITEMS).good is False


@pytest.mark.parametrize("n", [0, 1, 50])
def test_too_few_unhappy_answers_make_no_model(n):
    assert learn([Said(True, [0.5, 0.5], "x")] * n, ITEMS) is None


def test_answers_of_one_kind_make_no_model():
    assert learn([Said(True, [0.5, 0.5], "bad")] * 500, ITEMS) is None


def test_names_are_no_words_of_the_model():
    comments = ["Then Imran was rude to us", "rude again, said Imran"] * 30

    assert vocabulary(comments) == ["rude", "again", "said", "then", "was"]


@pytest.mark.parametrize(
    ("unhappy", "precision", "recall", "good"),
    [
        (100, (0.7, 0.6, 0.8), (0.3, 0.2, 0.4), True),
        (100, (0.7, 0.45, 0.8), (0.3, 0.2, 0.4), False),
        (100, (0.7, 0.6, 0.8), (0.1, 0.05, 0.2), False),
        (400, (0.7, 0.6, 0.8), (0.3, 0.2, 0.4), False),
        (10, (0.9, 0.8, 0.95), (0.3, 0.2, 0.4), False),
        (100, (None, None, None), (0.0, 0.0, 0.1), False),
    ],
)
def test_a_model_calls_people_only_when_it_is_good_enough(unhappy, precision, recall, good):
    told = is_good(unhappy=unhappy, tested=1000, precision=Share(*precision), recall=Share(*recall))

    assert told is good


def test_in_a_simulated_chain_the_unhappy_are_found_by_what_they_wrote_and_rated():
    """The simulator plants what unhappy guests write; its scores are not among the model's parts.

    The baseline is the mean of the same ratings, which is what a reader of tables would go by.
    """
    seen = generate(load_preset("restaurant-120"), 7).observable
    feedback, asked = seen.feedback, seen.questionnaire
    given = feedback.recommend >= 0
    parts = np.where(feedback.ratings > 0, (feedback.ratings - 1) / 4, np.nan)[given][-20_000:]
    unhappy = (feedback.recommend <= 6)[given][-20_000:]
    comments = np.array(feedback.comment, dtype=object)[given][-20_000:]
    said = [Said(bool(u), p, c) for u, p, c in zip(unhappy, parts, comments, strict=True)]

    model = learn(said, list(zip(asked.codes, asked.labels, strict=True))[-parts.shape[1] :])

    plain = -np.where(np.isnan(parts).all(axis=1), 0.5, np.nanmean(parts, axis=1))[-5000:]
    assert model.auc > roc_auc_score(unhappy[-5000:], plain) + 0.02
    assert model.precision.low > 2 * model.unhappy / model.tested
    assert model.good
