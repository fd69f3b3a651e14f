"""Ways of looking, one level deeper, low and high answers, early warnings."""

from datetime import date

import pytest
from django.utils import timezone

from heedful.base.tenancy.domain import within
from heedful.understand.asymmetry.rules import (
    KIND as SIDES,
)
from heedful.understand.asymmetry.rules import (
    AsymmetryStudy,
    ItemAsymmetry,
    Side,
    Weight,
)
from heedful.understand.markers.rules import KIND as MARKERS
from heedful.understand.markers.rules import MarkerFall, MarkerLead, MarkerStudy, PlaceWarnings
from heedful.understand.metrics.rules import Window
from heedful.understand.studies.domain import keep

WINDOW = Window(date(2026, 8, 1), date(2026, 11, 21))


def words(page):
    return " ".join(page.content.decode().split())


def kept(chain, kind, whole, places=None):
    with within(chain.tenant.pk):
        keep(
            tenant_id=chain.tenant.pk,
            questionnaire_id=chain.version.questionnaire_id,
            kind=kind,
            window=WINDOW,
            now=timezone.now(),
            whole=whole,
            places=places or {},
        )


@pytest.fixture
def looked(chain):
    """The chain after nightly looks, whose words are told here."""
    below, above = Side(0.5, 0.4, 0.6, 80), Side(0.1, -0.1, 0.3, 60)
    contrast = Side(0.4, 0.2, 0.6, 60)
    items = (
        ItemAsymmetry("waiting", 4, below, above, contrast, Weight.MUST_HAVE),
        ItemAsymmetry("food", 4, below, None, None, Weight.NOT_SHOWN),
    )
    kept(chain, SIDES, AsymmetryStudy("recommend", 540, 4, items))
    fallen = MarkerFall("food", date(2026, 11, 9), 4.2, 3.1, 2.8, 3.4, 25)
    lead = MarkerLead("food", 0.2, 0.1, 0.3, 40, comes_first=True, by_week=())
    kept(
        chain,
        MARKERS,
        MarkerStudy("recommend", (lead,), watched=3, warned=1),
        {
            chain.pier.pk: PlaceWarnings(watched=True, warnings=(fallen,)),
            chain.mill.pk: PlaceWarnings(watched=True, warnings=()),
            chain.cove.pk: PlaceWarnings(watched=True, warnings=()),
            chain.quay.pk: PlaceWarnings(watched=False, warnings=()),
        },
    )
    return chain


@pytest.mark.parametrize("way", ["ordinal", "halo"])
def test_another_way_of_looking_stands_beside_the_plain_one(chain, enter, way):
    page = enter(chain.root).get(f"/drivers/{chain.root.pk}/?days=90&way={way}")
    plain = enter(chain.root).get(f"/drivers/{chain.root.pk}/?days=90")

    rows = page.context["page"].rows
    assert [row.share for row in rows] == [row.share for row in plain.context["page"].rows]
    assert all(row.beside.low <= row.beside.share <= row.beside.high for row in rows)
    assert all(row.beside is None for row in plain.context["page"].rows)
    assert "Both ways stand side by side." in words(page)
    assert f"way={way}" in words(enter(chain.root).get(f"/drivers/{chain.root.pk}/?way={way}"))


def test_a_first_driver_can_be_looked_into(chain, enter):
    client = enter(chain.root)
    first = words(client.get(f"/drivers/{chain.root.pk}/?days=90"))
    deeper = client.get(f"/drivers/{chain.root.pk}/?days=90&of=waiting")

    assert "Look one level deeper: what goes with" in first
    assert "What goes with “Waiting”" in words(deeper)
    assert [row.item.code for row in deeper.context["page"].rows] == ["food"]
    card = client.get(f"/method/share/?node={chain.root.pk}&days=90&of=waiting&way=halo")
    assert "to “Waiting”" in words(card)
    assert "One common factor of the ratings" in words(card)


@pytest.mark.parametrize("query", ["way=other", "of=nothing", "of=recommend"])
def test_what_there_is_not_is_not_found(chain, enter, query):
    assert enter(chain.root).get(f"/drivers/{chain.root.pk}/?{query}").status_code == 404


def test_the_order_has_its_stability(chain, enter):
    page = words(enter(chain.root).get(f"/drivers/{chain.root.pk}/?days=90"))
    assert page.count("Among the first three: 99%") == 2


def test_low_and_high_answers_are_told_with_intervals_or_not_at_all(looked, enter):
    page = words(enter(looked.root).get(f"/drivers/{looked.root.pk}/"))
    assert "−0.50 <small" in page
    assert "(−0.60 to −0.40)" in page
    assert '<span class="tag">Must be right</span>' in page
    assert '<span class="soft">Not enough evidence yet</span>' in page
    assert "From all 4 locations together: 540 answers" in page


def test_warnings_are_those_of_the_places_in_scope(looked, enter):
    whole = words(enter(looked.root).get(f"/drivers/{looked.root.pk}/"))
    south = words(enter(looked.south, "area_manager").get(f"/drivers/{looked.south.pk}/"))
    pier = words(enter(looked.pier, "location_manager").get(f"/drivers/{looked.pier.pk}/"))

    assert f'<a href="/drivers/{looked.pier.pk}/#early">Pier</a>' in whole
    assert "Food, since 9 Nov 2026: 3.1 (2.8 to 3.4, 25 answers)" in whole
    assert "No warning at the 1 location that enough is known of." in south
    assert "3.10 (2.80 to 3.40, 25 answers) after 4.20 before." in pier
    assert "“Food” moves before the score does" in pier


def test_today_names_a_warning_that_is_on(looked, enter):
    pier = words(enter(looked.pier, "location_manager").get(f"/today/{looked.pier.pk}/"))
    mill = words(enter(looked.mill, "location_manager").get(f"/today/{looked.mill.pk}/"))
    assert "“Food” has been lower than usual here since 9 Nov." in pier
    assert "Early warning" not in mill


def test_both_have_method_cards(looked, enter):
    client = enter(looked.root)
    for name, said in (
        ("sides", "Must be right"),
        ("sides", "540 answers at 4 locations."),
        ("early", "Enough is known of 3 of 4 locations here."),
        ("early", "0.85 times a year"),
    ):
        page = client.get(f"/method/{name}/?node={looked.root.pk}")
        assert (page.status_code, said in words(page)) == (200, True)
    staff = enter(looked.pier, "front_line")
    assert staff.get(f"/method/early/?node={looked.pier.pk}").status_code == 200
    assert staff.get(f"/method/early/?node={looked.root.pk}").status_code == 404


def test_before_anybody_looked_the_page_and_the_cards_say_so(chain, enter):
    client = enter(chain.root)
    page = words(client.get(f"/drivers/{chain.root.pk}/"))
    assert "once a question is marked as an early sign." in page
    for name in ("sides", "early"):
        assert "Nobody has looked for it yet." in words(client.get(f"/method/{name}/"))
