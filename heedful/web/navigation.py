"""Where a person can go: the day's pages, then by phase; only what their role may open."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heedful.base.org.models import Member
from heedful.base.org.rules import Permission, may

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    label: Words
    url_name: str
    permission: Permission
    # Pages whose address begins so belong to this entry.
    prefix: str


@dataclass(frozen=True, slots=True)
class Link:
    label: Words
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Phase:
    label: Words
    links: list[Link]


# What is looked at every day comes first: its first pages are under the thumb on a phone.
PHASES: tuple[tuple[Words, tuple[Entry, ...]], ...] = (
    (
        _("Every day"),
        (
            Entry(_("Today"), "today-own", Permission.SEE_TODAY, "/today/"),
            Entry(_("Cases"), "cases", Permission.WORK_CASES, "/cases/"),
            Entry(_("Alerts"), "alerts", Permission.SEE_ALERTS, "/alerts/"),
            Entry(_("Locations"), "locations", Permission.SEE_FINDINGS, "/locations/"),
        ),
    ),
    (
        _("Listen"),
        (
            Entry(_("Surveys"), "surveys", Permission.MAKE_SURVEYS, "/surveys/"),
            Entry(_("Invitations"), "invitations", Permission.INVITE_CUSTOMERS, "/invitations/"),
            Entry(_("Customers"), "customers", Permission.SEE_CUSTOMERS, "/customers/"),
            Entry(_("Channels"), "channels", Permission.MANAGE_CHANNELS, "/channels/"),
            Entry(_("Spoken answers"), "recordings", Permission.SEE_COMMENTS, "/recordings/"),
            Entry(_("Imports"), "imports", Permission.IMPORT_FILES, "/imports/"),
        ),
    ),
    (
        _("Understand"),
        (
            Entry(_("Drivers"), "drivers-own", Permission.SEE_FINDINGS, "/drivers/"),
            Entry(_("Scores over time"), "trends-own", Permission.SEE_FINDINGS, "/trends/"),
            Entry(_("Trading week"), "week-own", Permission.SEE_FINDINGS, "/week/"),
            Entry(_("Consistency"), "consistency-own", Permission.SEE_FINDINGS, "/consistency/"),
            Entry(_("Explore"), "explore", Permission.SEE_FINDINGS, "/explore/"),
            Entry(_("Compare locations"), "compare", Permission.SEE_FINDINGS, "/compare/"),
            Entry(_("Benchmarks"), "benchmarks", Permission.SEE_FINDINGS, "/benchmarks/"),
            Entry(_("Questions"), "questions", Permission.SEE_FINDINGS, "/questions/"),
            Entry(_("Data soundness"), "soundness", Permission.SEE_FINDINGS, "/soundness/"),
        ),
    ),
    (
        _("Organisation"),
        (
            Entry(_("Tree"), "org-tree", Permission.MANAGE_LOCATIONS, "/organisation/tree/"),
            Entry(
                _("Parts of the day"),
                "dayparts",
                Permission.MANAGE_LOCATIONS,
                "/organisation/dayparts/",
            ),
            Entry(
                _("Contact rules"),
                "contact-rules",
                Permission.INVITE_CUSTOMERS,
                "/organisation/contact-rules/",
            ),
            Entry(_("People"), "org-people", Permission.MANAGE_PEOPLE, "/organisation/people/"),
            Entry(_("Who did what"), "audit", Permission.SEE_AUDIT, "/organisation/audit/"),
            Entry(_("Jobs"), "jobs", Permission.SEE_JOBS, "/jobs/"),
        ),
    ),
)


def navigation(*, member: Member, request: HttpRequest) -> list[Phase]:
    """Return the phases with at least one page for this person."""
    phases = [Phase(label, list(_links(member, request, entries))) for label, entries in PHASES]
    return [phase for phase in phases if phase.links]


def _links(member: Member, request: HttpRequest, entries: tuple[Entry, ...]) -> Iterator[Link]:
    for entry in entries:
        if not may(role=member.role, permission=entry.permission):
            continue
        if entry.url_name == "today-own" and not member.scope.is_location:
            continue  # Today is about one location; others reach it through Locations.
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        yield Link(entry.label, url, current=request.path.startswith(entry.prefix))
