from dataclasses import replace

import pytest

from cxsim import load_preset
from cxsim.rollout.config import RolloutConfig
from cxsim.streams.config_rules import stream_faults

PRESET = load_preset("restaurant-120")
OWN = PRESET.streams
HOST = OWN.rollout.actions[0]
HERE = "streams.rollout.actions: queue_host"


def faults(config):
    return list(stream_faults(config, items=PRESET.item_codes, countries=PRESET.countries))


def with_action(**changes):
    return replace(OWN, rollout=RolloutConfig(actions=(replace(HOST, **changes),)))


def with_posts(**changes):
    return replace(OWN, posts=replace(OWN.posts, **changes))


def with_crises(**changes):
    return with_posts(crises=replace(OWN.posts.crises, **changes))


def test_the_preset_has_no_fault():
    assert faults(OWN) == []


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        (with_action(item="queue"), f"{HERE}: 'queue' is no item; use an item's code."),
        (with_action(shape="odd"), f"{HERE}: shape must be one of immediate, growing, none."),
        (with_action(shape="growing"), f"{HERE}: grows_over must be at least 1 day."),
        (
            with_action(starts=(0.8, 0.2)),
            f"{HERE}: needs at least one wave, between two shares of the time in order.",
        ),
        (
            replace(OWN, rollout=RolloutConfig(actions=(HOST, HOST))),
            "streams.rollout.actions has the same code twice; give each its own.",
        ),
        (
            replace(OWN, sales=replace(OWN.sales, persistence=1.0)),
            "streams.sales.persistence must lie between 0 and 1, without 1.",
        ),
        (
            with_posts(weekdays=dict.fromkeys(("Mo", "Tu", "We", "Th", "Fr", "Sa"), 1.0)),
            "streams.posts.weekdays.Su is missing; add it.",
        ),
        (
            with_posts(branching=1.0),
            "streams.posts.branching must be below 1, or a cascade may never end.",
        ),
        (with_posts(hours=(1.0,)), "streams.posts.hours must have 24 values, from midnight on."),
        (
            with_posts(networks=OWN.posts.networks[:1]),
            "streams.posts.networks needs one for reviews and one for posts.",
        ),
        (
            with_crises(items=("price",)),
            "streams.posts.crises.items: 'price' is no item; use an item's code.",
        ),
        (with_crises(items=()), "streams.posts.crises.items is empty; a crisis is over an item."),
        (
            replace(OWN, ideas=replace(OWN.ideas, tail=1.0)),
            "streams.ideas.tail must be above 1, or votes have no mean.",
        ),
        (
            replace(OWN, advocacy=replace(OWN.advocacy, uplift=0.5)),
            "streams.advocacy.uplift must be at most 0.403, the clicks of an ask.",
        ),
    ],
)
def test_a_contradiction_is_named_with_its_key(config, sentence):
    assert faults(config) == [sentence]
