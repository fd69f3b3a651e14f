"""Words and values of other tools' files, taken with distrust."""

import re
from html.parser import HTMLParser

SKIPPED = frozenset(("script", "style", "head", "title", "template", "noscript"))
BREAKS = frozenset(("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table"))
LONGEST = 5_000
# Longer texts are cut before they are parsed, since parsing costs more than reading.
LONGEST_MARKUP = 100_000
# PostgreSQL keeps no NUL, and the other signs are not words either.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class _Words(HTMLParser):
    """Only what can be read; nothing of the markup is kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._skipping += tag in SKIPPED
        if tag in BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._skipping = max(self._skipping - (tag in SKIPPED), 0)
        if tag in BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.parts.append(data)


def plain_words(html: str) -> str:
    """Return the words of a text that may hold HTML, each line without spare blanks.

    >>> plain_words("<p>How <b>was</b> it?</p><script>alert(1)</script>")
    'How was it?'
    """
    sound = html[:LONGEST_MARKUP].encode(errors="replace").decode()
    if "<" in sound or "&" in sound:
        parser = _Words()
        try:
            parser.feed(sound)
            parser.close()
        except AssertionError:
            # The parser of the standard library gives up on some broken declarations.
            return ""
        sound = "".join(parser.parts)
    lines = (" ".join(CONTROLS.sub(" ", line).split()) for line in sound.splitlines())
    return re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip()[:LONGEST]


def text_of(value: object) -> str:
    """Return a text or a number as text; anything else is empty.

    >>> text_of(3), text_of(None), text_of(True)
    ('3', '', '')
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def list_of(value: object) -> list[object]:
    """Return a list; the values of a mapping, as some tools write lists; else nothing."""
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list) else []


def map_of(value: object) -> dict[str, object]:
    """Return a mapping; a list by its numbers from 1, as some tools write mappings."""
    if isinstance(value, list):
        return {str(number): one for number, one in enumerate(value, start=1)}
    return value if isinstance(value, dict) else {}


def number_of(value: object, otherwise: int) -> int:
    """Return a whole number of at most four digits, or what stands for none."""
    written = text_of(value).strip()
    return int(written) if re.fullmatch(r"-?\d{1,4}", written, re.ASCII) else otherwise
