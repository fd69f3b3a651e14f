from heedful.base.tokens.rules import Scope, scopes_open_to


def test_scopes_follow_the_role():
    assert {role: scopes_open_to(role) for role in ("owner", "front_line")} == {
        "owner": tuple(Scope),
        "front_line": (),
    }
