from heedful.base.tokens.rules import Allowance, Limit, Scope, scopes_open_to


def test_as_many_as_allowed_at_once_and_then_one_by_one():
    limit = Limit(3, 60)
    found = [limit.spend("a", now=at) for at in (0, 0, 0, 0, 19, 20, 20)]
    assert [one.allowed for one in found] == [True, True, True, False, False, True, False]
    assert [one.left for one in found] == [2, 1, 0, 0, 0, 0, 0]
    assert [one.wait for one in found if not one.allowed] == [20, 1, 20]


def test_each_has_its_own():
    limit = Limit(1, 60)
    assert limit.spend("a", now=0).allowed
    assert limit.spend("b", now=0).allowed
    assert limit.spend("a", now=0) == Allowance(allowed=False, left=0, wait=60)
    assert limit.spend("a", now=60).allowed


def test_what_is_long_past_is_forgotten():
    limit = Limit(1, 60)
    for key in range(10_000):
        limit.spend(key, now=0)
    limit.spend("late", now=100)
    assert len(limit._free_at) == 1


def test_scopes_follow_the_role():
    assert {role: scopes_open_to(role) for role in ("owner", "front_line")} == {
        "owner": tuple(Scope),
        "front_line": (),
    }
