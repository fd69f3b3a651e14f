import uuid
from datetime import date

import pytest
from django.utils import timezone

from heedful.base.tenancy.domain import within
from heedful.understand.consistency.rules import (
    CUSTOMER,
    DAY,
    EVEN,
    LOCATION,
    REST,
    SHIFT,
    SLOT,
    TYPICAL,
    UNEVEN,
    Part,
    PlaceFinding,
    Whole,
    WorstDay,
)  # fmt: skip
from heedful.understand.metrics.rules import Window
from heedful.understand.studies.domain import keep
from heedful.web.consistency.cards import CARDS
from heedful.web.consistency.shop import shop_page
from tests.makers import make_member, make_node
from tests.web.conftest import LAST
from tests.web.test_words import plain_words, pseudo  # noqa: F401 - a fixture

QUERIES = 20
WHOLE = Whole(
    item="recommend", label="Recommend", scale_low=0, scale_high=10, n=543, places=4, days=500,
    mean=8.0,
    parts=(
        Part(LOCATION, 0.25, 0.05, 0.03, 0.08), Part(DAY, 0.5, 0.1, 0.06, 0.14),
        Part(SLOT, None, None, None, None), Part(SHIFT, None, None, None, None),
        Part(CUSTOMER, None, None, None, None), Part(REST, 4.25, 0.85, 0.8, 0.9),
    ),
    between=0.25, within=4.75, draws=((0.2, 4.7), (0.25, 4.75), (0.3, 4.8)), typical_sd=2.1,
    bad_level=6.9, worst_days=1, bad_at_good=0.3,
)  # fmt: skip
BAD = WorstDay(date(2026, 10, 4), 9, 3.2, 5.1, 0.97, sure=True)


def place(value, evenness, days=(), share=0.12):
    return PlaceFinding(
        n=180, days=170, value=value, low=value - 0.3, high=value + 0.3, error=0.15, rank_low=1,
        rank_high=3, top=0.2, bottom=0.01, sd=2.2, sd_low=2.0, sd_high=2.4, evenness=evenness,
        bad_share=share, bad_low=0.05, bad_high=0.2, worst_days=days,
    )  # fmt: skip


def words(page):
    return " ".join(page.content.decode().split())


def keep_study(chain, places, whole=WHOLE):
    keep(
        tenant_id=chain.tenant.pk,
        questionnaire_id=chain.version.questionnaire_id,
        kind="consistency",
        window=Window.ending(LAST, days=365),
        now=timezone.now(),
        whole=whole,
        places=places,
    )


@pytest.fixture
def studied(chain):
    """What a study found of Pier, Mill and Cove; Quay has too few answers."""
    with within(chain.tenant.pk):
        keep_study(
            chain,
            {
                chain.pier.pk: place(7.2, UNEVEN, (BAD,), share=0.3),
                chain.mill.pk: place(8.8, EVEN),
                chain.cove.pk: place(8.1, TYPICAL),
            },
        )
    return chain


def test_a_group_reads_where_differences_sit_and_its_places_by_bad_days(studied, enter):
    page = enter(studied.root).get("/consistency/", follow=True)
    rows = page.context["page"].shown

    assert [row.node.name for row in rows] == ["Pier", "Cove", "Mill"]
    text = words(page)
    assert "Of the differences between two visits, 5% (3% to 8%) is which location it was" in text
    assert "About 30% of all bad days are at the better half of locations." in text
    assert "Cannot be told from these data:" in text
    assert "1 location has too few answers yet." in text
    assert text.count("1 to 3 of 4") == 3


@pytest.mark.parametrize(("sort", "first"), [("name", "Cove"), ("spread", "Cove"), ("x", "Pier")])
def test_places_are_sorted_as_asked(studied, enter, sort, first):
    page = enter(studied.root).get(f"/consistency/{studied.root.pk}/?sort={sort}")
    assert page.context["page"].shown[0].node.name == first


def test_a_location_reads_its_worst_days_with_their_evidence(studied, enter):
    page = words(enter(studied.pier, "location_manager").get(f"/consistency/{studied.pier.pk}/"))

    assert "About 30% (5% to 20%) of its 170 days with answers were truly below" in page
    assert "Sunday 4 October" in page
    assert "97%" in page
    assert "Its true rank lies between 1 and 3 of 4 (90%)." in page


def test_a_location_with_few_answers_says_so(studied, enter):
    page = words(enter(studied.root).get(f"/consistency/{studied.quay.pk}/"))
    assert "There are not enough answers from this location yet." in page


def test_one_query_more_or_less_does_not_depend_on_the_number_of_places(
    studied, enter, django_assert_num_queries
):
    client = enter(studied.root)
    client.get(f"/consistency/{studied.root.pk}/")
    with django_assert_num_queries(QUERIES):
        client.get(f"/consistency/{studied.root.pk}/")
    with within(studied.tenant.pk):
        keep_study(studied, {studied.pier.pk: place(7.2, TYPICAL)})
    with django_assert_num_queries(QUERIES):
        client.get(f"/consistency/{studied.root.pk}/")


def test_two_typical_locations_by_the_closed_form(studied, enter):
    """arccos(sqrt(0.25 / (0.25 + 4.75 / 4))) / pi is 0.363; tan(0.1 pi) gives 180 visits."""
    page = words(enter(studied.root).get("/consistency/mystery-shop/?visits=4"))

    assert "4 visits each to two typical locations put them in the wrong order in 36%" in page
    assert "it takes 180 visits to each" in page


def test_two_chosen_locations(studied, enter):
    page = words(
        enter(studied.root).get(
            f"/consistency/mystery-shop/?one={studied.pier.pk}&other={studied.mill.pk}&visits=9"
        )
    )
    assert "9 visits each to Pier and Mill put them in the wrong order in" in page


@pytest.mark.parametrize("visits", ["", "0", "-4", "many", "9" * 30, "1e3"])
def test_a_number_of_visits_that_makes_no_sense_counts_as_one(studied, visits):
    with within(studied.tenant.pk):
        page = shop_page(member=make_member(studied.root), query={"visits": visits})
    assert page.visits == 1


def test_a_place_out_of_scope_counts_as_not_chosen(studied, enter):
    client = enter(studied.north, "area_manager")
    page = client.get(f"/consistency/mystery-shop/?one={studied.pier.pk}&other={studied.cove.pk}")
    assert page.context["page"].one is None
    assert "Cove" not in words(page)


@pytest.mark.parametrize("kind", ["split", "evenness", "bad-days", "ranks", "mystery-shop"])
def test_every_kind_of_number_has_its_card(studied, enter, kind):
    page = enter(studied.root).get(f"/method/consistency/{kind}/?node={studied.pier.pk}")
    assert "How it is made" in words(page)


def test_the_chart_is_a_file(studied, enter):
    client = enter(studied.root)
    page = client.get(f"/consistency/{studied.root.pk}/chart.svg")

    assert page.headers["Content-Type"] == "image/svg+xml"
    assert b"Pier" in page.content
    assert b"Ranks of locations, each a range" in page.content
    assert client.get(f"/consistency/{studied.root.pk}/chart.exe").status_code == 404
    assert client.get("/method/consistency/nothing/").status_code == 404


def test_nobody_sees_beyond_their_part(studied, enter):
    client = enter(studied.north, "area_manager")
    for key in (studied.root.pk, studied.cove.pk, uuid.uuid4()):
        assert client.get(f"/consistency/{key}/").status_code == 404
    assert [
        row.node.name for row in client.get("/consistency/", follow=True).context["page"].rows
    ] == [
        "Pier",
        "Mill",
    ]


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize(
    "path",
    ["{root}/", "{pier}/", "{quay}/", "mystery-shop/", "mystery-shop/?one={pier}&other={mill}"],
)
def test_no_word_that_cannot_be_translated(studied, enter, path):
    nodes = {name: getattr(studied, name).pk for name in ("root", "pier", "quay", "mill")}
    page = enter(studied.root).get("/consistency/" + path.format(**nodes))
    assert plain_words(page.content.decode(), studied) == []


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("kind", CARDS)
def test_no_word_of_a_card_that_cannot_be_translated(studied, enter, kind):
    page = enter(studied.root).get(f"/method/consistency/{kind}/?node={studied.pier.pk}")
    assert plain_words(page.content.decode(), studied) == []


def test_before_the_first_study(chain, enter):
    for address in (f"/consistency/{chain.root.pk}/", "/consistency/mystery-shop/"):
        assert "Nobody has looked for it yet" in words(enter(chain.root).get(address))


def test_a_group_whose_places_are_all_too_small(studied, enter):
    with within(studied.tenant.pk):
        empty = make_node(studied.root, "Empty", location=False)
    page = words(enter(studied.root).get(f"/consistency/{empty.pk}/"))
    assert "No location here has enough answers yet." in page
