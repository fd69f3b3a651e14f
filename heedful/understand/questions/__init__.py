"""Whether the right questions are asked: how much each tells, and which could go."""
