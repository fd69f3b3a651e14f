"""Organisations with known truth, to demonstrate Heedful and to judge its statistics.

>>> from cxsim import generate, load_preset
>>> simulated = generate(load_preset("restaurant-120"), seed=7)
>>> len(simulated.observable.locations)
120
"""

from cxsim.config import Config
from cxsim.config_rules import ConfigError, check_config
from cxsim.files import write, write_observable
from cxsim.observable import Observable
from cxsim.presets import load_preset, preset_names
from cxsim.simulation import Simulated, generate
from cxsim.truth import Truth

__all__ = [
    "Config",
    "ConfigError",
    "Observable",
    "Simulated",
    "Truth",
    "check_config",
    "generate",
    "load_preset",
    "preset_names",
    "write",
    "write_observable",
]
