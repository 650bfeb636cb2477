"""Makes templates/docx: the daily report, the order, papers of calendar and plans, consents (H1, H3, D1, D4, F5).

    python docs/scripts/make_docx_templates.py [FOLDER]

The files are shipped, so this runs only when a form changes. They are Word documents like any other: a school may
open them in Word and change fonts or signatures; what stands in {{ }} and {% %} is filled by kiosk/documents/docx.py.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

FOLDER: Final = Path(__file__).resolve().parents[2] / "templates" / "docx"
FONT: Final = "Arial"  # on every Windows; Liberation Sans stands in for it elsewhere with the same widths
LETTER_FONT: Final = "Times New Roman"  # orders look like other orders; Liberation Serif stands in for it
WIDE_MM: Final = 273  # A4 landscape less two margins of 12 mm
COLUMNS: Final = (  # heading in the words of Annex 1, name in the row, width in mm as on the printed page, centred
    ("Дата", "date", 15, True),
    ("Время", "time", 15, True),
    ("Кол-во учебных часов", "hours", 19, True),
    ("Ф.И. обучающегося/\u200bгруппа", "who", 41, False),
    ("Наименование предмета", "subject", 35, False),
    ("Форма занятия", "kind", 37, False),
    ("Форма дистанционного обучения (WhatsApp, Skype и\u00a0т.д.)", "channel", 33, False),
    ("Примечание (замечания, рекомендации, домашнее задание)", "note", 78, False),
)


def annex_1() -> Document:
    document = docx.Document()
    _set_up_page(document)
    _line(document, "Приложение № 1", size=9, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, "Форма отчета преподавателя о выполнении учебной нагрузки", 9, WD_ALIGN_PARAGRAPH.RIGHT, after=4)
    _title(document)
    _line(document, "{{ school }}. {{ period }}. {{ number }}", size=9, after=4)
    _table(document)
    _line(
        document,
        "Всего проведено, учебных часов: {{ held }}.   Не проведено, к отработке: {{ missed }}.   {{ rule }}",
        before=3,
        after=5,
    )
    _signatures(document)
    _page_numbers(document.sections[0].footer.paragraphs[0])
    return document


def order() -> Document:
    """The order: letterhead, title, ground, points, signature; then lists to sign for staff and families."""
    document = docx.Document()
    _set_up_portrait(document)
    centre = WD_ALIGN_PARAGRAPH.CENTER
    _line(document, "{{ school }}", 12, centre, bold=True)
    _line(document, "ПРИКАЗ", 14, centre, before=6, after=4, bold=True)
    head = _bare_table(document, (85, 85))
    _put(head.rows[0].cells[0], "{{ date }}", size=12)
    _put(head.rows[0].cells[1], "№ {{ number }}", size=12, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, "{{ title }}", 12, before=6, after=5)
    document.paragraphs[-1].paragraph_format.right_indent = Mm(75)
    _line(document, "{{ ground }} Причина: {{ reason }}.", 12, WD_ALIGN_PARAGRAPH.JUSTIFY)
    _line(document, "ПРИКАЗЫВАЮ:", 12, centre, before=4, after=2, bold=True)
    _line(document, "{%p for point in points %}")
    _line(document, "{{ point }}", 12, WD_ALIGN_PARAGRAPH.JUSTIFY, after=1.5)
    _line(document, "{%p endfor %}")
    sign = _bare_table(document, (60, 60, 50))
    sign.rows[0].height = Mm(20)
    for cell, text in zip(sign.rows[0].cells, ("Директор", "", "/ {{ director }} /"), strict=True):
        _put(cell, text, size=12)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    _edges(sign.rows[0].cells[1], bottom=4)
    known = "С приказом № {{ number }} от {{ date }} ознакомлены"
    _list_to_sign(document, "staff", f"{known} работники:", (("Фамилия, имя, отчество", "name", 95),))
    families = (("Обучающийся, класс", "children", 50), ("Родитель (законный представитель)", "guardian", 48))
    _list_to_sign(document, "families", f"{known} родители (законные представители):", families)
    _page_numbers(document.sections[0].footer.paragraphs[0])
    return document


def calendar_change() -> Document:
    """What was changed in the academic calendar: a table of was and is, who did it and why (D4)."""
    document = _letter("ЛИСТ ИЗМЕНЕНИЙ")
    _line(document, "Что сделано: {{ deed }}. Основание: {{ reason }}.", 12, WD_ALIGN_PARAGRAPH.JUSTIFY, after=3)
    _table_of(document, "rows", (("Что", "what", 56), ("Было", "before", 57), ("Стало", "after", 57)))
    _line(document, "{%p if undone %}")
    _line(document, "Изменение отменено: {{ undone }}.", 12, before=3)
    _line(document, "{%p endif %}")
    _signed(document, (("Заместитель директора по УВР", "/ {{ by }} /"),))
    return document


def plan_correction() -> Document:
    """What a teacher changes in the plan, what was done about it, two signatures (D4)."""
    document = _letter("ЛИСТ КОРРЕКТИРОВКИ")
    table = _bare_table(document, (55, 115), rows=3)
    loop, row, end = table.rows
    _put(loop.cells[0], "{%tr for one in facts %}")
    _put(row.cells[0], "{{ one.name }}", size=11, bold=True)
    _put(row.cells[1], "{{ one.value }}", size=11)
    for cell in row.cells:
        _edges(cell, top=4, left=4, right=4, bottom=4)
    _put(end.cells[0], "{%tr endfor %}")
    for each in table.rows:
        _flag(each, "w:cantSplit")
    _line(document, "Состояние: {{ state }}.", 12, before=4)
    _line(document, "{%p for step in steps %}")
    _line(document, "{{ step }}", 11)
    _line(document, "{%p endfor %}")
    _signed(document, (("Преподаватель", "/ {{ teacher }} /"), ("Заместитель директора по УВР", "/ {{ deputy }} /")))
    return document


def consent() -> Document:
    """Consents to sign, each on pages of its own: to whom, facts, opening, yes and no, points, signature (F5)."""
    document = docx.Document()
    _set_up_portrait(document)
    document.core_properties.title = "Согласие"
    document.sections[0].top_margin = document.sections[0].bottom_margin = Mm(10)  # each paper takes one sheet
    centre, just = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
    _line(document, "{%p for paper in papers %}")
    _line(document, "{%p if not paper.first %}")
    _line(document, "", 1)
    document.paragraphs[-1].paragraph_format.page_break_before = True
    _line(document, "{%p endif %}")
    for text in ("{{ paper.school }}", "Директор: {{ paper.director }}"):
        _line(document, text, 10)
        document.paragraphs[-1].paragraph_format.left_indent = Mm(90)
    _line(document, "СОГЛАСИЕ", 13, centre, before=2, bold=True)
    _line(document, "{{ paper.title }}", 11, centre, after=2, bold=True)
    facts = _bare_table(document, (50, 120), rows=3)
    loop, row, end = facts.rows
    _put(loop.cells[0], "{%tr for one in paper.facts %}")
    _put(row.cells[0], "{{ one.name }}", size=9.5)
    _put(row.cells[1], "{{ one.value }}", size=9.5)
    _put(end.cells[0], "{%tr endfor %}")
    for cell in row.cells:
        _edges(cell, top=4, left=4, right=4, bottom=4)
    for each in facts.rows:
        _flag(each, "w:cantSplit")
    _line(document, "{{ paper.opening }}", 10, just, before=2, after=1.5)
    _line(document, "{%p if paper.table %}")
    table = _bare_table(document, (130, 20, 20), rows=4)
    heading, loop, row, end = table.rows
    for cell, text in zip(heading.cells, ("Что показывает школа", "Да", "Нет"), strict=True):
        _put(cell, text, size=10, bold=True, align=centre)
        _edges(cell, top=4, left=4, right=4, bottom=8)
    _put(loop.cells[0], "{%tr for line in paper.table %}")
    _put(row.cells[0], "{{ line }}", size=10)
    for cell in row.cells:
        _edges(cell, top=4, left=4, right=4, bottom=4)
    _put(end.cells[0], "{%tr endfor %}")
    for each in table.rows:
        _flag(each, "w:cantSplit")
    _line(document, "", 3)
    _line(document, "{%p endif %}")
    _line(document, "{%p for point in paper.points %}")
    _line(document, "{{ point.place }}. {{ point.text }}", 10, just, after=0.6)
    _line(document, "{%p endfor %}")
    _sign_with_date(document, "/ {{ paper.guardian }} /")
    _line(document, "{%p endfor %}")
    return document


def destruction() -> Document:
    """What was erased, made nameless, kept; files by their checksum; signatures of a commission (L19)."""
    document = _letter("АКТ")
    just = WD_ALIGN_PARAGRAPH.JUSTIFY
    _line(document, "{%p if subject %}")
    _line(document, "{{ subject }}", 12, just)
    _line(document, "{{ nobody }}", 12, after=2)
    _line(document, "{%p endif %}")
    _line(document, "Основание: {{ ground }}.", 12, just, after=3)
    _table_of(document, "rows", (("Что сделано", "done", 40), ("Что", "what", 105), ("Записей", "number", 25)))
    _line(document, "{{ way }}", 12, just, before=3)
    _line(document, "{%p if kept_until %}")
    kept = "Сохранены отчёты и корректировки планов — документы школы; имя в них остаётся до {{ kept_until }}."
    _line(document, kept, 12, just, before=2)
    _line(document, "{%p endif %}")
    _line(document, "{%p if files %}")
    _line(document, "Уничтоженные файлы (SHA-256):", 12, before=2)
    _line(document, "{%p endif %}")
    _line(document, "{%p for one in files %}")
    _line(document, "{{ one }}", 9)
    _line(document, "{%p endfor %}")
    _line(document, "{{ copies }}", 12, just, before=2)
    blank = "/ ____________________ /"
    _signed(document, (("Уничтожил(а)", "/ {{ by }} /"), ("Члены комиссии", blank), ("", blank)))
    return document


def _sign_with_date(document: Document, name: str) -> None:
    """A line to sign with its date before it."""
    sign = _bare_table(document, (60, 50, 60))
    sign.rows[0].height = Mm(10)
    for cell, text in zip(sign.rows[0].cells, ("«___» ______________ 20___ г.", "", name), strict=True):
        _put(cell, text, size=11)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    _edges(sign.rows[0].cells[1], bottom=4)


def acquaintance() -> Document:
    """A document and those who are to know it: staff or families (F10)."""
    document = _letter("ЛИСТ ОЗНАКОМЛЕНИЯ")
    known = "С документом ознакомлены"
    staff = (("Фамилия, имя, отчество", "name", 95),)
    _list_to_sign(document, "staff", f"{known} работники:", staff, begins_page=False, date="date")
    families = (("Обучающийся, класс", "name", 50), ("Родитель (законный представитель)", "guardian", 46))
    title = f"{known} родители (законные представители):"
    _list_to_sign(document, "families", title, families, begins_page=False, date="date")
    _page_numbers(document.sections[0].footer.paragraphs[0])
    return document


def _letter(title: str) -> Document:
    """Letterhead, title, date and number, what it is about."""
    document = docx.Document()
    _set_up_portrait(document)
    centre = WD_ALIGN_PARAGRAPH.CENTER
    _line(document, "{{ school }}", 12, centre, bold=True)
    _line(document, title, 14, centre, before=6, after=4, bold=True)
    head = _bare_table(document, (85, 85))
    _put(head.rows[0].cells[0], "{{ date }}", size=12)
    _put(head.rows[0].cells[1], "№ {{ number }}", size=12, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, "{{ title }}", 12, before=6, after=5)
    document.paragraphs[-1].paragraph_format.right_indent = Mm(75)
    document.core_properties.title = title.capitalize()
    return document


def _table_of(document: Document, rows: str, columns: Sequence[tuple[str, str, int]]) -> None:
    """A ruled table with a repeated heading; a column is a heading, a name in the row, a width in mm."""
    table = _bare_table(document, [width for _, _, width in columns], rows=4)
    heading, loop, row, end = table.rows
    for cell, (text, _, _) in zip(heading.cells, columns, strict=True):
        _put(cell, text, size=10, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
        _edges(cell, top=4, left=4, right=4, bottom=8)
    for cell, (_, name, _) in zip(row.cells, columns, strict=True):
        _put(cell, f"{{{{ one.{name} }}}}", size=11)
        _edges(cell, top=4, left=4, right=4, bottom=4)
    _flag(heading, "w:tblHeader")
    _put(loop.cells[0], f"{{%tr for one in {rows} %}}")
    _put(end.cells[0], "{%tr endfor %}")
    for each in table.rows:
        _flag(each, "w:cantSplit")


def _signed(document: Document, lines: Sequence[tuple[str, str]]) -> None:
    """Lines to sign: a post, a rule, a name."""
    sign = _bare_table(document, (75, 45, 50), rows=len(lines))
    for row, (post, name) in zip(sign.rows, lines, strict=True):
        row.height = Mm(18)
        for cell, text in zip(row.cells, (post, "", name), strict=True):
            _put(cell, text, size=12)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
        _edges(row.cells[1], bottom=4)


def _list_to_sign(
    document: Document,
    rows: str,
    title: str,
    columns: Sequence[tuple[str, str, int]],
    *,
    begins_page: bool = True,
    date: str = "",
) -> None:
    """A line for each: number, names, signature, date (``date``: where it is known); left out when nobody is on it."""
    _line(document, f"{{%p if {rows} %}}")
    _line(document, title, 12, after=3, bold=True)
    document.paragraphs[-1].paragraph_format.page_break_before = begins_page
    shown = (
        ("№", "place", 12),
        *columns,
        ("Подпись", "", 38),
        ("Дата", date, 170 - 12 - 38 - sum(c[2] for c in columns)),
    )
    table = _bare_table(document, [width for _, _, width in shown], rows=4)
    heading, loop, row, end = table.rows
    for cell, (text, _, _) in zip(heading.cells, shown, strict=True):
        _put(cell, text, size=10, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
        _edges(cell, top=4, left=4, right=4, bottom=8)
    for cell, (_, name, _) in zip(row.cells, shown, strict=True):
        _put(cell, f"{{{{ one.{name} }}}}" if name else "", size=11)
        _edges(cell, top=4, left=4, right=4, bottom=4)
    _flag(heading, "w:tblHeader")
    row.height = Mm(8)
    _put(loop.cells[0], f"{{%tr for one in {rows} %}}")
    _put(end.cells[0], "{%tr endfor %}")
    for each in table.rows:
        _flag(each, "w:cantSplit")
    _line(document, "{%p endif %}")


def _set_up_page(document: Document) -> None:
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(297), Mm(210)
    page.left_margin = page.right_margin = page.top_margin = Mm(12)
    page.bottom_margin = Mm(14)
    page.header_distance = page.footer_distance = Mm(7)
    _set_up_text(document, FONT, "Отчет преподавателя (концертмейстера)")


def _set_up_portrait(document: Document) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin = Mm(25), Mm(15)
    page.top_margin = page.bottom_margin = Mm(15)
    page.header_distance = page.footer_distance = Mm(8)
    _set_up_text(document, LETTER_FONT, "Приказ")


def _set_up_text(document: Document, font: str, title: str) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = font, Pt(10)
    fonts = style.element.rPr.rFonts
    for script in ("w:cs", "w:eastAsia", "w:hAnsi"):
        fonts.set(qn(script), font)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "ru-RU")
    style.element.rPr.append(language)
    document.core_properties.title = title
    document.core_properties.author = ""
    document.core_properties.comments = ""


def _line(
    document: Document,
    text: str,
    size: float = 10,
    align: WD_ALIGN_PARAGRAPH | None = None,
    before: float = 0,
    after: float = 0,
    *,
    bold: bool = False,
) -> None:
    paragraph = document.add_paragraph()
    if align is not None:
        paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Mm(before), Mm(after)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold


def _title(document: Document) -> None:
    """The title with the name on a ruled line, as two cells: the rule reaches the margin whatever the name's length."""
    table = _bare_table(document, (98, WIDE_MM - 98))
    title, name = table.rows[0].cells
    _put(title, "Отчет преподавателя (концертмейстера)", size=13, bold=True)
    _put(name, "{{ name }}", size=13)
    _edges(name, bottom=6)
    _line(document, "", size=3)


def _table(document: Document) -> None:
    widths = [width for _, _, width, _ in COLUMNS]
    table = _bare_table(document, widths, rows=10)
    heading, loop, if_struck, struck, otherwise, row, end_if, end, blank_loop, blank = table.rows
    blank_end = table.add_row()
    for cell, (text, _, _, _) in zip(heading.cells, COLUMNS, strict=True):
        _put(cell, text, size=8.5, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
        _edges(cell, top=4, left=4, right=4, bottom=8)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _flag(heading, "w:tblHeader")
    for cell, (_, name, _, centred) in zip(row.cells, COLUMNS, strict=True):
        _put(cell, f"{{{{ row.{name} }}}}", size=9, align=WD_ALIGN_PARAGRAPH.CENTER if centred else None)
    for cell, (_, name, _, centred) in zip(struck.cells, COLUMNS, strict=True):
        _put(cell, f"{{{{ row.{name} }}}}", size=9, align=WD_ALIGN_PARAGRAPH.CENTER if centred else None)
        cell.paragraphs[0].runs[0].font.strike = True
    for cell in (*row.cells, *struck.cells, *blank.cells):
        _edges(cell, top=4, left=4, right=4, bottom=4)
    for each in table.rows:
        _flag(each, "w:cantSplit")
    blank.height = Mm(7.5)
    _put(loop.cells[0], "{%tr for row in rows %}")
    _put(if_struck.cells[0], "{%tr if row.struck %}")
    _put(otherwise.cells[0], "{%tr else %}")
    _put(end_if.cells[0], "{%tr endif %}")
    _put(blank_loop.cells[0], "{%tr for blank in range(blanks) %}")
    _put(end.cells[0], "{%tr endfor %}")
    _put(blank_end.cells[0], "{%tr endfor %}")


def _signatures(document: Document) -> None:
    table = _bare_table(document, (72, 62, 52, 62), rows=2)
    for row, (label, name) in zip(
        table.rows,
        (("{{ position }}", "{{ signed_by }}"), ("Принял: {{ accepted_as }}", "{{ accepted_by }}")),
        strict=True,
    ):
        row.height = Mm(11)
        for cell, text in zip(
            row.cells, (label, "", f"/ {name} /", "«____» ______________ {{ year }} г."), strict=True
        ):
            _put(cell, text)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
        _edges(row.cells[1], bottom=4)
        _flag(row, "w:cantSplit")
        for paragraph in (paragraph for cell in row.cells for paragraph in cell.paragraphs):
            paragraph.paragraph_format.keep_with_next = row is not table.rows[-1]


def _bare_table(document: Document, widths: Sequence[float], rows: int = 1) -> Table:
    """A table of fixed widths, because with automatic ones Word breaks «группа» in two."""
    table: Table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    properties = table._tbl.tblPr  # noqa: SLF001  because python-docx has no word for margins of cells
    margins = OxmlElement("w:tblCellMar")
    for side, mm in (("top", 0.7), ("left", 1.5), ("bottom", 0.7), ("right", 1.5)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(mm * 56.7)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    indent = OxmlElement("w:tblInd")  # Word hangs a table by its inner margin to the left of the text
    indent.set(qn("w:w"), "85")
    indent.set(qn("w:type"), "dxa")
    properties.append(indent)
    properties.append(margins)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _put(
    cell: _Cell, text: str, *, size: float = 10, bold: bool = False, align: WD_ALIGN_PARAGRAPH | None = None
) -> None:
    paragraph = cell.paragraphs[0]
    if align is not None:
        paragraph.alignment = align
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold


def _edges(cell: _Cell, **eighths: int) -> None:
    """Lines around one cell, in eighths of a point."""
    borders = OxmlElement("w:tcBorders")
    for side in ("top", "left", "bottom", "right"):
        if side in eighths:
            border = OxmlElement(f"w:{side}")
            for name, value in (("val", "single"), ("sz", str(eighths[side])), ("space", "0"), ("color", "000000")):
                border.set(qn(f"w:{name}"), value)
            borders.append(border)
    cell._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001  because python-docx has no word for borders


def _flag(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001  because python-docx has no word for it


def _page_numbers(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for text, field in (("Лист ", "PAGE"), (" из ", "NUMPAGES")):
        paragraph.add_run(text).font.size = Pt(8)
        for kind in ("begin", None, "end"):
            run = paragraph.add_run()
            run.font.size = Pt(8)
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.text = field
            run._r.append(element)  # noqa: SLF001  because python-docx has no word for fields


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in (
        ("annex-1", annex_1()),
        ("order", order()),
        ("calendar-change", calendar_change()),
        ("plan-correction", plan_correction()),
        ("consent", consent()),
        ("acquaintance", acquaintance()),
        ("destruction", destruction()),
    ):
        made.save(str(folder / f"{name}.docx"))
        print(folder / f"{name}.docx")
