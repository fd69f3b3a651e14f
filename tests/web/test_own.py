import pytest


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/drivers/", "/drivers/{key}/"),
        ("/drivers/?way=halo", "/drivers/{key}/?way=halo"),
        ("/trends/?by=week&days=90", "/trends/{key}/?by=week&days=90"),
        ("/soundness/who-answers/", "/soundness/who-answers/{key}/"),
    ],
)
def test_a_page_without_a_place_is_about_the_persons_part(chain, enter, address, page):
    client = enter(chain.north, "area_manager")
    assert client.get(address)["Location"] == page.format(key=chain.north.pk)
