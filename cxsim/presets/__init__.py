"""The organisations that come with the simulator, by name."""

import tomllib
from importlib import resources
from typing import Any

from cxsim.config import Config
from cxsim.config_toml import config_of

LIKE = "like"
"""The key by which a preset names another one; what it leaves out is as there."""


def preset_names() -> tuple[str, ...]:
    files = resources.files("cxsim.presets").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


def load_preset(name: str) -> Config:
    """The preset of this name. Raises ValueError that lists the names there are."""
    if name not in preset_names():
        raise ValueError(f"There is no preset {name!r}; there are: {', '.join(preset_names())}.")
    return config_of(_table(name))


def _table(name: str) -> dict[str, Any]:
    text = resources.files("cxsim.presets").joinpath(f"{name}.toml").read_text("utf-8")
    table = tomllib.loads(text)
    like = table.pop(LIKE, None)
    if like is None:
        return table
    other = _table(like)
    streams = _over(other["streams"], table.pop("streams", {}), depth=3)
    return _over(other, table, depth=2) | {"streams": streams}


def _over(below: dict[str, Any], above: dict[str, Any], *, depth: int) -> dict[str, Any]:
    """Keys of both; tables of both are laid over each other down to this depth."""
    merged = dict(below)
    for key, value in above.items():
        old = below.get(key)
        if depth > 1 and isinstance(value, dict) and isinstance(old, dict):
            merged[key] = _over(old, value, depth=depth - 1)
        else:
            merged[key] = value
    return merged
