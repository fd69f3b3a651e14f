"""The remaining columns: comment, language, channel and respondent."""

import re
from collections.abc import Iterable, Sequence

from heedful.listen.imports.mapping.memo import Memo
from heedful.listen.imports.mapping.model import CHANNELS, Channel, Language
from heedful.listen.imports.mapping.scores import plain

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


def is_language(text: str) -> bool:
    """Has the text the form of a language tag, such as en or pt-BR?"""
    return _LANGUAGE.fullmatch(text) is not None


class ChannelReader(Memo[str | None, str]):
    """Text to one of CHANNELS; what is not known is “other”."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._codes = {name: name for name in CHANNELS}
        self._codes |= {plain(value): name for value, name in channel.codes.items()}

    def read(self, key: str | None) -> str:
        return self._codes.get(plain(key or ""), "other")


class LanguageReader(Memo[str | None, str | None]):
    """Text to a language tag such as en or pt-BR; None when it is not one."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._codes = {plain(value): name for value, name in language.codes.items()}

    def read(self, key: str | None) -> str | None:
        text = (key or "").strip()
        text = self._codes.get(plain(text), "" if self._codes else text)
        return text.replace("_", "-") if is_language(text) else None


def join_comments(
    columns: Sequence[Sequence[str | None]], empty: Iterable[str], *, between: str = "\n"
) -> list[str | None]:
    """Return one text per row, its parts on lines of their own; None where nobody said anything."""
    nothing = {" ".join(text.split()).casefold() for text in empty} | {""}
    cleaned = [[_said(text, nothing) for text in column] for column in columns]
    if len(cleaned) == 1:
        return cleaned[0]
    return [
        between.join(part for part in parts if part) or None for parts in zip(*cleaned, strict=True)
    ]


def _said(text: str | None, nothing: set[str]) -> str | None:
    text = (text or "").strip()
    return None if len(text) < 200 and " ".join(text.split()).casefold() in nothing else text


def identify(column: Sequence[str | None]) -> list[str | None]:
    """Return identities, trimmed; None where there is none."""
    return [(text or "").strip() or None for text in column]
