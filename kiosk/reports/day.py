"""The report of the day as its page sees it: the timetable, what is stored and what was typed, in one list (H2).

What stands in a field: what was typed just now, else the draft, else the stored row, else the timetable.
"""

import datetime as dt
import re
from collections.abc import Container, Iterable, Mapping

from kiosk.people.names import by_name, class_label, student_name
from kiosk.people.records import GROUPS, STUDENTS, SUBJECTS, Funding, Staff, Subject
from kiosk.problems import Problem
from kiosk.regime import rules as regime
from kiosk.regime.conditions import edition_on
from kiosk.regime.queries import decided, reasons_of_exceptions, rulings
from kiosk.regime.records import LessonKind
from kiosk.reports import queries
from kiosk.reports.fields import id_in, minutes_of, slot_of, stored_fields
from kiosk.reports.records import MARK_OF, Attendance, Draft, Position, Reason, Row
from kiosk.reports.ticked import ticked
from kiosk.reports.views import DayView, Pupil, RowView, totals_of
from kiosk.school import queries as school
from kiosk.school.records import CHANNELS, Reach
from kiosk.school.rules import hours_text, is_offered, reach_of
from kiosk.store import Store
from kiosk.timetable import queries as timetable
from kiosk.timetable.joining import joining
from kiosk.timetable.rules import Planned
from kiosk.told.queries import told_on
from kiosk.told.records import Why
from kiosk.worktime.queries import other_work_on

TIME = re.compile(r"[0-2]\d[:.][0-5]\d")
LAST = "~"
REASON_TOLD = {Why.ILL: Reason.STUDENT_ILL, Why.EXCUSED: Reason.STUDENT_ABSENT}
SETTLED_BY_THE_PLAN = {regime.TELEPHONE, regime.NOT_LIVE}
"""Cautions for whoever plans the lesson: a teacher who keeps to the timetable is not told them every day."""


def day_view(
    store: Store,
    staff: Staff,
    date: dt.date,
    *,
    now: dt.datetime,
    typed: Mapping[str, Mapping[str, str]] | None = None,
    problems: Mapping[str, Iterable[Problem]] | None = None,
    only: Container[str] | None = None,
) -> DayView:
    """The day of one member of staff at a moment of the school's wall.

    ``typed`` and ``problems`` by slot are what a refused save brought along. ``only``: these rows alone, to be written
    and not to be shown, so that nothing is offered in them.
    """
    maker = _RowMaker(store, staff, date, now, typed or {}, problems or {})
    rows = maker.rows() if only is None else maker.rows_to_write(only)
    distance = any(row.facts.distance for row in rows) or maker.order is not None
    special = school.special_day(store, date)
    chosen = only is None and any(row.outside and row.open for row in rows)
    return DayView(
        staff=staff,
        date=date,
        rows=rows,
        channels=tuple(one.name for one in maker.channels if is_offered(one, date)) if distance else (),
        report=queries.day_report(store, staff.id, date),
        order=maker.order,
        decided=maker.decided,
        hour_minutes=school.hour_rule(store, date).minutes,
        school_day=school.weekday_of(store, date) is not None,
        special_note=special.note if special else "",
        subjects=tuple(maker.subjects.values()),
        people=queries.whom_to_choose(store, staff) if chosen else (),
        totals=totals_of(rows),
        other_work=other_work_on(store, staff.id, date),
        unplaced=maker.unplaced(rows) if only is None else (),
    )


class Untouched:
    """What stands in the rows of a day before anybody types; read when it is first asked for."""

    def __init__(self, store: Store, staff: Staff, date: dt.date, now: dt.datetime) -> None:
        self._where = (store, staff, date, now)
        self._maker: _RowMaker | None = None

    def fields(self, slot: str) -> dict[str, str]:
        """Texts by field, as a page shows them."""
        if self._maker is None:
            self._maker = _RowMaker(*self._where, {}, {})
        return self._maker.untouched(slot, self._maker.whom(slot))


class _RowMaker:
    """Gathers the day's records once and makes rows of them: a handful of queries, never one per row."""

    def __init__(
        self,
        store: Store,
        staff: Staff,
        date: dt.date,
        now: dt.datetime,
        typed: Mapping[str, Mapping[str, str]],
        problems: Mapping[str, Iterable[Problem]],
    ) -> None:
        self.store, self.staff, self.date = store, staff, date
        self.rulings, self.decided = rulings(store), decided(store, date)
        self.order = self.rulings.of_school(date).period
        self.channels = store[CHANNELS].all(order=("id",))
        self.reaches = {channel.name: reach_of(channel) for channel in self.channels}
        self.local_now = now.replace(tzinfo=None)
        self.typed, self.problems = typed, problems
        plans = timetable.of_staff(store, staff.id, date)
        self.plans = {slot_of(plan, staff.id): plan for plan in plans}
        stored = queries.rows_of_day(store, staff.id, date)
        self.stored = {slot: row for slot, row in stored.items() if not row.struck}
        self.taken_back = {slot: row for slot, row in stored.items() if row.struck}
        self.drafts = queries.drafts_of_day(store, staff.id, date)
        self.subjects = {subject.id: subject for subject in store[SUBJECTS].all(order=("name",))}
        self.groups = store[GROUPS].many(
            sorted({plan.lesson.group for plan in plans} | {row.group for row in stored.values()} - {0})
        )
        alone = {plan.lesson.student for plan in plans} | {row.student for row in stored.values()}
        together = {student for group in self.groups.values() for student in group.students_on(date)}
        together |= {student for row in stored.values() for student in row.students}  # some have left the group since
        self.students = store[STUDENTS].many(sorted((alone | together) - {0}))
        self.told = told_on(store, date, (alone | together) - {0})
        self.let_pass = reasons_of_exceptions(store, (plan.lesson.exemption for plan in plans))
        self._leave_out_edited()

    def _leave_out_edited(self) -> None:
        """A lesson edited after its row was confirmed has a new id: the confirmed row stands for it, not beside it."""
        gone = [row for slot, row in self.stored.items() if slot[0] in "LA" and slot not in self.plans]
        for row in gone:
            same = (row.slot[0], row.student, row.group, row.subject)
            new = (slot for slot in self.plans if slot not in self.stored and (slot[0], *self.whom(slot)) == same)
            if (slot := next(new, None)) is not None:
                del self.plans[slot]

    def rows(self) -> tuple[RowView, ...]:
        whom = {slot: self.whom(slot) for slot in self._slots()}
        open_rows = (theirs for slot, theirs in whom.items() if slot not in self.stored)
        self.notes = queries.last_notes(self.store, open_rows, before=self.date)
        self.done = ticked(self.store, [note.id for notes in self.notes.values() for note in notes])
        rows = [self.row(slot, theirs) for slot, theirs in whom.items()]
        return tuple(sorted(rows, key=_place))

    def rows_to_write(self, wanted: Container[str]) -> tuple[RowView, ...]:
        """Some rows of the day without what is only offered in them."""
        self.notes, self.done = {}, {}
        return tuple(self.row(slot, self.whom(slot)) for slot in self._slots() if slot in wanted)

    def unplaced(self, rows: Iterable[RowView]) -> tuple[Draft, ...]:
        """What was typed into rows whose lessons have left the timetable since."""
        shown = {row.slot for row in rows}
        return tuple(draft for slot, draft in self.drafts.items() if slot not in shown)

    def _slots(self) -> list[str]:
        written = (slot for slot in self.drafts if slot.startswith("N") or slot in self.taken_back)
        typed = (slot for slot in self.typed if slot.startswith("N"))
        return list(dict.fromkeys([*self.plans, *self.stored, *written, *typed]))

    def row(self, slot: str, whom: queries.Whom) -> RowView:
        plan, stored = self.plans.get(slot), self.stored.get(slot)
        draft = self._draft(slot)
        student, group, subject_id = whom
        fields = (stored_fields(stored) if stored else self.untouched(slot, whom)) | self._written(slot)
        subject = self.subjects.get(subject_id)
        position = Position.ACCOMPANIST if slot.startswith("A") else Position.TEACHER
        pupils = self._pupils(student, group, stored)
        facts = self._facts(fields, subject, student, group, plan)
        who, who_more = self._called(student, group, len(pupils), stored)
        settled = stored is not None or fields.get("off") == "1"
        findings = regime.Findings() if settled else regime.check(facts, edition_on(self.date), self.decided)
        as_planned = plan is not None and all(fields[name] == text for name, text in self._of_plan(plan).items())
        return RowView(
            slot=slot,
            fields=fields,
            who=who,
            who_more=who_more,
            subject=stored.subject_name if stored else (subject.name if subject else ""),
            pupils=pupils,
            alone=bool(student),
            kinds=() if stored else regime.allowed(facts, edition_on(self.date), self.decided),
            facts=facts,
            position=position,
            stored=stored,
            draft=draft,
            late=self._late(stored),
            aside=stored is not None and slot in self.drafts and self.drafts[slot].aside,
            plan=plan,
            student=student,
            group=group,
            subject_id=subject_id,
            funding=self._funding(student, group),
            ended=self._ended(plan, stored),
            told=student in self.told,
            notes=(notes := self.notes.get(whom, ()) if stored is None else ()),
            done={note.id: len(self.done[note.id]) for note in notes if note.id in self.done},
            problems=tuple(self.problems.get(slot, findings.refused)),
            cautions=tuple(one for one in findings.cautions if not (as_planned and one.msgid in SETTLED_BY_THE_PLAN)),
        )

    def untouched(self, slot: str, whom: queries.Whom) -> dict[str, str]:
        """What stands in a row that nobody has typed into: the timetable, and absences that were told."""
        student, group, _ = whom
        return {**self._planned_fields(self.plans.get(slot)), **self._told_marks(student, group)}

    def _told_marks(self, student: int, group: int) -> dict[str, str]:
        """Absences told beforehand stand in the row until somebody types over them: alone, it is not held (L16)."""
        if student:
            why = self.told.get(student)
            return {"off": "1", "reason": REASON_TOLD[why].value} if why else {}
        there = self.groups[group].students_on(self.date) if group in self.groups else ()
        return {f"mark.{one}": MARK_OF[Attendance(self.told[one].value)] for one in there if one in self.told}

    def _draft(self, slot: str) -> Draft | None:
        return None if slot in self.stored else self.drafts.get(slot)

    def _late(self, stored: Row | None) -> dict[str, str]:
        """What was typed beside a row that was confirmed meanwhile."""
        if stored is None or stored.slot not in self.drafts:
            return {}
        there = stored_fields(stored)
        return {name: text for name, text in self.drafts[stored.slot].fields.items() if text != there.get(name, "")}

    def _written(self, slot: str) -> dict[str, str]:
        """What was typed into a row, now or before."""
        draft = self._draft(slot)
        return {**(draft.fields if draft else {}), **self.typed.get(slot, {})}

    def whom(self, slot: str) -> queries.Whom:
        """Student, group and subject of a row; a row outside the timetable chooses them in its fields."""
        plan, fields = self.plans.get(slot), self._written(slot)
        stored = self.stored.get(slot) or self.taken_back.get(slot)  # its lesson may have left the timetable since
        if stored is not None and not (stored.struck and stored.slot.startswith("N")):
            return stored.student, stored.group, stored.subject
        if plan is not None:
            return plan.lesson.student, plan.lesson.group, plan.lesson.subject
        whom, subject_id = fields.get("whom", ""), id_in(fields.get("subject", ""))
        number = id_in(whom[1:])
        if whom.startswith("s") and (student := self.store[STUDENTS].get(number)):
            self.students[number] = student
            return number, 0, subject_id
        if whom.startswith("g") and (group := self.store[GROUPS].get(number)):
            self.groups[number] = group
            self.students |= self.store[STUDENTS].many(list(group.students_on(self.date)))
            return 0, number, subject_id
        return 0, 0, subject_id

    def _planned_fields(self, plan: Planned | None) -> dict[str, str]:
        if plan is None:
            kind = LessonKind.INDIVIDUAL if self.order else LessonKind.ON_SITE
            subject = str(self.staff.subjects[0]) if self.staff.subjects else ""
            return {"hours": "1", "kind": kind.value, "subject": subject}
        return {
            "start": plan.start.isoformat("minutes"),
            "end": plan.end.isoformat("minutes"),
            "hours": hours_text(plan.lesson.quarter_hours),
            "kind": plan.lesson.kind.value,
            "channel": self._channel(plan),
        }

    def _channel(self, plan: Planned) -> str:
        """By what it is held: the lesson's own channel, its group's, or that of whose day this is."""
        teacher = self.staff if plan.teacher == self.staff.id else None
        return joining(plan, self.groups.get(plan.lesson.group), teacher).channel

    def _of_plan(self, plan: Planned) -> dict[str, str]:
        """Kind and channel as the timetable has them."""
        return {"kind": plan.lesson.kind.value, "channel": self._channel(plan)}

    def _pupils(self, student: int, group: int, stored: Row | None) -> tuple[Pupil, ...]:
        if stored is not None:
            ids: tuple[int, ...] = stored.students
        elif student:
            ids = (student,)
        else:
            ids = self.groups[group].students_on(self.date) if group in self.groups else ()
        known = [self.students[id] for id in ids if id in self.students]
        return tuple(
            Pupil(one.id, student_name(one)) for one in sorted(known, key=lambda one: by_name(student_name(one)))
        )

    def _funding(self, student: int, group: int) -> Funding:
        """Who pays for it: as the group's or the student's place says (L3)."""
        place = self.groups.get(group) or self.students.get(student)
        return place.funding if place else Funding.BUDGET

    def _called(self, student: int, group: int, size: int, stored: Row | None) -> tuple[str, str]:
        if stored is not None:
            return stored.who, ""
        if student in self.students:
            return student_name(self.students[student]), class_label(self.students[student])
        if group in self.groups:
            return self.groups[group].name, f"{size}\u00a0чел."
        return "", ""

    def _facts(
        self, fields: Mapping[str, str], subject: Subject | None, student: int, group: int, plan: Planned | None
    ) -> regime.Facts:
        kind = next((kind for kind in LessonKind if kind.value == fields.get("kind")), LessonKind.ON_SITE)
        department = subject.department if subject else 0
        ruling = self.rulings.of_lesson(self.date, student=student, group=group, department=department)
        facts = regime.Facts(
            kind=kind,
            minutes=minutes_of(fields),
            individual_subject=not group,
            alone=bool(student) or not group,
            distance=ruling.distance,
            mode=ruling.mode,
            experimental=bool(group) and self.rulings.experimental(group, self.date) is not None,
            reach=self.reaches.get(fields.get("channel", ""), Reach.LIVE),
            timetabled=plan is not None,
            exempt=plan is not None and plan.lesson.exemption in self.let_pass,
        )
        return regime.of_subject(facts, subject)

    def _ended(self, plan: Planned | None, stored: Row | None) -> bool:
        end = stored.end if stored else plan.end if plan else dt.time.min
        return dt.datetime.combine(self.date, end) <= self.local_now


def _place(row: RowView) -> tuple[str, str]:
    """Where a row stands: by its begin in the timetable, so that a wrong time moves nothing; a new one comes last."""
    if row.stored is not None or row.plan is not None:
        start = row.stored.start if row.stored else row.plan.start if row.plan else dt.time.max
        return start.isoformat("minutes"), row.slot
    typed = row.text("start").zfill(5)
    return (typed if TIME.fullmatch(typed) else LAST), row.slot
