"""Sales by location and day, with a planted elasticity to what guests lived through before."""
