"""Does the burst detector find what people marked as a burst, and how often is it wrong?

Run `python -m benchmarks.bursts --data DIR [--json]`.

DIR lies as NAB's repository: `realTweets/*.csv` (or `.csv.gz`) and
`labels/combined_windows.json`. Every series there that has labels is run through the shipped
detector and, in the same run, through NAB's windowed Gaussian, Twitter's ADVec and the contextual
detector. Scores are NAB's: 0 is no alarm at all, 100 every window at its first moment.
"""

import argparse
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from cxscore.burst_peers import advec, windowed_gaussian
from cxscore.burst_trial import alarms_in, context_scores, left_out_score, our_scores
from cxscore.nab import PROFILES, STANDARD, Floats, sweep
from cxscore.nab_files import Labelled, read_folder
from cxstats.bursts import FALSE_ALARMS

OURS = "heedful"
DETECTORS: dict[str, Callable[[Labelled], Floats]] = {
    OURS: our_scores,
    "windowed Gaussian": lambda series: windowed_gaussian(series.values),
    "Twitter ADVec": lambda series: advec(series.values),
    "contexts alone": context_scores,
}
# The threshold that the product ships with; nothing is fitted to the labels.
SHIPPED = -math.log(FALSE_ALARMS)


def judge(series: Sequence[Labelled]) -> dict[str, object]:
    """Run every detector over all series, at the threshold best for it and at ours as shipped."""
    result: dict[str, object] = {}
    windows = [one.windows for one in series]
    for name, detect in DETECTORS.items():
        scores = [detect(one) for one in series]
        best = sweep(scores, windows, STANDARD)
        told: dict[str, object] = {
            "score": {p.name: round(sweep(scores, windows, p).score, 1) for p in PROFILES},
            "score_threshold_from_other_series": _null(round(left_out_score(scores, series), 1)),
            "threshold": best.threshold,
            "series": _each(series, scores, best.threshold),
        }
        if name == OURS:
            told["as_shipped"] = {
                "stated_false_alarms_a_week": FALSE_ALARMS,
                "score": {
                    p.name: round(sweep(scores, windows, p, SHIPPED).score, 1) for p in PROFILES
                },
                "series": _each(series, scores, SHIPPED),
            }
        result[name] = told
    return result


def _each(
    series: Sequence[Labelled], scores: Sequence[Floats], threshold: float
) -> list[dict[str, object]]:
    found = (alarms_in(one, score, threshold) for one, score in zip(series, scores, strict=True))
    return [{name: _null(value) for name, value in asdict(one).items()} for one in found]


def _null(value: object) -> object:
    """JSON has no word for "not a number" but null."""
    return None if isinstance(value, float) and math.isnan(value) else value


def show(name: str, told: dict) -> None:
    """Print one detector's figures, a line for each series."""
    score = ", ".join(f"{profile} {value}" for profile, value in told["score"].items())
    left_out = told.get("score_threshold_from_other_series")
    print(f"{name}: {score}" + (f"; threshold from other series {left_out}" if left_out else ""))
    for row in told["series"]:
        if not row["windows"]:
            print(f"    {row['name']:24} false alarms {row['false_a_week']:.2f} a week, no window")
            continue
        delay = "none found" if row["delay_hours"] is None else f"{row['delay_hours']:.1f} h"
        print(
            f"    {row['name']:24} found {row['found']} of {row['windows']}, "
            f"false alarms {row['false_alarms']:3} ({row['false_a_week']:.2f} a week), "
            f"delay into the window {delay}, score {row['score']:.1f}"
        )


def main() -> None:
    """Read, judge and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="a folder as NAB's repository")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    try:
        series = list(read_folder(asked.data))
    except (FileNotFoundError, ValueError) as wrong:
        parser.error(str(wrong))
    if not any(one.windows for one in series):
        parser.error(f"no series with labelled windows in {asked.data}")
    result = judge(series)
    if asked.json:
        print(json.dumps(result))
        return
    for name, told in result.items():
        show(name, told)
        if name == OURS:
            stated = told["as_shipped"]["stated_false_alarms_a_week"]
            show(f"{name}, as shipped at {stated} false alarms a week", told["as_shipped"])


if __name__ == "__main__":
    main()
