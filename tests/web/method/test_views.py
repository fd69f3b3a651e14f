import html
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from heedful.base.outbox.domain import dispatch
from heedful.base.outbox.models import OutboxEntry
from heedful.base.tenancy.domain import within
from heedful.flows.dispatch import HANDLERS
from heedful.listen.feedback.models import Feedback
from heedful.listen.feedback.weighing import Factors, set_factors
from heedful.understand.metrics.measures import MEASURES


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


def test_weights_are_told_where_answers_differ_in_weight(chain, enter):
    client = enter(chain.root)
    told = "Effective number of answers"
    assert told not in card(client, chain.mill).content.decode()
    with within(chain.tenant.pk):
        rows = list(Feedback.objects.filter(location_id=chain.mill.pk).order_by("-day")[:90])
        light = [row.id for row in rows[::2]]
        factors = Factors(light, [500_000] * 45, [["copied"]] * 45)
        set_factors(tenant_id=chain.tenant.pk, kind="quality", factors=factors, now=timezone.now())
        OutboxEntry.objects.update(due_at=timezone.now() - timedelta(days=1))
        while dispatch(handlers=HANDLERS, now=timezone.now()):
            pass
    # (45 + 45 / 2)^2 / (45 + 45 / 4) = 81 answers of equal weight.
    for node, effective in ((chain.mill, 81.0), (chain.north, 45.0 * 3.5**2 / 3.25)):
        row = card(client, node).context["row"]
        assert (row.effective, row.is_weighted) == (pytest.approx(effective), True)
    words = " ".join(card(client, chain.mill).content.decode().split())
    assert "Effective number of answers: 81 of 90 (design effect 1.11)." in words
    assert told not in card(client, chain.pier).content.decode()


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


@pytest.mark.parametrize(
    ("name", "told", "line"),
    [
        (
            "goes_with",
            "Pearson's correlation over the answers that have both.",
            "correlation-interval",
        ),
        ("customers_sketched", "HyperLogLog with 16,384 registers", "distinct-error"),
    ],
)
def test_measures_that_need_a_question_have_a_card_too(chain, enter, name, told, line):
    words = " ".join(enter(chain.root).get(f"/method/{name}/").content.decode().split())
    assert html.unescape(words).count(told) == 1
    assert f'href="/method/scorecard/#{line}"' in words


def test_a_count_of_all_needs_no_judge(chain, enter):
    words = enter(chain.root).get("/method/customers/").content.decode()
    assert "It is counted one by one, so chance has no part in it." in words


def test_every_measure_has_a_card(chain, enter):
    client = enter(chain.root)
    shown = {name: client.get(f"/method/{name}/").status_code for name in MEASURES}
    assert shown == dict.fromkeys(MEASURES, 200)
    assert client.get("/method/luck/").status_code == 404
