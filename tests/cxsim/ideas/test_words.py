import pytest

from cxsim.presets import load_preset, preset_names
from cxsim.words import load_words

LISTS = ["ideas", "ideas-bank", "ideas-shop"]


@pytest.mark.parametrize("name", LISTS)
def test_every_proposal_is_worded_three_times_in_every_language_with_its_filling(name):
    for proposal in load_words(name)["proposals"]:
        gap = f"{{{proposal['filling']}}}"
        for language in ("en", "de", "es"):
            assert len(set(proposal[language])) == 3
            assert all(wording.count(gap) == 1 for wording in proposal[language])


@pytest.mark.parametrize("name", LISTS)
def test_fillings_are_as_many_in_every_language(name):
    for filling in load_words(name)["fillings"].values():
        assert {len(filling[language]) for language in ("en", "de", "es")} == {
            len(set(filling["en"]))
        }


@pytest.mark.parametrize("name", preset_names())
def test_proposals_are_about_items_of_their_preset(name):
    preset = load_preset(name)
    proposals = load_words(preset.streams.ideas.words)["proposals"]

    assert {proposal["item"] for proposal in proposals} <= set(preset.item_codes)
