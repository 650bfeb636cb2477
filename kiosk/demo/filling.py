"""Writing the made-up school down: people, cards, both timetables, the order, the reports since last month."""

import datetime as dt
import random
from typing import Final

from kiosk.actor import SYSTEM, Role
from kiosk.clock import Clock
from kiosk.demo import curriculum, reporting
from kiosk.demo.accompanying import hand_out_tracks
from kiosk.demo.answering import give_and_answer
from kiosk.demo.calendar import academic_year, distance_days, public_holidays, reported_days, working_day
from kiosk.demo.ids import Ids
from kiosk.demo.people import Home, Maker, People, Pupil, Teacher
from kiosk.demo.placing import LENGTHS, Placed, Placer
from kiosk.demo.telling import hand_out_the_regulation, write_notices, write_regulation
from kiosk.families.cards import expiry
from kiosk.load.records import TERMS, Terms
from kiosk.people.records import (
    DEPARTMENTS,
    GROUPS,
    HOUSEHOLDS,
    STAFF,
    STUDENTS,
    SUBJECTS,
    Department,
    Group,
    Guardian,
    Household,
    Member,
    Programme,
    Staff,
    Student,
    Subject,
)
from kiosk.regime.records import ORDERS, LessonKind, Order
from kiosk.school.queries import the_school
from kiosk.school.records import CHANNELS, HOUR_RULES, SCHOOLS, SPECIAL_DAYS, YEARS, Channel, HourRule, School
from kiosk.signin.actions import issue_cards
from kiosk.signin.records import ACCOUNTS, SECRETS, Account, Secret, SecretKind
from kiosk.signin.secrets import hash_secret
from kiosk.store import Change, Store
from kiosk.timetable.records import (
    DATE_CHANGES,
    LESSONS,
    VERSIONS,
    ChangeKind,
    DateChange,
    Lesson,
    TimetableMode,
    TimetableVersion,
)
from kiosk.told.records import TOLD, ToldAbsence, Why

SECRET: Final = "kamerton-demo"  # noqa: S105  because everybody of the made-up school has this one, said in the terminal
WIFI_SECRET: Final = "gamma-re-mazhor"  # noqa: S105  because it stands on every card
SCHOOL_NAME: Final = "Детская музыкальная школа № 2"
CHANNEL_NAMES: Final = ("телефон", "СМС", "эл. почта", "страница школы", "МАКС")
NOT_ASKED: Final = 9
"""Every so many families have not agreed to distance learning yet."""
FULL_POST: Final = 100
CONSULTATIONS: Final = 80
"""Hundredths of a post; quarters of an hour in a year."""


def prepare(store: Store, clock: Clock, size: str) -> None:
    """Fill an empty store with a school around today; one filled before is left as it is."""
    if the_school(store) is not None:
        return
    today = clock.today()
    chance = random.Random(f"{size} {today}")  # noqa: S311  because a sample has to be the same twice
    people = Maker(chance, curriculum.PLANS[size], today).make()
    placed = Placer(chance, curriculum.PLANS[size], people).place()
    hashed = hash_secret(store.secret, SECRET)
    with store.change(SYSTEM, "made-up school", key=f"demo {size}") as change:
        _school(change, clock)
        ids = _people(change, people, hashed)
        _terms(change, people, ids, today)
        order = _order(change, today, ids)
        lessons = _timetables(change, placed, ids, order)
        _changes_today(change, lessons, today, chance)
        _told(change, lessons, clock)
    issue_cards(store, SYSTEM, ids.homes, expires=expiry(today), now=clock.now())
    write_notices(store, clock, ids.homes)
    write_regulation(store, clock, academic_year(today).since)
    hand_out_the_regulation(store, clock, SCHOOL_NAME)
    hand_out_tracks(store, clock)
    give_and_answer(store, clock)
    reporting.write_reports(store, chance, reported_days(store, today), today)


def _school(change: Change, clock: Clock) -> None:
    today = clock.today()
    change.add(
        SCHOOLS,
        School(
            name=SCHOOL_NAME,
            short_name="ДМШ № 2",
            set_up_at=clock.now(),
            wifi_name="DMSH2-Semya",
            wifi_password=WIFI_SECRET,
            office="учебная часть, кабинет 1",
        ),
    )
    year = change.add(YEARS, academic_year(today))
    change.add(HOUR_RULES, HourRule(since=year.since))
    for name in CHANNEL_NAMES:
        change.add(CHANNELS, Channel(name=name, since=year.since))
    for special in public_holidays(today, year):
        change.add(SPECIAL_DAYS, special)
    if (moved := working_day(today, year)) is not None:
        change.add(SPECIAL_DAYS, moved)


def _people(change: Change, people: People, hashed: str) -> Ids:
    ids = Ids()
    departments = {name: change.add(DEPARTMENTS, Department(name=name)).id for name in _departments()}
    for course in curriculum.COURSES:
        ids.subjects[course.name] = change.add(SUBJECTS, _subject(course, departments)).id
    for number, one in enumerate(people.staff, 1):
        account = _account(change, one, hashed)
        ids.staff.append(change.add(STAFF, _member(number, one, account, departments)).id)
    for number, pupil in enumerate(people.pupils, 1):
        ids.students.append(change.add(STUDENTS, _student(number, pupil, ids, departments)).id)
    for circle in people.circles:
        members = tuple(Member(ids.students[place]) for place in circle.members)
        group = Group(name=circle.name, kind=circle.kind, study_year=circle.year, members=members)
        ids.groups.append(change.add(GROUPS, group).id)
    for number, home in enumerate(people.homes, 1):
        ids.homes.append(change.add(HOUSEHOLDS, _household(number, home, ids)).id)
    return ids


def _terms(change: Change, people: People, ids: Ids, today: dt.date) -> None:
    """Everybody who teaches or plays has a full post since the year began (L11)."""
    since = academic_year(today).since
    for one, staff in zip(people.staff, ids.staff, strict=True):
        teaches, plays = Role.TEACHER in one.roles, Role.ACCOMPANIST in one.roles
        if teaches or plays:
            terms = Terms(
                staff=staff,
                since=since,
                teacher_share=FULL_POST if teaches else 0,
                accompanist_share=FULL_POST if plays and not teaches else 0,
                consultation_quarters=CONSULTATIONS if teaches else 0,
            )
            change.add(TERMS, terms)


def _subject(course: curriculum.Course, departments: dict[str, int]) -> Subject:
    return Subject(
        name=course.name,
        short=course.short,
        cycle=course.cycle,
        department=departments[course.department],
        individual=course.individual,
        collective=course.collective,
    )


def _account(change: Change, one: Teacher, hashed: str) -> int:
    """The account of a member of staff with the secret that all of them share."""
    full = f"{one.name.surname} {one.name.given} {one.name.patronymic}"
    account = Account(name=full, roles=one.roles, hint=one.department, secret_kind=SecretKind.PASSWORD)
    account = change.add(ACCOUNTS, account)
    change.add(SECRETS, Secret(account=account.id, secret_hash=hashed))
    return account.id


def _member(number: int, one: Teacher, account: int, departments: dict[str, int]) -> Staff:
    return Staff(
        code=f"С{number:03d}",
        surname=one.name.surname,
        given=one.name.given,
        patronymic=one.name.patronymic,
        account=account,
        phone=one.phone,
        email=f"s{number:03d}@example.org",
        departments=(departments[one.department],) if one.department else (),
        weekly_quarter_hours=72,
    )


def _student(number: int, pupil: Pupil, ids: Ids, departments: dict[str, int]) -> Student:
    return Student(
        code=f"У{number:03d}",
        surname=pupil.name.surname,
        given=pupil.name.given,
        patronymic=pupil.name.patronymic,
        born=pupil.born,
        study_year=pupil.year,
        term_years=pupil.term,
        instrument=pupil.instrument,
        programme=Programme.GENERAL if pupil.general else Programme.PRE_PROFESSIONAL,
        teacher=ids.staff[pupil.teacher],
        department=departments[curriculum.DEPARTMENT_OF[pupil.instrument]],
    )


def _household(number: int, home: Home, ids: Ids) -> Household:
    return Household(
        code=f"Сем{number:03d}",
        guardians=tuple(Guardian(*one) for one in home.guardians),
        students=tuple(ids.students[place] for place in home.children),
        devices=home.devices,
        internet=home.internet,
        consent_distance=number % NOT_ASKED != 0,
        consent_data=True,
    )


def _departments() -> list[str]:
    return list(dict.fromkeys(course.department for course in curriculum.COURSES))


def _order(change: Change, today: dt.date, ids: Ids) -> Order:
    """A distance period is open since the Monday of last week: in the shape that the regime uses."""
    since, until = distance_days(today)
    collectives = tuple(ids.groups)
    return change.add(
        ORDERS,
        Order(
            number="47-о",
            signed=since - dt.timedelta(4),
            reason="санитарно-эпидемиологические причины",
            since=since,
            until=until,
            experimental_groups=collectives,
            text="Перевести обучающихся на обучение с применением дистанционных образовательных технологий.",
        ),
    )


def _timetables(change: Change, placed: list[Placed], ids: Ids, order: Order) -> list[Lesson]:
    """The on-site week, and the distance one made of it; returns the distance lessons."""
    year_begins = academic_year(order.since).since
    on_site = change.add(VERSIONS, TimetableVersion(name="Очное", mode=TimetableMode.ON_SITE, since=year_begins))
    distance = change.add(
        VERSIONS,
        TimetableVersion(name="Дистанционное", mode=TimetableMode.DISTANCE, since=order.since, order=order.id),
    )
    for one in placed:
        change.add(LESSONS, _lesson(one, on_site.id, ids, one.minutes, LessonKind.ON_SITE, ""))
    return [
        change.add(LESSONS, _lesson(one, distance.id, ids, 30, kind, channel))
        for one in placed
        for kind, channel in (_at_a_distance(one),)
    ]


def _at_a_distance(one: Placed) -> tuple[LessonKind, str]:
    if one.pupil >= 0:
        return (LessonKind.INDIVIDUAL, "телефон" if one.start % 2 else "МАКС")
    return LessonKind.CONFERENCE, "МАКС"


def _lesson(one: Placed, version: int, ids: Ids, minutes: int, kind: LessonKind, channel: str) -> Lesson:
    return Lesson(
        version=version,
        weekday=one.weekday,
        start=one.begins,
        end=one.ends(minutes),
        teacher=ids.staff[one.teacher],
        accompanist=ids.staff[one.accompanist] if one.accompanist >= 0 else 0,
        subject=ids.subjects[one.subject],
        student=ids.students[one.pupil] if one.pupil >= 0 else 0,
        group=ids.groups[one.circle] if one.circle >= 0 else 0,
        room=str(one.room),
        kind=kind,
        channel=channel,
        quarter_hours=LENGTHS[one.minutes],
        address="https://example.org/urok" if channel == "МАКС" and one.circle >= 0 else "",
    )


def _changes_today(change: Change, lessons: list[Lesson], today: dt.date, chance: random.Random) -> None:
    """One lesson of today is cancelled, one begins five minutes later."""
    weekday = min(today.weekday(), 5)
    ours = [lesson for lesson in lessons if lesson.weekday == weekday]
    if len(ours) < 8:  # noqa: PLR2004  because so few lessons are left as they are
        return
    cancelled, moved = chance.sample(ours, 2)
    change.add(DATE_CHANGES, DateChange(lesson=cancelled.id, date=today, kind=ChangeKind.CANCELLED))
    later = (dt.datetime.combine(today, moved.start) + dt.timedelta(minutes=5)).time()
    until = (dt.datetime.combine(today, moved.end) + dt.timedelta(minutes=5)).time()
    change.add(DATE_CHANGES, DateChange(lesson=moved.id, date=today, kind=ChangeKind.MOVED, start=later, end=until))


def _told(change: Change, lessons: list[Lesson], clock: Clock) -> None:
    """The parents of one of today's students have told that it is ill (L16)."""
    weekday = min(clock.today().weekday(), 5)
    alone = [lesson for lesson in lessons if lesson.weekday == weekday and lesson.student]
    if alone:
        told = ToldAbsence(
            student=alone[-1].student,
            since=clock.today(),
            until=clock.today() + dt.timedelta(2),
            why=Why.ILL,
            told_by="мама, по телефону",
            entered_by=next(one.name for one in change.search(ACCOUNTS) if Role.DEPUTY in one.roles),
            entered_at=clock.now(),
        )
        change.add(TOLD, told)
