"""All judges over many seeds, on all processors."""

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from cxscore.judges import JUDGES
from cxscore.line import Trial
from cxscore.score import Scored, score
from cxscore.setting import Setting


def try_all(setting: Setting, only: Sequence[str] = ()) -> list[Trial]:
    """Let every judge, or those whose area is named, try one seed."""
    return [
        trial
        for judge in JUDGES
        if not only or any(line.area in only for line in judge.lines)
        for trial in judge.try_once(setting)
    ]


def tried(
    settings: Sequence[Setting], *, workers: int | None = None, only: Sequence[str] = ()
) -> Iterator[list[Trial]]:
    """The trials of each seed as they are done, in order."""
    if workers == 1 or len(settings) == 1:
        yield from (try_all(setting, only) for setting in settings)
        return
    with ProcessPoolExecutor(max_workers=workers or os.cpu_count()) as pool:
        yield from pool.map(try_all, settings, [only] * len(settings))


def scored(trials: Sequence[Trial]) -> list[Scored]:
    """One figure a line that was tried, in the judges' order. Raises KeyError."""
    by_line: dict[str, list[Trial]] = defaultdict(list)
    for trial in trials:
        by_line[trial.line].append(trial)
    lines = {line.name: line for judge in JUDGES for line in judge.lines}
    if unknown := by_line.keys() - lines.keys():
        raise KeyError(f"no judge has the line {min(unknown)}")
    return [score(lines[name], by_line[name]) for name in lines if name in by_line]
