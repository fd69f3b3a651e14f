import numpy as np

from cxstats.markers import Lead
from heedful.understand.markers.rules import leads_told
from heedful.understand.metrics.series import RatedItem


def lead(value, p):
    return Lead(value, value - 0.1, value + 0.1, p, np.zeros(11), 40)


def test_only_what_is_surely_ahead_comes_first():
    items = [RatedItem(code, code, "marker", 1, 5) for code in ("ahead", "behind", "unsure")]

    told = leads_told([lead(0.2, 0.01), lead(-0.2, 0.01), lead(0.05, 0.2)], items)

    assert [(one.item, one.comes_first) for one in told] == [
        ("ahead", True),
        ("behind", False),
        ("unsure", False),
    ]
    assert told[1].value == -0.2


def test_of_several_markers_chance_is_counted_once_for_all():
    items = [RatedItem(str(i), str(i), "marker", 1, 5) for i in range(3)]

    told = leads_told([lead(0.2, 0.06), lead(0.1, 0.5), lead(0.1, 0.6)], items)

    assert [one.comes_first for one in told] == [False, False, False]
