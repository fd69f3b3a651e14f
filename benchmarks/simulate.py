"""How long inventing a million responses takes: python -m benchmarks.simulate [--json].

Beside it stands what nobody could go below: drawing as many normal numbers as there are ratings of
visits, and writing as many bytes as the files have, measured in the same run on the same machine.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import machine
from cxsim import generate, load_preset, preset_names, write


def timed(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What `work` gives, with its seconds by the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    given = work()
    return given, {
        "clock_s": round(time.perf_counter() - clock, 2),
        "cpu_s": round(time.process_time() - processor, 2),
    }


def measure(preset: str, seed: int) -> dict[str, object]:
    """Invent, write, and do the baseline's work."""
    before, config = machine(), load_preset(preset)
    simulated, inventing = timed(lambda: generate(config, seed))
    visits = int(simulated.truth.response.visits.sum())
    with tempfile.TemporaryDirectory() as folder:
        _, writing = timed(lambda: write(simulated, Path(folder)))
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        numbers = visits * len(config.items)
        _, drawing = timed(lambda: np.random.default_rng(seed).standard_normal(numbers))
        _, copying = timed(lambda: (Path(folder) / "bytes").write_bytes(bytes(size)))
    together = inventing["cpu_s"] + writing["cpu_s"]
    least = drawing["cpu_s"] + copying["cpu_s"]
    return {
        "machine": before,
        "preset": preset,
        "responses": len(simulated.observable.feedback.response_id),
        "comments": sum(map(bool, simulated.observable.feedback.comment)),
        "visits": visits,
        "locations": len(simulated.observable.locations),
        "megabytes": round(size / 1e6, 1),
        "inventing": inventing,
        "writing": writing,
        "clock_s": round(inventing["clock_s"] + writing["clock_s"], 2),
        "cpu_s": round(together, 2),
        "drawing_as_many_numbers": drawing,
        "writing_as_many_bytes": copying,
        "times_the_baseline": round(together / max(least, 0.01), 1),
        "peak_memory_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--preset", choices=preset_names(), default="retail-2000")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found = measure(asked.preset, asked.seed)
    if asked.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name.replace('_', ' ')}: {value}")


if __name__ == "__main__":
    main()
