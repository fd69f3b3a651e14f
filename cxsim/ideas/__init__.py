"""Ideas of guests with votes, near-duplicates and what became of them."""
