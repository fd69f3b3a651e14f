"""When blocks are read, and when they are kept; knows no database."""

from datetime import timedelta

from heedful.understand.metrics.rules import Step, Window

# So few daily cells are added up at once, in less time than it takes to look for blocks.
FEW_CELLS = 500
# With more facts than this still to be folded in, the cells are quicker than all of these.
MOST_WAITING = 100_000
# Half an hour of folds while something comes: whoever looked within it reads only what came since.
# When nothing waits any more they are forgotten, so that nothing of what is erased stays in them.
KEPT_FOLDS = 15
# A fold in between readings of one answer makes it start again; after so many the cells answer.
MOST_TRIES = 3
DAY = timedelta(days=1)


def is_whole_months(window: Window) -> bool:
    """Whether a window begins with a month and ends with one."""
    month = Step.MONTH
    return window.first.day == 1 and month.after(month.begin(window.last)) - window.last == DAY
