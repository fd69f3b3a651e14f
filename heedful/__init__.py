"""Heedful: hear customers, find the one thing, act, and prove it."""

import os

__version__ = "0.1.0"

# Before NumPy is loaded. Our matrices are small: threads would wait longer than they work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
