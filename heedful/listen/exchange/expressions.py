"""Conditions that are written as formulas, as LimeSurvey and SurveyJS do."""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from heedful.listen.exchange.comparing import CannotSay
from heedful.listen.surveys.definition import All, Any, Condition, Not
from heedful.listen.surveys.definition.conditions import DEEPEST, depth

TOKEN = re.compile(
    r"\s*(?:(?P<text>\"[^\"]*\"|'[^']*')|(?P<name>\{[^{}]*\}|\d+X\d+X[\w.]+|[A-Za-z_][\w.]*)"
    r"|(?P<number>-?\d+(?:\.\d+)?)|(?P<sign><=|>=|<>|==|!=|&&|\|\||[=<>!()\[\],]))"
)
SIGNS = {
    "=": "=", "==": "=", "eq": "=", "equal": "=", "!=": "!=", "<>": "!=", "ne": "!=",
    "notequal": "!=", "<": "<", "lt": "<", "less": "<", "<=": "<=", "le": "<=", ">": ">",
    "gt": ">", "greater": ">", ">=": ">=", "ge": ">=", "contains": "has", "contain": "has",
}  # fmt: skip
LONGEST = 4_000
DEEPEST_PARENTHESES = 40
Test = Callable[[str, str, str], Condition]


def read_formula(formula: str, test: Test) -> Condition | None:
    """Return what a formula says; None where it always holds. Raises CannotSay.

    `test` makes one comparison of a name, a sign and a value.
    """
    if formula.strip() in {"", "1", "true"}:
        return None
    if len(formula) > LONGEST:
        raise CannotSay(_("It is too long."))
    reader = _Reader(_tokens(formula), test)
    found = reader.either(0)
    if reader.left():
        raise CannotSay(_("It holds more than comparisons."))
    if depth(found) > DEEPEST:
        raise CannotSay(_("It is nested too deeply."))
    return found


def _tokens(formula: str) -> list[tuple[str, str]]:
    found, at, end = [], 0, len(formula.rstrip())
    while at < end:
        match = TOKEN.match(formula, at)
        if match is None:
            raise CannotSay(_("It holds more than comparisons."))
        kind = match.lastgroup or ""
        found.append((kind, match[kind]))
        at = match.end()
    return found


class _Reader:
    """Goes through the tokens once: or, and, not, parentheses, comparisons."""

    def __init__(self, tokens: list[tuple[str, str]], test: Test) -> None:
        self._tokens, self._at, self._test = tokens, 0, test

    def left(self) -> bool:
        return self._at < len(self._tokens)

    def either(self, deep: int) -> Condition:
        parts = [self._both(deep)]
        while self._word() in {"or", "||"}:
            self._at += 1
            parts.append(self._both(deep))
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _both(self, deep: int) -> Condition:
        parts = [self._one(deep)]
        while self._word() in {"and", "&&"}:
            self._at += 1
            parts.append(self._one(deep))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self, deep: int) -> Condition:
        if deep > DEEPEST_PARENTHESES:
            raise CannotSay(_("It is nested too deeply."))
        word = self._word()
        if word in {"!", "not"}:
            self._at += 1
            return Not(self._one(deep + 1))
        if word == "(":
            self._at += 1
            inner = self.either(deep + 1)
            self._expect(")")
            return inner
        if word in {"is_empty", "empty"}:
            self._at += 1
            self._expect("(")
            name = self._name()
            self._expect(")")
            return self._test(name, "empty", "")
        return self._comparison()

    def _comparison(self) -> Condition:
        name, sign = self._name(), self._word()
        if sign in {"empty", "notempty"}:
            self._at += 1
            return self._test(name, "empty" if sign == "empty" else "answered", "")
        if sign not in {*SIGNS, "notcontains", "anyof"}:
            raise CannotSay(_("It holds more than comparisons."))
        self._at += 1
        if sign == "anyof":
            return Any(tuple(self._test(name, "has", one) for one in self._values()))
        if sign == "notcontains":
            return Not(self._test(name, "has", self._value()))
        return self._test(name, SIGNS[sign], self._value())

    def _values(self) -> list[str]:
        self._expect("[")
        found = [self._value()]
        while self._word() == ",":
            self._at += 1
            found.append(self._value())
        self._expect("]")
        return found

    def _word(self) -> str:
        if not self.left():
            return ""
        kind, word = self._tokens[self._at]
        return "" if kind == "text" else word.casefold()

    def _expect(self, word: str) -> None:
        if self._word() != word:
            raise CannotSay(_("It holds more than comparisons."))
        self._at += 1

    def _name(self) -> str:
        kind, word = self._tokens[self._at] if self.left() else ("", "")
        if kind != "name":
            raise CannotSay(_("It holds more than comparisons."))
        self._at += 1
        return word.strip("{} ")

    def _value(self) -> str:
        kind, word = self._tokens[self._at] if self.left() else ("", "")
        if kind == "name" and word.casefold() not in {"true", "false"}:
            raise CannotSay(_("It compares two answers with each other."))
        if kind not in {"text", "number", "name"}:
            raise CannotSay(_("It holds more than comparisons."))
        self._at += 1
        return word[1:-1] if kind == "text" else word
