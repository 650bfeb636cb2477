"""What meets what in a timetable, and where a lesson could be instead (T2)."""

import datetime as dt
from collections.abc import Callable
from typing import Final

import msgspec
from flask import Blueprint, Response, abort, request
from msgspec.structs import replace

from kiosk.problems import N_, Problem, Refusal
from kiosk.signin.permissions import Action
from kiosk.store import Conflict as Meanwhile
from kiosk.store import Store
from kiosk.timetable import actions, queries
from kiosk.timetable.conflicts import CONFLICT_LABEL, Conflict, ConflictKind, conflicts
from kiosk.timetable.forms import as_given
from kiosk.timetable.naming import Named, Names
from kiosk.timetable.places import Place, places
from kiosk.timetable.records import LESSONS, VERSIONS, Lesson, TimetableVersion
from kiosk.timetable.surroundings import in_force_from, surroundings
from kiosk.web import answer, here, permit, see

bp = Blueprint("timetable_conflicts", __name__)


LoadJudge = Callable[[Store, TimetableVersion, dt.date], list[Problem]]
_judges: Final[list[LoadJudge]] = []
"""Who says over and under of a version: the load lies in a room further right, so the app hands it in."""


def judge_load_by(judge: LoadJudge) -> None:
    """From now on this judge says who has more or fewer hours than the norm (L11)."""
    _judges[:] = [judge]


class ConflictLine(msgspec.Struct, frozen=True):
    """A conflict with names: two lessons, whom it is about; nobody, where it is about a room."""

    conflict: Conflict
    one: Named
    other: Named | None
    who: str


@bp.get("/timetable/conflicts")
@permit(Action.TIMETABLE_EDIT)
def today() -> Response:
    """The conflicts of the timetable in force today."""
    version = queries.version_on(here.store, here.clock.today())
    return see(f"/timetable/versions/{version.id}/conflicts" if version else "/timetable/versions")


@bp.get("/timetable/versions/<int:version>/conflicts")
@permit(Action.TIMETABLE_EDIT)
def of_version(version: int) -> Response:
    """Every conflict of a version from today on, by kind."""
    found = here.store[VERSIONS].get(version) or abort(404)
    date = max(here.clock.today(), found.since)
    seen = conflicts(in_force_from(here.store, found, date), surroundings(here.store, date))
    names = Names(here.store)
    groups = {kind: [line(one, names) for one in seen if one.kind is kind] for kind in ConflictKind}
    return answer(
        whole="timetable/conflicts.html",
        version=found,
        date=date,
        groups={kind: lines for kind, lines in groups.items() if lines},
        label=CONFLICT_LABEL,
        hard=sum(one.kind.hard for one in seen),
        total=len(seen),
        load=[one for judge in _judges for one in judge(here.store, found, date)],
    )


def line(conflict: Conflict, names: Names) -> ConflictLine:
    """Names for ids."""
    match conflict.kind:
        case ConflictKind.TEACHER:
            who = [names.teacher(one) for one in conflict.who]
        case ConflictKind.DEVICE:
            who = [names.family(one) for one in conflict.who]
        case ConflictKind.PAUSE:
            who = [names.teacher(conflict.one.teacher)] if _same_teacher(conflict) else []
        case ConflictKind.ROOM:
            who = []
        case _:
            who = [names.students.get(one, "") for one in conflict.who[:3]]
    other = names.of(conflict.other) if conflict.other else None
    return ConflictLine(conflict, names.of(conflict.one), other, ", ".join(filter(None, who)))


def _same_teacher(conflict: Conflict) -> bool:
    return conflict.other is not None and conflict.one.teacher == conflict.other.teacher


@bp.get("/timetable/lessons/<int:lesson>/places")
@permit(Action.TIMETABLE_EDIT)
def free_places(lesson: int) -> Response:
    """Where the lesson could be instead, least disturbance first."""
    return places_page(here.store[LESSONS].get(lesson) or abort(404))


@bp.post("/timetable/lessons/<int:lesson>/places")
@permit(Action.TIMETABLE_EDIT)
def move(lesson: int) -> Response:
    """Move it there from today on; every check of a changed lesson holds."""
    found = here.store[LESSONS].get(lesson) or abort(404)
    chosen = request.form.get("place", "")
    wanted = next((one for one in places_of(found) if code_of(one) == chosen), None)
    if wanted is None:
        return places_page(found, (Problem(TAKEN_MEANWHILE),), status=422)
    there = replace(found, weekday=wanted.weekday, start=wanted.start, end=wanted.end, room=wanted.room)
    given = as_given(there)
    try:
        moved = actions.change_lesson(
            here.store, here.actor, found, given, today=here.clock.today(), now=here.clock.now()
        )
    except Meanwhile:
        return places_page(here.store[LESSONS].get(lesson) or found, (Problem(TAKEN_MEANWHILE),), status=422)
    if isinstance(moved, Refusal):
        return places_page(found, moved.problems, status=422)
    return see(f"/timetable/teachers/{moved.teacher}?saved={moved.id}")


def places_page(found: Lesson, problems: tuple[Problem, ...] = (), status: int = 200) -> Response:
    """The list of places, each a button."""
    return answer(
        whole="timetable/places.html",
        status=status,
        named=Names(here.store).of(found),
        places=[(code_of(one), one) for one in places_of(found)],
        problems=problems,
    )


def places_of(found: Lesson) -> list[Place]:
    """The best places for a lesson in its version from today on."""
    version = here.store[VERSIONS].get(found.version) or abort(404)
    date = max(here.clock.today(), version.since)
    others = in_force_from(here.store, version, date)
    rooms = sorted({one.room for one in others if one.room})
    return places(found, others, surroundings(here.store, date), rooms)


def code_of(place: Place) -> str:
    """«1 14:00 7», the value of a button."""
    return f"{place.weekday} {place.start:%H:%M} {place.room}"


TAKEN_MEANWHILE = N_("This place is free no more: somebody has changed the timetable. Choose another one.")
