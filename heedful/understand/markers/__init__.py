"""Markers: items that fall before the outcome does, and warnings when one has fallen."""
