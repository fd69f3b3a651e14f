"""What the page says where customers end further asks, in their language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def wordings() -> Mapping[str, Mapping[str, str]]:
    """Return the sentences by language; they are read once."""
    source = files("heedful.base.customers") / "leaving.toml"
    return tomllib.loads(source.read_text("utf-8"))
