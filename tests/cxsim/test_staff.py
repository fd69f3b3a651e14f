from collections import Counter


def test_every_node_has_its_person(simulated):
    people, places = simulated.observable.people, simulated.observable.locations

    assert Counter(person.role for person in people) == {
        "executive": 1,
        "analyst": 1,
        "area_manager": 4,
        "location_manager": 120,
    }
    assert [p.scope for p in people if p.role == "location_manager"] == [p.code for p in places]
    assert [p.scope for p in people if p.role == "area_manager"] == [
        "North",
        "South",
        "West",
        "Continent",
    ]
    assert {p.scope for p in people if p.role in {"executive", "analyst"}} == {""}


def test_addresses_are_unique_plain_and_of_a_reserved_domain(simulated):
    addresses = [person.email for person in simulated.observable.people]

    assert len(set(addresses)) == 126
    assert [a for a in addresses if not (a.isascii() and a.endswith("@example.org"))] == []
