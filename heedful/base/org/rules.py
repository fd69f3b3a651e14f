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
    SEE_JOBS = "see_jobs"  # what runs, what failed, try again


_READER = frozenset({Permission.SEE_TODAY, Permission.SEE_FINDINGS, Permission.SEE_COMMENTS})

PERMISSIONS: Mapping[str, frozenset[Permission]] = MappingProxyType(
    {
        "owner": frozenset(Permission),
        "executive": _READER,
        "analyst": _READER
        | {Permission.IMPORT_FILES, Permission.SEE_JOBS, Permission.WEIGH_ANSWERS},
        "area_manager": _READER,
        "location_manager": _READER,
        "front_line": frozenset({Permission.SEE_TODAY}),
    }
)


def may(*, role: str, permission: Permission) -> bool:
    """Return True when a person of this role may do it, inside their scope."""
    return permission in PERMISSIONS[role]
