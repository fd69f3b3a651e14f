import pytest

from heedful.listen.feedback.masking import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("write to ann.lee+x@mail.example.co.uk!", "write to ▇!"),
        ("call 020 7946 0958", "call ▇"),
        ("call +49 (0)30 901820.", "call ▇."),
        ("card 4111 1111 1111 1111", "card ▇"),
        ("DE89 3704 0044 0532 0130 00 please", "▇ please"),
        ("booked 2026-11-24 at 19:30", "booked 2026-11-24 at 19:30"),
        ("on 24.11.2026, table 12", "on 24.11.2026, table 12"),
        ("paid 12.50 for 2, waited 25 minutes", "paid 12.50 for 2, waited 25 minutes"),
        ("", ""),
    ],
)
def test_what_is_masked_and_what_is_not(text, shown):
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text", ["a" * 50_000, "1 " * 30_000, "a.b-" * 20_000 + "@", "AB12" * 9000]
)
def test_no_text_takes_long(text):
    assert len(masked(text)) <= len(text)
