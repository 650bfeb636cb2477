"""The page of how drawn timetables were read: questions, corrections, everything cell by cell (T3)."""

from typing import Final

from flask import Response, request

from kiosk.office.exchange.desk import Desk
from kiosk.office.exchange.findings import Findings
from kiosk.office.exchange.grid.asking import Asking, Namer
from kiosk.office.exchange.grid.directory import Directory
from kiosk.office.exchange.grid.learned import Meant
from kiosk.office.exchange.grid.matching import Answer
from kiosk.office.exchange.grid.reading import Question, Reading, Readings
from kiosk.office.exchange.pending import Pending
from kiosk.office.exchange.plan import Plan, Unfit
from kiosk.office.exchange.sheets_of import KINDS, WEEKS
from kiosk.office.exchange_pages import MOST_ENTRIES, MOST_PROBLEMS
from kiosk.timetable.records import Weeks
from kiosk.web import Form, answer, here

CELL: Final = "cell"


def readings_page(pending: Pending, planned: Plan | Unfit, *, form: Form | None = None, status: int = 200) -> Response:
    """The page, with what was typed and what is wrong with it."""
    namer = namer_of(planned)
    questions = questions_of(planned.readings)
    asked = [namer.asking(question) for question in questions]
    open_count = len(planned.readings.questions())
    wrong = planned.refused if isinstance(planned, Unfit) else ()
    return answer(
        whole="exchange/readings.html",
        status=status,
        pending=pending,
        form=form or Form(),
        refused=[one for one in wrong if one.field not in planned.readings.asked_cells],
        cautions=planned.cautions if isinstance(planned, Unfit) else planned.preview.cautions,
        asked=asked,
        open_count=open_count,
        cell=request.args.get(CELL, ""),
        known=known_names(namer, asked),
        sheets=sheets_of(planned.readings, namer),
        ready=isinstance(planned, Plan),
        most=MOST_PROBLEMS,
        many=MOST_ENTRIES,
    )


def questions_of(readings: Readings) -> list[Question]:
    """What is open; or everything about one cell, when somebody wants to correct it."""
    cell = request.args.get(CELL, "")
    return (readings.about(cell) if cell else []) or readings.questions()


def namer_of(planned: Plan | Unfit) -> Namer:
    """The names of the school as it will be."""
    return Namer(planned.directory or Directory(Desk(here.store, Findings(), here.clock.today())))


def known_names(namer: Namer, asked: list[Asking]) -> dict[str, list[str]]:
    """Only lists that a question needs: the whole school is long."""
    needed = {one.known for one in asked}
    return {identity: names for identity, names in namer.known().items() if identity in needed}


def sheets_of(readings: Readings, namer: Namer) -> list[tuple[str, list[dict[str, object]]]]:
    """Each sheet with its cells in words."""
    return [
        (grid.name, [row_of(reading, namer) for reading in readings.cells if reading.grid is grid])
        for grid in readings.grids
    ]


def row_of(reading: Reading, namer: Namer) -> dict[str, object]:
    """One cell: what stands there and what was read."""
    span = reading.span
    times = [f"{time:%H:%M}" for time in (span.start, span.end) if time]
    more = [
        reading.room and f"каб. {reading.room}",
        "" if reading.parts.weeks is Weeks.EVERY else WEEKS[reading.parts.weeks],
        KINDS[reading.parts.kind] if reading.parts.kind else "",
    ]
    return {
        "place": reading.slot.place,
        "address": reading.slot.address,
        "text": reading.slot.text,
        "day": reading.slot.day,
        "time": "–".join(times),
        "lesson": reading.is_lesson,
        "whom": in_words(reading.whom, namer),
        "subject": in_words(reading.subject, namer),
        "staff": [text for one in (reading.teacher, reading.accompanist) if (text := in_words(one, namer))],
        "more": ", ".join(part for part in more if part),
        "remarks": reading.remarks,
        "open": bool(reading.open),
        "learned": any(one.learned for one in reading.answers),
    }


def in_words(found: Answer | None, namer: Namer) -> str:
    """What an answer means, or nothing while it is open."""
    meant = found.meant if found else None
    return namer.choice(meant).label if meant and meant != Meant() else ""
