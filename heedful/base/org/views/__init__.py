"""Pages about the tree of locations, brands and people."""
