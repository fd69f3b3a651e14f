"""Threat 13: spreadsheets that run what a customer wrote."""

import re
from pathlib import Path

import pytest

from heedful.listen.imports.rules import formula_safe
from heedful.web.tables import as_csv

PRODUCT = Path(__file__).parents[2] / "heedful"
WRITES = re.compile(r"csv\.(?:writer|DictWriter)\(")
SAFE = re.compile(r"formula_safe[(,]")
# Numbers and days, and words of our own.
NUMBERS_ONLY = {"web/trends/views.py"}


def test_every_file_of_values_is_safe_in_a_spreadsheet():
    writing = {path: path.read_text("utf-8") for path in PRODUCT.rglob("*.py")}
    careless = {
        str(path.relative_to(PRODUCT))
        for path, text in writing.items()
        if WRITES.search(text)
        and "formula_safe(" not in text.replace("map(formula_safe,", "formula_safe(")
    }
    assert careless == NUMBERS_ONLY


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r=", " =", "\n="])
def test_what_begins_a_formula_is_written_as_words(sign):
    said = f"{sign}cmd|'/c calc'!A1"
    assert formula_safe(said) == f"'{said}"
    assert (
        as_csv(["words"], [[said]]).decode("utf-8-sig").split("\r\n", 1)[1][:3].strip('"')[0] == "'"
    )


@pytest.mark.parametrize("text", ["Good", "5 = five", "a@b.org", ""])
def test_other_words_stay_as_they_are(text):
    assert formula_safe(text) == text
