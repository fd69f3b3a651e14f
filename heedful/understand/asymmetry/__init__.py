"""Whether a bad answer costs more than a good one brings."""
