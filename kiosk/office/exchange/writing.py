"""Writing a plan down: one change, all or nothing (O2, O3)."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.office.exchange.desk import WRITTEN, Desk
from kiosk.office.exchange.plan import Plan
from kiosk.people.records import DEPARTMENTS, GROUPS, HOUSEHOLDS, STAFF, STUDENTS, SUBJECTS
from kiosk.problems import N_, Problem, Refusal
from kiosk.signin import giving
from kiosk.signin.records import ACCOUNTS
from kiosk.store import Change, Collection, Conflict, Duplicate, Missing, Store
from kiosk.timetable.records import DATE_CHANGES, LESSONS, VERSIONS

REFERENCES: Final[Mapping[str, Mapping[str, Collection[Any]]]] = {  # Any: because the records differ
    SUBJECTS.name: {"department": DEPARTMENTS},
    STAFF.name: {"account": ACCOUNTS, "departments": DEPARTMENTS, "subjects": SUBJECTS},
    STUDENTS.name: {"teacher": STAFF, "department": DEPARTMENTS},
    GROUPS.name: {"teachers": STAFF},
    HOUSEHOLDS.name: {"students": STUDENTS},
    LESSONS.name: {
        "version": VERSIONS,
        "teacher": STAFF,
        "accompanist": STAFF,
        "subject": SUBJECTS,
        "student": STUDENTS,
        "group": GROUPS,
    },
    DATE_CHANGES.name: {"lesson": LESSONS, "teacher": STAFF},
}
"""Which fields hold ids of which collection: ids of new records are known only once these are written."""


def write(store: Store, actor: Actor, plan: Plan, *, key: str | None = None, note: str = "") -> Refusal | None:
    """Write everything or nothing; None when it is done. The same key a second time writes nothing more."""
    if plan.preview.is_idle:
        return None
    if problem := _roles_refused(store, actor, plan.desk):
        return Refusal((problem,))
    try:
        with store.change(actor, "O2 lists imported", key=key, note=note[:200]) as change:
            if change.repeated is None:
                _Writing(change, plan.desk).all()
    except (Conflict, Duplicate, Missing):
        return Refusal.of(MEANWHILE)
    return None


def _roles_refused(store: Store, actor: Actor, desk: Desk) -> Problem | None:
    """A sheet gives no roles that whoever brings it may not give (P1)."""
    accounts = store[ACCOUNTS].all()
    known = {account.id: account.roles for account in accounts}
    given = ((known.get(account.id, ()), account.roles) for account in desk.draft.all(ACCOUNTS))
    return next(
        (problem for old, new in given if (problem := giving.refused(actor, old, new, accounts)) is not None), None
    )


class _Writing:
    """One change being filled."""

    def __init__(self, change: Change, desk: Desk) -> None:
        self._change, self._desk = change, desk
        self._ids: dict[tuple[str, int], int] = {}

    def all(self) -> None:
        """Each collection after those it refers to, then the pages that are stale now."""
        scopes = {"school", "timetable"}
        for collection in WRITTEN:
            for old, new in list(self._desk.draft.changes(collection)):
                self._write(collection, old, new)
                scopes |= self._scopes(collection, new)
        self._change.touch(*sorted(scopes))

    def _write(self, collection: Collection[Any], old: Any, new: Any) -> None:  # noqa: ANN401  because the records differ
        record = self._referring(collection, new)
        if old is not None:
            self._change.put(collection, record, expected=old.rev)
        else:
            self._ids[collection.name, new.id] = self._change.add(collection, replace(record, id=0)).id

    def _referring(self, collection: Collection[Any], record: Any) -> Any:  # noqa: ANN401  the same
        """The record with real ids in place of negative ones."""
        fields: dict[str, Any] = {}
        for name, target in REFERENCES.get(collection.name, {}).items():
            value = getattr(record, name)
            if isinstance(value, tuple):
                fields[name] = tuple(self._real(target, one) for one in value)
            else:
                fields[name] = self._real(target, value)
        if collection is GROUPS:
            fields["members"] = tuple(
                type(one)(self._real(STUDENTS, one.student), one.since, one.until) for one in record.members
            )
        return replace(record, **fields) if fields else record

    def _real(self, collection: Collection[Any], identity: int) -> int:
        return self._ids[collection.name, identity] if identity < 0 else identity

    def _scopes(self, collection: Collection[Any], record: Any) -> set[str]:  # noqa: ANN401  the same
        """Family pages that show what has changed."""
        identity = self._ids.get((collection.name, record.id), record.id)
        if collection is HOUSEHOLDS:
            return {f"household:{identity}"}
        if collection is STUDENTS:
            homes = [one.id for one in self._desk.draft.all(HOUSEHOLDS) if record.id in one.students]
            return {f"student:{identity}", *(f"household:{home}" for home in homes if home > 0)}
        return set()


MEANWHILE: Final = N_("Somebody has changed the lists meanwhile. Look at the preview once more.")
