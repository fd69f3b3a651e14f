"""How addresses are handed out. Knows no Django and no clock."""

import re
from collections.abc import Sequence
from datetime import timedelta

# So many addresses are made while the person waits; more by a job that shows how far it is.
AT_ONCE = 200
AT_A_TIME = 100
MOST_ADDRESSES = 50_000
# For so long sheets can be printed; then only hashes are left.
PRINTABLE = timedelta(hours=1)
LONGEST_LABEL = 60
NEW_LINE = "\n"
MOST_LABELS = 500
RANGE = re.compile(r"(.*?)(\d{1,4})\s*(?:-|–|\.\.)\s*(\d{1,4})")


class TooMany(ValueError):
    """More addresses than can be made at once."""


def labels_of(text: str) -> list[str]:
    """Read labels from lines or commas; "Table 1-12" stands for twelve. Raises TooMany.

    >>> labels_of("Bar, Table 1-3")
    ['Bar', 'Table 1', 'Table 2', 'Table 3']
    """
    labels: list[str] = []
    for line in filter(None, map(str.strip, text.replace(",", NEW_LINE).splitlines())):
        labels += _spread(line)
        if len(labels) > MOST_LABELS:
            raise TooMany
    return list(dict.fromkeys(label[:LONGEST_LABEL] for label in labels))


def _spread(line: str) -> Sequence[str]:
    found = RANGE.fullmatch(line)
    if not found:
        return [line]
    first, last = int(found[2]), int(found[3])
    if not first < last <= first + MOST_LABELS:
        return [line]
    return [f"{found[1]}{number}" for number in range(first, last + 1)]
