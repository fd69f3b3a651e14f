"""What may be wrong with the data itself, and from where on it is worth a sentence. No Django."""

from dataclasses import dataclass, field
from enum import StrEnum

KIND = "sources"
# Shares and sizes from which on something is told.
MANY_STRAIGHT = 0.25
MANY_NOT_USED = 0.25
CLEARLY_NEGATIVE = -0.10
NOTICEABLE_CLUSTERS = 1.5
# A score that weights move by more than this share of its interval's half is told.
MOVED_BY_WEIGHTS = 0.5
MANY_TWO_WAYS = 0.01
# Comments of each side, and standard errors that the marks lie the wrong way round.
FEWEST_COMMENTS, SURELY = 30, 4.0


class Kind(StrEnum):
    """What was noticed; the page has the sentences."""

    REPEATED = "repeated"
    STRAIGHT = "straight"
    REVERSED = "reversed"
    AGAINST_WORDS = "against words"
    WEIGHTS = "weights"
    COLUMNS = "columns"
    NOT_USED = "not used"
    CLUSTERS = "clusters"
    DATES = "dates"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was noticed. Figures that do not exist are None.

    `names` are labels of items, or the file or version that it is about; `count` of `of` rows,
    answers or locations; `value` between `low` and `high`, and `other`, the same figure without
    what was noticed (unweighted, by the usual error).
    """

    kind: Kind
    serious: bool
    names: tuple[str, ...] = ()
    count: int = 0
    of: int = 0
    value: float | None = None
    low: float | None = None
    high: float | None = None
    other: float | None = None
    codes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Soundness:
    """All that was noticed in one questionnaire's feedback, serious things first."""

    rows: int
    locations: int
    findings: tuple[Finding, ...] = field(default=())

    @property
    def serious(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.serious)

    @classmethod
    def of(cls, rows: int, locations: int, findings: list[Finding]) -> "Soundness":
        ordered = sorted(findings, key=lambda one: not one.serious)
        return cls(rows, locations, tuple(ordered))
