import pytest

from heedful.listen.imports.reading import UnreadableFile, open_source


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0 old excel", "workbook of the old Excel format. Save it as XLSX"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"PK\x03\x04 something", "The workbook is damaged"),
        (b"PAR1 something", "The Parquet file is damaged"),
        (b"BZh9", "packed with bzip2"),
        (b"Rar!\x1a", "RAR archive"),
    ],
)
def test_what_is_no_table_is_told(read, content, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        read(content)


def test_the_content_counts_more_than_the_name(read):
    assert read("a,b\n1,2\n", "file.xlsx").format == "csv"
    assert read('{"a": 1}\n', "file.csv").format == "jsonl"
    assert read("{a},b\n1,2\n", "file.csv").columns == ("{a}", "b")


def test_a_format_that_was_asked_for_is_taken_at_its_word(read):
    with pytest.raises(UnreadableFile, match="The workbook is damaged"):
        read("a,b\n", format="xlsx")
    with pytest.raises(UnreadableFile, match="“ods” is not a format: say one of csv, xlsx"):
        read("a,b\n", format="ods")


def test_an_opened_file_is_closed_again(write):
    with open_source(write("a,b\n1,2\n")) as source:
        list(source.batches())
    with pytest.raises(ValueError, match="closed"):
        list(source.batches())
