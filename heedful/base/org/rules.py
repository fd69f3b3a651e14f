"""What each role may do."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Permission(StrEnum):
    SEE_TODAY = "see_today"  # Today of the locations in scope, and method cards
    SEE_FINDINGS = "see_findings"  # locations compared, drivers
    SEE_COMMENTS = "see_comments"  # customers' own words
    IMPORT_FILES = "import_files"
    MANAGE_LOCATIONS = "manage_locations"
    MANAGE_PEOPLE = "manage_people"
    WEIGH_ANSWERS = "weigh_answers"  # decide what a doubtful answer counts
    SEE_AUDIT = "see_audit"  # who did what
    SEE_JOBS = "see_jobs"  # what runs, what failed, try again
    MAKE_SURVEYS = "make_surveys"  # draft, publish, hand out addresses
    INVITE_CUSTOMERS = "invite_customers"  # bring visits, decide who is asked and when
    SEE_CUSTOMERS = "see_customers"  # who they are and how they can be reached
    MANAGE_CHANNELS = "manage_channels"  # mail, text message and telephone accounts
    MANAGE_ALERTS = "manage_alerts"  # what raises an alert and whom it calls
    SEE_ALERTS = "see_alerts"  # alerts of the locations in scope, said to be seen
    WORK_CASES = "work_cases"  # take, answer and close recovery cases
    MANAGE_CASES = "manage_cases"  # promises in time, budgets, templates


_READER = frozenset({Permission.SEE_TODAY, Permission.SEE_FINDINGS, Permission.SEE_COMMENTS})
_HELPER = frozenset({Permission.SEE_ALERTS, Permission.WORK_CASES, Permission.SEE_CUSTOMERS})

PERMISSIONS: Mapping[str, frozenset[Permission]] = MappingProxyType(
    {
        "owner": frozenset(Permission),
        "executive": _READER,
        "analyst": _READER
        | {
            Permission.IMPORT_FILES,
            Permission.SEE_JOBS,
            Permission.WEIGH_ANSWERS,
            Permission.MAKE_SURVEYS,
            Permission.INVITE_CUSTOMERS,
            Permission.SEE_ALERTS,
        },
        "area_manager": _READER | _HELPER,
        "location_manager": _READER | _HELPER,
        "care_agent": _READER | _HELPER,
        "front_line": frozenset({Permission.SEE_TODAY}),
    }
)


def may(*, role: str, permission: Permission) -> bool:
    """Return True when a person of this role may do it, inside their scope."""
    return permission in PERMISSIONS[role]
