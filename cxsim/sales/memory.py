"""What guests remember, and noise that lasts."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def remembered(experience: Floats, *, half_life: float, lag: int) -> Floats:
    """Exponentially fading mean of `experience` (locations, days), as it stood `lag` days before.

    What happened `half_life` days earlier counts half. Before the first day it is taken to have
    been as it was over the first `half_life` days.

    >>> remembered(np.array([[8.0, 8.0, 4.0, 4.0]]), half_life=1.0, lag=1)
    array([[8., 8., 8., 6.]])
    """
    fade = 0.5 ** (1.0 / half_life) if half_life > 0 else 0.0
    before = experience[:, : max(1, round(half_life))].mean(axis=1)
    state, memory = before, np.empty_like(experience)
    for day in range(experience.shape[1]):
        state = fade * state + (1 - fade) * experience[:, day]
        memory[:, day] = state
    if lag == 0:
        return memory
    held = np.repeat(before[:, None], min(lag, experience.shape[1]), axis=1)
    return np.hstack([held, memory[:, :-lag]])


def lasting_noise(
    shape: tuple[int, int], spread: float, persistence: float, rng: np.random.Generator
) -> Floats:
    """Noise of the same spread each day, of which the share `persistence` stays until the next."""
    noise = rng.normal(0.0, spread, shape)
    fresh = np.sqrt(1 - persistence**2)
    for day in range(1, shape[1]):
        noise[:, day] = persistence * noise[:, day - 1] + fresh * noise[:, day]
    return noise
