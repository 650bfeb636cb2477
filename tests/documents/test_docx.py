"""H3: the daily report as a Word document in the form of Annex 1; O1: a school's own template is a stranger."""

import io
import re
import zipfile
from collections.abc import Mapping

import docx as judge
import pytest

from kiosk.documents import docx
from kiosk.problems import Refusal

HEADINGS = [
    "Дата",
    "Время",
    "Кол-во учебных часов",
    "Ф.И. обучающегося/группа",
    "Наименование предмета",
    "Форма занятия",
    "Форма дистанционного обучения (WhatsApp, Skype и т.д.)",
    "Примечание (замечания, рекомендации, домашнее задание)",
]
ROW: Mapping[str, object] = {
    "date": "24.11",
    "time": "13:30–14:00",
    "hours": "0,5",
    "who": "Иванова Мария, 3 (8)",
    "subject": "Фортепиано",
    "kind": "Индивидуальное занятие",
    "channel": "телефон",
    "note": "Гамма <Ре> & «этюд» № 8",
    "struck": False,
}
REPORT: Mapping[str, object] = {
    "school": "ДМШ № 2",
    "name": "Соколова Мария Павловна",
    "period": "24 ноября 2026 года",
    "number": "Лист № 4-241126",
    "rows": [ROW] * 3,
    "blanks": 2,
    "held": "1,5",
    "missed": "0",
    "rule": "Час 40 мин",
    "position": "Преподаватель",
    "signed_by": "Соколова М. П.",
    "accepted_as": "заместитель директора по УВР",
    "accepted_by": "Ким А. С.",
    "year": "2026",
}


def opened(made: bytes | Refusal) -> "judge.document.Document":
    assert isinstance(made, bytes)
    return judge.Document(io.BytesIO(made))


def template(text: str) -> bytes:
    document = judge.Document()
    document.add_paragraph(text)
    whole = io.BytesIO()
    document.save(whole)
    return whole.getvalue()


def plain(text: str) -> str:
    return text.replace("\u200b", "").replace("\u00a0", " ")


def test_annex_1_has_the_eight_columns_in_order() -> None:
    table = opened(docx.fill("annex-1", REPORT)).tables[1]
    assert [plain(cell.text) for cell in table.rows[0].cells] == HEADINGS


def test_rows_then_empty_rows_to_fill_by_hand() -> None:
    table = opened(docx.fill("annex-1", REPORT)).tables[1]
    cells = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert cells == [list(ROW.values())[:8]] * 3 + [[""] * 8] * 2


def test_a_struck_row_is_struck_and_another_is_not() -> None:
    made = docx.fill("annex-1", {**REPORT, "rows": [{**ROW, "struck": True}, ROW]})
    rows = opened(made).tables[1].rows[1:3]
    strikes = [{run.font.strike for cell in row.cells for part in cell.paragraphs for run in part.runs} for row in rows]
    assert strikes == [{True}, {None}]


def test_the_same_filling_has_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    before = docx.fill("annex-1", REPORT)
    monkeypatch.setattr("zipfile.time.localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 0, 0, 0))
    assert docx.fill("annex-1", REPORT) == before


def test_heading_repeats_and_no_row_breaks_over_pages() -> None:
    rows = opened(docx.fill("annex-1", REPORT)).tables[1].rows
    assert [row._tr.xpath("count(w:trPr/w:tblHeader)") for row in rows] == [1] + [0] * 5
    assert all(row._tr.xpath("count(w:trPr/w:cantSplit)") for row in rows)


def test_page_is_a4_landscape_and_numbered() -> None:
    page = opened(docx.fill("annex-1", REPORT)).sections[0]
    assert page.page_width is not None
    assert page.page_height is not None
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (297, 210)
    assert re.findall(r">(PAGE|NUMPAGES)<", page.footer.paragraphs[0]._p.xml) == ["PAGE", "NUMPAGES"]


def test_title_names_the_form_and_the_person() -> None:
    document = opened(docx.fill("annex-1", REPORT))
    assert [p.text for p in document.paragraphs][:2] == [
        "Приложение № 1",
        "Форма отчета преподавателя о выполнении учебной нагрузки",
    ]
    assert [cell.text for cell in document.tables[0].rows[0].cells] == [
        "Отчет преподавателя (концертмейстера)",
        "Соколова Мария Павловна",
    ]


def test_signs_that_xml_forbids_do_not_spoil_the_file() -> None:
    document = opened(docx.fill("annex-1", {**REPORT, "name": "Со\x00ко\ud800лова\x1b"}))
    assert document.tables[0].rows[0].cells[1].text == "Соколова"


def test_a_year_of_rows_is_one_document() -> None:
    table = opened(docx.fill("annex-1", {**REPORT, "rows": [ROW] * 520})).tables[1]
    assert len(table._tbl.tr_lst) == 1 + 520 + 2


@pytest.mark.parametrize(
    "text",
    (
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ ''.__class__.__mro__ }}",
        "{% for x in rows.append(1) %}{% endfor %}",
    ),
)
def test_a_template_cannot_run_code(text: str) -> None:
    assert isinstance(docx.fill(template(text), {"rows": []}), Refusal)


@pytest.mark.parametrize("text", ("{{ name", "{% for row in rows %}", "{{ name | nonsense }}", "{{ 1 / 0 }}"))
def test_a_broken_mark_is_a_sentence(text: str) -> None:
    assert isinstance(docx.fill(template(text), {"name": "", "rows": []}), Refusal)


def test_a_template_that_asks_for_unknown_names_names_them() -> None:
    refusal = docx.fill(template("{{ director }} {{ name }} {{ stamp }}"), {"name": "Орлова"})
    assert isinstance(refusal, Refusal)
    assert refusal.problems[0].values == {"names": "director, stamp"}


@pytest.mark.parametrize("bytes_", (b"", b"%PDF-1.7", b"PK\x03\x04broken"))
def test_what_is_no_word_document_is_refused(bytes_: bytes) -> None:
    assert isinstance(docx.unknown_names(bytes_, frozenset()), Refusal)


def test_a_zip_that_swells_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (docx.UNPACKED_LIMIT + 1))
    assert isinstance(docx.fill(packed.getvalue(), {}), Refusal)
