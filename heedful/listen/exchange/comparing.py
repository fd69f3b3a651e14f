"""What conditions of other tools say, in ours; what cannot be said is told."""

from django.utils.translation import gettext as _

from heedful.listen.exchange.making import Known, Making
from heedful.listen.surveys.definition import (
    All,
    Answered,
    AtLeast,
    AtMost,
    Condition,
    Includes,
    Is,
    IsNot,
    Not,
    NotAnswered,
)

YES = frozenset(("y", "yes", "1", "true", "accepted"))


class CannotSay(Exception):
    """A condition has no counterpart; the sentence says why."""


def compare(making: Making, name: str, sign: str, value: str) -> Condition:
    """Return one comparison: `sign` is one of = != < <= > >= has answered empty.

    Raises CannotSay.
    """
    known = making.known.get(name)
    if known is None and name in making.ticks:
        return _ticked(making.ticks[name], sign, value)
    if known is None:
        told = _("“%(name)s” is not asked before it, or was left out.")
        raise CannotSay(told % {"name": name[:60]})
    if sign == "empty" or (sign == "=" and not value):
        return NotAnswered(known.code)
    if sign == "answered" or (sign == "!=" and not value):
        return Answered(known.code)
    if sign in {"=", "!=", "has"}:
        same = _same(known, value, name)
        return Not(same) if sign == "!=" else same
    return _ordered(known, sign, value)


def _ticked(tick: tuple[str, str], sign: str, value: str) -> Condition:
    question, choice = tick
    yes = value.casefold() in YES
    ticked = sign == "answered" or (sign != "empty" and (sign == "!=") != yes)
    return Includes(question, choice) if ticked else Not(Includes(question, choice))


def _same(known: Known, value: str, name: str) -> Condition:
    match known.kind:
        case "consent":
            return Is(known.code, value=value.casefold() in YES)
        case "number":
            return Is(known.code, value=_figure(value))
        case "text" | "date":
            return Is(known.code, value=value)
    if value not in known.values:
        told = _("“%(value)s” is no answer to “%(name)s”.")
        raise CannotSay(told % {"value": value[:60], "name": name[:60]})
    ours = known.values[value]
    if known.kind in {"choices", "ranking"}:
        return Includes(known.code, str(ours))
    return Is(known.code, ours)


def _ordered(known: Known, sign: str, value: str) -> Condition:
    number = _figure(value)
    if known.kind in {"recommend", "stars", "smileys", "scale"}:
        if value not in known.values:
            raise CannotSay(_("It compares with a number that is no step of the scale."))
        number = float(known.values[value])
        turned = [known.values[one] for one in known.values]
        if turned != sorted(turned, key=float):
            raise CannotSay(_("It compares steps whose order has changed."))
    elif known.kind != "number":
        raise CannotSay(_("It compares an answer that is no number."))
    plain: Condition = AtLeast(known.code, number)
    if sign in {"<", "<="}:
        plain = AtMost(known.code, number)
    return plain if sign in {"<=", ">="} else All((plain, IsNot(known.code, number)))


def _figure(value: str) -> float:
    try:
        number = float(value)
    except ValueError as error:
        raise CannotSay(_("It compares with something that is no number.")) from error
    if not abs(number) < 1e15:
        raise CannotSay(_("It compares with something that is no number."))
    return number
