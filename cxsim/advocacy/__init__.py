"""Asks to recommend, some held out at random, what was shared and what came of it."""
