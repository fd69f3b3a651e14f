"""Django looks here for the tables of this phase; each room keeps its own."""
