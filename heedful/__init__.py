"""Heedful: hear customers, find the one thing, act, and prove it."""

__version__ = "0.1.0"
