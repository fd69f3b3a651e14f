"""Columns that every answer has in the files of the tools, whatever was asked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from heedful.listen.imports.mapping import Finished, LeaveOut

UNFIT = re.compile(r"[^a-z]+")
# By their names without case, blanks and signs. The first that a file has counts.
IDENTITY = ("responseid", "recordid", "submissionid", "instanceid", "id")
# What unfinished answers have too comes before what only finished ones have.
MOMENT = (
    "datestamp", "datelastaction", "recordeddate", "enddate", "timestamp", "collectedat",
    "happenedat", "completedat", "submittedat", "createdat", "startdate", "datestarted",
    "submitdate", "datesubmitted",
)  # fmt: skip
LANGUAGE = ("startlanguage", "userlanguage", "language", "locale")
SECONDS = ("durationinseconds", "interviewtime", "totaltime")
BLANK_UNTIL_SENT = ("submitdate", "datesubmitted")
FINISHED = ("finished",)
NOT_FINISHED = ("0", "false", "no", "")
# Qualtrics marks trials and spam, as numbers or in words.
KIND = ("status", "responsetype")
NO_ANSWERS = (
    "1", "Survey Preview", "2", "Survey Test", "8", "Spam", "9", "Survey Preview Spam",
    "12", "Imported Spam", "17", "Offline Survey Preview",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standard:
    """What was found; None where the file has no such column."""

    identity: str | None
    moment: str | None
    language: str | None
    seconds: str | None
    finished: Finished | None
    leave_out: LeaveOut | None


def find_standard(tool: str, names: Sequence[str], *, partial: bool) -> Standard:
    """Find the columns by their names; `partial` lets in what was left before its end."""
    by_name: dict[str, str] = {}
    for name in names:
        head = re.split(r"\s*\._?\.?", name)[0]
        by_name.setdefault(UNFIT.sub("", head.casefold()), name)

    def first(wanted: Iterable[str]) -> str | None:
        return next((by_name[one] for one in wanted if one in by_name), None)

    sent, flag, kind = first(BLANK_UNTIL_SENT), first(FINISHED), first(KIND)
    finished = None
    if tool == "LimeSurvey" and sent:
        finished = Finished(sent, ("", "N/A"), take=partial)
    elif flag:
        finished = Finished(flag, NOT_FINISHED, take=partial)
    return Standard(
        identity=first(IDENTITY),
        moment=first(MOMENT),
        language=first(LANGUAGE),
        seconds=first(SECONDS),
        finished=finished,
        leave_out=LeaveOut(kind, NO_ANSWERS) if kind and tool == "Qualtrics" else None,
    )
