import itertools

import pytest

from heedful.web.charts.labels import LETTER, LINE, Box, place_labels


def box(label, text):
    half = len(text) * LETTER / 2
    return Box(label.x - half, label.y - LINE / 2, label.x + half, label.y + LINE / 2)


def test_labels_of_points_close_together_cover_neither_each_other_nor_a_point():
    points = [(60.0 + 9 * i, 80.0 + 7 * (i % 3)) for i in range(6)]
    texts = [str(i) for i in range(1, 7)]
    placed = place_labels(points, texts, width=230, height=300)

    boxes = [box(*pair) for pair in zip(placed, texts, strict=True)]
    assert [a.common(b) for a, b in itertools.combinations(boxes, 2)] == [0.0] * 15
    assert all(one.common(Box(x - 5, y - 5, x + 5, y + 5)) == 0 for one in boxes for x, y in points)
    assert min(min(b.left, b.top) for b in boxes) >= 0
    assert max(b.right for b in boxes) <= 230


def test_a_label_in_a_corner_stays_inside_and_off_a_line():
    line = Box(0, 290, 230, 292)
    (label,) = place_labels([(228, 298)], ["Waiting"], lines=[line], width=230, height=300)
    assert box(label, "Waiting").common(line) == 0
    assert box(label, "Waiting").right <= 230


def test_where_all_is_full_least_is_covered():
    full = Box(0, 0, 100, 100)
    (label,) = place_labels([(50, 50)], ["1"], lines=[full], width=100, height=100)
    assert box(label, "1").common(full) == pytest.approx(LETTER * LINE)


def test_no_points_have_no_labels():
    assert place_labels([], [], width=100, height=100) == []
