"""Say what to do when Python is too old, before anything is installed."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  # It runs before anything else could tell.
    sys.exit(
        "Heedful needs Python 3.11 or newer; this is "
        + sys.version.split()[0]
        + ". Name a newer one like this: make PYTHON=python3.12 demo"
    )
try:
    import ensurepip  # noqa: F401
except ImportError:
    sys.exit(
        "This Python cannot make a virtual environment. On Debian or Ubuntu:"
        " apt-get install python3-venv"
    )
