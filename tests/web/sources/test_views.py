from datetime import UTC, datetime

from heedful.base.tenancy.domain import within
from heedful.understand.soundness.domain import study

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def test_before_the_first_look_the_page_says_what_will_be_here(chain, enter):
    page = enter(chain.root).get("/soundness/sources/")
    assert "Here you will see what is odd about the data" in page.content.decode()


def test_sound_data_is_called_so(chain, enter):
    client = enter(chain.root, "analyst")
    with within(chain.tenant.pk):
        study(tenant_id=chain.tenant.pk, questionnaire_id=chain.version.questionnaire_id, now=NOW)
    words = client.get("/soundness/sources/").content.decode()
    assert "Nothing was noticed that would make these numbers doubtful." in words
    assert "543 answers at 4 locations" in " ".join(words.split())


def test_the_card_tells_how_it_is_looked_at(chain, enter):
    words = enter(chain.root).get("/method/sources/").content.decode()
    assert "Design effect after Kish (1965)" in words


def test_the_front_line_has_no_business_here(chain, enter):
    assert enter(chain.pier, "front_line").get("/soundness/sources/").status_code == 403
