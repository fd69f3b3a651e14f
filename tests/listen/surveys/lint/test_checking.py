import pytest

from heedful.listen.surveys.lint import Finding, Kind, Question, advice_on, check, check_form
from heedful.listen.surveys.lint.words import LANGUAGES, words_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("How were the speed and accuracy?", (Kind.DOUBLE, "were the speed and accuracy")),
        ("Was the meal warm/tasty?", (Kind.DOUBLE, "warm/tasty")),
        ("Wouldn't you agree that prices are fair?", (Kind.LEADING, "Wouldn't you agree")),
        ("How do you rate our touchpoints?", (Kind.JARGON, "touchpoints")),
        ("How do you rate the CSAT process?", (Kind.JARGON, "CSAT")),
        ("The toilets are always clean.", (Kind.ABSOLUTE, "always")),
        ("The toilets are not clean.", (Kind.NEGATED, "not")),
    ],
)  # fmt: skip
def test_a_finding_names_the_words(text, found):
    assert check(Question(text))[0] == Finding(*found)


@pytest.mark.parametrize(
    "text",
    [
        "Waiting time",
        "How satisfied were you with the waiting time?",
        "How would you rate the food and drinks?",
        "How likely are you to recommend us to a friend or colleague?",
        "Between 1 and 5, how do you rate the room?",
        "How was your stay at the Rose and Crown?",
        "Please think about the bar and the kitchen. How was the service?",
        "How easy was it to park (by car or by bike)?",
        "Which TV channel did you watch?",
        "All in all, how was your visit?",
    ],
)
def test_good_questions_are_left_alone(text):
    assert check(Question(text)) == []


def test_what_is_asked_openly_may_ask_for_two_things():
    assert check(Question("What was good and what was bad?", closed=False)) == []


@pytest.mark.parametrize(
    ("text", "labels", "kind"),
    [
        ("How was it?", ("Excellent", "Good", "Fair", "Poor"), None),
        ("How was it?", ("Excellent", "Very good", "Good", "Poor"), Kind.UNBALANCED),
        ("How often do you come?", ("Never", "Rarely", "Often"), None),
        ("How was it?", ("Very satisfied", "Satisfied", "Dissatisfied"), Kind.UNBALANCED),
        ("How often do you come?", ("Satisfied", "Neutral", "Dissatisfied"), Kind.MISMATCHED),
        ("How important is it?", ("Not at all important", "Important", "Very important"), None),
        ("How was it?", ("Good", "Bad"), None),
    ],
)  # fmt: skip
def test_scales(text, labels, kind):
    found = [one.kind for one in check(Question(text, labels=labels))]

    assert found[:1] == ([] if kind is None else [kind])


def test_a_recommend_question_has_a_scale_from_0_to_10():
    question = Question("How likely are you to recommend us?", scale=(1, 5), recommend=True)

    assert check(question) == [Finding(Kind.MISMATCHED, "1–5")]


def test_scales_of_a_form_are_compared():
    form = [
        Question("Waiting time", scale=(1, 5)),
        Question("Food", scale=(1, 5)),
        Question("Price", scale=(1, 7)),
        Question("How likely are you to recommend us?", scale=(0, 10), recommend=True),
    ]

    assert check_form(form) == [[], [], [Finding(Kind.MIXED, "1–7")], []]


def test_other_languages():
    assert check(Question("War das Zimmer sauber und ruhig?", "de-AT"))[0].kind == Kind.DOUBLE
    assert check(Question("El personal siempre es amable.", "es"))[0].kind == Kind.ABSOLUTE
    assert check(Question("A szoba tiszta és csendes volt?", "hu")) == []


@pytest.mark.parametrize("text", ["", " ", "?", "and", "and or", "/", "<b></b>", "IN CAPITALS?"])
def test_odd_texts_are_no_trouble(text):
    assert check(Question(text)) == []


def test_every_kind_has_advice_and_every_language_words():
    assert all(advice_on(kind).better for kind in Kind)
    assert all(words_of(language) for language in LANGUAGES)
