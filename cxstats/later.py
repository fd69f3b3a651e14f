"""SciPy takes over a second to load, so its parts are loaded by whoever first uses one of them.

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
    import scipy.sparse.linalg as sparse_linalg
    from scipy import linalg, optimize, sparse, special, stats
else:
    linalg, optimize = _Later("scipy.linalg"), _Later("scipy.optimize")
    sparse, sparse_linalg = _Later("scipy.sparse"), _Later("scipy.sparse.linalg")
    special, stats = _Later("scipy.special"), _Later("scipy.stats")

__all__ = ["linalg", "optimize", "sparse", "sparse_linalg", "special", "stats"]
