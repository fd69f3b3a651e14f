"""Parts of SciPy that take over a second to load, loaded by whoever first uses something of them.

A start needs none of them, and pages that do are warmed up soon after it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any


class _Later:
    """Stands for a module; what was asked for once is at hand from then on."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        found = getattr(import_module(self._name), name)
        setattr(self, name, found)
        return found


if TYPE_CHECKING:
    from scipy import optimize, stats
else:
    optimize, stats = _Later("scipy.optimize"), _Later("scipy.stats")

__all__ = ["optimize", "stats"]
