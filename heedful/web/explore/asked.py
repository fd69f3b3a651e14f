"""What an address of the Explore pages asks for."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from heedful.base.org.models import Member
from heedful.understand.asking.lately import DAYS as DAYS_PARAM
from heedful.understand.asking.lately import FIXED, Asked, Params, read
from heedful.understand.asking.planner import NoPath
from heedful.understand.asking.rules import NotAQuestion, Question
from heedful.understand.metrics.dimensions import Dimension
from heedful.understand.translation import say
from heedful.web.about import About
from heedful.web.explore.words import no_path

DAYS = 90
# How a list is looked at is in the address too, but is no part of the question.
LOOKING = ("sort", "search", "page")


class CannotAnswer(Exception):
    """A question cannot be answered; the sentence is in the reader's language."""


def params_of(query: QueryDict) -> dict[str, list[str]]:
    """The parameters of an address; languages may stand in one field, apart by commas."""
    params = {name: [one for one in values if one] for name, values in query.lists()}
    spoken = ",".join(params.get(Dimension.LANGUAGE, ()))
    # The form always sends both ways to say the days; what was changed last is meant.
    if params.get(DAYS_PARAM, [""]) == params.pop("were", [""]) and _has_days(params):
        params.pop(DAYS_PARAM, None)
    params[Dimension.LANGUAGE] = [one for one in map(str.strip, spoken.split(",")) if one]
    return {name: values for name, values in params.items() if values}


def _has_days(params: Params) -> bool:
    return any(name in params for name in FIXED)


def asked_of(*, member: Member, about: About, params: Params) -> Asked:
    """The question of an address; a first one where it asks for nothing. Raises CannotAnswer."""
    try:
        return read(params or _first(member, about), newest=about.newest, days=DAYS)
    except NotAQuestion as error:
        raise CannotAnswer(say(error.said)) from error


def _first(member: Member, about: About) -> Params:
    """Where a person begins: their part beside the time before, or the course of their place."""
    measure = [about.subject.metric.name]
    if member.scope.is_location:
        return {"measure": measure, "by": ["week"]}
    return {"measure": measure, "by": ["group"], "compare": ["before"]}


def why_not(error: NotAQuestion | NoPath, question: Question) -> str:
    """Say what to do about a question that has no answer."""
    return say(error.said) if isinstance(error, NotAQuestion) else no_path(question)


@dataclass(frozen=True, slots=True)
class Looking:
    """How a list is looked at."""

    sort: str
    search: str
    page: str

    @classmethod
    def of(cls, query: QueryDict) -> "Looking":
        return cls(*(query.get(name, "") for name in LOOKING))

    def query(self) -> dict[str, str]:
        """What an address needs to look at the list in the same way, but for the page."""
        told = {"sort": self.sort, "search": self.search}
        return {name: value for name, value in told.items() if value}


def address_of(asked: Asked, looking: Looking | None = None) -> str:
    """The query of an address that asks this."""
    rest = looking.query() if looking else {}
    return urlencode({**asked.params(), **rest}, doseq=True)
