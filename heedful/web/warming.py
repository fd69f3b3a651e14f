"""What pages load when they first need it, loaded soon after the start, so that nobody waits.

Distributions, charts, the lake's engine and its definitions take seconds to load. A start does not
wait for them: it is over before this begins, and whoever comes first meanwhile only shares the
processor.
"""

import threading
import time
from importlib import import_module

import structlog

from heedful.understand.lake.engines import lake
from heedful.web.charts.dots import Dot, Panel, dots
from heedful.web.charts.drawing import on_page
from heedful.web.charts.figure import WIDE
from heedful.web.figures import Scale

log = structlog.get_logger(__name__)
# A start is over by then, on a slow machine too.
AFTER_SECONDS = 5.0


def warm_soon(after: float = AFTER_SECONDS) -> threading.Thread:
    """Begin in the background; what goes wrong is met, and told, by whoever needs it."""
    thread = threading.Thread(target=_warm, args=(after,), name="warming", daemon=True)
    thread.start()
    return thread


def _warm(after: float) -> None:
    time.sleep(after)
    for name, load in (("statistics", _statistics), ("charts", _charts), ("lake", lake().warm)):
        begun = time.monotonic()
        try:
            load()
        except Exception:
            log.warning("warming.failed", what=name, exc_info=True)
        else:
            log.info("warming.done", what=name, seconds=round(time.monotonic() - begun, 1))


def _statistics() -> None:
    """Load what the first interval would."""
    import_module("scipy.stats")


def _charts() -> None:
    """Draw one: that loads Altair, and Vega into its own engine."""
    one = Dot("", 1.0, 0.0, 2.0)
    on_page(dots([Panel("", [one], Scale(0.0, 2.0))])(WIDE))
