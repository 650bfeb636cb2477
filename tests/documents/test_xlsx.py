"""H3, O2: sheets for Excel; each is opened again by openpyxl, which is not the library that wrote it."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.documents.xlsx import Cell, Column, Line, Sheet, workbook
from kiosk.documents.xlsx_form import Box, Form, form_workbook

FORM = Form(name="0504421", boxes=[Box(row=0, column=0, value="Табель")], widths_mm=[20])

COLUMNS = (
    Column(heading="Дата", width_mm=18, align="center"),
    Column(heading="Кол-во учебных часов", width_mm=19, align="center"),
    Column(heading="Примечание", width_mm=78),
)


def sheet(*rows: tuple[Cell, ...], name: str = "Отчёт", **options: object) -> Sheet:
    return Sheet(name=name, columns=COLUMNS, rows=rows, **options)  # type: ignore[arg-type]  # because options are Sheet's own fields


def opened(*sheets: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(*sheets)))


def test_cells_keep_their_kind() -> None:
    page = opened(sheet((dt.date(2026, 11, 24), 0.5, "Гамма"), (dt.time(13, 30), 1, None))).active
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=2)] == [
        [dt.datetime(2026, 11, 24), 0.5, "Гамма"],
        [dt.time(13, 30), 1, None],
    ]
    assert page["A2"].number_format == "dd.mm.yyyy"
    assert page["A3"].number_format == "hh:mm"


@pytest.mark.parametrize("text", ("=1+1", "=cmd|'/c calc'!A0", "+7 (000) 123", "@sum", "http://example.org", "{=1}"))
def test_text_never_becomes_a_formula_or_a_link(text: str) -> None:
    page = opened(sheet((None, None, text))).active
    assert page["C2"].value == text
    assert page["C2"].data_type == "s"
    assert page["C2"].hyperlink is None


def test_prints_on_a4_landscape_with_the_heading_on_every_page() -> None:
    page = opened(sheet((None, 1, "x"), above=(Line(text="Приложение № 1", align="right"),))).active
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.print_title_rows == "$2:$2"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToHeight == 0
    assert page.oddFooter.right.text == "Лист &P из &N"


def test_lines_stand_above_and_below_over_the_whole_width() -> None:
    page = opened(
        sheet((None, 1, "x"), above=(Line(text="Отчет", size=13, bold=True),), below=(Line(text="Преподаватель ____"),))
    ).active
    assert [page.cell(row, 1).value for row in (1, 2, 4)] == ["Отчет", "Дата", "Преподаватель ____"]
    assert sorted(map(str, page.merged_cells.ranges)) == ["A1:C1", "A4:C4"]


def test_long_text_gets_a_tall_row() -> None:
    page = opened(sheet((None, 1, "слово " * 60), (None, 1, "слово"))).active
    assert page.row_dimensions[2].height > 5 * page.row_dimensions[3].height


def test_empty_rows_have_lines_and_room_for_a_hand() -> None:
    page = opened(sheet((None, 1, "x"), blanks=2)).active
    assert page.max_row == 4
    assert page["A4"].border.left.style == "thin"
    assert page.row_dimensions[4].height == 21


def test_a_register_keeps_its_heading_in_view() -> None:
    page = opened(sheet((None, 1, "x"), register=True)).active
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:C2")


def test_names_of_sheets_are_made_fit_and_told_apart() -> None:
    names = [
        "Иванова: 5/8 [хор]?*",
        "Очень длинное название отделения и цикла",
        "Очень длинное название отделения и циклов",
        "",
        "Хор",
        "хор",
    ]
    made = opened(*(sheet(name=name) for name in names)).sheetnames
    assert made == [
        "Иванова  5 8  хор",
        "Очень длинное название отделени",
        "Очень длинное название отде (2)",
        "Лист",
        "Хор",
        "хор (2)",
    ]


@given(st.text(max_size=200))
def test_any_text_makes_a_file_that_opens(text: str) -> None:
    page = opened(sheet((None, 1, text), name=text)).active
    assert page["B2"].value == 1


@pytest.mark.parametrize("made", [lambda: workbook(sheet()), lambda: form_workbook(FORM)])
def test_no_file_says_when_it_was_made(made: Callable[[], bytes]) -> None:
    """So that the same paper is the same bytes, whenever it is asked for (H3, L3)."""
    with zipfile.ZipFile(io.BytesIO(made())) as packed:
        assert b">2000-01-01T00:00:00Z</dcterms:created>" in packed.read("docProps/core.xml")
