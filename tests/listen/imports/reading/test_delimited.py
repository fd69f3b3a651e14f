import gzip

import pytest

from heedful.listen.imports.reading import UnreadableFile, open_source


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_guessed(read, delimiter):
    found = read(f"place{delimiter}score\nA{delimiter}5\nB{delimiter}4\n")

    assert found.columns == ("place", "score")
    assert found.rows == [("A", "5"), ("B", "4")]


def test_a_comma_inside_quotes_does_not_win_over_the_semicolon(read):
    found = read('place;score;comment\nA;4,5;"good, cheap, near"\nB;3,5;"far, far"\n')

    assert found.rows == [("A", "4,5", "good, cheap, near"), ("B", "3,5", "far, far")]


def test_the_hint_of_spreadsheets_names_the_delimiter_and_is_no_row(read):
    found = read("sep=;\r\nplace;score\r\nA;5\r\n")

    assert (found.columns, found.rows, found.lines) == (("place", "score"), [("A", "5")], [3])


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"]
)
def test_the_encoding_is_guessed(read, encoding):
    found = read("café,score\nCafé “Zoë”,5\n".encode(encoding))

    assert (found.columns, found.rows) == (("café", "score"), [("Café “Zoë”", "5")])


def test_a_cell_of_another_encoding_far_down_the_file_is_read_as_windows_text(read):
    rows = b"".join(b"%d,caf\xc3\xa9\n" % number for number in range(20_000))

    found = read(b"n,place\n" + rows + b"20000,caf\xe9\n")

    assert {row[1] for row in found.rows} == {"café"}
    assert len(found.rows) == 20_001


def test_a_wrong_encoding_that_was_asked_for_is_told_with_its_line(read):
    with pytest.raises(UnreadableFile, match="not written in utf-8: near line") as caught:
        read(b"place\ncaf\xe9\n", encoding="utf-8")
    assert "Leave the encoding out" in caught.value.reason


def test_an_encoding_that_does_not_exist_is_told(read):
    with pytest.raises(UnreadableFile, match="no encoding named “klingon”"):
        read("a,b\n", encoding="klingon")


def test_lines_are_those_on_which_rows_begin(read):
    found = read('a,b\r\n1,"two\r\nlines"\r\n\r\n3,4\r\n')

    assert found.rows == [("1", "two\r\nlines"), ("3", "4")]
    assert found.lines == [2, 5]


def test_rows_too_short_or_too_long_are_rejects_and_the_rest_goes_on(read):
    found = read("a,b,c\n1,2\n1,2,3\n1,2,3,4\n1,2,3,,\n,,,,,\n")

    assert found.rows == [("1", "2", "3"), ("1", "2", "3")]
    assert found.reasons == [
        (2, "The row has 2 fields where the header has 3."),
        (4, "The row has 4 fields where the header has 3."),
    ]
    assert found.rejects[0].row == ("1", "2")


def test_a_nul_rejects_its_row_only(read):
    found = read("a,b\n1,x\0y\n2,z\n")

    assert found.rows == [("2", "z")]
    assert found.reasons == [(2, "The row holds a NUL character, which no text has.")]


def test_a_huge_field_rejects_its_row_only(read):
    found = read("a,b\n1," + "x" * 200_000 + "\n2,z\n")

    assert found.rows == [("2", "z")]
    assert found.reasons == [(2, "A field of this row is longer than 131,072 characters.")]


def test_a_quotation_mark_that_is_never_closed_costs_its_own_row_only(read):
    found = read('a,b\n1,"open\n2,two\n3,three\n')

    assert found.rows == [("2", "two"), ("3", "three")]
    assert found.lines == [3, 4]
    assert found.reasons == [(2, "A quotation mark is opened in this row and not closed.")]


def test_a_quotation_mark_that_swallows_more_than_a_field_may_hold_costs_its_own_row_only(read):
    rows = "".join(f"{number},text\n" for number in range(30_000))

    found = read('a,b\n0,"open\n' + rows)

    assert len(found.rows) == 30_000
    assert [line for line, _ in found.reasons] == [2]


def test_quotation_marks_out_of_step_do_not_make_one_row_of_the_whole_file(read):
    found = read("a,b\n" + 'x","\n' * 400_000)

    assert found.rows == []
    assert [line for line, _ in found.reasons[:3]] == [2, 3, 4]
    assert found.rejects[-1].reason.endswith("With it go the rows as far as line 400001.")


def test_names_are_made_unique_and_told(read):
    found = read("score,,score, place ,score (2)\n1,2,3,4,5\n")

    assert found.columns == ("score", "Column 2", "score (2)", "place", "score (2) (2)")
    assert found.notes == [
        "Column 2 has no name; it is read as “Column 2”.",
        "A second column is named “score”; it is read as “score (2)”.",
        "A second column is named “score (2)”; it is read as “score (2) (2)”.",
    ]


def test_a_header_alone_has_columns_and_no_rows(read):
    found = read("a,b\n")

    assert (found.columns, found.rows, found.rejects) == (("a", "b"), [], [])


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b",,\n"])
def test_an_empty_file_is_told(read, content):
    with pytest.raises(UnreadableFile, match="The file is empty"):
        read(content)


def test_a_table_of_too_many_columns_is_told(read):
    with pytest.raises(UnreadableFile, match="more than 4096 columns"):
        read(",".join(map(str, range(5_000))) + "\n")


def test_a_line_without_end_is_told_before_it_fills_the_memory(read):
    with pytest.raises(UnreadableFile, match="Line 2 is longer than 16 million characters"):
        read("a,b\n" + "x" * (17 * 1024 * 1024))


def test_binary_content_is_told(read):
    with pytest.raises(UnreadableFile, match="This is not text"):
        read(bytes(range(256)) + b"\0\0\0" * 400)


def test_a_delimiter_of_two_characters_is_told(read):
    with pytest.raises(UnreadableFile, match="must be one character"):
        read("a||b\n", delimiter="||")


def test_batches_have_the_size_asked_for_and_progress_ends_at_the_whole(write):
    path = write(gzip.compress("".join(f"{n},x\n" for n in range(1_001)).encode()), "file.csv.gz")

    with open_source(path) as source:
        sizes = [len(batch.lines) for batch in source.batches(250)]
        assert (sizes, source.position) == ([250, 250, 250, 250], source.total_bytes)


def test_rejects_are_handed_out_in_batches_too(write):
    path = write("a,b\n" + "1\n" * 1_000)

    with open_source(path) as source:
        assert [len(batch.rejects) for batch in source.batches(300)] == [300, 300, 300, 100]
        assert source.rejected == 1_000


def test_rows_that_tell_of_the_columns_are_passed_over(read):
    found = read(
        'Q1,Q2\n"How\nwas it?",Why?\n'
        '"{""ImportId"":""QID1""}","{""ImportId"":""QID2_TEXT""}"\n5,Good\n'
    )
    assert found.rows == [("5", "Good")]
    assert found.lines == [5]
    plain = read("Q1,Q2\n5,Good\n4,Bad\n3,So\n")
    assert plain.rows == [("5", "Good"), ("4", "Bad"), ("3", "So")]
