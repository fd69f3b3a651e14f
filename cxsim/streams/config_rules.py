"""What the streams' configuration must fulfil beyond the types of its fields."""

from collections.abc import Collection, Iterator

from cxsim.hours import WEEKDAYS
from cxsim.streams.config import StreamsConfig

SHAPES = ("immediate", "growing", "none")


def stream_faults(
    config: StreamsConfig, *, items: Collection[str], countries: Collection[str]
) -> Iterator[str]:
    """Sentences that say what contradicts another and what to do, one a fault."""
    yield from _action_faults(config, items)
    yield from _post_faults(config, items)
    for name, by_country in (("tickets", config.sales.tickets),
                             ("currencies", config.sales.currencies)):  # fmt: skip
        for country in sorted(set(countries) - by_country.keys()):
            yield f"streams.sales.{name}.{country} is missing; an area lies there."
    for name, weekdays in (("sales", config.sales.weekdays), ("posts", config.posts.weekdays)):
        for day in sorted(set(WEEKDAYS) - weekdays.keys()):
            yield f"streams.{name}.weekdays.{day} is missing; add it."
    if not 0 <= config.sales.persistence < 1:
        yield "streams.sales.persistence must lie between 0 and 1, without 1."
    if config.ideas.tail <= 1:
        yield "streams.ideas.tail must be above 1, or votes have no mean."
    clicks = config.advocacy.clicks_an_ask
    if config.advocacy.uplift > clicks:
        yield f"streams.advocacy.uplift must be at most {clicks:.3f}, the clicks of an ask."


def _action_faults(config: StreamsConfig, items: Collection[str]) -> Iterator[str]:
    actions = config.rollout.actions
    if len({action.code for action in actions}) < len(actions):
        yield "streams.rollout.actions has the same code twice; give each its own."
    for action in actions:
        where = f"streams.rollout.actions: {action.code}"
        if action.item not in items:
            yield f"{where}: {action.item!r} is no item; use an item's code."
        if action.shape not in SHAPES:
            yield f"{where}: shape must be one of {', '.join(SHAPES)}."
        if action.shape == "growing" and action.grows_over < 1:
            yield f"{where}: grows_over must be at least 1 day."
        if action.waves < 1 or not 0 <= action.starts[0] <= action.starts[1] <= 1:
            yield f"{where}: needs at least one wave, between two shares of the time in order."


def _post_faults(config: StreamsConfig, items: Collection[str]) -> Iterator[str]:
    posts = config.posts
    for code in sorted(set(posts.crises.items) - set(items)):
        yield f"streams.posts.crises.items: {code!r} is no item; use an item's code."
    if posts.crises.count and not posts.crises.items:
        yield "streams.posts.crises.items is empty; a crisis is over an item."
    if len(posts.hours) != 24:
        yield "streams.posts.hours must have 24 values, from midnight on."
    for name, branching in (("", posts.branching), ("crises.", posts.crises.branching)):
        if not 0 <= branching < 1:
            yield f"streams.posts.{name}branching must be below 1, or a cascade may never end."
    if {network.reviews for network in posts.networks} != {True, False}:
        yield "streams.posts.networks needs one for reviews and one for posts."
