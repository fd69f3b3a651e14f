"""What of an error may be shown. Knows no Django and no clock."""

import re

LONGEST = 200
TRACEBACK = "Traceback (most recent call last):"
# What stands in quotes may be what a customer said, unless it is the name of a part of the tables.
NAMED = re.compile(r"\b(constraint|column|relation|table|index) \"(\w+)\"")
QUOTE = re.compile(r"(?<!\w)[\"'“‘«`]")


def first_line(error: str) -> str:
    r"""Say in one line what went wrong last: its kind, and what it says up to the first value.

    >>> first_line("Traceback (most recent call last):\n  File …\napp.Odd: no scale for 'Ann'\n")
    'Odd: no scale for …'
    """
    lines = error.rpartition(TRACEBACK)[2].splitlines()
    line = next((line for line in lines if line and not line[0].isspace()), "")
    kind, colon, says = line.partition(":")
    says = NAMED.sub(r"\1 \2", says)
    if quote := QUOTE.search(says):
        says = says[: quote.start()] + "…"
    line = f"{kind.rpartition('.')[2]}{colon}{says}".strip()
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
