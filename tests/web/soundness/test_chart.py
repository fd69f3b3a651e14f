from tests.web.soundness.test_views import doubted, words  # noqa: F401 - a fixture


def test_reasons_are_drawn_with_their_share_of_all_answers(doubted, enter):  # noqa: F811
    person = enter(doubted.root)
    page = person.get("/soundness/")
    first = page.context["page"].reasons[0]

    assert (first.rows, first.share.value) == (1, 1 / page.context["page"].answers)
    assert first.share.low < first.share.value < first.share.high
    assert "The most frequent reason to count less: One column ticked, or in a hurry" in words(page)


def test_the_chart_comes_as_files(doubted, enter):  # noqa: F811
    person = enter(doubted.root)
    assert "One column ticked" in person.get("/soundness/chart.svg").content.decode()
    assert person.get("/soundness/chart.pdf").content[:4] == b"%PDF"
    assert person.get("/soundness/chart.exe").status_code == 404


def test_where_every_answer_counts_in_full_there_is_no_chart(doubted, enter):  # noqa: F811
    person = enter(doubted.south)
    assert person.get("/soundness/").context["figure"] is None
    assert person.get("/soundness/chart.svg")["Location"] == "/soundness/"
