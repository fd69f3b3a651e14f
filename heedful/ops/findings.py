"""What the doctor finds, one thing at a time."""

from collections.abc import Iterable
from dataclasses import dataclass

LINE = "{mark:<5} {name:<14} {says}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `advice` is there when, and only when, something is wrong."""

    name: str
    says: str
    advice: str = ""

    @property
    def is_well(self) -> bool:
        return not self.advice


def table(findings: Iterable[Finding]) -> str:
    """The findings as lines for a terminal; what to do stands below each wrong one."""
    lines = []
    for finding in findings:
        mark = "ok" if finding.is_well else "WRONG"
        lines.append(LINE.format(mark=mark, name=finding.name, says=finding.says))
        if not finding.is_well:
            lines.append(LINE.format(mark="", name="", says=f"→ {finding.advice}"))
    return "\n".join(lines)


def size(number: float) -> str:
    """Bytes as a person reads them.

    >>> size(532), size(44_040_192), size(3.2e12)
    ('532 B', '42 MB', '2980 GB')
    """
    for unit in ("B", "kB", "MB"):
        if number < 1024:
            return f"{number:.0f} {unit}"
        number /= 1024
    return f"{number:.0f} GB"
