"""Configurations from TOML and back; every mistake is named with its key."""

import dataclasses
import json
import tomllib
from collections.abc import Mapping
from typing import Any, get_args, get_origin, get_type_hints

from cxsim.config import Config
from cxsim.config_rules import ConfigError, check_config

__all__ = ["ConfigError", "config_of", "read_config", "write_config"]


def read_config(text: str) -> Config:
    """The configuration that this TOML text describes. Raises ConfigError."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"This is not TOML: {error}.") from error
    return config_of(table)


def config_of(table: dict[str, Any]) -> Config:
    """The configuration of a TOML table that has been read. Raises ConfigError."""
    config: Config = _read_record(Config, table, "")
    check_config(config)
    return config


def write_config(config: Config) -> str:
    """TOML text from which `read_config` makes an equal configuration."""
    lines = [f"{key} = {_literal(value)}" for key, value in dataclasses.asdict(config).items()]
    return "\n".join(lines) + "\n"


def _read_record(kind: Any, table: object, where: str) -> Any:
    if not isinstance(table, dict):
        raise ConfigError(f"{where} must be a table.")
    hints = get_type_hints(kind)
    prefix = f"{where}." if where else ""
    if unknown := sorted(table.keys() - hints.keys()):
        raise ConfigError(f"{prefix}{unknown[0]} is not known; remove it or correct its name.")
    needed = [f.name for f in dataclasses.fields(kind) if f.default is dataclasses.MISSING]
    if missing := [name for name in needed if name not in table]:
        raise ConfigError(f"{prefix}{missing[0]} is missing; add it.")
    return kind(
        **{
            name: _read(hint, table[name], prefix + name)
            for name, hint in hints.items()
            if name in table
        }
    )


def _read(kind: Any, value: object, where: str) -> Any:
    if dataclasses.is_dataclass(kind):
        return _read_record(kind, value, where)
    if get_origin(kind) is tuple and isinstance(value, list):
        return _read_list(get_args(kind), value, where)
    if get_origin(kind) is Mapping and isinstance(value, dict):
        inner = get_args(kind)[1]
        return {key: _read(inner, v, f"{where}.{key}") for key, v in value.items()}
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if type(value) is kind:
        return value
    raise ConfigError(f"{where} must be {getattr(kind, '__name__', kind)}, not {value!r}.")


def _read_list(kinds: tuple[Any, ...], values: list[object], where: str) -> tuple[Any, ...]:
    if kinds[-1] is ...:
        kinds = kinds[:1] * len(values)
    if len(kinds) != len(values):
        raise ConfigError(f"{where} must have {len(kinds)} values, not {len(values)}.")
    pairs = enumerate(zip(kinds, values, strict=True))
    return tuple(_read(kind, value, f"{where}[{i}]") for i, (kind, value) in pairs)


def _literal(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{json.dumps(key)} = {_literal(inner)}" for key, inner in value.items())
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, tuple):
        parts = [_literal(part) for part in value]
        if any(isinstance(part, Mapping) for part in value):
            return "[\n    " + ",\n    ".join(parts) + ",\n]"
        return "[" + ", ".join(parts) + "]"
    return json.dumps(value, ensure_ascii=False)
