"""Django looks here for the tables of this phase; each room keeps its own."""

from heedful.understand.blocks.models import Block, BlockState, CrossBlock, Folded
from heedful.understand.drivers.models import DriverRun, Priority
from heedful.understand.lake.models import LakeMark, LakeSketch, LakeState
from heedful.understand.metrics.models import CrossCell, DayCell, Waiting
from heedful.understand.saved.models import PendingAnswer, SavedQuestion, Snapshot
from heedful.understand.studies.models import PlaceStudy, StudyRun

__all__ = [
    "Block",
    "BlockState",
    "CrossBlock",
    "CrossCell",
    "DayCell",
    "DriverRun",
    "Folded",
    "LakeMark",
    "LakeSketch",
    "LakeState",
    "PendingAnswer",
    "PlaceStudy",
    "Priority",
    "SavedQuestion",
    "Snapshot",
    "StudyRun",
    "Waiting",
]
