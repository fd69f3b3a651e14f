"""What a judge is given: a seed, and the organisation that grows from it, made once for all."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cxsim import Config, Simulated, generate, load_preset

PRESET = "restaurant-120"


@dataclass(frozen=True)
class Setting:
    """One seed of the scorecard. `small` asks judges with grids of their own for fewer cases."""

    seed: int
    preset: str = PRESET
    small: bool = False

    @cached_property
    def config(self) -> Config:
        return load_preset(self.preset)

    @cached_property
    def organisation(self) -> Simulated:
        """The preset's organisation of this seed. Judges must not change its arrays."""
        return generate(self.config, self.seed)

    def rng(self, name: str) -> np.random.Generator:
        """A stream of random numbers of a judge's own."""
        return np.random.default_rng([self.seed, *name.encode()])
