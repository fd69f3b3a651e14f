"""Running sums over all places, so that any window of days is two of them apart."""
