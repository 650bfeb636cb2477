"""The family's calendar: read by another library, and the next file mends the one before it (F3, L21)."""

import datetime as dt
import re
from typing import Any

import pytest
from icalendar import Calendar
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.documents.ics import Event
from kiosk.families.calendars import DAYS, calendar_of, settled
from kiosk.families.records import CALENDARS, GivenEvent
from kiosk.people.records import GROUPS
from kiosk.regime.records import ORDERS, LessonKind
from kiosk.school.records import SPECIAL_DAYS, SpecialDay
from kiosk.store import Reason, Unwritable
from kiosk.timetable.records import (
    DATE_CHANGES,
    LESSONS,
    VERSIONS,
    ChangeKind,
    DateChange,
    Lesson,
    TimetableMode,
    TimetableVersion,
    Weeks,
)
from kiosk.words import tongue
from tests.school import TODAY, NamedSchool

Read = dict[str, Any]  # Any: because each property is one of thirty kinds


def taken(school: NamedSchool, family: str = "Ивановы", lang: str = "ru") -> Read:
    """What a phone reads off the file of a family, by UID."""
    answer = school.client(lang=lang).get(f"/s/{school.token(family)}.ics")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert max(map(len, answer.body.split(b"\r\n"))) <= 75
    events: Any = Calendar.from_ical(answer.body).walk("VEVENT")
    by_uid = {str(event["UID"]): event for event in events}
    assert len(by_uid) == len(events)
    return by_uid


def of(events: Read, summary: str, day: int = 0) -> Any:  # Any: the same
    """The one event of a name on a day from today on."""
    date = TODAY + dt.timedelta(day)
    (found,) = (one for one in events.values() if str(one["SUMMARY"]) == summary and one["DTSTART"].dt.date() == date)
    return found


def changed(school: NamedSchool, kind: ChangeKind, **more: object) -> None:
    """Мария's lesson of today is another."""
    one = DateChange(lesson=school.lessons["Мария"].id, date=TODAY, kind=kind)
    school.clock.advance(dt.timedelta(minutes=1))
    with school.store.change(SYSTEM, "test: a date") as change:
        change.add(DATE_CHANGES, replace(one, **more))
        change.touch("timetable")


MARIA = "Мария И.: Специальность"


@pytest.fixture(autouse=True)
def at_school(school: NamedSchool) -> dict[str, Lesson]:
    """The lessons at school of which those of the distance period were made: after it they are given again."""
    with school.store.change(SYSTEM, "test: the on-site timetable") as change:
        version = change.add(
            VERSIONS, TimetableVersion(name="очное", mode=TimetableMode.ON_SITE, since=dt.date(2026, 9, 1))
        )
        lessons = {}
        for name, distant in school.lessons.items():
            there = replace(distant, id=0, rev=0, version=version.id, kind=LessonKind.ON_SITE, channel="")
            lessons[name] = change.add(LESSONS, there)
            school.lessons[name] = change.put(LESSONS, replace(distant, source=lessons[name].id))
    return lessons


def test_what_the_phone_shows(school: NamedSchool) -> None:
    event = of(taken(school), MARIA)
    assert event["DTSTART"].dt.astimezone(dt.UTC) == dt.datetime(2026, 11, 24, 7, tzinfo=dt.UTC)
    assert event["DTEND"].dt - event["DTSTART"].dt == dt.timedelta(minutes=30)
    assert str(event["DTSTART"].params["TZID"]) == "Asia/Barnaul"
    assert str(event["DESCRIPTION"]) == (
        "Индивидуальное занятие\nКак подключиться: телефон\nПреподаватель: Соколова М. П."
    )
    assert str(event["LOCATION"]) == "дома"
    assert event["LAST-MODIFIED"].dt == school.clock.now()


def test_it_reaches_four_weeks_and_names_no_surname_and_no_telephone(school: NamedSchool) -> None:
    """L21. A group lesson of two children of one family is one event."""
    with school.store.change(SYSTEM, "test: Пётр sits in the ensemble too") as change:
        group = school.groups["Терция"]
        member = replace(group.members[0], student=school.students["Пётр"].id)
        change.put(GROUPS, replace(group, members=(*group.members, member)))
    events = taken(school)
    dates = {one["DTSTART"].dt.date() for one in events.values()}
    assert dates == {TODAY + dt.timedelta(7 * week) for week in range(DAYS // 7)}
    assert of(events, "Мария И., Пётр И.: Фортепианный ансамбль")
    answer = school.client().get(f"/s/{school.token('Ивановы')}.ics")
    text = re.sub(r"\r\n ", "", answer.text)
    assert not [secret for secret in ("Иванов", "+7", "Ольга", "Артём") if secret in text]
    assert "Иванов" not in str(answer.headers["Content-Disposition"])


@pytest.mark.parametrize(
    ("kind", "more", "field", "says"),
    (
        (ChangeKind.CANCELLED, {}, "STATUS", "CANCELLED"),
        (ChangeKind.SUBSTITUTED, {"teacher": 5}, "DESCRIPTION", "Белов"),
        (ChangeKind.JOINED, {"channel": "МАКС", "address": "https://max.example/1"}, "DESCRIPTION", "max.example"),
        (ChangeKind.MOVED, {"start": dt.time(18), "end": dt.time(18, 30)}, "DTSTART", "18:00"),
    ),
)
def test_a_change_keeps_the_uid_and_raises_the_sequence_of_its_lesson_alone(
    school: NamedSchool, kind: ChangeKind, more: dict[str, object], field: str, says: str
) -> None:
    before = taken(school)
    changed(school, kind, **more)
    after = taken(school)
    assert before.keys() == after.keys()
    old, new = of(before, MARIA), of(after, MARIA)
    assert old["UID"] == new["UID"]
    said = new[field].dt.isoformat() if field == "DTSTART" else str(new[field])
    assert says in said
    others = [uid for uid in after if after[uid]["SEQUENCE"] != before[uid]["SEQUENCE"]]
    assert others == [str(new["UID"])]
    assert new["SEQUENCE"] > old["SEQUENCE"]
    assert new["LAST-MODIFIED"].dt > old["LAST-MODIFIED"].dt


def test_taken_twice_it_is_the_same_and_writes_nothing(school: NamedSchool) -> None:
    before, rev = taken(school), school.store[CALENDARS].all()[0].rev
    school.clock.advance(dt.timedelta(minutes=5))
    after = taken(school)
    assert [(uid, one["SEQUENCE"]) for uid, one in before.items()] == [(u, one["SEQUENCE"]) for u, one in after.items()]
    assert [one["LAST-MODIFIED"].dt for one in before.values()] == [one["LAST-MODIFIED"].dt for one in after.values()]
    assert school.store[CALENDARS].all()[0].rev == rev


def test_a_change_taken_back_is_sent_with_a_higher_number_still(school: NamedSchool) -> None:
    numbers = [int(of(taken(school), MARIA)["SEQUENCE"])]
    changed(school, ChangeKind.CANCELLED)
    numbers.append(int(of(taken(school), MARIA)["SEQUENCE"]))
    with school.store.change(SYSTEM, "test: back") as change:
        change.put(DATE_CHANGES, replace(change.search(DATE_CHANGES)[0], taken_back=True))
    event = of(taken(school), MARIA)
    numbers.append(int(event["SEQUENCE"]))
    assert numbers == sorted(set(numbers))
    assert "STATUS" not in event


def test_odd_weeks_only(school: NamedSchool, at_school: dict[str, Lesson]) -> None:
    with school.store.change(SYSTEM, "test: odd weeks") as change:
        for lesson in (school.lessons["Мария"], at_school["Мария"]):
            change.put(LESSONS, replace(lesson, weeks=Weeks.ODD))
    dates = sorted(one["DTSTART"].dt.date() for one in taken(school).values() if str(one["SUMMARY"]) == MARIA)
    assert len(dates) == 2
    assert dates[1] - dates[0] == dt.timedelta(14)


def test_a_holiday_declared_later(school: NamedSchool) -> None:
    free = TODAY + dt.timedelta(14)
    before = taken(school)
    assert "STATUS" not in of(before, MARIA, 14)
    with school.store.change(SYSTEM, "test: a day off") as change:
        change.add(SPECIAL_DAYS, SpecialDay(date=free, off=True))
    after = taken(school)
    cancelled = {one["DTSTART"].dt.date() for one in after.values() if "STATUS" in one}
    assert cancelled == {free}
    assert after.keys() == before.keys()


def test_a_lesson_of_the_distance_period_is_the_one_at_school_again_when_the_order_ends_early(
    school: NamedSchool, at_school: dict[str, Lesson]
) -> None:
    with school.store.change(SYSTEM, "test: the ensemble is held at a distance only") as change:
        change.put(LESSONS, replace(at_school["Терция"], until=dt.date(2026, 9, 2)))
        change.put(LESSONS, replace(school.lessons["Терция"], source=0))
    before = taken(school)
    assert "Индивидуальное" in str(of(before, MARIA)["DESCRIPTION"])
    assert "Урок в школе" in str(of(before, MARIA, 7)["DESCRIPTION"])
    with school.store.change(SYSTEM, "test: over") as change:
        change.put(ORDERS, replace(change.search(ORDERS)[0], until=TODAY - dt.timedelta(1)))
    after = taken(school)
    assert of(after, MARIA)["UID"] == of(before, MARIA)["UID"]
    assert "Урок в школе" in str(of(after, MARIA)["DESCRIPTION"])
    ensemble = of(after, "Мария И.: Фортепианный ансамбль")
    assert str(ensemble["STATUS"]) == "CANCELLED"
    assert ensemble["SEQUENCE"] > before[str(ensemble["UID"])]["SEQUENCE"]


def test_a_lesson_that_is_no_more_stays_cancelled_until_its_day_is_over(
    school: NamedSchool, at_school: dict[str, Lesson]
) -> None:
    taken(school)
    with school.store.change(SYSTEM, "test: she plays no more") as change:
        change.put(LESSONS, replace(at_school["Мария"], until=TODAY + dt.timedelta(3)))
    for _twice in range(2):
        events = taken(school)
        assert "STATUS" not in of(events, MARIA)
        assert [str(of(events, MARIA, day)["STATUS"]) for day in (7, 14, 21)] == ["CANCELLED"] * 3
    school.clock.advance(dt.timedelta(days=8))
    dates = {one["DTSTART"].dt.date() for one in taken(school).values() if str(one["SUMMARY"]) == MARIA}
    assert dates == {TODAY + dt.timedelta(14), TODAY + dt.timedelta(21)}


def test_a_lesson_written_anew_keeps_its_place_in_the_phone(school: NamedSchool, at_school: dict[str, Lesson]) -> None:
    before = taken(school)
    with school.store.change(SYSTEM, "test: from next week at another hour") as change:
        old = change.put(LESSONS, replace(at_school["Мария"], until=TODAY))
        change.add(LESSONS, replace(old, id=0, rev=0, start=dt.time(19), end=dt.time(19, 30), since=TODAY, until=None))
    for after in (taken(school), taken(school)):
        assert of(after, MARIA, 7)["UID"] == of(before, MARIA, 7)["UID"]
        assert of(after, MARIA, 7)["DTSTART"].dt.hour == 19
        assert not [one for one in after.values() if "STATUS" in one]


def another_key(school: NamedSchool) -> None:
    """As in another school, or after a restore without the key."""
    (school.settings.storage / "secret").write_bytes(b"z" * 32)
    vars(school.store).pop("secret")


def test_two_schools_do_not_mend_each_others_lessons(school: NamedSchool) -> None:
    """A child who goes to both has one calendar."""
    before = set(taken(school))
    another_key(school)
    school.store.quick(CALENDARS).remove(school.store[CALENDARS].all()[0].id)
    anew: Any = Calendar.from_ical(calendar_of(school.store, school.households["Ивановы"], tongue("ru")))
    assert not before & {str(one["UID"]) for one in anew.walk("VEVENT")}


def test_a_school_restored_without_its_key_mends_what_phones_hold(school: NamedSchool) -> None:
    """The key makes the UIDs, what was given is remembered: nothing stands twice in the phone."""
    before = taken(school)
    another_key(school)
    anew: Any = Calendar.from_ical(calendar_of(school.store, school.households["Ивановы"], tongue("ru")))
    assert {str(one["UID"]) for one in anew.walk("VEVENT")} == set(before)


def test_a_full_disk_keeps_nobody_from_the_calendar(school: NamedSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    """L20."""

    def refuse(*_what: object) -> None:
        raise Unwritable(Reason.FULL)

    monkeypatch.setattr(school.store, "quick", refuse)
    assert of(taken(school), MARIA)


def test_of_two_lessons_of_a_name_on_a_day_the_earlier_takes_the_earlier_place() -> None:
    now = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    day = dt.datetime(2026, 11, 25)

    def at(uid: str, hour: int) -> Event:
        return Event(uid=uid, start=day.replace(hour=hour), end=day.replace(hour=hour, minute=30), summary="Хор")

    def step(
        before: list[GivenEvent], number: int, *events: Event
    ) -> tuple[list[GivenEvent], dict[str, tuple[int, int, bool]]]:
        done = settled(before, events, number=number, now=now, today=TODAY)
        return [one for _, one in done], {
            event.uid: (event.start.hour, event.sequence, event.cancelled) for event, _ in done
        }

    given, first = step([], 5, at("a", 10), at("b", 12))
    assert first == {"a": (10, 5, False), "b": (12, 5, False)}
    given, second = step(given, 7, at("c", 11), at("d", 12))
    assert second == {"a": (11, 7, False), "b": (12, 5, False)}
    given, third = step(given, 7, at("d", 12))
    assert third == {"a": (12, 8, False), "b": (12, 7, True)}
