"""Within and between: where differences sit, how even each place is, and its bad days."""
