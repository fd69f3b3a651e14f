import uuid

import pytest


def card(client, node, name="recommend", query=""):
    return client.get(f"/method/{name}/?node={node.pk}&days=90{query}")


def test_a_card_shows_the_number_of_the_page_it_came_from(chain, enter):
    client = enter(chain.root)
    shown = client.get(f"/today/{chain.pier.pk}/?days=90").context["page"].row
    row = card(client, chain.pier).context["row"]
    assert (row.value, row.low, row.high, row.answers) == (
        shown.value,
        shown.low,
        shown.high,
        shown.answers,
    )


def test_a_card_tells_formula_data_interval_pooling_and_software(chain, enter, settings):
    words = " ".join(card(enter(chain.root), chain.pier).content.decode().split())
    for told in (
        "Share of answers 9 and 10 minus share of answers 0 to 6, times 100.",
        "All feedback of Pier from 24 Aug 2026 to 21 Nov 2026, both included",
        "95% interval of the estimate after partial pooling.",
        "With fewer than 10 answers it is not shown.",
        "26 May 2026 to 23 Aug 2026",
        f"Heedful {settings.VERSION}",
    ):
        assert told in words


def test_a_group_is_not_pooled(chain, enter):
    words = card(enter(chain.root), chain.north).content.decode()
    assert "the locations that belonged to North on the day of the visit" in words
    assert "Pooling" not in words


def test_the_card_of_another_question(chain, enter):
    page = card(enter(chain.root), chain.pier, "mean", "&item=waiting")
    assert "Average: Waiting" in page.content.decode()


@pytest.mark.parametrize(
    "address", ["none/?days=90", "mean/?item=none", "mean/?node=x", "recommend/?item=waiting"]
)
def test_an_unknown_card_is_not_there(chain, enter, address):
    assert enter(chain.root).get(f"/method/{address}").status_code == 404


def test_nobody_sees_beyond_their_part(chain, enter):
    client = enter(chain.north, "area_manager")
    assert card(client, chain.pier).status_code == 200
    assert card(client, chain.cove).status_code == 404
    assert client.get(f"/method/recommend/?node={uuid.uuid4()}").status_code == 404
