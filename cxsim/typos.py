"""Slips of the finger."""


def slip(text: str, *, where: float, kind: float) -> str:
    """Swap, drop or double one letter; `where` and `kind` lie between 0 and 1.

    >>> slip("friendly", where=0.3, kind=0.1)
    'firendly'
    """
    at = 1 + int(where * (len(text) - 2))
    if at < 1 or at + 1 >= len(text) or not (text[at].isalpha() and text[at - 1].isalpha()):
        return text
    if kind < 1 / 3:
        return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
    if kind < 2 / 3:
        return text[:at] + text[at + 1 :]
    return text[:at] + text[at] + text[at:]
