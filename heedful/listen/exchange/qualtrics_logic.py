"""When Qualtrics shows a question: groups of comparisons, joined by "and" and "or"."""

import re

from django.utils.translation import gettext as _

from heedful.listen.exchange.comparing import CannotSay, compare
from heedful.listen.exchange.making import Making
from heedful.listen.exchange.plain import map_of, text_of
from heedful.listen.surveys.definition import All, Any, Condition, Includes, Not

Plain = dict[str, object]
LOCATOR = re.compile(r"q://(QID\d+)/(\w+)(?:/([\w~]+))?(?:/(\w+))?")
COMPARED = {
    "EqualTo": "=", "NotEqualTo": "!=", "GreaterThan": ">", "GreaterThanOrEqual": ">=",
    "LessThan": "<", "LessThanOrEqual": "<=", "Empty": "empty", "NotEmpty": "answered",
}  # fmt: skip
MOST_PARTS = 100


def condition(making: Making, logic: Plain) -> Condition | None:
    """Return the condition of a question; None where there is none. Raises CannotSay."""
    groups = [map_of(one) for name, one in logic.items() if name.isdecimal()]
    found = [_joined(making, one) for one in groups]
    parts = [one for one in found if one is not None]
    if len(parts) > 1:
        said = {text_of(one.get("Type")) for one in groups[1:]}
        return All(tuple(parts)) if said == {"AndIf"} else Any(tuple(parts))
    return parts[0] if parts else None


def _joined(making: Making, group: Plain) -> Condition | None:
    """Join comparisons in order: "and" binds those beside it, as Qualtrics reads them."""
    tests = [map_of(one) for name, one in group.items() if name.isdecimal()]
    if len(tests) > MOST_PARTS:
        raise CannotSay(_("It is too long."))
    either: list[list[Condition]] = []
    for one in tests:
        # The name is spelled so in the files.
        if not either or text_of(one.get("Conjuction")) == "Or":
            either.append([])
        either[-1].append(_compared(making, one))
    both = [one[0] if len(one) == 1 else All(tuple(one)) for one in either]
    if not both:
        return None
    return both[0] if len(both) == 1 else Any(tuple(both))


def _compared(making: Making, one: Plain) -> Condition:
    kind = text_of(one.get("LogicType"))
    if kind != "Question":
        told = _("It looks at “%(what)s”, not at an answer.")
        raise CannotSay(told % {"what": kind[:40]})
    sign = text_of(one.get("Operator"))
    found = LOCATOR.match(text_of(one.get("LeftOperand")) or text_of(one.get("ChoiceLocator")))
    if found is None:
        raise CannotSay(_("It looks at something that is no answer."))
    question, what, part, column = found.groups()
    if sign in {"Selected", "NotSelected"}:
        wanted = _selected(making, question, part or "", column)
        return Not(wanted) if sign == "NotSelected" else wanted
    if sign not in COMPARED or what not in {"ChoiceTextEntryValue", "ChoiceNumericEntryValue"}:
        told = _("“%(sign)s” has no counterpart.")
        raise CannotSay(told % {"sign": f"{what} {sign}"[:60]})
    name = f"{question}_{part}" if part and f"{question}_{part}" in making.known else question
    return compare(making, name, COMPARED[sign], text_of(one.get("RightOperand")))


def _selected(making: Making, question: str, part: str, column: str | None) -> Condition:
    if column is None:
        return compare(making, question, "has", part)
    tick = making.ticks.get(f"{question}_{part}_{column}")
    if tick is not None and making.known[f"{question}_{part}"].kind == "choices":
        return Includes(*tick)
    return compare(making, f"{question}_{part}", "has", column)
