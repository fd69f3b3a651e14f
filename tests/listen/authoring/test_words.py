"""Words are translated side by side or in a file, and nothing else changes."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from heedful.base.tenancy.domain import within
from heedful.listen.authoring import domain
from heedful.listen.authoring.starts import build
from heedful.listen.authoring.texts import (
    complete,
    texts_of,
    with_language,
    with_words,
    without_language,
)
from heedful.listen.authoring.words_file import read_words, write_words


def test_a_new_language_lacks_everything_and_words_fill_it():
    draft = with_language(build("one"), "ar")
    assert complete(draft)["ar"] == (0, complete(draft)["en"][1])

    words = {said.path: f"ع {said.path}" for said in texts_of(draft)}
    filled = with_words(draft, "ar", words)

    assert complete(filled)["ar"] == complete(filled)["en"]
    assert without_language(filled, "ar") == build("one")


def test_the_first_language_stays():
    assert without_language(build("one"), "en") == build("one")


def test_a_file_of_words_comes_back_as_it_went():
    draft = with_words(build("bank"), "en", {"intro": "=1+1 is what, they say"})

    file = write_words(draft)

    assert "'=1+1 is what" in file
    found = read_words(file.encode(), draft)
    for language in draft.languages:
        draft_again = with_words(draft, language, found[language])
        assert draft_again == draft


def test_unknown_places_and_languages_of_a_file_are_passed_over():
    file = "place,de,xx\ntitle,Titel,No\nnowhere,Nichts,No\nintro,,\n"

    assert read_words(file.encode(), build("one")) == {"de": {"title": "Titel"}}


@pytest.fixture
def client(owner) -> Client:
    client = Client()
    client.force_login(owner.user)
    return client


def present(survey):
    with within(survey.tenant_id):
        survey.refresh_from_db()
        return domain.present(survey=survey)


def test_languages_are_added_written_and_taken_out_on_the_page(client, survey):
    put = reverse("survey-language-put", args=[survey.pk])
    client.post(put, {"do": "add", "language": "ar"})
    page = client.get(reverse("survey-languages", args=[survey.pk]), {"to": "ar"})
    assert 'dir="rtl"' in page.content.decode()

    step, _definition = present(survey)
    told = {"do": "save", "language": "ar", "seen": step.pk, "text-title": "زيارتك"}
    client.post(put, told)
    assert present(survey)[1].title["ar"] == "زيارتك"
    client.post(put, {**told, "text-title": "قديم"})
    assert present(survey)[1].title["ar"] == "زيارتك"  # it was seen before the other change

    client.post(put, {"do": "remove", "language": "ar"})
    assert "ar" not in present(survey)[1].languages
    client.post(put, {"do": "add", "language": "no language"})
    assert present(survey)[1].languages == ("en", "de", "es")


def test_the_file_is_downloaded_and_taken_in(client, survey):
    file = client.get(reverse("survey-words-csv", args=[survey.pk])).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert rows[0] == {
        "place": "title", "en": "Your visit", "de": "Ihr Besuch", "es": "Su visita",
    }  # fmt: skip

    brought = io.BytesIO(b"place,de\ntitle,Neuer Titel\n")
    brought.name = "words.csv"
    client.post(reverse("survey-words-bring", args=[survey.pk]), {"file": brought})

    assert present(survey)[1].title["de"] == "Neuer Titel"
