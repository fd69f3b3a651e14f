import gzip

import pytest

from heedful.listen.imports.reading import UnreadableFile


def test_inner_keys_are_dotted_and_values_are_text(read):
    found = read(
        '{"place": {"name": "A", "code": 7}, "score": 4.50, "ok": true, "tags": ["x", 1]}\n'
        '{"place": {"name": "B"}, "score": null, "late": 12345678901234567890}\n',
        "file.jsonl",
    )

    assert found.columns == ("place.name", "place.code", "score", "ok", "tags", "late")
    assert found.rows == [
        ("A", "7", "4.50", "true", '["x", "1"]', None),
        ("B", None, None, None, None, "12345678901234567890"),
    ]


def test_a_broken_line_is_a_reject_and_the_rest_goes_on(read):
    found = read('{"a": 1}\n{"a": \n\n[1]\n7 8\n{"a": 2} x\n{"a": 3}\n', "file.jsonl")

    assert found.rows == [("1",), ("3",)]
    assert found.lines == [1, 7]
    assert found.reasons == [
        (2, "The line is not JSON: Expecting value at character 6."),
        (4, "The line is JSON, but not an object with keys and values."),
        (5, "The line is JSON, but not an object with keys and values."),
        (6, "The line is JSON, but not an object with keys and values."),
    ]


def test_what_no_text_has_is_a_reject(read):
    found = read(
        '{"a": "x\\u0000y"}\n{"a": "\\ud800"}\n{"a": "' + "x" * 200_000 + '"}\n{"a": "ok"}\n',
        "file.jsonl",
    )

    assert found.rows == [("ok",)]
    assert found.reasons == [
        (1, "The row holds a NUL character, which no text has."),
        (2, "The line holds half a character (a lone surrogate), which no text has."),
        (3, "A field of this row is longer than 131,072 characters."),
    ]


def test_nesting_without_end_is_a_reject(read):
    deep = '{"a": ' + '{"b": ' * 100_000 + "1" + "}" * 100_001

    found = read('{"a": 1}\n' + deep + "\n", "file.jsonl")

    assert found.reasons == [(2, "The line is nested too deeply.")]


def test_it_may_be_packed(read):
    assert read(gzip.compress(b'{"a": "\xc3\xa9"}\n'), "file.jsonl.gz").rows == [("é",)]


def test_a_file_without_any_object_is_told(read):
    with pytest.raises(UnreadableFile, match="No line of the file is a JSON object"):
        read("{broken\n", "file.jsonl")


def test_one_list_is_read_however_it_is_laid_out(read):
    for text in (
        '[{"a": 1, "b": {"c": [1, 2]}},{"a": 2}]',
        '\n[\n  {\n    "a": 1,\n    "b": {"c": [1, 2]}\n  },\n  {"a": 2}\n]\n',
    ):
        found = read(text, "file.json")
        assert found.columns == ("a", "b.c")
        assert found.rows == [("1", '["1", "2"]'), ("2", None)]
        assert found.lines == [1, 2]


def test_a_list_that_breaks_off_is_told(read):
    with pytest.raises(UnreadableFile, match="breaks off, or is not JSON any more, after 1 obj"):
        read('[{"a": 1}, {"a": ', "file.json")
    with pytest.raises(UnreadableFile, match="after 0 objects"):
        read("[", "file.json")
