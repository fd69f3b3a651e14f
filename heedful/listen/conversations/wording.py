"""What a conversation says around the questions, in the customer's language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


class Wording:
    """The sentences of one language; English where there is none."""

    def __init__(self, language: str) -> None:
        tables = _tables()
        self._table = tables.get(language.split("-", maxsplit=1)[0], tables["en"])

    def say(self, name: str, **values: object) -> str:
        return self._table[name].format(**values)


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    source = files("heedful.listen.conversations") / "wording.toml"
    return tomllib.loads(source.read_text("utf-8"))
