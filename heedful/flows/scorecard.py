"""The scorecard from the command line."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from cxscore.command import areas, keep, run, show
from cxscore.setting import PRESET
from heedful import __version__
from heedful.ops.home import OperatorError

ROOT = Path(__file__).parents[2]
MARKDOWN, FIGURES = ROOT / "docs/scorecard.md", ROOT / "heedful/web/scorecard/scorecard.json"


def main(*, seeds: int, as_json: bool, only: Sequence[str], small: bool, record: bool) -> int:
    """Run, show and perhaps keep it. Raises OperatorError for what cannot be asked."""
    if unknown := [area for area in only if area not in areas()]:
        raise OperatorError(f"There is no area “{unknown[0]}”. Choose from: {', '.join(areas())}.")
    console = Console(stderr=True)
    command = f"heedful scorecard --seeds {seeds}" + (" --small" if small else "")
    command += "".join(f' --only "{area}"' for area in only)
    found = run(
        seeds=seeds,
        preset=PRESET,
        small=small,
        only=only,
        version=__version__,
        command=command,
        console=console,
    )
    if record:
        keep(found, markdown=MARKDOWN, figures=FIGURES, only=only)
    if as_json:
        json.dump(found, sys.stdout)
    else:
        show(found, Console())
    return 0
