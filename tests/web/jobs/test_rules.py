import pytest

from heedful.web.jobs.rules import LONGEST, first_line


def trace(*lines: str) -> str:
    return "\n".join(
        (
            "Traceback (most recent call last):",
            '  File "x.py", line 1, in f',
            "    f('Ann')",
            *lines,
        )
    )


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        ("", ""),
        (trace("ValueError: no scale"), "ValueError: no scale"),
        (trace("ZeroDivisionError"), "ZeroDivisionError"),
        (trace("KeyError: 'my leg hurts'"), "KeyError: …"),
        (trace("app.rules.Odd: it's cold", "DETAIL: Ann said so"), "Odd: it's cold"),
        (trace("x.Data: bad \"Ann\", not 'Bob'"), "Data: bad …"),
        (trace("x.Data: “Ann” is none"), "Data: …"),
        (
            trace(
                'psycopg.UniqueViolation: duplicate key breaks unique constraint "cell_key"',
                "DETAIL:  Key (word)=(Ann) already exists.",
                "",
                "The above exception was the direct cause of the following exception:",
                "",
                trace('django.IntegrityError: null in column "n" of relation "cell": "Ann"', ""),
            ),
            "IntegrityError: null in column n of relation cell: …",
        ),
    ],
)
def test_an_error_is_told_in_one_line_without_what_somebody_said(error, shown):
    assert first_line(error) == shown


def test_a_long_line_is_cut():
    line = first_line(trace("ValueError: " + "x" * 900))
    assert (len(line), line[:14], line[-1]) == (LONGEST, "ValueError: xx", "…")
