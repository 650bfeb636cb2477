"""A derived timetable as its preview shows it: sums by kind, what is not placed, one teacher's lessons (T1)."""

from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlencode

import msgspec

from kiosk.problems import Problem
from kiosk.regime.records import KIND_LABEL, LessonKind
from kiosk.store import Store
from kiosk.timetable.derivation import Listed, Placed, Repair
from kiosk.timetable.deriving import Draft
from kiosk.timetable.naming import Named, Names


class KindSum(msgspec.Struct, frozen=True):
    """So many lessons of a kind, so many of them cut, their academic hours in quarters."""

    kind: str
    lessons: int
    cut: int
    quarter_hours: int


class Way(msgspec.Struct, frozen=True):
    """A repair to press: its address, and either a kind (msgid), a begin, or leaving out."""

    repair: Repair
    href: str

    @property
    def kind(self) -> str:
        """The msgid of the kind, or nothing."""
        return KIND_LABEL[self.repair.kind] if self.repair.kind else ""


class ListedView(msgspec.Struct, frozen=True):
    """A lesson without a place: why, and what may be pressed."""

    named: Named
    reason: Problem
    ways: tuple[Way, ...]
    left_out: bool
    undo: str
    """The address without what was chosen for it; empty when nothing was."""


class Chosen(msgspec.Struct, frozen=True):
    """A repair that took effect, with the address that undoes it."""

    named: Named
    placed: Placed
    undo: str


class TeacherLine(msgspec.Struct, frozen=True):
    """A teacher's sums in the preview."""

    id: int
    name: str
    lessons: int
    quarter_hours: int
    self_study: int
    listed: int


class DraftView(msgspec.Struct, frozen=True):
    """The whole preview."""

    kinds: tuple[KindSum, ...]
    notes: tuple[tuple[str, int], ...]
    listed: tuple[ListedView, ...]
    chosen: tuple[Chosen, ...]
    teachers: tuple[TeacherLine, ...]
    teacher: int
    lessons: tuple[tuple[Named, Placed], ...]
    codes: tuple[str, ...]


def drafted(store: Store, draft: Draft, repairs: Mapping[int, Repair], *, teacher: int = 0) -> DraftView:
    """Names read once for all lessons."""
    names = Names(store)
    placed, listed = draft.outcome.placed, draft.outcome.listed
    codes = {lesson: f"{lesson}:{repair.code}" for lesson, repair in repairs.items()}

    def address(without: int = 0, more: str = "") -> str:
        kept = [code for lesson, code in codes.items() if lesson != without]
        query = urlencode([("r", code) for code in (*kept, *([more] if more else []))])
        return f"{draft.reason.address}?{query}"

    def listed_view(one: Listed) -> ListedView:
        number = one.source.id
        ways = tuple(Way(repair, address(number, f"{number}:{repair.code}")) for repair in one.repairs)
        return ListedView(
            names.of(one.source), one.reason, ways, one.left_out, address(number) if number in codes else ""
        )

    return DraftView(
        kinds=_sums(placed),
        notes=tuple(Counter(note for one in placed for note in one.notes).most_common()),
        listed=tuple(map(listed_view, listed)),
        chosen=tuple(
            Chosen(names.of(one.source), one, address(one.source.id)) for one in placed if one.source.id in codes
        ),
        teachers=_teachers(placed, listed, names),
        teacher=teacher,
        lessons=tuple((names.of(one.source), one) for one in placed if teacher and one.source.teacher == teacher),
        codes=tuple(codes.values()),
    )


def _sums(placed: tuple[Placed, ...]) -> tuple[KindSum, ...]:
    by_kind = {kind: [one for one in placed if one.lesson.kind is kind] for kind in LessonKind}
    return tuple(
        KindSum(
            KIND_LABEL[kind],
            len(found),
            sum(one.cut for one in found),
            sum(one.lesson.quarter_hours for one in found),
        )
        for kind, found in by_kind.items()
        if found
    )


def _teachers(placed: tuple[Placed, ...], listed: tuple[Listed, ...], names: Names) -> tuple[TeacherLine, ...]:
    lessons: dict[int, list[Placed]] = {}
    for one in placed:
        lessons.setdefault(one.source.teacher, []).append(one)
    missing = Counter(one.source.teacher for one in listed)
    lines = [
        TeacherLine(
            id=teacher,
            name=names.teacher(teacher),
            lessons=len(theirs := lessons.get(teacher, [])),
            quarter_hours=sum(one.lesson.quarter_hours for one in theirs),
            self_study=sum(one.lesson.kind is LessonKind.SELF_STUDY for one in theirs),
            listed=missing[teacher],
        )
        for teacher in lessons.keys() | missing.keys()
    ]
    return tuple(sorted(lines, key=lambda line: line.name))
