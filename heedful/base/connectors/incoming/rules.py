"""What came in and what became of it."""

from enum import StrEnum


class Outcome(StrEnum):
    NEW = ""  # nobody has looked at it yet
    OPTED_OUT = "opted_out"
    BOUNCE = "bounce"
    SURVEY = "survey"
    CASE = "case"
    AUTOMATIC = "automatic"  # out of office and the like: kept, and answered by nobody
    UNASSIGNED = "unassigned"  # a person must look
    DONE = "done"  # a person has looked


# A text message or mail that is longer is cut; nobody types so much.
LONGEST = 20_000
LONGEST_RAW = 100_000
