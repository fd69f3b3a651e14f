"""Which tool a file comes from, and the questionnaire in it."""

import json
from collections.abc import Callable

from django.utils.translation import gettext as _

from heedful.listen.exchange.formbricks import from_formbricks
from heedful.listen.exchange.lss import from_limesurvey
from heedful.listen.exchange.qualtrics import from_qualtrics
from heedful.listen.exchange.report import Brought, Line, NotBrought
from heedful.listen.exchange.surveyjs import from_surveyjs
from heedful.listen.surveys.definition import Unreadable, decode

LONGEST_FILE = 10_000_000
Plain = dict[str, object]


def read_questionnaire(data: bytes) -> Brought:
    """Make a draft of a questionnaire in the file of another tool, or of our own JSON.

    Raises NotBrought.
    """
    if len(data) > LONGEST_FILE:
        raise NotBrought(_("The file is larger than ten megabytes."))
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return from_limesurvey(data)
    return _reader(found := _json(data))(found)


def _json(data: bytes) -> Plain:
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        told = _("This is neither a LimeSurvey file nor a survey as JSON.")
        raise NotBrought(told) from error
    if isinstance(found, dict) and isinstance(found.get("data"), dict):
        # What Formbricks' own interface answers is wrapped.
        found = found["data"]
    if not isinstance(found, dict):
        raise NotBrought(_("This JSON file holds no survey."))
    return found


def _reader(found: Plain) -> Callable[[Plain], Brought]:
    if "SurveyElements" in found:
        return from_qualtrics
    if ("languages" in found and "default_language" in found) or _is_ours(found):
        return _ours
    if isinstance(found.get("questions"), list) or isinstance(found.get("blocks"), list):
        return from_formbricks
    if isinstance(found.get("pages"), list) or isinstance(found.get("elements"), list):
        return from_surveyjs
    raise NotBrought(_("This JSON file is of no tool that is known here."))


def _is_ours(found: Plain) -> bool:
    pages = found.get("pages")
    first = pages[0] if isinstance(pages, list) and pages else None
    return isinstance(first, dict) and "code" in first


def _ours(found: Plain) -> Brought:
    try:
        definition = decode(found)
    except Unreadable as error:
        raise NotBrought(str(error)) from error
    told = _("Everything was taken over as it was.")
    return Brought("Heedful", definition, (Line("", "taken", told),))
