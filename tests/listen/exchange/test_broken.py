"""Files of other tools with one thing wrong: a draft or a refusal, never a crash."""

import copy
import json
import random

import pytest

from heedful.listen.exchange.bringing import read_questionnaire
from heedful.listen.exchange.report import NotBrought
from heedful.listen.surveys.definition import check, decode, encode
from tests.listen.exchange.samples import EACH

ODD = (
    *(None, True, 0, -1, 10**30, 1e308, float("nan"), float("inf"), "", "1", "x" * 6_000, "\0"),
    *("\ud800", "<![", "<p", "{a} > 1", "((((", [], [None], [[]], {}, {"default": 3}, {"1": None}),
    *({"code": "c"}, ["a", "a"], "٣", "²", "none", "other", "default"),
)


def paths(value, path=()):
    yield path
    inside = value.items() if isinstance(value, dict) else ()
    inside = enumerate(value) if isinstance(value, list) else inside
    for key, one in inside:
        yield from paths(one, (*path, key))


def with_odd(value, path, odd):
    changed = copy.deepcopy(value)
    if not path:
        return odd
    at = changed
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = odd
    return changed


def survives(content):
    try:
        found = read_questionnaire(content).definition
    except NotBrought:
        return
    check(found)
    assert decode(encode(found)) == found


@pytest.mark.parametrize("tool", ["qualtrics", "surveyjs", "formbricks"])
def test_anything_may_stand_anywhere_in_json(tool):
    whole = json.loads(EACH[tool])
    for path in paths(whole):
        for odd in ODD:
            survives(json.dumps(with_odd(whole, path, odd)).encode())


def test_anything_may_be_missing_or_doubled_in_xml():
    chance = random.Random(5)
    text = EACH["limesurvey"].decode()
    for _turn in range(3_000):
        start, size = chance.randrange(len(text)), chance.randrange(1, 60)
        middle = chance.choice(
            ("", text[start : start + size] * 2, "0", "Y", "((", "<![CDATA[<]]>")
        )
        survives((text[:start] + middle + text[start + size :]).encode())
    for type_ in "15ABCDEFGHIKLMNOPQRSTUXY!*|^:;":
        for old in "5MS*":
            survives(text.replace(f"<type>{old}</type>", f"<type>{type_}</type>").encode())
