"""What a configuration must fulfil beyond the types of its fields."""

from cxsim.config import Config
from cxsim.hours import WEEKDAYS, HoursError, parse_hours, parse_opening_hours
from cxsim.streams.config_rules import stream_faults

LEVELS = ("division", "region", "area", "town")
"""Of the tree above the locations, from the top down."""


class ConfigError(ValueError):
    """A configuration cannot be used; the message names the key and what to do."""


def check_config(config: Config) -> None:
    """Raise ConfigError at the first thing in `config` that contradicts another."""
    _check_items(config)
    _check_places(config)
    _check_times(config)
    _check_people(config)
    _check_streams(config)


def _check_items(config: Config) -> None:
    roles = [item.role for item in config.items]
    if roles != ["driver"] * config.driver_count + ["marker"] * (len(roles) - config.driver_count):
        raise ConfigError("items must have role driver or marker, all drivers before all markers.")
    if config.driver_count < 2:
        raise ConfigError("items needs at least two drivers; with one there is nothing to choose.")
    if len(set(config.item_codes)) != len(roles):
        raise ConfigError("items has the same code twice; give each its own.")
    if any(item.effect for item in config.items if item.role == "marker"):
        raise ConfigError("items: a marker must have effect 0.")
    drivers = config.item_codes[: config.driver_count]
    if config.flagship.first_priority not in drivers:
        raise ConfigError(f"flagship.first_priority must be one of {', '.join(drivers)}.")
    for name, codes in (
        ("dip.items", config.dip.items),
        ("rush.items", config.rush.items),
        ("cover.senior_items", config.cover.senior_items),
        ("cover.temporary_items", config.cover.temporary_items),
        ("episodes.items", config.episodes.items),
        ("episodes.marker", {config.episodes.marker: 1.0}),
        ("interactions", {code: 1.0 for i in config.interactions for code in (i.first, i.second)}),
    ):
        if unknown := sorted(codes.keys() - set(config.item_codes)):
            raise ConfigError(f"{name}.{unknown[0]} is no item; use an item's code.")


def _check_places(config: Config) -> None:
    areas = [area for region in config.regions for area in region.every_area()]
    if unknown := [level for level in config.levels if level not in LEVELS]:
        raise ConfigError(f"levels: {unknown[0]!r} is none; use some of {', '.join(LEVELS)}.")
    if townless := [area.name for area in areas if not area.towns and not area.more_towns]:
        raise ConfigError(f"regions: {townless[0]} needs towns or more_towns.")
    if unknown := sorted({area.country for area in areas} - config.countries.keys()):
        raise ConfigError(f"countries.{unknown[0]} is missing; an area lies there.")
    names = [region.name for region in config.regions] + [area.name for area in areas]
    if len(set(names)) != len(names):
        raise ConfigError("regions: two regions or areas bear the same name.")
    if config.flagship.format not in {style.name for style in config.formats}:
        raise ConfigError("flagship.format must be the name of one of the formats.")
    low = config.n_locations * config.volume.smallest
    high = config.n_locations * config.volume.largest
    if not low <= config.responses <= high:
        raise ConfigError(f"responses must lie between {low} and {high}, as volume demands.")


def _check_times(config: Config) -> None:
    days = [
        config.dip.weekday,
        *config.rush.weekdays,
        *config.week.weekdays,
        *config.cover.senior_weekdays,
    ]
    if unknown := sorted(set(days) - set(WEEKDAYS)):
        raise ConfigError(f"{unknown[0]!r} is no weekday; use {', '.join(WEEKDAYS)}.")
    if missing := sorted(set(WEEKDAYS) - config.week.weekdays.keys()):
        raise ConfigError(f"week.weekdays.{missing[0]} is missing; add it.")
    try:
        for hours in (
            config.dip.hours,
            config.rush.hours,
            *(p.hours for p in config.week.dayparts),
        ):
            parse_hours(hours)
        for style in config.formats:
            for text in style.opening_hours:
                parse_opening_hours(text)
    except HoursError as error:
        raise ConfigError(str(error)) from error


def _check_people(config: Config) -> None:
    if not config.segments:
        raise ConfigError("segments needs at least one kind of customers.")
    dayparts = {part.name for part in config.week.dayparts}
    if unknown := sorted(config.response.dayparts.keys() - dayparts):
        raise ConfigError(
            f"response.dayparts.{unknown[0]} is no daypart; use one of week.dayparts."
        )
    if not 0.0 < config.response.rate <= 1.0:
        raise ConfigError("response.rate must lie above 0 and at most at 1.")
    if config.form.pages < 1:
        raise ConfigError("form.pages must be at least 1.")


def _check_streams(config: Config) -> None:
    countries = {area.country for region in config.regions for area in region.areas}
    faults = stream_faults(config.streams, items=config.item_codes, countries=countries)
    if fault := next(faults, None):
        raise ConfigError(fault)
