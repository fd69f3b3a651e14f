"""Telling people of the organisation: who is told, by which way, and what became of it."""
