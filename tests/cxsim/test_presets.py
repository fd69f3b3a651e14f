"""The larger presets, made small where the whole is not needed."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from cxsim import generate, load_preset, preset_names, write_observable
from cxsim.phrases import words_of
from cxsim.places import make_places
from cxsim.planting import NO_PRIORITY
from cxsim.simulation import LAST_DAY


def small(name, *, locations):
    """The preset with a few locations in each area and few areas."""
    config = load_preset(name)
    regions = tuple(
        replace(
            region,
            areas=tuple(replace(area, locations=locations, split=1) for area in region.areas),
        )
        for region in config.regions
    )
    config = replace(config, regions=regions)
    n = config.n_locations
    return replace(config, responses=150 * n, volume=replace(config.volume, smallest=60))


@pytest.fixture(scope="module", params=["retail-2000", "bank-20000"])
def simulated(request):
    return generate(small(request.param, locations=10), seed=3)


def test_there_are_three():
    assert preset_names() == ("bank-20000", "restaurant-120", "retail-2000")


@pytest.mark.parametrize(("name", "count"), [("retail-2000", 2_000), ("bank-20000", 20_000)])
def test_every_location_has_a_name_of_its_own(name, count):
    config = load_preset(name)
    places = make_places(config=config, seed=1, first_day=LAST_DAY)

    assert config.n_locations == count
    assert len(places) == count
    assert len({place.code for place in places}) == count
    assert len({place.name for place in places}) == count
    towns = {(place.division, place.region, place.area, place.town) for place in places}
    # A town lies in one area, and no town is called like another one.
    assert len(towns) == len({place.town for place in places})


@pytest.mark.parametrize("name", ["retail-2000", "bank-20000"])
def test_every_language_has_words_for_every_item(name):
    config = load_preset(name)

    for language in ("en", "de", "es"):
        aspects = words_of(language, config.comments.business)["aspects"]
        assert set(aspects) == set(config.item_codes)
        assert {tuple(tones) for tones in aspects.values()} == {("high", "middle", "low")}


def test_priorities_are_planted_there_too(simulated):
    truth = simulated.truth
    clear = truth.first_priority != NO_PRIORITY

    assert truth.gains.best[clear].tolist() == truth.first_priority[clear].tolist()
    assert clear.mean() == pytest.approx(0.85, abs=0.01)
    flagship = truth.drivers[truth.first_priority[0]]
    assert flagship == truth.config.flagship.first_priority


def test_answers_look_like_answers(simulated):
    recommend = simulated.observable.feedback.recommend
    given = recommend[recommend >= 0]

    assert 7.0 < given.mean() < 9.0
    assert simulated.truth.variance.location > 0.01
    comments = [text for text in simulated.observable.feedback.comment if text]
    assert 0.3 < len(comments) / len(recommend) < 0.5
    assert [text for text in comments if "{" in text and "7*7" not in text] == []


def test_the_tree_has_four_levels(simulated, tmp_path):
    write_observable(simulated.observable, tmp_path)
    head = (tmp_path / "locations.csv").read_text("utf-8").partition("\n")[0]

    assert head.startswith("code,name,division,region,area,town,brand,")
    divisions = Counter(place.division for place in simulated.observable.locations)
    assert len(divisions) == 3


def test_what_a_preset_does_not_say_is_as_in_the_one_it_names():
    bank, restaurant = load_preset("bank-20000"), load_preset("restaurant-120")

    assert bank.experience == restaurant.experience
    assert bank.streams.identities == restaurant.streams.identities
    assert bank.streams.sales.holidays == restaurant.streams.sales.holidays
    assert bank.streams.posts.crises.count == restaurant.streams.posts.crises.count
    assert bank.streams.posts.crises.items == ("fees", "problem_solving", "clarity")
    assert bank.dip.items == {"waiting_time": 1.0, "problem_solving": 0.4, "staff_mood": 0.6}


def test_nobody_comes_to_a_bank_on_sunday(simulated):
    if simulated.observable.locations[0].brand == "Kestrel Bank":
        weekday = (simulated.observable.feedback.trading_day + 6) % 7
        assert np.bincount(weekday, minlength=7)[6] == 0
