"""The form of one date: begins with what is, refuses with what is allowed instead in one press (T1, D2)."""

import re

from kiosk.timetable.records import DATE_CHANGES, ChangeKind
from tests.school import TODAY, NamedSchool


def path_of(school: NamedSchool, name: str = "Пётр") -> str:
    return f"/timetable/lessons/{school.lessons[name].id}/dates/{TODAY}"


def value_of(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


def test_it_begins_with_what_is(school: NamedSchool) -> None:
    office, path = school.client("Ким"), path_of(school)
    page = office.get(path).text
    assert [value_of(page, name) for name in ("start", "end", "room")] == ["17:00", "17:30", "7"]
    office.post(path, {"kind": "moved", "start": "18:00", "end": "18:30", "room": "7"})
    page = office.get(path).text
    assert [value_of(page, name) for name in ("start", "end")] == ["18:00", "18:30"]
    assert re.search(r'value="moved"[^>]*checked', page)


def test_what_is_as_usual_is_no_change(school: NamedSchool) -> None:
    office, path = school.client("Ким"), path_of(school)
    same = {"start": "17:00", "end": "17:30", "room": "7"}
    refused = office.post(path, {"kind": "moved", **same})
    assert refused.status == 422
    assert office.post(path, {"kind": "substituted", "teacher": school.staff["Белов"].id, **same}).status == 303
    (change,) = school.store[DATE_CHANGES].all()
    assert (change.kind, change.start, change.end, change.room) == (ChangeKind.SUBSTITUTED, None, None, "")


def test_a_lesson_too_long_is_refused_with_its_length_in_one_press(school: NamedSchool) -> None:
    office, path = school.client("Ким"), path_of(school)
    typed: dict[str, object] = {"kind": "moved", "start": "18:00", "end": "18:45", "room": "7"}
    refused = office.post(path, typed)
    assert refused.status == 422
    assert "§1" in refused.text
    assert re.search(r'name="minutes" value="30"', refused.text)
    assert office.post(path, {**typed, "minutes": "30"}).status == 303
    (change,) = school.store[DATE_CHANGES].all()
    assert f"{change.end:%H:%M}" == "18:30"


def test_a_made_up_length_changes_nothing(school: NamedSchool) -> None:
    office, path = school.client("Ким"), path_of(school)
    typed: dict[str, object] = {"kind": "moved", "start": "18:00", "end": "18:30", "room": "7", "minutes": "9²"}
    assert office.post(path, typed).status == 303
    assert f"{school.store[DATE_CHANGES].all()[0].end:%H:%M}" == "18:30"


def test_of_two_who_change_it_at_once_the_second_is_told(school: NamedSchool) -> None:
    """Both had the page open; what the first has saved is not overwritten unseen."""
    path = path_of(school)
    first, second = school.client("Ким"), school.client("Ким")
    open_at = value_of(second.get(path).text, "seen")
    moved: dict[str, object] = {"kind": "moved", "end": "18:30", "room": "7"}
    assert first.post(path, {**moved, "start": "18:00", "seen": open_at}).status == 303
    refused = second.post(path, {**moved, "start": "18:05", "seen": open_at})
    assert refused.status == 422
    assert "изменил" in refused.text
    assert value_of(refused.text, "start") == "18:05"
    standing = [one for one in school.store[DATE_CHANGES].all() if not one.taken_back]
    assert [str(one.start) for one in standing] == ["18:00:00"]
    again: dict[str, object] = {**moved, "start": "18:05", "seen": value_of(refused.text, "seen")}
    assert second.post(path, again).status == 303
