"""Pages about files of feedback."""
