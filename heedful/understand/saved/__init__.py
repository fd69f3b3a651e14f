"""Questions that people keep, and what they were answered at set times."""
