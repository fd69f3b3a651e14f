"""Lists of locations and of people from CSV files: previewed, then taken in as a whole."""
