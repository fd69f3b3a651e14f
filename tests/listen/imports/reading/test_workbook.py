import gzip
import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from heedful.listen.imports.reading import UnreadableFile


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_cells_are_text_in_one_form(read):
    moment = datetime.fromisoformat("2018-05-31 14:05")
    found = read(
        workbook(
            Answers=[
                ["place", "score", "share", "day", "moment", "at", "ok", None],
                ["A", 4, 0.25, date(2018, 5, 31), moment, time(9, 30), True],
                [None, None, None, None, None, None, None],
                ["B", 4.0, None, None, None, None, False],
            ]
        ),
        "file.xlsx",
    )

    assert found.columns == ("place", "score", "share", "day", "moment", "at", "ok")
    assert found.rows == [
        ("A", "4", "0.25", "2018-05-31", "2018-05-31 14:05:00", "09:30:00", "true"),
        ("B", "4", None, None, None, None, "false"),
    ]
    assert found.lines == [2, 4]


def test_the_sheet_can_be_chosen(read):
    content = workbook(Notes=[], First=[["a"], [1]], Second=[["b"], [2]])

    assert read(content).columns == ("a",)
    assert read(content).notes == ["The sheet “First” is read, the others are not."]
    assert read(content, sheet="Second").rows == [("2",)]
    with pytest.raises(UnreadableFile, match="no sheet “Third”; it has “Notes”, “First”, “Second”"):
        read(content, sheet="Third")


def test_an_empty_workbook_is_told(read):
    with pytest.raises(UnreadableFile, match="no sheet with anything on it"):
        read(workbook(Empty=[]))


def test_a_packed_workbook_is_read(read):
    assert read(gzip.compress(workbook(One=[["a"], [1]])), "file.xlsx.gz").rows == [("1",)]


def test_a_zip_that_is_no_workbook_is_told(read):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", "a,b\n")

    with pytest.raises(UnreadableFile, match="This zip file is no workbook"):
        read(file.getvalue())


def with_sheet(xml: bytes, shared: bytes | None = None) -> bytes:
    """Return a workbook whose only sheet is `xml`, with the texts `shared` among its cells."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(One=[["a"], [1]]))) as good,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for name in good.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            bad.writestr(name, xml if is_sheet else good.read(name))
        if shared is not None:
            bad.writestr("xl/sharedStrings.xml", shared)
    return file.getvalue()


def test_a_cell_at_the_far_corner_is_refused_before_memory_is_asked_for(read):
    xml = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'

    with pytest.raises(UnreadableFile, match="reaches over 1,048,576 rows and 16,384 columns"):
        read(with_sheet(xml + b"</worksheet>"))


def test_a_sheet_that_swells_is_refused_whatever_size_it_claims(read):
    content = bytearray(with_sheet(b"<worksheet>" + b" " * 60_000_000 + b"</worksheet>"))
    claimed = content.find((60_000_000 + 23).to_bytes(4, "little"))
    while claimed >= 0:
        content[claimed : claimed + 4] = (1_000).to_bytes(4, "little")
        claimed = content.find((60_000_000 + 23).to_bytes(4, "little"))

    with pytest.raises(UnreadableFile, match="swells to more than 200 times"):
        read(bytes(content))


def test_one_long_text_in_very_many_cells_is_refused_before_memory_is_asked_for(read):
    cells = b"".join(
        b'<row r="%d"><c r="A1" t="s"><v>0</v></c></row>' % n for n in range(1, 90_000)
    )

    with pytest.raises(UnreadableFile, match="The cells of the sheet hold too much text"):
        read(
            with_sheet(
                b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>",
                b"<sst><si><t>" + b"x" * 32_000 + b"</t></si></sst>",
            )
        )


def test_texts_that_cells_share_are_read(read):
    content = with_sheet(
        b'<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>'
        b'<row r="2"><c r="A2" t="s"><v>1</v></c></row></sheetData></worksheet>',
        b"<sst><si><t>place</t></si><si><t>" + b"x" * 1_000 + b"</t></si></sst>",
    )

    assert (read(content).columns, read(content).rows) == (("place",), [("x" * 1_000,)])


def test_half_a_workbook_is_told(read):
    content = workbook(One=[["a"], [1]])

    with pytest.raises(UnreadableFile, match="The workbook is damaged"):
        read(content[: len(content) // 2])


def test_broken_xml_is_told(read):
    with pytest.raises(UnreadableFile, match="The workbook is damaged or locked"):
        read(with_sheet(b"<worksheet><sheetData><row r='1'><c r='A1'"))
