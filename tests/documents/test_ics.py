"""F3, T4: the week as a calendar; read back by icalendar, which did not write it."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from kiosk.documents.ics import Event, calendar

MADE_AT = dt.datetime(2026, 11, 24, 2, 5, tzinfo=dt.UTC)
BARNAUL = dt.timedelta(hours=7)
LESSON = Event(
    uid="lesson-17-2026-11-24@kamerton",
    start=dt.datetime(2026, 11, 24, 13, 30),
    end=dt.datetime(2026, 11, 24, 14, 0),
    summary="Сольфеджио; 3 (8), группа «А»",
    description="Урок-конференция\nКанал: телефон, № 112–114 петь с дирижированием \\ медленно",
    location="каб. 5",
    sequence=2,
)


def read(*events: Event, name: str = "Иванова Мария") -> Any:  # because each property is one of thirty kinds
    return Calendar.from_ical(calendar(name, events, made_at=MADE_AT, offset=BARNAUL))


def test_a_phone_reads_what_was_written() -> None:
    event = read(LESSON).walk("VEVENT")[0]
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"]), str(event["LOCATION"])) == (
        LESSON.summary,
        LESSON.description,
        LESSON.location,
    )
    assert (str(event["UID"]), int(event["SEQUENCE"])) == (LESSON.uid, 2)
    assert event["DTSTART"].dt.astimezone(dt.UTC) == dt.datetime(2026, 11, 24, 6, 30, tzinfo=dt.UTC)
    assert event["DTSTAMP"].dt == MADE_AT


def test_a_cancelled_lesson_goes_from_the_phone() -> None:
    cancelled = Event(uid="1", start=LESSON.start, end=LESSON.end, summary="Хор", cancelled=True)
    assert str(read(cancelled).walk("VEVENT")[0]["STATUS"]) == "CANCELLED"


@pytest.mark.parametrize("hours", (7, 3, 0, -3.5))
def test_the_offset_of_the_school(hours: float) -> None:
    offset = dt.timedelta(hours=hours)
    read_back: Any = Calendar.from_ical(calendar("", [LESSON], made_at=MADE_AT, offset=offset))
    zone = read_back.walk("STANDARD")[0]
    assert zone["TZOFFSETTO"].td == offset


def test_no_line_is_longer_than_75_octets_and_no_letter_is_split() -> None:
    content = calendar("ё" * 200, [LESSON], made_at=MADE_AT, offset=BARNAUL)
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    assert content.endswith(b"END:VCALENDAR\r\n")


@given(st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc", "Zl", "Zp"))))
def test_any_text_comes_back(text: str) -> None:
    event = Event(uid="1", start=LESSON.start, end=LESSON.end, summary=text)
    assert str(read(event).walk("VEVENT")[0]["SUMMARY"]) == text


@given(st.text(max_size=100))
def test_nothing_a_person_pastes_breaks_the_file(text: str) -> None:
    event = Event(uid="1", start=LESSON.start, end=LESSON.end, summary=text, description=text)
    assert len(read(event, name=text).walk("VEVENT")) == 1
