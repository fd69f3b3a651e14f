"""Organisations with known truth, to demonstrate Heedful and to judge its statistics."""
