"""Guesses are judged on made-up files with everything in them and on the real ones."""

import random

import pytest

from heedful.listen.imports.mapping import (
    Comment,
    Language,
    Location,
    Respondent,
    Weight,
    When,
    guess_mapping,
    load_mapping,
    read_mapping,
    to_toml,
)
from heedful.listen.imports.reading import open_source

COLUMNS = (
    *("Response ID", "Visit date", "Region", "Store name", "Overall satisfaction", "Staff"),
    *("Waiting", "Would you recommend us?", "Comments", "Weight", "Language", "Channel", "Age"),
)


def row(number: int, chance: random.Random) -> tuple[str | None, ...]:
    store = chance.randrange(12)
    return (
        f"R{number:05}",
        f"{chance.randint(13, 28)}/0{chance.randint(1, 9)}/2022",
        f"Region {store % 3}",
        f"Store {store}",
        chance.choice("12345"),
        chance.choice(["1", "2", "3", "4", "5", "6", "0"]),
        chance.choice(["1", "2", "3", "4", "5", "N/A", ""]),
        str(chance.choice(range(12))),
        chance.choice(["No comment", f"I waited for {number} minutes and nobody came to help me"]),
        f"{chance.uniform(0.5, 2):.3f}",
        chance.choice(["en", "de"]),
        chance.choice(["web", "email"]),
        str(chance.choice([1, 2, 3, 4, 5])),
    )


@pytest.fixture(scope="module")
def rows():
    chance = random.Random(7)
    return [row(number, chance) for number in range(300)]


def test_a_complete_file_is_guessed_completely(rows):
    guess = guess_mapping(COLUMNS, rows, title="Guests")
    mapping = guess.mapping

    assert mapping.location == Location(("Region", "Store name"))
    assert mapping.when == When(("Visit date",), formats=("%d/%m/%Y",))
    assert mapping.respondent == Respondent("Response ID")
    assert mapping.weight == Weight("Weight")
    assert mapping.language == Language(column="Language")
    assert mapping.channel.column == "Channel"
    assert mapping.comment == Comment(("Comments",), ("No comment",))
    assert [
        (item.code, item.role, item.low, item.high, item.not_used, item.not_answered)
        for item in mapping.items
    ] == [
        ("overall_satisfaction", "outcome", 1, 5, (), ()),
        ("staff", "driver", 1, 5, ("6",), ("0",)),
        ("waiting", "driver", 1, 5, ("n/a",), ()),
        ("would_you_recommend_us", "outcome", 0, 10, (), ("11",)),
    ]
    assert mapping.primary_outcome.code == "overall_satisfaction"
    check, codes = guess.doubts
    assert check == (
        "Check for each item that the highest number is the best answer, and take out what is a "
        "category and no rating."
    )
    assert codes == "6 lies outside the scale and is read as “does not apply”. Is it?"


def test_what_is_guessed_can_be_written_and_read_back(rows):
    mapping = guess_mapping(COLUMNS, rows, title="Guests").mapping

    assert read_mapping(to_toml(mapping)) == mapping


def test_answers_in_words_get_their_numbers():
    words = ["Very good", "good", "Poor", "N/A"]
    found = guess_mapping(
        ["branch", "date", "service"],
        [(f"B{n % 3}", "2022-05-31", words[n % 4]) for n in range(40)],
        title="t",
    ).mapping.items[0]

    assert (found.low, found.high, found.not_used) == (1, 5, ("n/a",))
    assert (found.labels["Very good"], found.labels["Poor"]) == (5, 2)


@pytest.mark.parametrize(
    ("dates", "formats", "doubt"),
    [
        (["2022-05-31T10:00:00Z"], ("iso",), None),
        (["31/05/2022", "01/02/2022"], ("%d/%m/%Y",), None),
        (["5/31/2022", "01/02/2022"], ("%m/%d/%Y",), None),
        (["01/02/2022"], ("%d/%m/%Y",), "Does “date” write the day first, or the month?"),
        (
            ["31/05/2022", "30/05/2022", "5/31/2022"],
            ("%d/%m/%Y", "%m/%d/%Y"),
            "“date” writes the day first in some rows, the month first in others.",
        ),
        (["05/31/2022 02:05:00 PM"], ("%m/%d/%Y %I:%M:%S %p",), None),
        (["31 May 2022"], ("%d %b %Y",), None),
    ],
)
def test_the_form_of_dates_is_guessed_and_doubted_where_two_are_possible(dates, formats, doubt):
    rows = [(f"B{n % 3}", dates[n % len(dates)], "12345"[n % 5]) for n in range(60)]
    guess = guess_mapping(["branch", "date", "overall"], rows, title="t")

    assert guess.mapping.when == When(("date",), formats=formats)
    about_dates = [sentence for sentence in guess.doubts if "date" in sentence]
    assert [sentence[: len(doubt or "")] for sentence in about_dates] == ([doubt] if doubt else [])


@pytest.mark.parametrize("rows", [[], [("x", None)], [(None, None)]])
def test_a_file_that_shows_nothing_gets_a_mapping_full_of_doubts(rows):
    guess = guess_mapping(["a", "b"], rows, title="Mine")

    assert guess.mapping.location == Location(constant=("Mine",))
    assert len(guess.doubts) == 3
    assert read_mapping(to_toml(guess.mapping)) == guess.mapping


def test_a_single_column_is_enough():
    guess = guess_mapping(["Response ID"], [("a",), ("b",)], title="Mine")

    assert read_mapping(to_toml(guess.mapping)) == guess.mapping


def test_on_the_real_survey_of_2016_the_guess_finds_what_a_person_found(real_data):
    written = load_mapping("examples/sfo/2016.toml")
    (path,) = (real_data / "sfo_customer_survey").glob("2016_*.csv.gz")
    with open_source(path) as source:
        raw = next(source.batches(500))
        guess = guess_mapping(source.columns, list(zip(*raw.columns, strict=True)), title="SFO")

    assert guess.mapping.location.columns == written.location.columns
    assert guess.mapping.when.columns == written.when.columns
    assert guess.mapping.weight == written.weight
    assert guess.mapping.respondent == written.respondent
    assert guess.mapping.primary_outcome.column == written.primary_outcome.column
    # The line for known travellers and a question about pets look like ratings of the airport.
    found = {item.column: (item.low, item.high) for item in guess.mapping.items}
    wanted = {item.column: (item.low, item.high) for item in written.items}
    assert wanted.items() <= found.items()
    assert len(found) - len(wanted) <= 2
