from importlib import resources

import pytest

from cxsim.config_toml import ConfigError, read_config, write_config
from cxsim.presets import load_preset

TEXT = resources.files("cxsim.presets").joinpath("restaurant-120.toml").read_text("utf-8")


def test_a_configuration_comes_back_from_its_own_toml():
    config = load_preset("restaurant-120")

    assert read_config(write_config(config)) == config


HOURS = "must look like 11:00-23:30, at full or half hours."
DRIVERS = (
    "waiting_time, friendliness, food_quality, order_accuracy, cleanliness, value_for_money, "
    "atmosphere, ease_of_ordering"
)
MISTAKES = [
    ("days = 365", "", "days is missing; add it."),
    ("days = 365", "daze = 365", "daze is not known; remove it or correct its name."),
    ("days = 365", 'days = "365"', "days must be int, not '365'."),
    ("days = 365", "days = true", "days must be int, not True."),
    ("halo = 0.82", "halo = true", "experience.halo must be float, not True."),
    ("lead = [1.2, 2.0]", "lead = [1.2]", "priorities.lead must have 2 values, not 1."),
    ("typical = 4.25", 'typical = "good"', "items[1].typical must be float, not 'good'."),
    (
        'first_priority = "waiting_time"',
        'first_priority = "staff_mood"',
        f"flagship.first_priority must be one of {DRIVERS}.",
    ),
    ("{ waiting_time = 1.0", "{ queue = 1.0", "dip.items.queue is no item; use an item's code."),
    ('hours = "18:00-22:00"', 'hours = "6pm"', f"hours '6pm' {HOURS}"),
    (
        "responses = 60000",
        "responses = 600",
        "responses must lie between 12000 and 144000, as volume demands.",
    ),
    (
        'name = "South"',
        'name = "North"',
        "regions: two regions or areas bear the same name.",
    ),
    ('weekday = "Su"', 'weekday = "Sun"', "'Sun' is no weekday; use Mo, Tu, We, Th, Fr, Sa, Su."),
    ("Mo = 0.75\n", "", "week.weekdays.Mo is missing; add it."),
    (
        'marker = "staff_mood"',
        'marker = "mood"',
        "episodes.marker.mood is no item; use an item's code.",
    ),
    (
        "{ breakfast = 0.9",
        "{ brunch = 0.9",
        "response.dayparts.brunch is no daypart; use one of week.dayparts.",
    ),
    ("rate = 0.3\n", "rate = 0.0\n", "response.rate must lie above 0 and at most at 1."),
    ("pages = 3", "pages = 0", "form.pages must be at least 1."),
    (
        "tickets = { GB = 17.5, ",
        "tickets = { ",
        "streams.sales.tickets.GB is missing; an area lies there.",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), MISTAKES)
def test_a_mistake_is_named_with_its_key(old, new, sentence):
    broken = TEXT.replace(old, new, 1)
    assert broken != TEXT
    with pytest.raises(ConfigError) as caught:
        read_config(broken)
    assert str(caught.value) == sentence


def test_a_marker_may_not_move_the_outcome():
    with pytest.raises(ConfigError) as caught:
        read_config(TEXT.replace("effect = 0.0\n", "effect = 0.1\n"))

    assert str(caught.value) == "items: a marker must have effect 0."


def test_an_unknown_preset_is_answered_with_those_there_are():
    with pytest.raises(ValueError) as caught:
        load_preset("bakery-3")

    assert (
        str(caught.value)
        == "There is no preset 'bakery-3'; there are: bank-20000, restaurant-120, retail-2000."
    )
