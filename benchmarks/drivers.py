"""Are first priorities right, as sure as they say, and fast?

Run `python -m benchmarks.drivers [--json]`.

Chains with known truth are those of `cxscore.chains`; figures of other rules on the
same data show what there is to gain.
"""

import argparse
import json
import time
import warnings
from itertools import pairwise

import numpy as np
import pingouin
from numpy.typing import NDArray

from cxscore.chains import DRIVERS, LARGE, MODERATE, SMALL, make_chain, other_rules
from cxstats.correlations import location_correlations
from cxstats.covariance import pair_moments
from cxstats.dominance import general_dominance
from cxstats.effects import pooled_effects
from cxstats.priority import first_priorities

Floats = NDArray[np.float64]
LOCATIONS = 400
ANSWERS = (30, 100, 300)
# (spread of effects between locations, share of answers "not used")
CASES = ((MODERATE, 0.0), (MODERATE, 0.4), (SMALL, 0.0), (LARGE, 0.0))
BINS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def judge(n: int, *, spread: float, missing: float, repeats: int, seed: int) -> dict[str, object]:
    """Count how often the true first priority is found, and how often that was said."""
    hits: dict[str, list[NDArray[np.bool_]]] = {}
    said: list[Floats] = []
    top_three: list[NDArray[np.bool_]] = []
    lost: list[Floats] = []
    for repeat in range(repeats):
        rng = np.random.default_rng([seed, repeat, n, round(100 * spread), round(100 * missing)])
        made = make_chain(rng, n, spread=spread, missing=missing, locations=LOCATIONS)
        best = made.gains.argmax(axis=1)
        found = first_priorities(made.sums(), DRIVERS, range(DRIVERS))
        first = found.order[:, 0]
        rows = np.arange(LOCATIONS)
        for name, chosen in {"heedful": first, **other_rules(made.sums())}.items():
            hits.setdefault(name, []).append(chosen == best)
        said.append(found.probability[rows, first])
        top_three.append((found.order[:, :3] == best[:, None]).any(axis=1))
        lost.append(1 - made.gains[rows, first] / np.maximum(made.gains.max(axis=1), 1e-12))
    right, probability = np.concatenate(hits["heedful"]), np.concatenate(said)
    return {
        "n": n,
        "spread": spread,
        "not_used": missing,
        "found": {name: round(float(np.mean(h)), 3) for name, h in hits.items()},
        "found_among_three": round(float(np.mean(top_three)), 3),
        "share_of_best_gain_lost": round(float(np.mean(lost)), 3),
        "said": round(float(probability.mean()), 3),
        "reliability": reliability(probability, right),
    }


def reliability(probability: Floats, right: NDArray[np.bool_]) -> list[dict[str, float]]:
    """Compare what was said with what came true, by how sure it was."""
    table = []
    for low, high in pairwise(BINS):
        chosen = (probability >= low) & (probability < high)
        if chosen.sum() >= 50:
            table.append(
                {
                    "said": round(float(probability[chosen].mean()), 3),
                    "true": round(float(right[chosen].mean()), 3),
                    "locations": int(chosen.sum()),
                }
            )
    return table


def speed(seed: int) -> dict[str, float]:
    """Measure CPU seconds for 2,000 locations x 12 drivers, and pingouin's for a few of them."""
    rng = np.random.default_rng(seed)
    made = make_chain(rng, 60, spread=MODERATE, locations=2000)
    cross = made.sums()
    start = time.process_time()
    correlations = location_correlations(pair_moments(cross), DRIVERS).values
    general_dominance(correlations)
    shares = time.process_time()
    effects = pooled_effects(cross, DRIVERS, range(DRIVERS))
    pooled = time.process_time()
    first_priorities(cross, DRIVERS, range(DRIVERS), effects=effects)
    done = time.process_time()
    theirs = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for place in range(3):
            rows = made.scores[made.place == place].astype(float)
            begin = time.process_time()
            pingouin.linear_regression(rows[:, :-1], rows[:, -1], relimp=True)
            theirs.append(time.process_time() - begin)
    return {
        "shares_s": round(shares - start, 3),
        "effects_s": round(pooled - shares, 3),
        "priorities_s": round(done - pooled, 3),
        "together_s": round(done - start, 3),
        "pingouin_s_per_location": round(float(np.median(theirs)), 4),
        "shares_times_faster_than_pingouin": round(
            float(np.median(theirs)) / ((shares - start) / 2000)
        ),
    }


def main() -> None:
    """Run all and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--repeats", type=int, default=10, help="organisations per line")
    parser.add_argument("--seed", type=int, default=11)
    asked = parser.parse_args()
    how = {"repeats": asked.repeats, "seed": asked.seed}
    truth = [judge(n, spread=s, missing=m, **how) for s, m in CASES for n in ANSWERS]
    result = {"first_priority": truth, "speed": speed(asked.seed)}
    if asked.json:
        print(json.dumps(result))
        return
    for line in truth:
        print(
            f"n={line['n']:<4} spread={line['spread']:.2f} not used={line['not_used']:.1f}  "
            f"found {line['found']}, among three {line['found_among_three']}, "
            f"gain lost {line['share_of_best_gain_lost']}, said {line['said']}"
        )
        pairs = [f"{row['said']:.2f}:{row['true']:.2f}" for row in line["reliability"]]
        print("      said:true ", " ".join(pairs))
    print(result["speed"])


if __name__ == "__main__":
    main()
