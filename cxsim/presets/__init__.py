"""The organisations that come with the simulator, by name."""

from importlib import resources

from cxsim.config import Config
from cxsim.config_toml import read_config


def preset_names() -> tuple[str, ...]:
    files = resources.files("cxsim.presets").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


def load_preset(name: str) -> Config:
    """The preset of this name. Raises ValueError that lists the names there are."""
    if name not in preset_names():
        raise ValueError(f"There is no preset {name!r}; there are: {', '.join(preset_names())}.")
    text = resources.files("cxsim.presets").joinpath(f"{name}.toml").read_text("utf-8")
    return read_config(text)
