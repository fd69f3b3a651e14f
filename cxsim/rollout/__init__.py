"""Actions that locations take up at different times, some never, with planted effects."""
