"""Counting text messages; figures from 3GPP TS 23.038 and 23.040."""

import pytest

from heedful.base.connectors.sending.rules import segments


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts"),
    [
        ("", "gsm7", 0, 1),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("äöüÄÖÜß@£ é", "gsm7", 11, 1),
        ("€" * 80, "gsm7", 160, 1),
        # 153 places hold 76 of them: a letter of two places is not cut.
        ("€" * 153, "gsm7", 306, 3),
        ("ç" * 70, "ucs2", 70, 1),
        ("ç" * 71, "ucs2", 71, 2),
        ("م" * 134, "ucs2", 134, 2),
        ("م" * 135, "ucs2", 135, 3),
        ("🙂" * 35, "ucs2", 70, 1),
        ("🙂" * 67, "ucs2", 134, 3),
    ],
)
def test_segments(text, alphabet, units, parts):
    found = segments(text)
    assert (found.alphabet, found.units, found.parts) == (alphabet, units, parts)
