"""On what a figure was measured, and where."""

import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Machine:
    cores: int
    load: float
    memory_gib: float
    processor: str
    python: str


def machine() -> dict[str, object]:
    """Describe this machine and how busy it is at this moment."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return asdict(
        Machine(
            cores=os.cpu_count() or 1,
            load=round(os.getloadavg()[0], 2),
            memory_gib=round(pages * size / 2**30, 1),
            processor=_processor(),
            python=platform.python_version(),
        )
    )


@contextmanager
def own_folder() -> Iterator[Path]:
    """Make a folder that PostgreSQL's own account may enter too; it goes when this ends."""
    # A process that ends late may still write into it.
    with tempfile.TemporaryDirectory(prefix="heedful-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if not told.exists():
        return platform.processor()
    names = [line for line in told.read_text().splitlines() if line.startswith("model name")]
    return names[0].partition(":")[2].strip() if names else platform.machine()
