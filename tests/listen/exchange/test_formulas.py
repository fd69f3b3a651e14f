"""Conditions written as formulas."""

import pytest

from heedful.listen.exchange.comparing import CannotSay, compare
from heedful.listen.exchange.expressions import read_formula
from heedful.listen.exchange.making import Known, Making
from heedful.listen.surveys.definition import (
    All,
    Answered,
    Any,
    AtLeast,
    Includes,
    Is,
    Not,
    NotAnswered,
)


def read(formula):
    making = Making("x", ("en",))
    making.known["age"] = Known("age", "number", {})
    making.known["way"] = Known("way", "choice", {"1": "c1", "bus": "bus"})
    making.known["used"] = Known("used", "choices", {"bar": "bar"})
    making.ticks["used_bar"] = ("used", "bar")
    return read_formula(
        formula, lambda name, sign, value: compare(making, name.partition(".")[0], sign, value)
    )


@pytest.mark.parametrize(
    ("formula", "condition"),
    [
        ("1", None),
        ("", None),
        ("{age} >= 18", AtLeast("age", 18.0)),
        ("{way} = 1", Is("way", "c1")),
        ("{way} <> 'bus'", Not(Is("way", "bus"))),
        ("{way} empty", NotAnswered("way")),
        ("!is_empty(way.NAOK)", Not(NotAnswered("way"))),
        ('way.NAOK != ""', Answered("way")),
        ('used_bar.NAOK == "Y"', Includes("used", "bar")),
        ('used_bar.NAOK == ""', Not(Includes("used", "bar"))),
        ('used_bar.NAOK != "Y"', Not(Includes("used", "bar"))),
        (
            "({way} = 'bus' or {age} >= 9) and {used} contains 'bar'",
            All((Any((Is("way", "bus"), AtLeast("age", 9.0))), Includes("used", "bar"))),
        ),
        ("{way} anyof ['bus', 1]", Any((Is("way", "bus"), Is("way", "c1")))),
    ],
)
def test_a_formula_is_said_in_our_words(formula, condition):
    assert read(formula) == condition


@pytest.mark.parametrize(
    "formula",
    [
        "{age} + 1 > 2",
        "{gone} = 1",
        "{age} > {way}",
        "{way} = 'plane'",
        "{way} > 1",
        "{age} > 'x'",
        "{age} > nan",
        "{age} >",
        "(" * 500 + "{age} > 1" + ")" * 500,
        "!" * 20 + "({age} > 1)",
        "'",
        "{age} > 1 {age}",
    ],
)
def test_what_cannot_be_said_is_refused(formula):
    with pytest.raises(CannotSay):
        read(formula)
