"""When a case is due: the first contact, and that all is put right."""

from datetime import datetime

from heedful.act.cases.calendars import calendar_of
from heedful.act.cases.clock import due_after
from heedful.act.cases.models import Case, CaseSettings
from heedful.act.cases.rules import is_among_worst


def due_times(*, case: Case, settings: CaseSettings, now: datetime) -> tuple[datetime, datetime]:
    """Return both times by the location's calendar, counted from now. At most two queries."""
    calendar = calendar_of(location=case.location, settings=settings, year=now.year)
    contact = settings.contact_minutes
    if is_among_worst(score=case.score, low=case.low, high=case.high):
        contact = settings.worst_contact_minutes or contact
    first, last = (
        due_after(calendar=calendar, start=now, minutes=minutes)
        for minutes in (contact, settings.resolve_minutes)
    )
    return first, max(first, last)
