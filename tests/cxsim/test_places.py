from collections import Counter
from datetime import date, timedelta

from cxsim.presets import load_preset


def test_four_regions_hold_120_restaurants_with_names_of_their_own(simulated):
    places = simulated.observable.locations

    assert Counter(place.region for place in places) == {
        "North": 34,
        "South": 34,
        "West": 26,
        "Continent": 26,
    }
    assert len({place.area for place in places}) == 16
    assert len({place.name for place in places}) == 120
    assert [place.code for place in places[:2]] == ["HT-001", "HT-002"]
    assert {place.time_zone for place in places} == {
        "Europe/London",
        "Europe/Dublin",
        "Europe/Berlin",
        "Europe/Madrid",
    }
    assert {place.format for place in places} == {"city", "mall", "drive-through", "seaside"}


def test_no_place_bears_the_name_of_a_node_above_it(simulated):
    places = simulated.observable.locations

    assert {p.name for p in places} & (
        {p.region for p in places} | {p.area for p in places}
    ) == set()


def test_every_restaurant_was_open_before_the_first_day(simulated):
    config = load_preset("restaurant-120")
    first_day = date(2026, 11, 21) - timedelta(days=config.days - 1)

    assert [p.code for p in simulated.observable.locations if p.opened_on >= first_day] == []


def test_the_flagship_is_the_one_that_was_ordered(simulated):
    flagship = simulated.observable.locations[0]

    assert (flagship.name, flagship.format) == ("Harbour Street", "city")
