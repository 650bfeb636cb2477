"""O2, T3: sheets that people bring, and what is no sheet at all."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kiosk.documents import sheets
from kiosk.documents.sheets import Sheet, address, read
from kiosk.documents.xlsx import Column, workbook
from kiosk.documents.xlsx import Sheet as Written
from kiosk.problems import Refusal


def made(fill: Callable[[Worksheet], None]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    fill(page)
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()


def with_member(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, change(old.read(member)) if member == name else old.read(member))
    return whole.getvalue()


def opened(content: bytes, name: str = "список.xlsx") -> Sheet:
    found = read(content, name)
    assert not isinstance(found, Refusal), found
    return found[0]


def refused(content: bytes, name: str = "список.xlsx") -> str:
    found = read(content, name)
    assert isinstance(found, Refusal)
    assert found.problems[0].values["file"] == name
    return found.problems[0].msgid


def small_sheet() -> bytes:
    return made(lambda page: page.append(["Фамилия", "Кабинет"]))


# What is read


def test_cells_come_as_what_they_are() -> None:
    def fill(page: Worksheet) -> None:
        page.append(["Иванова\u00a0Мария ", 5, 0.5, True])
        page.append(
            [dt.date(2026, 11, 24), dt.time(13, 30), dt.datetime(2026, 11, 24, 9, 5), dt.timedelta(hours=2), ""]
        )

    assert opened(made(fill)).rows == (
        ("Иванова Мария", 5, 0.5, "да"),
        (dt.date(2026, 11, 24), dt.time(13, 30), dt.datetime(2026, 11, 24, 9, 5), dt.time(2)),
    )


def test_addresses_hold_when_the_table_starts_further_down() -> None:
    def fill(page: Worksheet) -> None:
        page["C4"] = "Фамилия"

    rows = opened(made(fill)).rows
    assert rows[3][2] == "Фамилия"
    assert len(rows) == 4


def test_computed_cells_are_named() -> None:
    def fill(page: Worksheet) -> None:
        page.append(["часы", 1, "=B1*2"])
        page["AA10"] = "=SUM(B1:C1)"

    assert opened(made(fill)).formulas == {"C1", "AA10"}


def test_merged_cells_can_be_filled() -> None:
    def fill(page: Worksheet) -> None:
        page["A1"] = "Понедельник"
        page["B3"] = "Хор"
        page.merge_cells("A1:A3")

    sheet = opened(made(fill))
    assert [row[0] for row in sheet.rows] == ["Понедельник", None, None]
    assert [row[0] for row in sheet.filled()] == ["Понедельник"] * 3


def test_every_sheet_has_its_name() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Сотрудники"
    book.create_sheet("Группы")["A1"] = "=1"
    whole = io.BytesIO()
    book.save(whole)
    found = read(whole.getvalue(), "школа.xlsx")
    assert not isinstance(found, Refusal)
    assert [(sheet.name, sheet.formulas) for sheet in found] == [
        ("Сотрудники", frozenset()),
        ("Группы", frozenset({"A1"})),
    ]


def test_what_we_write_we_read(tmp_path: Path) -> None:
    path = tmp_path / "ученики.xlsx"
    columns = (Column(heading="Фамилия"), Column(heading="Класс"))
    path.write_bytes(workbook(Written(name="Ученики", columns=columns, rows=[("Ёлкин", 5), ("=1+1", None)])))
    found = read(path)
    assert not isinstance(found, Refusal)
    assert found[0].rows == (("Фамилия", "Класс"), ("Ёлкин", 5), ("=1+1", None))
    assert found[0].formulas == frozenset()


def test_libreoffice_sheet() -> None:
    content = ods(
        '<table:table-row><table:table-cell office:value-type="string"><text:p>Хор</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/></table:table-row>'
    )
    sheet = opened(content, "хор.ods")
    assert (sheet.name, sheet.rows, sheet.formulas) == ("Лист", (("Хор", 2),), frozenset({"B1"}))


def ods(rows: str, manifest: str = "") -> bytes:
    return ods_of(f'<table:table table:name="Лист">{rows}</table:table>', "", manifest)


def ods_of(tables: str, styles: str, manifest: str = "") -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        packed.writestr(
            "content.xml",
            '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
            'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
            f'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">{styles}<office:body><office:spreadsheet>'
            f"{tables}</office:spreadsheet></office:body></office:document-content>",
        )
    return whole.getvalue()


@pytest.mark.parametrize("separator", (";", ",", "\t"))
@pytest.mark.parametrize("encoding", ("utf-8-sig", "utf-8", "cp1251", "utf-16"))
def test_csv_as_schools_have_it(separator: str, encoding: str) -> None:
    text = f'Фамилия{separator}Часы\r\n"Ёлкин{separator} М."{separator}"0,5"\r\n\r\n'
    sheet = opened(text.encode(encoding), "ученики.csv")
    assert (sheet.name, sheet.rows) == ("ученики", (("Фамилия", "Часы"), (f"Ёлкин{separator} М.", "0,5")))


def test_fifty_thousand_rows_are_read() -> None:
    columns = tuple(Column(heading=name) for name in ("Фамилия", "Имя", "Класс", "Отделение"))
    rows = [(f"Иванова {number}", "Мария", 5, "фортепиано") for number in range(50_000)]
    sheet = opened(workbook(Written(name="Ученики", columns=columns, rows=rows)))
    assert sheet.rows[50_000] == ("Иванова 49999", "Мария", 5, "фортепиано")


@pytest.mark.parametrize(
    ("row", "column", "text"),
    ((0, 0, "A1"), (3, 1, "B4"), (0, 25, "Z1"), (0, 26, "AA1"), (9, 701, "ZZ10"), (9, 702, "AAA10")),
)
def test_addresses(row: int, column: int, text: str) -> None:
    assert address(row, column) == text


# What is refused, and how it is said


@pytest.mark.parametrize(
    ("content", "word"),
    (
        (b"", "empty"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"<html><table><tr><td>1", "web page"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"just a letter", "not an Excel file"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512, "damaged"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "password"),
    ),
)
def test_what_is_no_sheet_is_said_so(content: bytes, word: str) -> None:
    assert word in refused(content)


def zipped(**members: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/"), content)
    return whole.getvalue()


def test_a_word_document_is_said_so() -> None:
    assert "Word" in refused(zipped(**{"word__document.xml": b"<w/>"}))


def test_a_zip_of_something_else_is_said_so() -> None:
    assert "not an Excel" in refused(zipped(photo=b"..."))


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = zipped(**{"xl__workbook.xml": b"<w/>", "xl__bomb": b"0" * (65 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert "swells" in refused(bomb)


def test_a_locked_libreoffice_file_is_said_so() -> None:
    assert "password" in refused(ods("", "<encryption-data/>"), "хор.ods")


@pytest.mark.parametrize("far", ("XFD1048576", "A1048576 XFD1"))
def test_a_cell_far_away_takes_no_memory(far: str) -> None:
    def fill(page: Worksheet) -> None:
        for place in far.split():
            page[place] = "x"

    assert "2 million cells" in refused(made(fill))


def test_a_cell_a_million_times_over_takes_no_memory() -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert "2 million cells" in refused(ods(rows), "хор.ods")


def test_empty_repeats_of_libreoffice_are_no_cells() -> None:
    rows = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>Хор</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert opened(ods(rows), "хор.ods").rows == (("Хор",),)


@pytest.mark.parametrize(
    "spoil",
    (
        lambda xml: xml[: len(xml) // 2],
        lambda xml: b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + xml,
        lambda xml: xml.replace(b'r="A1"', b'r="-5"'),
        lambda _: b"\0" * 100,
    ),
)
def test_spoilt_xml_is_a_sentence(spoil: Callable[[bytes], bytes]) -> None:
    assert "damaged" in refused(with_member(small_sheet(), "xl/worksheets/sheet1.xml", spoil))


def test_a_workbook_without_a_cell_is_said_so() -> None:
    assert "no sheet" in refused(made(lambda _: None))


@pytest.mark.parametrize(
    ("content", "word"),
    (('"Иванова;1\n'.encode(), "quotation mark"), (b"a;b\x00c", "not text"), (b"a;\x98\n", "not text")),
)
def test_csv_that_is_none(content: bytes, word: str) -> None:
    assert word in refused(content, "ученики.csv")


def test_csv_of_millions_of_cells() -> None:
    assert "2 million" in refused(b";" * 2_000_001, "ученики.csv")


def test_a_file_that_is_too_large_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "SIZE_LIMIT", 10)
    assert "64 MB" in refused(b"PK" + b"0" * 20)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    found = read(tmp_path / "нет.xlsx")
    assert isinstance(found, Refusal)
    assert "cannot be opened" in found.problems[0].msgid


def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "SECONDS_LIMIT", 0.001)
    assert "longer than a minute" in refused(small_sheet())


def hidden_workbook() -> bytes:
    """Two sheets, the second hidden; in the first a hidden row, a hidden column, and a formula in each."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "видно"
    for row in (["А", "Б", "В"], ["1", "=1+1", "3"], ["=4+4", "5", "=6+6"]):
        page.append(row)
    page.row_dimensions[2].hidden = True
    page.column_dimensions["A"].hidden = True
    book.create_sheet("черновик").append(["старое"])
    book["черновик"].sheet_state = "veryHidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_the_owner_hid_is_told_and_empty() -> None:
    found = read(hidden_workbook(), "скрытое.xlsx")
    assert not isinstance(found, Refusal)
    shown, draft = found
    assert shown.rows[0] == (None, "Б", "В")
    assert shown.rows[1] == (None, None, None)
    assert (shown.hidden, shown.hidden_rows, shown.hidden_columns) == (False, (1,), (0,))
    assert shown.formulas == {"C3"}
    assert (draft.hidden, draft.rows) == (True, (("старое",),))


ODS_HIDDEN = (
    '<office:automatic-styles><style:style style:name="t2" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
)


def test_hidden_rows_columns_and_tables_of_ods() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>а</text:p></table:table-cell>'
    body = (
        f'<table:table table:name="видно"><table:table-column/>'
        f'<table:table-column table:visibility="collapse"/>'
        f"<table:table-row>{cell}{cell}</table:table-row>"
        f'<table:table-row table:visibility="filter">{cell}{cell}</table:table-row></table:table>'
        f'<table:table table:name="нет" table:style-name="t2"><table:table-row>{cell}</table:table-row></table:table>'
    )
    found = read(ods_of(body, ODS_HIDDEN), "скрытое.ods")
    assert not isinstance(found, Refusal)
    assert found[0].rows == (("а", None),)
    assert [sheet.hidden for sheet in found] == [False, True]
