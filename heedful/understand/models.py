"""Django looks here for the tables of this phase; each room keeps its own."""

from heedful.understand.drivers.models import DriverRun, Priority
from heedful.understand.lake.models import LakeMark, LakeState
from heedful.understand.metrics.models import CrossCell, DayCell
from heedful.understand.studies.models import PlaceStudy, StudyRun

__all__ = [
    "CrossCell",
    "DayCell",
    "DriverRun",
    "LakeMark",
    "LakeState",
    "PlaceStudy",
    "Priority",
    "StudyRun",
]
