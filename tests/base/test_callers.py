import pytest

from heedful.base.callers import client_address


@pytest.mark.parametrize(
    ("peer", "forwarded", "hops", "found"),
    [
        ("203.0.113.7", "", 0, "203.0.113.7"),
        ("203.0.113.7", "1.1.1.1", 0, "203.0.113.7"),  # nobody said that there is a proxy
        ("10.0.0.1", "203.0.113.7", 1, "203.0.113.7"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.7", 1, "203.0.113.7"),  # written by the client
        ("10.0.0.1", "1.1.1.1, 203.0.113.7, 10.0.0.2", 2, "203.0.113.7"),
        ("203.0.113.7", "1.1.1.1", 2, "203.0.113.7"),  # around the first proxy
        ("10.0.0.1", "", 1, "10.0.0.1"),
        ("10.0.0.1", "203.0.113.7:4711", 1, "203.0.113.7"),
        ("10.0.0.1", "[2001:db8:1:2::9]:4711", 1, "2001:db8:1:2::"),
        ("2001:db8:1:2:a:b:c:d", "", 0, "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "", 0, "203.0.113.7"),
        ("10.0.0.1", "<script>", 1, "10.0.0.1"),
        ("", "", 0, "unknown"),
    ],
)
def test_entries_of_our_own_proxies_count_and_no_others(peer, forwarded, hops, found):
    assert client_address(peer=peer, forwarded=forwarded, hops=hops) == found
