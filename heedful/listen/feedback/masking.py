"""Taking out of words what leads to a person; knows no Django.

E-mail addresses, and telephone, card and account numbers are found by their shape. Names are not:
nothing here can tell them from other words.
"""

import re

MASK = "▇"
# Quantities are bounded, so that no text makes the search slow.
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
# Seven digits or more, however they are set apart; years, prices and clock times have fewer.
NUMBER = re.compile(r"(?<!\w)\+?\(?\d(?:[ ()./-]{0,2}\d){6,18}(?!\w)")
# A day is no telephone number.
DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}")


def masked(text: str) -> str:
    """Return the text without what its shape shows to lead to a person.

    >>> masked("Call Ann at +44 20 7946 0958 or ann@example.org, table 12 on 2026-11-24.")
    'Call Ann at ▇ or ▇, table 12 on 2026-11-24.'
    """
    for shape in (EMAIL, ACCOUNT):
        text = shape.sub(MASK, text)
    return NUMBER.sub(lambda found: found[0] if DAY.fullmatch(found[0]) else MASK, text)
