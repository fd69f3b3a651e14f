import re
from collections import Counter

import numpy as np

from cxsim.hostile import _TREATMENTS
from cxsim.presets import load_preset
from cxsim.words import load_words


def written(simulated):
    feedback = simulated.observable.feedback
    return [i for i, text in enumerate(feedback.comment) if text]


def test_every_language_has_words_for_every_item():
    codes = set(load_preset("restaurant-120").item_codes)

    for language in ("en", "de", "es"):
        aspects = load_words(language)["aspects"]
        assert set(aspects) == codes
        assert {tuple(tones) for tones in aspects.values()} == {("high", "middle", "low")}


def test_about_half_write_and_unhappy_customers_write_more(simulated):
    has_text = np.array([bool(text) for text in simulated.observable.feedback.comment])
    recommend = simulated.observable.feedback.recommend

    assert 0.47 < has_text.mean() < 0.53
    assert 0.68 < has_text[(recommend >= 0) & (recommend <= 6)].mean() < 0.76


def test_no_gap_of_a_phrase_stays_open(simulated):
    texts = simulated.observable.feedback.comment

    assert [t for t in texts if re.search(r"\{(minutes|dish|name)\}", t)] == []


def test_comments_are_varied(simulated):
    texts = [simulated.observable.feedback.comment[i] for i in written(simulated)]

    assert len(set(texts)) > 0.5 * len(texts)


def test_a_comment_is_in_the_language_of_its_response(simulated):
    feedback = simulated.observable.feedback
    marks = {"en": " the ", "de": " die ", "es": " la "}
    hits = Counter()
    for i in written(simulated):
        for language, word in marks.items():
            hits[feedback.language[i], language] += word in feedback.comment[i].lower()

    assert {language: max(marks, key=lambda m: hits[language, m]) for language in marks} == {
        "en": "en",
        "de": "de",
        "es": "es",
    }


def test_long_waits_are_told_by_those_who_rated_the_wait_low(simulated):
    feedback = simulated.observable.feedback
    waiting = simulated.observable.questionnaire.codes.index("waiting_time")
    ratings = [
        int(feedback.ratings[i, waiting])
        for i in written(simulated)
        if not simulated.truth.quality.gamed[i]
        and re.search(r"waited \d+ minutes", feedback.comment[i])
    ]

    assert len(ratings) > 100
    assert set(ratings) <= {-1, 1, 2}


def test_about_one_comment_in_400_is_hostile_in_every_way_we_know(simulated):
    texts = [simulated.observable.feedback.comment[i] for i in written(simulated)]
    signs = ["<b>", "<script>", "=1+1", "=HYPERLINK", "👩‍👩‍👧‍👦", "\u202e", "DROP TABLE", "\n"]

    assert [sign for sign in signs if not any(sign in text for text in texts)] == []
    assert max(len(text) for text in texts) > 10_000
    assert 45 <= sum(len(t) > 2_000 or not t.isprintable() or t[:1] in "=@<-" or t in {".", "N/A"}
                     or any(s in t for s in (*signs, "7*7", "خدمة", "g̸", "𝒶", "He said"))
                     for t in texts) <= 110  # fmt: skip


def test_every_hostile_treatment_gives_text_that_utf8_can_carry():
    for treat in _TREATMENTS:
        text = treat("The queue did not move")
        assert text.encode("utf-8").decode("utf-8") == text
        assert "\x00" not in text
