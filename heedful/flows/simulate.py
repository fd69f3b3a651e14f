"""Invented organisations as files, from the command line."""

from dataclasses import replace
from pathlib import Path

from rich.console import Console

from cxsim import (
    Config,
    check_config,
    generate,
    load_preset,
    preset_names,
    write,
)
from heedful.ops.home import OperatorError


def list_presets(console: Console) -> None:
    for name in preset_names():
        config = load_preset(name)
        size = f"{config.n_locations:,} locations, {config.responses:,} responses expected"
        console.print(f"{name}: {config.brand}, {size}", highlight=False)


def main(*, preset: str, out: Path, seed: int, responses: int | None) -> None:
    """Write what can be seen and what is true below `out`. Raises OperatorError."""
    config = _config(preset, responses)
    _make_room(out)
    console = Console(stderr=True)
    with console.status(f"Inventing {config.brand}"):
        simulated = generate(config, seed)
    n = len(simulated.observable.feedback.response_id)
    with console.status(f"Writing {n:,} responses"):
        write(simulated, out)
    console.print(f"{n:,} responses of {config.n_locations:,} locations of {config.brand}.")
    console.print(f"What can be seen: {out / 'observable'}", soft_wrap=True)
    console.print(f"What is true: {out / 'truth'}", soft_wrap=True)


def _config(preset: str, responses: int | None) -> Config:
    try:
        config = load_preset(preset)
        if responses is not None:
            config = replace(config, responses=responses)
            check_config(config)
    except ValueError as error:
        raise OperatorError(str(error)) from error
    return config


def _make_room(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        taken = any(out.iterdir())
    except OSError as error:
        raise OperatorError(f"The folder {out} cannot be used ({error.strerror}).") from error
    if taken:
        raise OperatorError(f"The folder {out} is not empty; name a new one.")
