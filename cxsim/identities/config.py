"""Which identities customers have and what they allow; each field is told in the preset."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentitiesConfig:
    handle: float
    households: float
    shared: float
    changed_email: float
    records: float
    shown: float
    named: float
    mistyped: float
    consents: Mapping[str, float]
    own_quiet_hours: float
    opted_out: float
    other_replies: float
