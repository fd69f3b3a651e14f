"""Word lists: names of places and people, and what customers say in each language."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def load_words(name: str) -> dict[str, Any]:
    """The word list of this name as its TOML file has it; callers must not change it."""
    return tomllib.loads(resources.files("cxsim.words").joinpath(f"{name}.toml").read_text("utf-8"))
