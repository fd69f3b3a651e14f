from cxsim import load_preset
from cxsim.words import load_words


def test_every_proposal_is_worded_three_times_in_every_language_with_its_filling():
    for proposal in load_words("ideas")["proposals"]:
        gap = f"{{{proposal['filling']}}}"
        for language in ("en", "de", "es"):
            assert len(set(proposal[language])) == 3
            assert all(wording.count(gap) == 1 for wording in proposal[language])


def test_fillings_are_as_many_in_every_language():
    for filling in load_words("ideas")["fillings"].values():
        assert {len(filling[language]) for language in ("en", "de", "es")} == {
            len(set(filling["en"]))
        }


def test_proposals_are_about_items_of_the_preset():
    codes = set(load_preset("restaurant-120").item_codes)

    assert {proposal["item"] for proposal in load_words("ideas")["proposals"]} <= codes
