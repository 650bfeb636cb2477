"""Calendars that phones take: lessons as events, RFC 5545 (F3, T4).

The zone is written with a fixed offset: Russia keeps one the year round, and old phones know no names of zones.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
LINE_OCTETS: Final = 75
ZONE: Final = "school"


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One event; `uid` stays the same over every export, `sequence` grows with each change, so that phones replace it.

    `start` and `end` are wall times of the school, without a zone.
    """

    uid: str
    start: dt.datetime
    end: dt.datetime
    summary: str
    description: str = ""
    location: str = ""
    sequence: int = 0
    cancelled: bool = False
    modified: dt.datetime | None = None
    """When it became what it is, aware; None: not known."""


def calendar(
    name: str, events: Iterable[Event], *, made_at: dt.datetime, offset: dt.timedelta, zone: str = ZONE
) -> bytes:
    """The whole file. made_at is aware; offset is the school's from UTC (seven hours in Barnaul), zone its name."""
    lines = [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Kamerton//RU"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-WR-CALNAME", _text(name)),
        *_zone(offset, zone),
    ]
    for event in events:
        lines += _event(event, _stamp(made_at), zone)
    lines.append(("END", "VCALENDAR"))
    return b"".join(part for name_, value in lines for part in _folded(f"{name_}:{value}"))


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _zone(offset: dt.timedelta, zone: str) -> Sequence[tuple[str, str]]:
    minutes = round(offset.total_seconds()) // 60
    written = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
    return (
        ("BEGIN", "VTIMEZONE"),
        ("TZID", zone),
        ("BEGIN", "STANDARD"),
        ("DTSTART", "19700101T000000"),
        ("TZOFFSETFROM", written),
        ("TZOFFSETTO", written),
        ("TZNAME", f"UTC{written}"),
        ("END", "STANDARD"),
        ("END", "VTIMEZONE"),
    )


def _event(event: Event, stamp: str, zone: str) -> Iterator[tuple[str, str]]:
    yield "BEGIN", "VEVENT"
    yield "UID", _text(event.uid)
    yield "DTSTAMP", stamp
    if event.modified:
        yield "LAST-MODIFIED", _stamp(event.modified)
    yield "SEQUENCE", str(event.sequence)
    yield f"DTSTART;TZID={zone}", event.start.strftime("%Y%m%dT%H%M%S")
    yield f"DTEND;TZID={zone}", event.end.strftime("%Y%m%dT%H%M%S")
    yield "SUMMARY", _text(event.summary)
    if event.description:
        yield "DESCRIPTION", _text(event.description)
    if event.location:
        yield "LOCATION", _text(event.location)
    if event.cancelled:
        yield "STATUS", "CANCELLED"
    yield "END", "VEVENT"


def _text(text: str) -> str:
    """Escaped, and without signs that have no place in a calendar (a pasted NUL, half of a smiley)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in lines if sign >= " " or sign in "\n\t").replace("\x7f", "")
    escaped = kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return escaped.encode(errors="ignore").decode()


def _folded(line: str) -> Iterator[bytes]:
    """The line in pieces of at most 75 octets, never through the middle of a letter; a piece goes on after a space."""
    piece, room = b"", LINE_OCTETS
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > room:
            yield piece + b"\r\n "
            piece, room = b"", LINE_OCTETS - 1
        piece += octets
    yield piece + b"\r\n"
