import pytest

from heedful.base.tenancy.domain import within
from heedful.listen.surveys.models import Item
from heedful.web.figures import fitting_target


@pytest.mark.parametrize(
    ("target", "bounds", "kept"),
    [
        (40.0, (-100.0, 100.0), 40.0),
        (40.0, (1.0, 5.0), None),
        (0.0, (-100.0, 100.0), 0.0),
        (0.0, (1.0, 5.0), None),
        (5.0, (1.0, 5.0), 5.0),
        (1.0, (1.0, 5.0), 1.0),
        (None, (1.0, 5.0), None),
    ],
)
def test_a_target_that_the_number_cannot_take_is_none(target, bounds, kept):
    assert fitting_target(target, bounds) == kept


def test_pages_show_no_target_of_another_scale(chain, enter):
    client = enter(chain.root)
    addresses = (f"/today/{chain.pier.pk}/?days=90", "/locations/?days=90")
    assert [client.get(one).context["page"].target for one in addresses] == [40, 40]

    with within(chain.tenant.pk):
        # The headline becomes the average from 0 to 10.
        Item.objects.filter(code="recommend").update(kind="rating")

    for address in addresses:
        shown = client.get(address)
        assert shown.context["page"].target is None
        assert "below target" not in shown.content.decode()
