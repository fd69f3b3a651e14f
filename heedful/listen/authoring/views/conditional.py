"""A condition as its form shows it: plain tests on what is asked before."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from heedful.listen.authoring.conditioning import Tests, tests_of
from heedful.listen.authoring.editing import questions
from heedful.listen.authoring.kinds import HOWS, Words
from heedful.listen.authoring.repeated import MOST_CLAUSES, Sent, read_tests
from heedful.listen.authoring.sentences import condition_told, name_of
from heedful.listen.authoring.views.slots import Slot
from heedful.listen.surveys.definition import Condition, Definition, Question, singles


@dataclass(frozen=True, slots=True)
class Conditional:
    """A condition as its form shows it; `tests` is None when it is deeper than a form can be."""

    sentence: str
    tests: Sequence[Slot] | None
    joined: str
    asked: Sequence[tuple[str, str]]  # what may be tested: codes and words
    answers: Sequence[str]  # words of the answers that can be chosen there
    hows: Sequence[tuple[str, Words]]


def conditional_of(
    condition: Condition | None,
    definition: Definition,
    before: Sequence[Question],
    data: QueryDict | None,
) -> Conditional | None:
    """The condition as its form shows it; None where nothing stands before it to depend on."""
    tests = tests_of(condition)
    if data is not None and "plain_tests" in data:
        tests = read_tests(Sent.of(data))
    if not before and condition is None:
        return None
    return Conditional(
        sentence=condition_told(condition, definition),
        tests=None if tests is None else _test_slots(tests),
        joined="all" if tests is None else tests.joined,
        asked=[(one.code, name_of(definition, one.code)) for one in before],
        answers=_answers(before, definition.default_language),
        hows=list(HOWS.items()),
    )


def asked_before(definition: Definition, question: Question) -> list[Question]:
    """What a question may depend on: all that is asked before it, and what is hidden."""
    found: list[Question] = []
    for one in questions(definition):
        if one.code == question.code:
            break
        found += singles(one)
    return found


def asked_before_page(definition: Definition, code: str) -> list[Question]:
    found: list[Question] = []
    for page in definition.pages:
        if page.code == code:
            break
        for one in page.questions:
            found += singles(one)
    return found


def _answers(before: Sequence[Question], language: str) -> list[str]:
    words = (choice.text.get(language, "") for one in before for choice in one.choices)
    return list(dict.fromkeys(filter(None, words)))


def _test_slots(tests: Tests) -> list[Slot]:
    kept = [Slot(n, clause=clause) for n, clause in enumerate(tests.clauses)]
    return kept if len(kept) >= MOST_CLAUSES else [*kept, Slot(len(kept))]
