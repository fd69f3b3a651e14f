import csv
import io
import uuid

from heedful.base.tenancy.domain import within
from heedful.listen.surveys.models import Item
from heedful.understand.metrics.models import DayCell

QUERIES = 20


def words(page):
    return " ".join(page.content.decode().split())


def test_every_question_has_its_numbers(chain, enter, django_assert_num_queries):
    client = enter(chain.root)
    page = client.get(f"/questions/{chain.root.pk}/")
    uses = [row.use for row in page.context["page"].rows]

    assert [(use.item.code, use.n) for use in uses] == [
        ("recommend", 543),
        ("waiting", 543),
        ("food", 543),
    ]
    assert uses[0].told is None
    assert uses[1].told.share.low <= uses[1].told.share.value <= uses[1].told.share.high
    assert "it needs a score and three ratings with 30 answers each" in words(page)
    with django_assert_num_queries(QUERIES):
        client.get(f"/questions/{chain.root.pk}/")


def test_wording_is_looked_at_in_the_organisations_language(chain, enter):
    with within(chain.tenant.pk):
        Item.objects.filter(code="food").update(label="Essen war warm und lecker")
        chain.tenant.language = "de"
        chain.tenant.save()

    page = words(enter(chain.root).get(f"/questions/{chain.root.pk}/"))

    assert "<q>Essen war warm und lecker</q>" in page
    assert "1 question should be read again for its wording." in page


def test_few_answers_say_so(chain, enter):
    page = words(enter(chain.quay).get(f"/questions/{chain.quay.pk}/"))
    assert page.count("Not enough evidence yet: 3 answers") == 3


def test_the_table_can_be_taken_along(chain, enter):
    page = enter(chain.root).get(f"/questions/{chain.root.pk}.csv")
    rows = list(csv.reader(io.StringIO(page.content.decode("utf-8-sig"))))

    assert [len(row) for row in rows] == [12, 12, 12, 12]
    assert [row[0] for row in rows] == ["code", "recommend", "waiting", "food"]


def test_the_method_card_leads_back(chain, enter):
    page = words(enter(chain.root).get(f"/method/questions/?node={chain.root.pk}&days=90"))
    assert "Shortest form" in page
    assert f'href="/questions/{chain.root.pk}/?days=90"' in page


def test_nobody_sees_beyond_their_part(chain, enter):
    client = enter(chain.north, "area_manager")
    for key in (chain.root.pk, chain.cove.pk, uuid.uuid4()):
        assert client.get(f"/questions/{key}/").status_code == 404
        assert client.get(f"/questions/{key}.csv").status_code == 404
        assert client.get(f"/method/questions/?node={key}").status_code == 404
    assert client.get("/questions/").headers["Location"] == f"/questions/{chain.north.pk}/"


def test_without_feedback(chain, enter):
    with within(chain.tenant.pk):
        DayCell.objects.all().delete()
    assert "There is no feedback yet." in words(
        enter(chain.root).get(f"/questions/{chain.root.pk}/")
    )
