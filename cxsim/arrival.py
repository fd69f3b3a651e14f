"""How each entry arrives: by which channel and device, after how many seconds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.clientele import Clientele, draw_channels
from cxsim.config import Config
from cxsim.randomness import stream
from cxsim.spoiling import Entries
from cxsim.visits import Visits

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

OWN_DEVICE = -1
NO_DEVICE = -1
FORGER_PACE = 0.4
"""Whoever forges answers knows the form by heart."""


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """One row an entry."""

    channel: Integers  # Place in `config.answers.channels`.
    device: Integers  # Number of the device, NO_DEVICE by phone.
    same_device: Integers  # Number of a device that several people use, else OWN_DEVICE.
    page_seconds: Floats  # (entries, pages)


def make_arrival(
    *,
    config: Config,
    seed: int,
    visits: Visits,
    clientele: Clientele,
    entries: Entries,
    letters: Integers,
    n_places: int,
) -> Arrival:
    """`letters` is the length of each entry's comment."""
    rng = stream(seed, "arrival")
    n, place = len(entries), visits.location[entries.visit]
    customer = clientele.of_visit[entries.visit]
    usual = rng.random(n) < config.customers.usual_channel
    channel = np.where(usual, clientele.channel[customer], draw_channels(config, n, rng))
    names = list(config.answers.channels)
    at_the_door = _tablets(config, n_places, rng)[place] & (rng.random(n) < config.form.tablet_use)
    if "qr" in names:
        channel[entries.forged] = names.index("qr")
        at_the_door &= channel == names.index("qr")
    same = np.where(at_the_door, place, OWN_DEVICE)
    same[entries.forged] = n_places + place[entries.forged]
    _repeat(entries, channel, same)
    device = np.where(same == OWN_DEVICE, 2 * n_places + customer, same)
    if "phone" in names:
        by_phone = channel == names.index("phone")
        device[by_phone], same[by_phone] = NO_DEVICE, OWN_DEVICE
    return Arrival(
        channel=channel,
        device=device,
        same_device=same,
        page_seconds=_page_seconds(config, entries, letters, rng),
    )


def _tablets(config: Config, n_places: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    tablets = rng.random(n_places) < config.form.tablets
    tablets[0] = False
    return tablets


def _repeat(entries: Entries, *columns: Integers) -> None:
    """Give a second copy what its first one has."""
    copies = np.flatnonzero(entries.duplicated)
    firsts = np.flatnonzero(~entries.duplicated & ~entries.forged)
    firsts = firsts[np.argsort(entries.visit[firsts])]
    first = firsts[np.searchsorted(entries.visit[firsts], entries.visit[copies])]
    for column in columns:
        column[copies] = column[first]


def _page_seconds(
    config: Config, entries: Entries, letters: Integers, rng: np.random.Generator
) -> Floats:
    form, n = config.form, len(entries)
    questions = np.array(
        [len(part) for part in np.array_split(np.arange(len(config.items) + 2), form.pages)]
    )
    expected = np.outer(np.ones(n), questions * form.seconds_per_item)
    expected[:, -1] += letters * form.seconds_per_letter
    person = np.exp(rng.normal(0.0, form.seconds_spread, n))
    person *= np.where(entries.careless, form.careless_seconds, 1.0)
    person *= np.where(entries.forged, FORGER_PACE, 1.0)
    page = np.exp(rng.normal(0.0, form.seconds_spread / 2, (n, form.pages)))
    seconds: Floats = np.maximum(np.round(expected * person[:, None] * page, 1), 0.1)
    return seconds


def device_marks(numbers: Integers) -> list[str]:
    """Marks that tell nothing of the numbers; different numbers have different marks."""
    scattered = (numbers.astype(np.uint64) * np.uint64(0x9E3779B1)) % np.uint64(2**40)
    marks = zip(scattered.tolist(), (numbers == NO_DEVICE).tolist(), strict=True)
    return ["" if none else f"{mark:010x}" for mark, none in marks]
