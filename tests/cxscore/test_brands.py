import json
from datetime import datetime, timedelta

import numpy as np

from cxscore.judges.brands import ADVEC, FOLDER, GAUSSIAN, try_once
from cxscore.setting import Setting


def test_without_the_data_the_lines_are_left_out(monkeypatch):
    monkeypatch.delenv(FOLDER, raising=False)

    assert list(try_once(Setting(1000))) == []


def test_each_series_is_tried_by_one_seed(monkeypatch, tmp_path):
    (tmp_path / "labels").mkdir()
    (tmp_path / "realTweets").mkdir()
    rng = np.random.default_rng(1)
    times = [datetime(2015, 3, 2) + timedelta(minutes=5 * i) for i in range(4000)]  # noqa: DTZ001
    values = rng.poisson(20, 4000)
    values[3000:3010] += 400
    rows = [f"{time},{value}" for time, value in zip(times, values, strict=True)]
    (tmp_path / "realTweets/Brand.csv").write_text("timestamp,value\n" + "\n".join(rows))
    window = [[f"{times[2990]}", f"{times[3100]}"]]
    labels = {"realTweets/Brand.csv": window}
    (tmp_path / "labels/combined_windows.json").write_text(json.dumps(labels))
    monkeypatch.setenv(FOLDER, str(tmp_path))

    trials = list(try_once(Setting(1000)))

    assert [(one.line, one.weight) for one in trials] == [(GAUSSIAN.name, 1), (ADVEC.name, 1)]
    assert trials[0].ours > 80
    assert list(try_once(Setting(1001))) == []
