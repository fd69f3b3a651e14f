"""Where a new survey can start from: one for each trade, in three languages."""

from heedful.listen.authoring.starts.building import LANGUAGES, build
from heedful.listen.authoring.starts.offered import STARTS, Start, start_named

__all__ = ["LANGUAGES", "STARTS", "Start", "build", "start_named"]
