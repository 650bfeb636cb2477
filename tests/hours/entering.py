"""A month typed into the forms of the named school: at school and at a distance, two positions, odd quarters (H4, L3).

November 2026 by a seed: lessons of 0.25 to 1.5 hours on site, the distance period of order 87-у in its second half,
rows left as planned, typed over, not held or left open; a substitution, a make-up, a transfer, a paid place.
"""

import datetime as dt
import random
from dataclasses import dataclass, field

from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.people.records import GROUPS, STUDENTS, Funding, Member
from kiosk.regime.records import LessonKind
from kiosk.reports.records import ROWS, Row, RowState
from kiosk.school.rules import days_between, hours_text
from kiosk.signin.records import ACCOUNTS
from kiosk.store import Change, where
from kiosk.timetable import queries as timetable
from kiosk.timetable.records import LESSONS, VERSIONS, Lesson, TimetableMode, TimetableVersion
from tests.school import Browser, NamedSchool

SINCE, UNTIL = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
LATER = dt.datetime(2026, 12, 1, 10, 0)
MOVED_ON = dt.date(2026, 11, 12)
ILL = dt.date(2026, 11, 5)
MISSED_ON = dt.date(2026, 11, 6)
MADE_UP_ON = dt.date(2026, 11, 14)
GIVERS = ("Соколова", "Белов", "Дроздов")
REASONS = ("student_ill", "student_absent", "no_connection")


@dataclass
class Entered:
    """The school with its month, and browsers of those who typed it."""

    school: NamedSchool
    browsers: dict[str, Browser] = field(default_factory=dict)

    def browser(self, surname: str) -> Browser:
        """One browser for each, for the whole test."""
        if surname not in self.browsers:
            self.browsers[surname] = self.school.client(surname)
        return self.browsers[surname]

    def rows(self) -> list[Row]:
        """What is stored, as plain snapshots."""
        return self.school.store[ROWS].all()


def enter_month(school: NamedSchool, seed: int) -> Entered:
    """Type the month in."""
    school.clock.set(LATER)
    chance = random.Random(seed)  # noqa: S311  because a test wants the same month again
    there = Entered(school)
    with school.store.change(SYSTEM, "test timetable") as change:
        add_lessons(school, change, chance)
    settle_people(there)
    substitute(there)
    for date in days_between(SINCE, UNTIL):
        for surname in GIVERS:
            enter_day(there, surname, date, chance)
        if date == MADE_UP_ON:
            make_up(there)
    return there


def add_lessons(school: NamedSchool, change: Change, chance: random.Random) -> None:
    """An on-site week: three people, lessons alone and of the ensemble with its accompanist."""
    version = change.add(
        VERSIONS, TimetableVersion(name="на месте", mode=TimetableMode.ON_SITE, since=dt.date(2026, 9, 1))
    )
    for weekday in range(6):
        for surname in GIVERS:
            for hour in range(10, 10 + chance.randint(1, 3)):
                change.add(LESSONS, lesson(school, version.id, weekday, surname, hour, chance))
    change.add(LESSONS, lesson(school, version.id, ILL.weekday(), "Соколова", 17, chance))
    moved = lesson(school, version.id, 0, "Соколова", 18, chance)
    moved = replace(moved, student=school.students["Артём"].id, group=0, accompanist=0)
    change.add(LESSONS, replace(moved, until=MOVED_ON - dt.timedelta(1)))
    change.add(LESSONS, replace(moved, teacher=school.staff["Белов"].id, since=MOVED_ON))
    group = school.groups["Терция"]
    left = tuple(replace(member, until=MOVED_ON) for member in group.members[1:])
    came = Member(school.students["Матвей"].id, since=MOVED_ON)
    change.put(GROUPS, replace(group, members=(*group.members[:1], *left, came)))


def lesson(school: NamedSchool, version: int, weekday: int, surname: str, hour: int, chance: random.Random) -> Lesson:
    """A lesson of somebody: of one student, or every third time of the ensemble with Дроздов beside."""
    together = hour == 10 and surname != "Дроздов"
    student = school.students[chance.choice(("Мария", "Пётр", "Артём"))]
    subject = "Фортепианный ансамбль" if together else chance.choice(("Специальность", "Сольфеджио"))
    quarters = chance.randint(1, 6)
    return Lesson(
        version=version,
        weekday=weekday,
        start=dt.time(hour),
        end=dt.time(hour, 50),
        teacher=school.staff[surname].id,
        accompanist=school.staff["Дроздов"].id if together and surname == "Соколова" else 0,
        subject=school.subjects[subject].id,
        student=0 if together else student.id,
        group=school.groups["Терция"].id if together else 0,
        kind=LessonKind.ON_SITE,
        quarter_hours=quarters,
    )


def settle_people(there: Entered) -> None:
    """Пётр pays for his lessons; Дроздов teaches as well, so that he has two positions."""
    school = there.school
    with school.store.change(SYSTEM, "test people") as change:
        change.put(STUDENTS, replace(school.students["Пётр"], funding=Funding.PAID))
        account = school.store[ACCOUNTS].get(school.staff["Дроздов"].account)
        assert account is not None
        change.put(ACCOUNTS, account)


def substitute(there: Entered) -> None:
    """Соколова is ill for a day; Белов gives what he can, the rest is given by nobody."""
    office, school = there.browser("Ким"), there.school
    ill = school.staff["Соколова"].id
    answer = office.post(
        "/absences/new", {"staff": ill, "since": f"{ILL:%d.%m.%Y}", "until": f"{ILL:%d.%m.%Y}", "cause": "illness"}
    )
    assert answer.status == 303
    first = timetable.of_staff(school.store, ill, ILL)[-1]
    page = answer.headers["Location"]
    field_name = f"s.{first.lesson.id}.{ILL}"
    assert office.post(page, {field_name: school.staff["Белов"].id}).status == 303


def enter_day(there: Entered, surname: str, date: dt.date, chance: random.Random) -> None:
    """One press for the whole day: most as planned, some typed over, some not held, some left open."""
    school, browser = there.school, there.browser(surname)
    staff = school.staff[surname].id
    if surname == "Соколова" and date == ILL:
        return
    fields: dict[str, object] = {}
    chosen = []
    for plan in timetable.of_staff(school.store, staff, date):
        slot = f"{'L' if plan.teacher == staff else 'A'}{plan.lesson.id}"
        luck = 0.1 if surname == "Соколова" and date == MISSED_ON else chance.random()
        if luck < 0.06:
            continue
        chosen.append(slot)
        if luck < 0.18:
            fields |= {f"{slot}.off": "1", f"{slot}.reason": chance.choice(REASONS)}
        elif luck < 0.4:
            fields[f"{slot}.hours"] = hours_text(chance.randint(1, 8))
    if chosen:
        sent = browser.post(f"/report/{date}", {**fields, "act": f"confirm:{' '.join(chosen)}"}, page=f"/report/{date}")
        assert sent.status == 303, sent.text


def make_up(there: Entered) -> None:
    """The first lesson that Соколова missed is made up on a Saturday evening, as a lesson of that date."""
    school = there.school
    staff = school.staff["Соколова"].id
    not_held = (where("staff") == staff) & (where("state") == RowState.NOT_HELD)
    missed = school.store[ROWS].search(not_held, order=("date",))
    first = next(row for row in missed if row.date < MADE_UP_ON)
    (version,) = school.store[VERSIONS].search(where("mode") == TimetableMode.ON_SITE)
    with school.store.change(SYSTEM, "test make-up") as change:
        made = change.add(
            LESSONS,
            Lesson(
                version=version.id,
                weekday=MADE_UP_ON.weekday(),
                start=dt.time(19),
                end=dt.time(19, 40),
                teacher=staff,
                subject=first.subject,
                student=first.student,
                group=first.group,
                quarter_hours=first.planned_quarters,
                since=MADE_UP_ON,
                until=MADE_UP_ON,
                makes_up=first.id,
            ),
        )
    page = f"/report/{MADE_UP_ON}"
    assert there.browser("Соколова").post(page, {"act": f"confirm:L{made.id}"}, page=page).status == 303
