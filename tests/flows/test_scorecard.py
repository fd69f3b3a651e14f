import json

import pytest

from heedful.flows import scorecard
from heedful.flows.scorecard import main
from heedful.ops.home import OperatorError

FEW = {"seeds": 2, "small": True, "record": False}


def test_json_tells_every_line_of_an_area(capsys):
    assert main(**FEW, as_json=True, only=["Scores"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["command"] == 'heedful scorecard --seeds 2 --small --only "Scores"'
    assert {line["area"] for line in told["lines"]} == {"Scores"}
    assert all(line["trials"] == 2 for line in told["lines"])


def test_what_cannot_be_asked_is_said_in_a_sentence():
    with pytest.raises(OperatorError, match=r"There is no area “Luck”. Choose from: Scores"):
        main(**FEW, as_json=False, only=["Luck"])


def test_of_one_area_the_lines_of_others_stay_as_they_were(capsys, monkeypatch, tmp_path):
    for name in ("MARKDOWN", "FIGURES"):
        source = getattr(scorecard, name)
        copy = tmp_path / source.name
        copy.write_bytes(source.read_bytes())
        monkeypatch.setattr(scorecard, name, copy)
    before = json.loads(scorecard.FIGURES.read_bytes())
    assert main(**{**FEW, "record": True}, as_json=True, only=["Scores"]) == 0

    after = json.loads(scorecard.FIGURES.read_bytes())
    command = 'heedful scorecard --seeds 2 --small --only "Scores"'
    assert {line["made"]["command"] for line in after["lines"] if line["area"] == "Scores"} == {
        command
    }
    assert after["command"] == before["command"]
    assert [line for line in after["lines"] if line["area"] != "Scores"] == [
        line for line in before["lines"] if line["area"] != "Scores"
    ]
    assert f"## Scores\n\nMade by `{command}`" in scorecard.MARKDOWN.read_text("utf-8")
