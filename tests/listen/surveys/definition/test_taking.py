import msgspec
import pytest

from heedful.listen.surveys.definition import Limits, Refusal, singles, take
from tests.listen.surveys.definition.examples import (
    AGREE,
    DAY,
    GUESTS,
    LIKELY,
    MORE,
    ONE,
    ORDER,
    PHOTO,
    REACH,
    ROOM,
    SEVERAL,
    STAFF,
)


@pytest.mark.parametrize(
    ("raw", "language", "value"),
    [
        ("0", "", 0),
        ("10", "", 10),
        (" 10. ", "", 10),
        ("ten", "en", 10),
        ("Ten", "en-GB", 10),
        ("zehn", "de", 10),
        ("ten", "de", Refusal("not_a_choice", 0, 10)),
        ("9/10", "", 9),
        ("9 out of 10", "en", 9),
        ("4/5", "", Refusal("not_a_choice", 0, 10)),
        ("٧", "ar", 7),
        ("11", "", Refusal("not_a_choice", 0, 10)),
        ("-1", "", Refusal("not_a_choice", 0, 10)),
        ("7.5", "", Refusal("not_a_choice", 0, 10)),
        ("7 or 8", "", Refusal("not_a_choice", 0, 10)),
        ("n", "", Refusal("not_a_choice", 0, 10)),
        ("9" * 5000, "", Refusal("not_a_choice", 0, 10)),
        ("", "", Refusal("missing")),
        ([], "", Refusal("missing")),
        (["8"], "", 8),
    ],
)
def test_likelihood_is_read_where_it_is_beyond_doubt(raw, language, value):
    assert take(LIKELY, raw, language) == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("5", 5),
        ("0", Refusal("not_a_choice", 1, 5)),
        ("n", "n"),
        ("N/A", "n"),
        ("-", "n"),
        ("Excellent!", 5),
        ("schlecht", 1),
        ("", None),
    ],
)
def test_a_scale_knows_its_words_and_what_was_not_used(raw, value):
    assert take(STAFF, raw) == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("fish", "fish"),
        ("2", "fish"),
        ("Suppe", "soup"),
        ("soup", "soup"),
        (["other=Roast  beef\0"], "other=Roast beef"),
        ("Roast beef", "other=Roast beef"),
        ("other", "other"),
        ("7", Refusal("not_a_choice", 1, 4)),
        (["fish", "soup"], Refusal("too_many", 1, 1)),
        ("", None),
    ],
)
def test_a_choice_is_its_code_number_or_words(raw, value):
    assert take(ONE, raw) == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (["soup", "cake"], ["cake", "soup"]),
        ("3,1", ["cake", "soup"]),
        ("31", ["cake", "soup"]),
        ("3 and 1", ["other=3 and 1"]),
        ("cake", ["cake"]),
        (["none"], ["none"]),
        (["none", "soup"], Refusal("alone")),
        (["soup", "soup"], ["soup"]),
        (["soup", "tea"], Refusal("not_a_choice", 1, 5)),
        ("9", Refusal("not_a_choice", 1, 5)),
        (["soup", "other=Tea"], ["other=Tea", "soup"]),
        ([], None),
    ],
)
def test_several_choices_leave_no_trace_of_their_order(raw, value):
    assert take(SEVERAL, raw, "en") == value


def test_how_many_are_ticked_is_bounded():
    two = msgspec.structs.replace(SEVERAL, limits=Limits(fewest=2, most=2))

    assert take(two, ["soup"]) == Refusal("too_few", 2, 2)
    assert take(two, ["soup", "fish", "cake"]) == Refusal("too_many", 2, 2)
    assert take(two, ["soup", "fish"]) == ["fish", "soup"]
    assert take(two, ["none"]) == ["none"]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (["soup=2", "fish=1", "cake=3"], ["fish", "soup", "cake"]),
        (["fish", "soup", "cake"], ["fish", "soup", "cake"]),
        ("2 1 3", ["fish", "soup", "cake"]),
        ("213", ["fish", "soup", "cake"]),
        (["soup=1", "fish=1", "cake="], Refusal("twice")),
        ("1 1", Refusal("twice")),
        (["soup=4"], Refusal("not_a_choice", 1, 3)),
        (["tea=1"], Refusal("not_a_choice", 1, 3)),
        (["soup=", "fish=1", "cake="], ["fish"]),
        (["soup=", "fish=", "cake="], None),
    ],
)
def test_an_order_is_told_by_ranks_codes_or_numbers(raw, value):
    assert take(ORDER, raw) == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("4", 4),
        ("four", 4),
        ("4,0", 4),
        ("4.5", Refusal("not_a_number", 1, 20)),
        ("21", Refusal("out_of_range", 1, 20)),
        ("-3", Refusal("out_of_range", 1, 20)),
        ("1,234", Refusal("not_a_number", 1, 20)),
        ("1e3", Refusal("not_a_number", 1, 20)),
        ("nan", Refusal("not_a_number", 1, 20)),
        ("many", Refusal("not_a_number", 1, 20)),
    ],
)
def test_a_number_is_read_or_asked_for_again(raw, value):
    assert take(GUESTS, raw, "en") == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2026-11-24", "2026-11-24"),
        ("24.11.2026", "2026-11-24"),
        ("24. 11. 2026", "2026-11-24"),
        ("24112026", "2026-11-24"),
        ("24/11/2026", "2026-11-24"),
        ("11/24/2026", "2026-11-24"),
        ("05/05/2026", "2026-05-05"),
        ("04/05/2026", Refusal("not_a_date")),
        ("2026-02-30", Refusal("not_a_date")),
        ("yesterday", Refusal("not_a_date")),
    ],
)
def test_a_day_that_reads_two_ways_is_asked_for_again(raw, value):
    assert take(DAY, raw) == value


def test_a_day_keeps_its_bounds():
    late = msgspec.structs.replace(DAY, limits=Limits(earliest="2026-11-01"))

    assert take(late, "2026-10-31") == Refusal("out_of_range", "2026-11-01", None)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("  Lovely \r\nstaff\0 ", "Lovely \nstaff"),
        ("x" * 5000, "x" * 5000),
        ("x" * 5001, Refusal("too_long", high=5000)),
        ("\ud800", "?"),
        (" \0 ", None),
    ],
)
def test_words_are_kept_as_they_are(raw, value):
    assert take(MORE, raw) == value


@pytest.mark.parametrize(
    ("form", "raw", "value"),
    [
        ("email", "ann@example.org", "ann@example.org"),
        ("email", "ann@", Refusal("not_an_address")),
        ("telephone", "+44 20 7946 0958", "+44 20 7946 0958"),
        ("telephone", "call me", Refusal("not_a_telephone")),
    ],
)
def test_words_may_have_to_be_an_address(form, raw, value):
    assert take(msgspec.structs.replace(MORE, limits=Limits(form=form)), raw) == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("yes", True),
        ("1", True),
        ("Ja.", True),
        ("2", False),
        ("no", False),
        ("", False),
        ("maybe", Refusal("not_a_choice")),
    ],
)
def test_consent_is_only_a_clear_yes(raw, value):
    assert take(AGREE, raw) is value or take(AGREE, raw) == value


def test_consent_that_is_needed_is_a_yes():
    needed = msgspec.structs.replace(AGREE, required=True)

    assert [take(needed, raw) for raw in ("", "no", "yes")] == [
        Refusal("missing"),
        Refusal("missing"),
        True,
    ]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (
            ["name=Ann", "email=ann@example.org", "phone="],
            {"name": "Ann", "email": "ann@example.org"},
        ),
        ("ann@example.org", {"email": "ann@example.org"}),
        ("+44 20 7946 0958", {"phone": "+44 20 7946 0958"}),
        ("Ann", {"name": "Ann"}),
        (["email=ann"], Refusal("not_an_address")),
        (["phone=no"], Refusal("not_a_telephone")),
        (["name= ", "email=", "phone="], None),
    ],
)
def test_how_to_reach_somebody(raw, value):
    assert take(REACH, raw) == value


def test_a_file_is_named_by_the_key_we_gave():
    assert take(PHOTO, "0123456789abcdef" * 2) == "0123456789abcdef" * 2
    assert take(PHOTO, "../../etc/passwd") == Refusal("not_a_file")


def test_rows_of_a_matrix_are_scales_of_their_own():
    noise, light, heat = singles(ROOM)

    assert (noise.code, noise.kind, noise.role, heat.role) == ("noise", "scale", "driver", "")
    assert [take(light, raw) for raw in ("5", "n", "6")] == [5, "n", Refusal("not_a_choice", 1, 5)]
