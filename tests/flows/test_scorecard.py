import json

import pytest

from heedful.flows.scorecard import main
from heedful.ops.home import OperatorError

FEW = {"seeds": 2, "small": True, "record": False}


def test_json_tells_every_line_of_an_area(capsys):
    assert main(**FEW, as_json=True, only=["Scores"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["command"] == "heedful scorecard --seeds 2 --small"
    assert {line["area"] for line in told["lines"]} == {"Scores"}
    assert all(line["trials"] == 2 for line in told["lines"])


def test_what_cannot_be_asked_is_said_in_a_sentence():
    with pytest.raises(OperatorError, match=r"There is no area “Luck”. Choose from: Scores"):
        main(**FEW, as_json=False, only=["Luck"])
    with pytest.raises(OperatorError, match="Only a whole scorecard is kept"):
        main(**{**FEW, "record": True}, as_json=False, only=["Scores"])
