"""Timetable versions: the list of all, a copy to begin from, one made by mistake (L2, T3)."""

import datetime as dt

import msgspec
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.problems import N_, Refusal
from kiosk.regime.records import ORDERS, Order
from kiosk.store import Store, where
from kiosk.timetable.deriving import Reason
from kiosk.timetable.in_force import in_force
from kiosk.timetable.records import LESSONS, VERSIONS, Lesson, TimetableMode, TimetableVersion

MODE_LABEL = {TimetableMode.ON_SITE: N_("at school"), TimetableMode.DISTANCE: N_("at a distance")}


class VersionLine(msgspec.Struct, frozen=True):
    """A version in the list: the last day before the next of its kind, its order, how many lessons it has."""

    version: TimetableVersion
    until: dt.date | None
    order: Order | None
    lessons: int
    in_force: bool


def lines(store: Store, today: dt.date) -> list[VersionLine]:
    """All versions, the latest first."""
    known, found = in_force(store, today), store[VERSIONS].all(order=("since", "id"))
    orders = store[ORDERS].many({version.order for version in found} - {0})
    now = {version.id for version in known.versions}
    counts: dict[int, int] = {}
    for lesson in store[LESSONS].all():
        counts[lesson.version] = counts.get(lesson.version, 0) + 1
    return [
        VersionLine(
            version=version,
            until=_until(version, found),
            order=orders.get(version.order),
            lessons=counts.get(version.id, 0),
            in_force=version.id in now,
        )
        for version in reversed(found)
    ]


def _until(version: TimetableVersion, versions: list[TimetableVersion]) -> dt.date | None:
    """The day before the next version of the same kind and order begins."""
    after = [
        one.since
        for one in versions
        if owner(one) == owner(version) and one.since > version.since and not one.taken_back
    ]
    return min(after) - dt.timedelta(1) if after else None


def owner(version: TimetableVersion) -> tuple[TimetableMode, int, int]:
    """Timetables of one owner follow each other: those of the school, of one order, of one statement."""
    return version.mode, version.order, version.statement


def count(store: Store, version: TimetableVersion) -> int:
    """How many lessons a version has that were not ended."""
    return len(_lasting(store, version))


def made_for(store: Store, reason: Reason) -> list[TimetableVersion]:
    """The distance timetables an order or a statement has, the latest first."""
    wanted, found = (
        (TimetableMode.DISTANCE, reason.order, reason.statement),
        store[VERSIONS].all(order=("-since", "-id")),
    )
    return [version for version in found if owner(version) == wanted and not version.taken_back]


def take_back(store: Store, actor: Actor, version: TimetableVersion, *, taken_back: bool) -> TimetableVersion:
    """A version made by mistake is in force no more, or again; reports keep their copies of its lessons."""
    what = "T1 timetable taken back" if taken_back else "T1 timetable brought back"
    with store.change(actor, what) as change:
        change.touch("timetable")
        return change.put(VERSIONS, replace(version, taken_back=taken_back), expected=version.rev)


def copy(
    store: Store, actor: Actor, version: TimetableVersion, *, name: str, since: dt.date, key: str | None = None
) -> TimetableVersion | Refusal:
    """The same lessons as a version of its own from a date on; a lesson that was ended is left out."""
    same = where("since") == since
    with store.change(actor, "T3 timetable copied", key=key) as change:
        if change.repeated is not None:
            (again,) = store[VERSIONS].many(change.repeated.ids(VERSIONS.name)).values()
            return again
        if any(owner(one) == owner(version) and not one.taken_back for one in change.search(VERSIONS, same)):
            return Refusal.of(SAME_DATE, "since")
        change.touch("timetable")
        made = change.add(VERSIONS, replace(version, id=0, rev=0, name=name, since=since, taken_back=False))
        for lesson in _lasting(store, version):
            change.add(LESSONS, replace(lesson, id=0, rev=0, version=made.id, since=None, exemption=0))
        return made


def _lasting(store: Store, version: TimetableVersion) -> list[Lesson]:
    return [one for one in store[LESSONS].search(where("version") == version.id) if one.until is None]


SAME_DATE = N_("A timetable of this kind begins on that day already. Choose another day, or take that one back.")
