import pytest

from heedful.act.alerts.stems import found_in, pattern_of


def finds(word, text, *, exact=False, language="en"):
    return found_in(pattern_of((word,), exact=exact, language=language), text)


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("wait", "We waited, and waiting is no fun: what a WAIT", ("waited", "waiting", "wait")),
        ("waiting", "I wait", ("wait",)),
        ("rude", "rudely, with rudeness; a ruder word", ("rudely", "rudeness", "ruder")),
        ("rate", "rated, rating; rats", ("rated", "rating")),
        ("rat", "the rate was rated high", ()),
        ("rat", "rats! a rat", ("rats", "rat")),
        ("ban", "banned; bane", ("banned",)),
        ("cold food", "cold   foods", ("cold   foods",)),
        ("await", "we wait", ()),
        ("c++", "c++ or so", ()),
    ],
)  # fmt: skip
def test_english_words_are_found_in_their_forms(word, text, found):
    assert finds(word, text) == found


def test_exact_words_are_found_as_they_stand():
    assert finds("wait", "waited, wait", exact=True) == ("wait",)


@pytest.mark.parametrize(
    ("language", "word", "text", "found"),
    [
        ("de", "warten", "Wir warteten lange, das Warten", ("warten",)),
        ("de", "kalt", "kaltes Essen, kalte Suppe", ("kaltes", "kalte")),
        ("es", "lento", "lenta y lentamente", ("lenta", "lentamente")),
        ("ja", "遅い", "とても遅いです", ("遅い",)),
        ("fr", "serveur", "les serveurs", ("serveurs",)),
    ],
)
def test_other_languages_have_their_own_endings(language, word, text, found):
    assert finds(word, text, language=language) == found


def test_a_list_that_holds_nothing_finds_nothing():
    assert found_in(pattern_of(("", "  "), exact=False, language="en"), "anything") == ()
