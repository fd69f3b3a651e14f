"""Keeping what Python compiles: in the data folder, where it may not lie beside the programs."""

import os
import sys
from importlib.util import cache_from_source
from pathlib import Path

from heedful.ops.home import make_folder


def keep(folder: Path) -> None:
    """Have this process, and those that it starts, keep in `folder` what they compile.

    Compiling is two thirds of a start. Accounts and images that may not write beside the programs,
    or are told not to (PYTHONDONTWRITEBYTECODE), would do it at every start. Where Python can keep
    it as usual, or finds it already, nothing changes.
    """
    here = Path(__file__)
    as_usual = os.access(here.parent, os.W_OK) and not sys.dont_write_bytecode
    if as_usual or sys.pycache_prefix or Path(cache_from_source(str(here))).exists():
        return
    make_folder(folder, 0o700)
    sys.dont_write_bytecode = False
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(folder)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
