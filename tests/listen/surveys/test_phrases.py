import re

import pytest

from heedful.base.languages import direction
from heedful.listen.surveys.definition import Definition, Refusal
from heedful.listen.surveys.phrases import (
    first_known,
    languages_known,
    own_name,
    phrases_of,
    table,
)
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
    names = [own_name(one) for one in ("de-AT", "ar", "zh", "zh-TW", "pt", "xx")]
    assert names == ["Deutsch", "العربيّة", "简体中文", "繁體中文", "Português", "Xx"]
    assert [direction(one) for one in ("ar-EG", "en")] == ["rtl", "ltr"]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("fr", ["Merci de donner une réponse.", "Merci de rester entre 1 et 20."]),
        ("it", ["Per favore dia una risposta.", "Per favore resti tra 1 e 20."]),
        ("ja", ["回答してください。", "1から20の間で答えてください。"]),
        ("nl", ["Geef alstublieft een antwoord.", "Blijf alstublieft tussen 1 en 20."]),
        ("pl", ["Prosimy o odpowiedź.", "Prosimy podać wartość od 1 do 20."]),
        ("pt-BR", ["Por favor, dê uma resposta.", "Por favor, fique entre 1 e 20."]),
        ("tr", ["Lütfen bir yanıt verin.", "Lütfen 1 ile 20 arasında kalın."]),
        ("zh-CN", ["请回答这个问题。", "请填写 1 到 20 之间的值。"]),
    ],
)
def test_a_refusal_speaks_the_customers_language(language, sentences):
    say = phrases_of(language)
    refusals = (Refusal("missing"), Refusal("out_of_range", 1, 20))
    assert [say.refused(one) for one in refusals] == sentences


def test_where_no_survey_is_known_the_first_language_that_is_spoken_counts():
    wished = (["", "sw", "fr-CH", "de"], ["", "xx"], ["EN-gb", "de"], ["../de"])
    assert [first_known(one) for one in wished] == ["fr", "en", "en", "en"]
