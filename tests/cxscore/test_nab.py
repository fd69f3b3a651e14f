import json

import numpy as np
import pytest

from cxscore.nab import PROFILES, STANDARD, point_values, position_weight, probation, sweep
from cxscore.nab_files import read_folder

ROWS = 1000
WINDOWS = [(300, 399), (600, 699)]


def scores_at(*places):
    scores = np.zeros(ROWS)
    scores[list(places)] = 1.0
    return scores


@pytest.mark.parametrize(
    ("position", "weight"), [(-1.0, 0.98661), (-0.5, 0.84828), (0.0, 0.0), (1.0, -0.98661), (3, -1)]
)
def test_weights_are_those_of_the_documentation(position, weight):
    assert position_weight(position) == pytest.approx(weight, abs=5e-6)


@pytest.mark.parametrize("profile", PROFILES)
def test_no_alarm_scores_0_and_an_alarm_at_each_windows_first_moment_100(profile):
    nothing = sweep([np.zeros(ROWS)], [WINDOWS], profile, threshold=0.5)
    perfect = sweep([scores_at(300, 600)], [WINDOWS], profile, threshold=0.5)

    assert nothing.score == 0
    assert perfect.score == pytest.approx(100)


def test_only_the_best_alarm_of_a_window_counts_and_every_false_one_costs():
    once = sweep([scores_at(300)], [WINDOWS], threshold=0.5).score
    often = sweep([scores_at(300, 301, 350)], [WINDOWS], threshold=0.5).score
    false = sweep([scores_at(200, 201, 300)], [WINDOWS], threshold=0.5).score

    assert once == pytest.approx(50)
    assert often == pytest.approx(50)
    assert false == pytest.approx(50 - 100 * 2 * 0.11 / 4)


def test_a_false_alarm_costs_less_soon_after_a_window():
    value, inside = point_values(ROWS, WINDOWS, STANDARD)

    assert value[400] == pytest.approx(0.11 * position_weight(1 / 99))
    assert value[498] == pytest.approx(0.11 * position_weight(1.0))
    assert value[299] == -0.11
    assert inside[[299, 300, 399, 400, 600]].tolist() == [-1, 0, 0, -1, 1]


def test_nothing_is_scored_in_the_first_part():
    assert (probation(1000), probation(15_902)) == (150, 750)
    early = sweep([scores_at(10, 149, 300, 600)], [WINDOWS], threshold=0.5)
    assert early.score == pytest.approx(100)


def test_the_threshold_is_the_best_one_for_all_series_together():
    good, noisy = scores_at(300, 600), scores_at(300, 600)
    noisy[450:560] = 0.5

    best = sweep([good, noisy], [WINDOWS, WINDOWS])

    assert best.score == pytest.approx(100)
    assert best.threshold == 1.0


def test_without_a_window_there_is_nothing_to_score():
    with pytest.raises(ValueError, match="no window"):
        sweep([np.zeros(ROWS)], [[]])


def test_a_folder_as_in_the_corpus_is_read(tmp_path):
    (tmp_path / "labels").mkdir()
    (tmp_path / "realTweets").mkdir()
    rows = [f"2015-02-26 {h:02}:42:53,{h}" for h in range(20)]
    (tmp_path / "realTweets/One.csv").write_text("timestamp,value\n" + "\n".join(rows))
    window = [["2015-02-26 03:42:53.000000", "2015-02-26 05:42:53.000000"]]
    labels = tmp_path / "labels/combined_windows.json"
    labels.write_text(json.dumps({"realTweets/One.csv": window}))

    [one] = read_folder(tmp_path)

    assert (one.name, one.windows, one.per_day, one.first_slot) == ("One", ((3, 5),), 24, 0)
    assert one.values.tolist() == list(range(20))
    labels.write_text(json.dumps({"realTweets/One.csv": [["2015-02-26 03:00:00"] * 2]}))
    with pytest.raises(ValueError, match="One has no row"):
        list(read_folder(tmp_path))
