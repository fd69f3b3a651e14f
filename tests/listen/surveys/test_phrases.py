import re

import pytest

from heedful.listen.surveys.definition import Definition, Refusal
from heedful.listen.surveys.phrases import direction, languages_known, own_name, phrases_of, table
from heedful.listen.surveys.phrases.english import ENGLISH

HOLES = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("language", languages_known()[1:])
def test_every_language_says_everything(language):
    said = table(language)
    assert sorted(said) == sorted(ENGLISH)
    holes = {name: sorted(HOLES.findall(text)) for name, text in said.items()}
    assert holes == {name: sorted(HOLES.findall(text)) for name, text in ENGLISH.items()}


def test_an_organisations_own_words_come_first():
    own = Definition({}, (), phrases={"send": {"de": "Abschicken"}})

    assert phrases_of("de-AT", own)["send"] == "Senden"
    assert phrases_of("de", own)["send"] == "Abschicken"
    assert phrases_of("de", own)["next"] == "Weiter"
    assert phrases_of("sw")["send"] == "Send"
    assert phrases_of("../../etc")["send"] == "Send"


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (Refusal("missing"), "Please give an answer."),
        (Refusal("out_of_range", 1, 20), "Please stay between 1 and 20."),
        (Refusal("out_of_range", 1.5, None), "Please give 1.5 or more."),
        (Refusal("out_of_range", None, "2026-11-24"), "Please give 2026-11-24 at most."),
        (Refusal("too_long", high=5000), "Please use 5000 characters at most."),
    ],
)
def test_a_refusal_says_what_would_do(refusal, sentence):
    assert phrases_of("en").refused(refusal) == sentence


def test_languages_name_themselves_and_run_their_way():
    assert [own_name(one) for one in ("de-AT", "ar", "xx")] == ["Deutsch", "العربيّة", "Xx"]
    assert [direction(one) for one in ("ar-EG", "en")] == ["rtl", "ltr"]
