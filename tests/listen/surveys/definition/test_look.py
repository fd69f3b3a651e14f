import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.listen.surveys.definition import Theme, contrast, ink_on
from heedful.listen.surveys.definition.look import NIGHT, PAPER, readable, sheet

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    # Published pairs: W3C's understanding document of 1.4.3, and WebAIM's checker.
    [("#000000", "#ffffff", 21), ("#767676", "#ffffff", 4.54), ("#0000ff", "#ffffff", 8.59)],
)
def test_contrast_is_that_of_the_guidelines(one, other, ratio):
    assert round(contrast(one, other), 2) == ratio
    assert contrast(other, one) == contrast(one, other)


@given(COLOURS, COLOURS)
def test_words_can_be_read_whatever_colours_somebody_picks(accent, background):
    css = sheet(Theme(accent=accent, background=background))
    told = dict(re.findall(r"(--[\w-]+): (?:light-dark\()?(#[0-9a-f]{6})", css))
    assert contrast(told["--accent"], background) >= 4.5
    assert contrast(told["--ink"], background) >= 4.5
    assert contrast(told["--ink-soft"], background) >= 4.5
    assert contrast(told["--on-accent"], told["--accent"]) >= 4.5
    assert told["--ink"] == ink_on(background)


@given(COLOURS)
def test_an_accent_is_readable_by_day_and_by_night(accent):
    for ground in (PAPER, NIGHT):
        assert contrast(readable(accent, ground), ground) >= 4.5


def test_nothing_chosen_is_nothing_changed():
    assert sheet(Theme()) == ""
    assert sheet(Theme(radius=8, font_size=18)) == (
        ":root { --radius: 8px; --radius-s: 4px; }\nhtml { font-size: 18px; }\n"
    )
