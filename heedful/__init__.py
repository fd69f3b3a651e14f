"""Heedful: hear customers, find the one thing, act, and prove it."""
