import pytest

from cxsim.typos import slip


@pytest.mark.parametrize(
    ("kind", "text"), [(0.1, "firendly"), (0.5, "frendly"), (0.9, "friiendly")]
)
def test_one_letter_is_swapped_dropped_or_doubled(kind, text):
    assert slip("friendly", where=0.2, kind=kind) == text


@pytest.mark.parametrize("text", ["", ".", "ok", "1 + 1"])
def test_what_is_too_short_or_no_word_stays(text):
    assert slip(text, where=0.5, kind=0.0) in {text, text[::-1]}
