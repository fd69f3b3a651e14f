import io
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pingouin
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from heedful.flows.brief import main

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples" / "sfo"
HEAD = """
title = "Guests of the chain"
[series]
questionnaire = "Guests"
version = "1"
[location]
columns = ["area", "place"]
[when]
column = "day"
[respondent]
column = "id"
"""


def item(code, role, scale, extra=""):
    return f"""
[[items]]
code = "{code}"
column = "{code}"
role = "{role}"
label = "{code} asked"
scale = {scale}
{extra}
"""


MAPPING = (
    HEAD
    + item("recommend", "outcome", [0, 10], 'kind = "recommend"')
    + item("waiting", "driver", [1, 5], 'not_used = ["N/A"]')
    + item("food", "driver", [1, 5])
)


def told(files, mappings, *, as_json=True):
    out = io.StringIO()
    code = main(files, mappings, as_json=as_json, out=out, progress=False)
    text = out.getvalue()
    return code, json.loads(text) if as_json and text else text


@pytest.fixture
def chain(tmp_path):
    """A file of twelve places in two areas, of which the first waits too long."""
    rng = np.random.default_rng(4)
    rows = []
    for place in range(12):
        for _ in range(80):
            mood = rng.normal(0, 0.5)
            waiting, food = (
                int(np.clip(round(mean + mood + rng.normal(0, 0.7)), 1, 5))
                for mean in (2.6 if place == 0 else 4.1, 4.0)
            )
            outcome = int(np.clip(round(waiting + food + rng.normal(0, 1)), 0, 10))
            rows.append(
                {
                    "id": len(rows),
                    "area": "North" if place < 6 else "South",
                    "place": f"Place {place:02}",
                    "day": "2026-03-01",
                    "recommend": outcome,
                    "waiting": "N/A" if rng.random() < 0.2 else waiting,
                    "food": food,
                }
            )
    frame = pd.DataFrame(rows)
    file, mapping = tmp_path / "chain.csv", tmp_path / "chain.toml"
    frame.to_csv(file, index=False)
    mapping.write_text(MAPPING)
    return frame, file, mapping


def test_a_brief_tells_outcome_places_and_first_steps(chain):
    frame, file, mapping = chain

    code, brief = told([file], [mapping])

    assert (code, brief["n"], brief["rejected"]["n"]) == (0, 960, 0)
    score = 100 * ((frame.recommend >= 9).mean() - (frame.recommend <= 6).mean())
    assert brief["outcome"]["value"] == pytest.approx(score)
    assert (brief["outcome"]["metric"], brief["outcome"]["n"]) == ("recommend", 960)
    assert [place["path"] for place in brief["locations"]] == [
        ["North" if i < 6 else "South", f"Place {i:02}"] for i in range(12)
    ]
    first = brief["locations"][0]
    assert (first["priority"]["item"], first["reason"], first["n"]) == ("waiting", None, 80)
    assert first["priority"]["low"] > 0
    assert [one["item"] for one in first["also"]] == ["food"]
    assert all(place["low"] <= place["estimate"] <= place["high"] for place in brief["locations"])
    assert sum(driver["share"] for driver in brief["drivers"]) == pytest.approx(1)
    assert "n is" not in brief["method"]


def test_a_person_reads_the_same(chain):
    _, file, mapping = chain
    brief = told([file], [mapping])[1]

    code, text = told([file], [mapping], as_json=False)

    assert code == 0
    assert "Guests of the chain\n960 rows read, 0 rejected, 2026-03-01 to 2026-03-01." in text
    gain = brief["locations"][0]["priority"]["gain"]
    assert f"First: waiting asked, gain about {round(gain):g} points" in text
    assert text.count("North / Place") == 6
    assert brief["method"][:60] in text


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/London", "2026-03-01"), ("Europe/Berlin", "2026-03-02")]
)
def test_the_mappings_zone_decides_the_day_of_an_instant(chain, zone, day):
    frame, file, mapping = chain
    frame.assign(day="2026-03-01T23:30:00Z").to_csv(file, index=False)
    mapping.write_text(MAPPING.replace("[when]", f'time_zone = "{zone}"\n[when]'))

    brief = told([file], [mapping])[1]

    assert (brief["n"], brief["first_day"], brief["last_day"]) == (960, day, day)


def test_a_file_given_twice_counts_once(chain):
    _, file, mapping = chain

    once, twice = told([file], [mapping])[1], told([file, file], [mapping])[1]

    assert (twice["n"], twice["repeated"]) == (960, 960)
    assert twice["outcome"] == once["outcome"]
    assert twice["locations"] == once["locations"]


def test_a_row_that_was_corrected_counts_as_it_came_last(chain):
    frame, file, mapping = chain
    corrected = file.with_name("corrected.csv")
    frame.assign(recommend=10).to_csv(corrected, index=False)

    brief = told([file, corrected], [mapping])[1]

    assert (brief["n"], brief["outcome"]["value"]) == (960, 100)
    assert brief["outcome"]["low"] < brief["outcome"]["high"]
    assert {place["reason"] for place in brief["locations"]} == {"no_drivers"}


def test_several_mappings_make_one_series(chain):
    frame, file, mapping = chain
    later = frame.rename(columns={"recommend": "nps"}).assign(id=frame.id + 10_000)
    other, other_mapping = file.with_name("later.csv"), file.with_name("later.toml")
    later.drop(columns="food").to_csv(other, index=False)
    other_mapping.write_text(
        HEAD
        + item("recommend", "outcome", [0, 10], 'kind = "recommend"').replace(
            'column = "recommend"', 'column = "nps"'
        )
        + item("waiting", "driver", [1, 5], 'not_used = ["N/A"]')
    )

    brief = told([file, other, other], [mapping, other_mapping])[1]

    assert (brief["n"], brief["outcome"]["n"], brief["repeated"]) == (1920, 1920, 960)
    assert len(brief["locations"]) == 12
    shares = {driver["item"]: driver["n"] for driver in brief["drivers"]}
    assert shares == {"food": 960, "waiting": 2 * int((frame.waiting != "N/A").sum())}


def test_rows_that_cannot_be_read_are_told_with_line_and_column(chain):
    frame, file, mapping = chain
    frame = frame.astype(object)
    frame.loc[3, "food"] = "delicious"
    frame.to_csv(file, index=False)

    code, brief = told([file], [mapping])

    assert (code, brief["n"], brief["rejected"]["n"]) == (0, 959, 1)
    first = brief["rejected"]["first"][0]
    assert (first["line"], first["column"], first["value"]) == (5, "food", "delicious")
    assert "not read: chain.csv, line 5, column “food”" in told([file], [mapping], as_json=False)[1]


@pytest.mark.parametrize(
    ("content", "mapping", "sentence"),
    [
        ("", MAPPING, "empty"),
        ("id,area,place,day,recommend,waiting,food\n", MAPPING, "hold no rows"),
        ("id,area\n1,North\n", MAPPING, "no column"),
        (
            "id,area,place,day,recommend,waiting,food\n1,North,A,never,9,4,4\n",
            MAPPING,
            "None of the 1 rows",
        ),
        (
            "id,area,place,day,recommend,waiting,food\n1,North,A,2026-03-01,,4,4\n",
            MAPPING,
            "Nobody answered",
        ),
        (
            "id,area\n",
            MAPPING.replace("outcome", "marker").replace('kind = "recommend"', ""),
            "role",
        ),
        ("id,area\n", "title = 3", "title"),
    ],
)
def test_what_goes_wrong_is_told_in_a_sentence(tmp_path, capsys, content, mapping, sentence):
    file, toml = tmp_path / "a.csv", tmp_path / "a.toml"
    file.write_text(content)
    toml.write_text(mapping)

    assert told([file], [toml], as_json=False) == (2, "")
    assert sentence in " ".join(capsys.readouterr().err.split())


def test_mappings_of_different_questions_do_not_mix(chain, capsys):
    _, file, mapping = chain
    other = mapping.with_name("other.toml")
    for change, sentence in (
        (("[0, 10]", "[0, 9]"), "from 0 to 10 in one mapping and from 0 to 9"),
        (('"Guests"', '"Staff"'), "different questionnaires"),
    ):
        other.write_text(MAPPING.replace(*change).replace('kind = "recommend"', ""))
        assert told([file, file], [mapping, other])[0] == 2
        assert sentence in " ".join(capsys.readouterr().err.split())


def test_names_from_a_file_cannot_steer_the_terminal(chain):
    frame, file, mapping = chain
    frame.assign(place="\x1b[2J[red]Place").to_csv(file, index=False)

    text = told([file], [mapping], as_json=False)[1]

    assert "\x1b" not in text
    assert "[2J[red]Place" in text


def test_no_django_is_needed():
    script = (
        "import sys, heedful.flows.brief; print([m for m in sys.modules if m.startswith('django')])"
    )

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)

    assert done.stdout == b"[]\n"


# On the real survey of San Francisco's airport, computed anew straight from the raw file.


@pytest.fixture(scope="module")
def sfo(real_data):
    (file,) = (real_data / "sfo_customer_survey").glob("2018_*.csv.gz")
    raw = pd.read_csv(file, encoding="cp1252", low_memory=False)
    numbers = [name for name in raw.columns if name.startswith("Q7")]
    raw[numbers] = raw[numbers].apply(pd.to_numeric, errors="coerce")
    return file, raw


@pytest.fixture
def unweighted(tmp_path):
    toml = (EXAMPLES / "2018.toml").read_text()
    before, rest = toml.split("[weight]")
    mapping = tmp_path / "2018.toml"
    mapping.write_text(before + "[" + rest.split("\n[", 1)[1])
    return mapping


def test_sfo_2018_has_seven_boarding_areas_with_their_answers(sfo):
    file, raw = sfo

    code, brief = told([file], [EXAMPLES / "2018.toml"])

    answered = raw[raw.Q7ALL.between(1, 5)]
    assert (code, brief["n"]) == (0, len(raw))
    assert {place["path"][-1]: place["n"] for place in brief["locations"]} == {
        f"Boarding area {area}": n for area, n in answered.groupby("BAREA").size().items()
    }
    assert len(brief["locations"]) == 7
    w, y = answered.WEIGHT.to_numpy(), answered.Q7ALL.to_numpy(dtype=float)
    mean, n = np.average(y, weights=w), w.sum() ** 2 / (w**2).sum()
    variance = np.average((y - mean) ** 2, weights=w) * n / (n - 1)
    half = stats.t.ppf(0.975, n - 1) * np.sqrt(variance / n)
    outcome = brief["outcome"]
    assert (outcome["value"], outcome["n"]) == (pytest.approx(mean, abs=1e-6), len(answered))
    assert (outcome["low"], outcome["high"]) == pytest.approx((mean - half, mean + half), abs=1e-5)


def test_sfo_2018_places_are_pooled_as_a_mixed_model_pools_them(sfo, unweighted):
    file, raw = sfo

    brief = told([file], [unweighted])[1]

    answered = raw[raw.Q7ALL.between(1, 5)]
    assert brief["outcome"]["value"] == pytest.approx(answered.Q7ALL.mean(), rel=1e-12)
    assert round(brief["outcome"]["value"], 3) == 4.003
    model = smf.mixedlm("Q7ALL ~ 1", answered, groups=answered.BAREA).fit(method="powell")
    expected = {
        f"Boarding area {area}": model.params["Intercept"] + effect.iloc[0]
        for area, effect in model.random_effects.items()
    }
    found = {place["path"][-1]: place["estimate"] for place in brief["locations"]}
    assert found == pytest.approx(expected, abs=1e-4)


def test_sfo_2018_shares_are_those_of_pingouin(sfo, unweighted, tmp_path):
    """On the rows that answered all of four ratings, so that pairs and rows are the same thing."""
    _, raw = sfo
    columns = ["Q7FOOD", "Q7STORE", "Q7SIGN", "Q7SCREENS"]
    complete = raw[raw[[*columns, "Q7ALL"]].apply(lambda one: one.between(1, 5)).all(axis=1)]
    file = tmp_path / "complete.csv"
    others = [
        name for name in raw.columns if name.startswith("Q7") and name not in [*columns, "Q7ALL"]
    ]
    complete.assign(**dict.fromkeys(others, 0)).to_csv(file, index=False)

    brief = told([file], [unweighted])[1]

    values = complete[[*columns, "Q7ALL"]].astype(float)
    centred = values - values.groupby(complete.BAREA).transform("mean")
    model = pingouin.linear_regression(centred[columns], centred.Q7ALL, relimp=True)
    codes = ["restaurants", "shops", "signs", "screens"]
    expected = dict(zip(codes, model.relimp_perc.iloc[1:] / 100, strict=True))
    assert {one["item"]: one["share"] for one in brief["drivers"]} == pytest.approx(
        expected, abs=1e-8
    )
    assert brief["r_squared"] == pytest.approx(model.r2.iloc[0], abs=1e-8)
    assert brief["n"] == len(complete)


def test_nine_years_are_one_series_within_ten_seconds(real_data):
    files = sorted((real_data / "sfo_customer_survey").glob("*.csv.gz"))
    started = time.process_time()

    brief = told(files, [EXAMPLES / f"{year}.toml" for year in range(2010, 2019)])[1]

    assert time.process_time() - started < 10
    assert (brief["n"], len(brief["locations"])) == (28_665, 7)
    assert (brief["first_day"], brief["last_day"]) == ("2010-09-07", "2018-05-31")
