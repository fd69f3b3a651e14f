import math

import pytest

from heedful.web.locations.rules import Judged, verdict


@pytest.mark.parametrize(
    ("enough", "is_change", "difference", "standing", "told"),
    [
        (False, True, -20.0, -1, "too_few"),
        (True, True, -20.0, 1, "fell"),
        (True, True, -20.0, -1, "fell"),
        (True, False, -20.0, -1, "below"),
        (True, True, 20.0, -1, "below"),
        (True, True, 20.0, 0, "rose"),
        (True, False, -20.0, 0, "steady"),
        (True, False, -20.0, 1, "steady"),
        (True, False, float("nan"), 0, "new"),
        (True, False, float("nan"), -1, "below"),
    ],
)
def test_what_may_be_said_of_a_place(enough, is_change, difference, standing, told):
    judged = Judged(
        enough=enough,
        is_compared=not math.isnan(difference),
        is_change=is_change,
        difference=difference,
        standing=standing,
    )

    assert verdict(judged) == told
