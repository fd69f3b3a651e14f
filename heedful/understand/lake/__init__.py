"""Rows of feedback as Parquet under Delta: for what cells do not hold, at any size."""
