"""When blocks are read, and when they are kept; knows no database."""

# So few daily cells are added up at once, in less time than it takes to look for blocks.
FEW_CELLS = 500
# With more facts than this still to be folded in, the cells are quicker than all of these.
MOST_WAITING = 100_000
# A fold in between readings of one answer makes it start again; after so many the cells answer.
MOST_TRIES = 3
