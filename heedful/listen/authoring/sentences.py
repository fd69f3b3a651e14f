"""Conditions and differences as sentences."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heedful.listen.authoring.conditioning import NO_VALUE, Clause, tests_of
from heedful.listen.authoring.differing import Difference
from heedful.listen.authoring.editing import questions
from heedful.listen.authoring.kinds import HOWS, Words
from heedful.listen.surveys.definition import Condition, Definition, all_singles

LONGEST_NAME = 60
TOLD: Mapping[str, Words] = {
    "added": gettext_lazy("Added: “%(name)s”"),
    "removed": gettext_lazy("No longer asked: “%(name)s”"),
    "words": gettext_lazy("Asked in other words: “%(before)s” is now “%(after)s”"),
    "scale": gettext_lazy("Another scale: “%(name)s”"),
    "choices": gettext_lazy("Other answers to choose from: “%(name)s”"),
    "shown": gettext_lazy("Shown to others: “%(name)s”"),
    "asking": gettext_lazy("Asked in another way: “%(name)s”"),
    "order": gettext_lazy("Questions stand in another order"),
    "pages": gettext_lazy("Other pages"),
    "endings": gettext_lazy("Another thank-you"),
    "look": gettext_lazy("Another look"),
    "languages": gettext_lazy("Languages: %(before)s before, now %(after)s"),
    "texts": gettext_lazy("Another title or introduction"),
}


def difference_told(difference: Difference) -> str:
    return str(TOLD[difference.what]) % {
        "name": difference.name,
        "before": difference.before,
        "after": difference.after,
    }


def condition_told(condition: Condition | None, definition: Definition) -> str:
    """Tell when something is shown, such as “Show when “Would you …” is at most 6.”"""
    if condition is None:
        return ""
    tests = tests_of(condition)
    if tests is None:
        return _("Shown when a condition of several levels holds.")
    told = [_clause_told(one, definition) for one in tests.clauses]
    joining = _(" and ") if tests.joined == "all" else _(" or ")
    return _("Show when %(tests)s.") % {"tests": joining.join(told)}


def _clause_told(clause: Clause, definition: Definition) -> str:
    question = f"“{name_of(definition, clause.question)}”"
    if clause.how in NO_VALUE:
        return _("%(question)s %(how)s") % {"question": question, "how": HOWS[clause.how]}
    return _("%(question)s %(how)s %(value)s") % {
        "question": question,
        "how": HOWS[clause.how],
        "value": _value_told(clause, definition),
    }


def name_of(definition: Definition, code: str) -> str:
    """The words of a question or of a row, as far as they are needed to know it."""
    every = (*questions(definition), *all_singles(definition))
    found = next((one for one in every if one.code == code), None)
    words = found.text.get(definition.default_language, "") if found else ""
    return shortened(words or code)


def shortened(words: str) -> str:
    return words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1].rstrip()}…"


def _value_told(clause: Clause, definition: Definition) -> str:
    question = next((one for one in questions(definition) if one.code == clause.question), None)
    for choice in question.choices if question else ():
        if choice.code == clause.value:
            return f"“{choice.text.get(definition.default_language, '') or choice.code}”"
    return clause.value
