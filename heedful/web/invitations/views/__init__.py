"""Pages about inviting customers."""
