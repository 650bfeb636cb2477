"""Records → cells of their sheets: the same for the export, the preview and the templates (O2)."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from kiosk.actor import Role
from kiosk.consents import records as consents
from kiosk.consents.queries import said_by_list
from kiosk.office.exchange import words_of
from kiosk.office.exchange.columns import GUARDIANS, Kind
from kiosk.office.exchange.roster import Naming
from kiosk.office.exchange.words_of import first
from kiosk.people.records import (
    DEPARTMENTS,
    GROUPS,
    HOUSEHOLDS,
    STAFF,
    STUDENTS,
    SUBJECTS,
    Group,
    Household,
    Staff,
    Student,
    Subject,
)
from kiosk.signin.records import ACCOUNTS
from kiosk.store import Collection
from kiosk.timetable.records import Lesson, TimetableVersion, Weeks

Cell = str | int | float | dt.date | dt.time | None
Cells = dict[str, Cell]
Records = Mapping[str, Mapping[int, Any]]  # Any: because the records of ten collections differ

Agreed = Callable[[Household, consents.Kind], bool]
"""Whether a family has agreed: by the list alone, or by the papers that are kept."""

ROLES: Final = first(words_of.ROLE_WORDS)
CYCLES: Final = first(words_of.CYCLE_WORDS)
PROGRAMMES: Final = first(words_of.PROGRAMME_WORDS)
FUNDINGS: Final = first(words_of.FUNDING_WORDS)
FORMS: Final = first(words_of.FORM_WORDS)
DAYS: Final = first(words_of.DAY_WORDS)
KINDS: Final = first(words_of.KIND_WORDS)
MODES: Final = first(words_of.MODE_WORDS)
WEEKS: Final = first(words_of.WEEKS_WORDS)


class Writer:
    """Writes records of one state of the school as cells; names are such that an import finds the same people."""

    def __init__(self, records: Records, today: dt.date, agreed: Agreed = said_by_list) -> None:
        self._records = records
        self._agreed = agreed
        self._today = today
        self.staff = Naming[Staff](records[STAFF.name].values(), initials=True)
        self.students = Naming[Student](records[STUDENTS.name].values(), initials=False)
        self._groups = self._groups_of_students()

    def cells(self, kind: Kind, record: Any) -> Cells:  # noqa: ANN401  because the records differ
        """The row of a record."""
        writers: dict[Kind, Callable[[Any], Cells]] = {
            Kind.SUBJECTS: self.subject,
            Kind.STAFF: self.member_of_staff,
            Kind.GROUPS: self.group,
            Kind.STUDENTS: self.student,
            Kind.FAMILIES: self.family,
        }
        return writers[kind](record)

    def subject(self, one: Subject) -> Cells:
        """A subject."""
        return {
            "name": one.name,
            "short": one.short,
            "cycle": CYCLES[one.cycle],
            "department": self._name(DEPARTMENTS.name, one.department),
            "individual": FORMS[one.individual],
            "collective": _yes(one.collective),
            "retired": one.retired_on,
        }

    def member_of_staff(self, one: Staff) -> Cells:
        """A member of staff with the roles of the account."""
        account = self._records[ACCOUNTS.name].get(one.account)
        roles: tuple[Role, ...] = account.roles if account else ()
        return {
            "code": one.code,
            "surname": one.surname,
            "given": one.given,
            "patronymic": one.patronymic,
            "roles": ", ".join(ROLES[role] for role in roles),
            "department": ", ".join(self._name(DEPARTMENTS.name, place) for place in one.departments),
            "subjects": ", ".join(self._name(SUBJECTS.name, subject) for subject in one.subjects),
            "category": one.category,
            "room": one.room,
            "phone": one.phone,
            "email": one.email,
            "weekly": one.weekly_quarter_hours / 4,
            "retired": one.retired_on,
        }

    def group(self, one: Group) -> Cells:
        """A group with its members of now and later."""
        present = [m.student for m in one.members if m.until is None or m.until >= self._today]
        return {
            "name": one.name,
            "kind": one.kind,
            "study_year": one.study_year or None,
            "programme": PROGRAMMES[one.programme] if one.programme else "",
            "teachers": ", ".join(self.staff.of(teacher) for teacher in one.teachers),
            "members": ", ".join(self.students.of(student) for student in present),
            "funding": FUNDINGS[one.funding],
            "retired": one.retired_on,
        }

    def student(self, one: Student) -> Cells:
        """A student."""
        return {
            "code": one.code,
            "surname": one.surname,
            "given": one.given,
            "patronymic": one.patronymic,
            "born": one.born,
            "study_year": one.study_year,
            "term_years": one.term_years,
            "programme": PROGRAMMES[one.programme],
            "class_label": one.class_label,
            "instrument": one.instrument,
            "teacher": self.staff.of(one.teacher),
            "department": self._name(DEPARTMENTS.name, one.department),
            "group": ", ".join(self._groups.get(one.id, ())),
            "family": "",
            "shift": one.school_shift,
            "plan": one.individual_plan,
            "health": one.health,
            "funding": FUNDINGS[one.funding],
            "retired": one.retired_on,
        }

    def family(self, one: Household) -> Cells:
        """A family; a fifth guardian would not fit, the form has four as well."""
        cells: Cells = {
            "code": one.code,
            "name": one.name,
            "children": ", ".join(self.students.of(student) for student in one.students),
            "consent_distance": _yes(self._agreed(one, consents.Kind.DISTANCE)),
            "consent_data": _yes(self._agreed(one, consents.Kind.DATA)),
            "devices": one.devices,
            "internet": one.internet,
            "retired": one.retired_on,
        }
        for place, guardian in enumerate(one.guardians[:GUARDIANS], 1):
            cells |= {
                f"guardian{place}": guardian.name,
                f"relation{place}": guardian.relation,
                f"phone{place}": guardian.phone,
                f"email{place}": guardian.email,
            }
        return cells

    def lesson(self, one: Lesson, version: TimetableVersion) -> Cells:
        """A lesson of a version."""
        return {
            "day": DAYS[one.weekday],
            "start": one.start,
            "end": one.end,
            "teacher": self.staff.of(one.teacher),
            "accompanist": self.staff.of(one.accompanist),
            "subject": self._name(SUBJECTS.name, one.subject),
            "whom": self.students.of(one.student) if one.student else self._name(GROUPS.name, one.group),
            "room": one.room,
            "kind": KINDS[one.kind],
            "channel": one.channel,
            "address": one.address,
            "hours": one.quarter_hours / 4,
            "weeks": "" if one.weeks is Weeks.EVERY else WEEKS[one.weeks],
            "since": one.since or version.since,
            "until": one.until,
            "mode": MODES[version.mode],
            "version": version.since,
        }

    def title(self, record: Any) -> str:  # noqa: ANN401  because the records differ
        """What a preview calls a record."""
        match record:
            case Staff() | Student():
                return " ".join(part for part in (record.surname, record.given, record.patronymic) if part)
            case Household():
                children = ", ".join(self.students.of(student) for student in record.students)
                return " ".join(part for part in (record.code or record.name, children) if part)
            case _:
                return str(record.name)

    def _name(self, collection: str, record: int) -> str:
        found = self._records[collection].get(record)
        return found.name if found else ""

    def _groups_of_students(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for group in self._records[GROUPS.name].values():
            for member in group.members:
                if group.retired_on is None and (member.until is None or member.until >= self._today):
                    found.setdefault(member.student, []).append(group.name)
        return found


def _yes(value: bool) -> str:  # noqa: FBT001  because it words a flag
    return "да" if value else "нет"


COLLECTION_OF: Final[dict[Kind, Collection[Any]]] = {  # Any: because the lists hold records of five kinds
    Kind.SUBJECTS: SUBJECTS,
    Kind.STAFF: STAFF,
    Kind.GROUPS: GROUPS,
    Kind.STUDENTS: STUDENTS,
    Kind.FAMILIES: HOUSEHOLDS,
}
