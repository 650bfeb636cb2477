"""Tracks found and permitted: those of the staff, those that a family was given (W6)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import PurePath

import msgspec

from kiosk.actor import Actor, Role
from kiosk.assignments.whose import visible_students
from kiosk.backing.records import TRACKS, Track
from kiosk.documents.file_names import safe_name
from kiosk.people.names import by_name, class_label, open_name, student_name
from kiosk.people.records import GROUPS, HOUSEHOLDS, STUDENTS, Group, Staff, Student
from kiosk.store import Store


class Piece(msgspec.Struct, frozen=True):
    """A piece with its tracks as the staff sees them."""

    name: str
    tracks: tuple["Line", ...]


class Line(msgspec.Struct, frozen=True):
    """A track in a list: for whom it is, of students only those whom one may see."""

    track: Track
    whom: tuple[str, ...]
    others: int
    """Students who are not one's own: a number, no names."""
    own: bool


class Given(msgspec.Struct, frozen=True):
    """A track on the family's page, and which of its children have it."""

    track: Track
    children: tuple[str, ...]


def pieces(store: Store, actor: Actor, staff: Staff | None, *, withdrawn: bool = False) -> list[Piece]:
    """Tracks one handed out oneself or whose students one teaches, by piece; director and deputy see all."""
    seen, groups = visible_students(store, actor, staff), _groups(store)
    lines = [
        _line(track, seen, groups, actor, staff)
        for track in store[TRACKS].all()
        if (track.withdrawn_at is None or withdrawn) and _may_see(track, actor, staff, seen, groups)
    ]
    by_piece: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda line: (by_name(line.track.piece), by_name(line.track.title))):
        by_piece.setdefault(line.track.piece, []).append(line)
    return [Piece(name, tuple(lines)) for name, lines in by_piece.items()]


def track(store: Store, actor: Actor, staff: Staff | None, track: int) -> Line | None:
    """One of them, or None for whoever may not see it."""
    found, seen, groups = store[TRACKS].get(track), visible_students(store, actor, staff), _groups(store)
    if found is None or not _may_see(found, actor, staff, seen, groups):
        return None
    return _line(found, seen, groups, actor, staff)


def name_to_keep(track: Track) -> str:
    """What the file is called at home: «М. Глинка, Жаворонок, медленно.mp3», so that tracks are told apart there."""
    ending = PurePath(track.file.file_name).suffix
    return safe_name(", ".join(filter(None, (track.piece, track.title))) + ending)


def may_change(track: Track, actor: Actor, staff: Staff | None) -> bool:
    """Whoever brought it, director and deputy."""
    return actor.has(Role.DIRECTOR, Role.DEPUTY) or (staff is not None and staff.id == track.staff)


def pieces_known(store: Store) -> list[str]:
    """Names of pieces that were typed before, to be offered."""
    return sorted({one.piece for one in store[TRACKS].all()}, key=by_name)


def given_to(store: Store, household: int, today: dt.date) -> list[Given]:
    """What a family's children were handed out, by piece; a member of a group has what the group has."""
    home = store[HOUSEHOLDS].get(household)
    known = store[STUDENTS].many(home.students) if home else {}
    children = {id: child for id, child in known.items() if child.retired_on is None}
    groups = _groups(store)
    given = []
    for one in store[TRACKS].all():
        if one.withdrawn_at is None:
            having = [child for id, child in children.items() if _has(one, id, groups, today)]
            if having:
                given.append(Given(one, tuple(open_name(child) for child in having)))
    return sorted(given, key=lambda one: (by_name(one.track.piece), by_name(one.track.title)))


def given_track(store: Store, household: int, track: int, today: dt.date) -> Track | None:
    """One of the family's own, else None."""
    return next((one.track for one in given_to(store, household, today) if one.track.id == track), None)


def students_of(track: Track, groups: Iterable[Group]) -> set[int]:
    """Everybody who was ever meant: pages of their families show something else now."""
    members = {member.student for group in groups if group.id in track.groups for member in group.members}
    return members | set(track.students)


def _has(track: Track, student: int, groups: dict[int, Group], today: dt.date) -> bool:
    if student in track.students:
        return True
    return any(student in groups[id].students_on(today) for id in track.groups if id in groups)


def _may_see(
    track: Track, actor: Actor, staff: Staff | None, seen: dict[int, Student], groups: dict[int, Group]
) -> bool:
    return may_change(track, actor, staff) or bool(students_of(track, groups.values()) & seen.keys())


def _line(track: Track, seen: dict[int, Student], groups: dict[int, Group], actor: Actor, staff: Staff | None) -> Line:
    named = [f"{student_name(seen[id])}, {class_label(seen[id])}" for id in track.students if id in seen]
    whom = [*(groups[id].name for id in track.groups if id in groups), *sorted(named, key=by_name)]
    return Line(track, tuple(whom), len(track.students) - len(named), own=may_change(track, actor, staff))


def _groups(store: Store) -> dict[int, Group]:
    return {group.id: group for group in store[GROUPS].all()}


def narrowed(students: Sequence[Student], chosen: Iterable[int], found: Iterable[int], few: int) -> list[Student]:
    """Students to tick: all of a short list; of a long one those who have it already and those who were looked for."""
    if len(students) <= few:
        return list(students)
    wanted = {*chosen, *found}
    return [one for one in students if one.id in wanted]
