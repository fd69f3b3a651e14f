import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxstats.scores import NOT_ANSWERED, NOT_USED
from heedful.listen.surveys.definition import (
    BY_KEYS,
    CHOSEN,
    DID_NOT_USE,
    RATED,
    Answered,
    Ending,
    Recorder,
    Refusal,
    all_singles,
    check,
    ending,
    item_specs,
    next_question,
    pages,
    record,
    scale_of,
    singles,
    take,
    visible,
)
from tests.listen.surveys.definition.examples import EVERYTHING, SEVERAL


def codes(answers, seed=1, definition=EVERYTHING):
    return [[one.code for one in page.questions] for page in pages(definition, answers, seed)]


def test_branches_follow_the_answers_and_chance_the_seed():
    assert codes({"likely": 9})[0] == ["likely"]
    assert codes({"likely": 3})[0] == ["likely", "why"]
    assert codes({"agree": True})[3] == ["guests", "day", "more", "agree", "reach", "photo"]
    assert codes({}, seed="a") == codes({}, seed="a")
    drawn = {tuple(codes({}, seed)[1]) for seed in range(200)}
    assert len(drawn) == 12  # two of four, in either order


def test_a_branch_that_was_left_does_not_count():
    chain = msgspec.structs.replace(
        EVERYTHING,
        pages=(
            *EVERYTHING.pages,
            msgspec.structs.replace(
                EVERYTHING.pages[3],
                code="after",
                questions=(msgspec.structs.replace(SEVERAL, code="why2", show_if=IF_WHY),),
            ),
        ),
    )
    assert codes({"likely": 3, "why": "cold"}, definition=chain)[-1] == ["why2"]
    assert codes({"likely": 9, "why": "cold"}, definition=chain)[-1] != ["why2"]
    assert record(EVERYTHING, {"likely": 9, "why": "cold"}, 1).comment == ""


def test_a_recorder_keeps_nothing_of_the_answers_before():
    recorder = Recorder(EVERYTHING)
    said = [recorder.record({"likely": n, "why": "cold"}, 1).comment for n in (3, 9, 3)]
    assert said == ["cold", "", "cold"]


IF_WHY = Answered("why")


def test_choices_stand_in_an_order_of_chance_with_the_rest_at_the_end():
    orders = {
        tuple(one.code for one in question.choices)
        for seed in range(200)
        for question in visible(EVERYTHING, {}, seed)
        if question.code == "all"
    }
    assert len(orders) == 6
    assert {order[3:] for order in orders} == {("other", "none")}


def test_the_next_question_is_what_the_channel_can_ask():
    answers = {one.code: None for one in all_singles(EVERYTHING)} | {"likely": 9}
    del answers["photo"], answers["day"]

    assert next_question(EVERYTHING, answers, 1).code == "day"
    answers["day"] = None
    assert next_question(EVERYTHING, answers, 1).code == "photo"
    assert next_question(EVERYTHING, answers, 1, BY_KEYS) is None


def test_the_thank_you_follows_the_answers_and_its_link_does_not():
    assert ending(EVERYTHING, {"likely": 3}).code == "sorry"
    assert ending(EVERYTHING, {"likely": 9}).code == "thanks"
    gated = msgspec.structs.replace(
        EVERYTHING,
        endings=(
            EVERYTHING.endings[0],
            Ending("thanks", {"en": "Thanks"}, link="https://reviews.example/us"),
        ),
    )
    assert [(one.path, one.sentence) for one in check(gated)] == [
        ("endings", "Everybody gets the same link, whatever they answered.")
    ]


def test_the_record_has_scores_in_the_order_of_the_items():
    answers = {
        "likely": 4,
        "staff": DID_NOT_USE,
        "food": 5,
        "noise": 2,
        "light": None,
        "why": "Cold soup.",
        "more": "Nice room.",
        "table": 12,
        "agree": False,
    }
    whole = msgspec.structs.replace(
        EVERYTHING,
        pages=tuple(msgspec.structs.replace(one, sample=None) for one in EVERYTHING.pages),
    )
    kept = record(whole, answers, 1)

    assert [one.code for one in item_specs(whole)] == [
        "likely",
        "staff",
        "food",
        "mood",
        "noise",
        "light",
    ]
    assert kept.scores == (4, NOT_USED, 5, NOT_ANSWERED, 2, NOT_ANSWERED)
    assert kept.comment == "Cold soup.\n\nNice room."
    assert kept.answers == {key: value for key, value in answers.items() if key != "light"}


def as_web(question, wish):
    if question.kind in RATED:
        low, high = scale_of(question)
        return str(low + wish % (high - low + 1))
    if question.kind in CHOSEN:
        picked = [one.code for one in question.choices[:3]]
        if question.kind == "choice":
            return [picked[wish % 3]]
        order = picked[wish % 3 :] + picked[: wish % 3]
        if question.kind == "ranking":
            return [f"{code}={rank}" for rank, code in enumerate(order, 1)]
        return order[: 1 + wish % 3]
    return {
        "number": str(1 + wish % 20),
        "date": f"2026-11-{1 + wish % 28:02}",
        "consent": "yes" if wish % 2 else "",
        "text": ["Good.", "x" * (1 + wish % 50)],
        "contact": ["name=", "email=ann@example.org", "phone="],
        "file": "0" * 32,
    }[question.kind]


NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def as_text(question, wish):
    """The same by text message: numbers of choices, numbers in words, days as people write them."""
    web = as_web(question, wish)
    if question.kind in RATED:
        return f" {NUMBERS[int(web)].upper()}. "
    if question.kind in CHOSEN:
        numbers = {one.code: str(n) for n, one in enumerate(question.choices, 1)}
        ranked = [one.partition("=")[0] for one in web]
        return ", ".join(numbers[code] for code in ranked)
    if question.kind == "date":
        return f"{web[8:]}.{web[5:7]}.{web[:4]}"
    if question.kind == "consent":
        return web or "no"
    return "ann@example.org" if question.kind == "contact" else web


def as_keys(question, wish):
    """The same by the keys of a telephone."""
    web = as_web(question, wish)
    if question.kind in CHOSEN:
        return as_text(question, wish).replace(", ", "")
    if question.kind == "date":
        return f"{web[8:]}{web[5:7]}{web[:4]}"
    if question.kind == "consent":
        return "1" if web else "2"
    return web


def walk(seed, wishes, way):
    """Answer question by question; fail when the survey does not come to its end."""
    answers, asked = {}, []
    wish = iter(wishes)
    while question := next_question(EVERYTHING, answers, seed):
        assert question.code not in asked
        asked.append(question.code)
        value = take(question, way(question, next(wish)), "en")
        assert not isinstance(value, Refusal)
        answers[question.code] = value
    return asked, record(EVERYTHING, answers, seed)


@given(st.uuids(), st.lists(st.integers(0, 1000), min_size=20, max_size=20))
def test_the_same_answers_by_form_text_and_keys_give_the_identical_record(seed, wishes):
    by_form = walk(seed, wishes, as_web)

    assert walk(seed, wishes, as_text) == by_form
    assert walk(seed, wishes, as_keys) == by_form
    shown = [one.code for q in visible(EVERYTHING, by_form[1].answers, seed) for one in singles(q)]
    assert by_form[0] == shown


@pytest.mark.parametrize("seed", range(3))
def test_nothing_answered_is_a_record_of_nothing(seed):
    kept = record(EVERYTHING, {}, seed)
    assert (set(kept.scores), kept.comment, kept.answers) == ({NOT_ANSWERED}, "", {})
