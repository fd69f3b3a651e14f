from collections import Counter, defaultdict
from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest

from cxsim import load_preset
from cxsim.identities.addresses import KnownCustomers
from cxsim.identities.make import make_identities

PRESET = load_preset("restaurant-120")
IDENTITIES = PRESET.streams.identities
ALONE = replace(IDENTITIES, households=0.0, mistyped=0.0, changed_email=0.0)


def made(config=IDENTITIES, *, n=4000, seed=3):
    rng = np.random.default_rng(1)
    known = KnownCustomers(
        id=[f"customer {i}" for i in range(n)],
        home=rng.integers(0, 3, n),
        has_email=rng.random(n) < 0.8,
        has_phone=rng.random(n) < 0.45,
        may_contact=rng.random(n) < 0.7,
    )
    return make_identities(
        config=config,
        seed=seed,
        first_day=date(2025, 11, 22),
        days=365,
        known=known,
        countries=["GB", "DE", "ES"],
        spoken=PRESET.countries,
    )


@pytest.fixture(scope="module")
def usual():
    return made()


def customers_of_values(tables, truth):
    who = dict(zip(truth.who.record_id, truth.who.customer, strict=True))
    found = defaultdict(set)
    for record, value in zip(tables.identities.record_id, tables.identities.value, strict=True):
        found[value].add(who[record])
    return found


def test_the_same_seed_gives_the_same_people_and_another_does_not(usual):
    def rows(tables):
        return {f.name: list(getattr(tables.identities, f.name)) for f in fields(tables.identities)}

    assert rows(made()[0]) == rows(usual[0])
    assert rows(made(seed=4)[0]) != rows(usual[0])


def test_without_households_and_slips_an_address_means_one_person():
    found = customers_of_values(*made(ALONE))

    assert {len(customers) for customers in found.values()} == {1}


def test_shared_addresses_are_those_of_one_household(usual):
    tables, truth = usual
    home = dict(zip(truth.who.customer, truth.who.household, strict=True))
    shared = [c for c in customers_of_values(tables, truth).values() if len(c) > 1]

    assert len(shared) > 50
    assert {len({home[customer] for customer in customers}) for customers in shared} == {1}
    assert {len(customers) for customers in shared} == {2}


def test_as_many_live_together_as_told():
    _, truth = made(replace(IDENTITIES, households=0.5), n=20_000)
    people = set(zip(truth.who.customer, truth.who.household, strict=True))
    size = Counter(head for _, head in people)

    # Those without any identity turn up nowhere, so some households are seen by half.
    joined = sum(customer != head for customer, head in people) / len(people)
    assert set(size.values()) == {1, 2}
    assert joined == pytest.approx(0.25, abs=0.01)


def test_every_record_shows_an_identity_and_none_twice(usual):
    tables, _ = usual
    shown = Counter(zip(tables.identities.record_id, tables.identities.channel, strict=True))

    assert set(tables.identities.record_id) == set(tables.records.record_id)
    assert max(shown.values()) == 1
    assert len(tables.records.record_id) / 4000 == pytest.approx(
        IDENTITIES.records * 0.92, abs=0.08
    )


def test_a_changed_address_is_the_old_one_before_and_the_new_one_after():
    tables, truth = made(replace(ALONE, changed_email=1.0, records=6.0))
    seen = dict(zip(tables.records.record_id, tables.records.seen_on, strict=True))
    who = dict(zip(truth.who.record_id, truth.who.customer, strict=True))
    days = defaultdict(lambda: {"net": [], "org": []})
    rows = zip(tables.identities.record_id, tables.identities.channel, tables.identities.value,
               strict=True)  # fmt: skip
    for record, channel, value in rows:
        if channel == "email":
            days[who[record]][value[-3:]].append(seen[record])
    both = [d for d in days.values() if d["net"] and d["org"]]

    assert len(both) > 1000
    assert all(max(d["net"]) < min(d["org"]) for d in both)


def test_nobody_who_may_not_be_contacted_has_agreed_to_anything(usual):
    tables, _ = usual
    allowed = Counter(
        purpose
        for purpose, yes in zip(tables.consents.purpose, tables.consents.allowed, strict=True)
        if yes
    )
    addresses = len(tables.quiet_hours.value)

    for purpose, share in IDENTITIES.consents.items():
        assert allowed[purpose] / addresses == pytest.approx(0.7 * share, abs=0.03)


def test_preferences_stand_once_for_each_address(usual):
    tables, _ = usual
    consents = Counter(zip(tables.consents.value, tables.consents.purpose, strict=True))

    assert max(Counter(tables.quiet_hours.value).values()) == 1
    assert max(consents.values()) == 1


def test_replies_with_the_word_stop_are_not_all_wishes_to_stop():
    tables, truth = made(n=20_000)
    said = defaultdict(set)
    for words, stops in zip(tables.replies.words, truth.replies.stops.tolist(), strict=True):
        said[stops].add(words)

    assert "please stop texting me" in said[True]
    assert "Don't stop, we love it" in said[False]
    assert said[True] & said[False] == set()
    assert "BAJA" in said[True]
    assert truth.replies.stops.sum() / len(tables.quiet_hours.value) == pytest.approx(
        IDENTITIES.opted_out, abs=0.01
    )


def test_nobody_real_can_be_reached(usual):
    tables, _ = usual
    by_channel = defaultdict(list)
    for channel, value in zip(tables.consents.channel, tables.consents.value, strict=True):
        by_channel[channel].append(value)

    assert all(value.endswith("@example.org") for value in by_channel["email"])
    assert all(value.startswith("+999") for value in by_channel["phone"])


@pytest.mark.parametrize("n", [0, 1])
def test_nobody_and_one_customer(n):
    tables, truth = made(n=n)

    assert len(tables.records.record_id) == len(truth.who.customer)
    assert set(truth.who.customer) <= {"customer 0"}
