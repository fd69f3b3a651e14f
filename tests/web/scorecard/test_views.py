from heedful.web.scorecard.record import lines_named, newest


def test_the_page_shows_every_line_with_its_anchor(chain, enter):
    words = enter(chain.root).get("/method/scorecard/").content.decode()
    names = [line.name for line in newest().lines]
    assert [name for name in names if f'<tr id="{name}">' not in words] == []
    assert newest().command in words


def test_a_card_links_to_its_lines(chain, enter):
    page = enter(chain.root).get(f"/method/recommend/?node={chain.pier.pk}&days=90")
    assert 'href="/method/scorecard/#score-interval"' in page.content.decode()


def test_lines_that_are_not_kept_are_left_out():
    assert [line.name for line in lines_named(["score-error", "no such line"])] == ["score-error"]
