"""One named school for all tests (style: director Орлова, deputy Ким, teacher Соколова, families Ивановы and Петровы).

Everything is invented. ``school(folder)`` opens a real store with a fixed clock: Tuesday, 24 November 2026, 20:05.
"""

from __future__ import annotations

import atexit
import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from kiosk.actor import SYSTEM, Actor, Role
from kiosk.app import COLLECTIONS, create_app
from kiosk.clock import FixedClock
from kiosk.people.records import (
    DEPARTMENTS,
    GROUPS,
    HOUSEHOLDS,
    STAFF,
    STUDENTS,
    SUBJECTS,
    Cycle,
    Department,
    Group,
    Guardian,
    Household,
    Member,
    Staff,
    Student,
    Subject,
)
from kiosk.problems import Refusal
from kiosk.regime.records import ORDERS, LessonKind, Order
from kiosk.school.records import CHANNELS, HOUR_RULES, SCHOOLS, Channel, HourRule, School
from kiosk.settings import Settings
from kiosk.signin import sessions
from kiosk.signin.actions import choose_secret, issue_card, pin_of
from kiosk.signin.queries import token_of
from kiosk.signin.records import ACCOUNTS, Account, Card
from kiosk.store import Change, Store
from kiosk.timetable.records import LESSONS, VERSIONS, Lesson, TimetableMode, TimetableVersion

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

TODAY = dt.date(2026, 11, 24)
EVENING = dt.datetime(2026, 11, 24, 20, 5, tzinfo=ZoneInfo("Asia/Barnaul"))
ORIGIN = "http://localhost"


class Compiled(BytecodeCache):
    """Templates compiled once for all apps of a run: compiling takes most of a page's first time."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is known of a template; its source's checksum is looked at."""
        if code := self.known.get(self.place(bucket)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled just now."""
        self.known[self.place(bucket)] = bucket.bytecode_to_string()

    @staticmethod
    def place(bucket: Bucket) -> tuple[str, str]:
        """Templates are compiled once per language."""
        words = getattr(bucket.environment, "tongue", None)
        return bucket.key, words.code if words else ""


COMPILED = Compiled()
BY_NAME = ("staff", "students", "subjects", "groups", "households", "lessons", "cards")


@dataclass
class NamedSchool:
    """The school with its people by name; ids are those of the store."""

    store: Store
    clock: FixedClock
    settings: Settings
    staff: dict[str, Staff] = field(default_factory=dict)
    students: dict[str, Student] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    households: dict[str, Household] = field(default_factory=dict)
    lessons: dict[str, Lesson] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)

    @cached_property
    def app(self) -> Flask:
        """The kiosk that everybody's browser asks: making one takes longer than most tests."""
        app = create_app(self.settings, self.store, self.clock)
        app.jinja_env.bytecode_cache = COMPILED
        return app

    def now(self) -> dt.datetime:
        """The clock's moment on the wall."""
        return self.clock.local(self.clock.now())

    def actor(self, surname: str) -> Actor:
        """A member of staff as one who asks."""
        account = self.store[ACCOUNTS].get(self.staff[surname].account)
        assert account is not None
        return Actor(f"account:{account.id}", account.name, account.id, roles=frozenset(account.roles))

    def client(self, surname: str = "", lang: str = "ru") -> Browser:
        """A browser of the school, signed in as somebody or nobody."""
        browser = Browser(self.app.test_client(), self)
        browser.client.set_cookie("lang", lang)
        if surname:
            cookie = sessions.begin(self.store, account=self.staff[surname].account, now=self.clock.now())
            browser.client.set_cookie(sessions.STAFF_COOKIE, cookie)
        return browser

    def give_secret(self, surname: str, secret: str) -> None:
        """Let somebody sign in with this password or PIN."""
        account = self.store[ACCOUNTS].get(self.staff[surname].account)
        assert account is not None
        assert not isinstance(choose_secret(self.store, self.actor(surname), account, secret), Refusal)

    def token(self, family: str) -> str:
        """The token of a family's card."""
        return token_of(self.store, self.cards[family])

    def pin(self, family: str) -> str:
        """The PIN on a family's slip."""
        return pin_of(self.store, self.cards[family])


@dataclass
class Browser:
    """The test client with what a browser sends by itself: Origin and the token of the page's forms."""

    client: FlaskClient
    school: NamedSchool

    def get(self, path: str, *, htmx: bool = False, **more: object) -> Answer:
        """Open an address."""
        headers = {"HX-Request": "true"} if htmx else {}
        return Answer(self.client.get(path, headers=headers, **more))

    def post(self, path: str, fields: dict[str, object] | None = None, *, page: str = "", htmx: bool = False) -> Answer:
        """Send a form of a page (by default of the same address), with the token that stands on that page."""
        token = self.get(page or path).token
        return self.send(path, {"token": token, **(fields or {})}, htmx=htmx)

    def send(self, path: str, fields: dict[str, object], *, htmx: bool = False, **headers: str) -> Answer:
        """Send fields as they are."""
        sent = {"Origin": ORIGIN, **({"HX-Request": "true"} if htmx else {}), **headers}
        return Answer(self.client.post(path, data=fields, headers=sent))


class Answer:
    """What came back, ready to be read."""

    def __init__(self, response: object) -> None:
        self.response = response
        self.status: int = response.status_code  # type: ignore[attr-defined]  # because werkzeug's class has it
        self.headers = response.headers  # type: ignore[attr-defined]  # the same
        self.body: bytes = response.get_data()  # type: ignore[attr-defined]  # the same
        response.close()  # type: ignore[attr-defined]  # the same

    @property
    def text(self) -> str:
        """The body as text, no-break spaces read as spaces."""
        return self.body.decode().replace("\u00a0", " ")

    @property
    def token(self) -> str:
        """The form token that stands on the page."""
        mark = 'name="token" value="'
        start = self.text.find(mark)
        return self.text[start + len(mark) :].split('"')[0] if start >= 0 else ""


@contextmanager
def open_school(folder: Path, *, distance: bool = True) -> Iterator[NamedSchool]:
    """The named school on a store of its own in a folder: a copy of one that was filled once in this run."""
    filled, there = _filled(distance=distance)
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    clock = FixedClock(EVENING)
    store = Store.open(folder, collections=COLLECTIONS, clock=clock)
    settings = Settings(storage=folder, hosts=("localhost", "kiosk.test"))
    try:
        yield NamedSchool(store, clock, settings, **{name: dict(known) for name, known in there.items()})
    finally:
        store.close()


@cache
def _filled(*, distance: bool) -> tuple[Path, dict[str, dict[str, Any]]]:  # Any: records of several kinds
    """A folder with the filled store, and its records by name."""
    folder = Path(tempfile.mkdtemp(prefix="named school "))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    clock = FixedClock(EVENING)
    with closing(Store.open(folder, collections=COLLECTIONS, clock=clock)) as store:
        school = NamedSchool(store, clock, Settings(storage=folder))
        _fill(school, distance=distance)
    return folder, {name: getattr(school, name) for name in BY_NAME}


DEPARTMENTS_THERE = ("Фортепиано", "Теоретическое")
SUBJECTS_THERE = (
    ("Специальность", True, Cycle.PERFORMANCE, False),
    ("Фортепианный ансамбль", False, Cycle.PERFORMANCE, True),
    ("Сольфеджио", False, Cycle.THEORY, False),
)
STAFF_THERE = (
    ("Орлова Анна Сергеевна", Role.DIRECTOR, ""),
    ("Ким Вера Павловна", Role.DEPUTY, ""),
    ("Боровая Любовь Григорьевна", Role.TECHNICIAN, ""),
    ("Соколова Мария Павловна", Role.TEACHER, "Фортепиано"),
    ("Белов Илья Петрович", Role.TEACHER, "Теоретическое"),
    ("Дроздов Пётр Ильич", Role.ACCOMPANIST, "Фортепиано"),
    ("Зимина Раиса Олеговна", Role.HEAD_OF_DEPARTMENT, "Теоретическое"),
)
STUDENTS_THERE = (("Иванова Мария", 3), ("Иванов Пётр", 1), ("Петров Артём", 4), ("Ёлкин Матвей", 7))
FAMILIES_THERE = {"Ивановы": ("Мария", "Пётр"), "Петровы": ("Артём",)}
LESSONS_THERE = (("Мария", 14), ("Артём", 15), ("Терция", 16), ("Пётр", 17))


def _fill(school: NamedSchool, *, distance: bool) -> None:
    with school.store.change(SYSTEM, "test school") as change:
        _add_school(school, change)
        _add_people(school, change)
        _add_families(school, change)
        _add_timetable(school, change, distance=distance)
    for name, household in school.households.items():
        school.cards[name] = issue_card(
            school.store, SYSTEM, household.id, expires=dt.date(2027, 8, 31), now=school.clock.now()
        )


def _add_school(school: NamedSchool, change: Change) -> None:
    name = "Детская музыкальная школа № 2"
    change.add(SCHOOLS, School(name=name, short_name="ДМШ № 2", set_up_at=school.clock.now()))
    change.add(HOUR_RULES, HourRule(since=dt.date(2026, 9, 1)))
    for channel in ("телефон", "эл. почта", "МАКС"):
        change.add(CHANNELS, Channel(name=channel, since=dt.date(2026, 9, 1)))


def _add_people(school: NamedSchool, change: Change) -> None:
    departments = {name: change.add(DEPARTMENTS, Department(name=name)) for name in DEPARTMENTS_THERE}
    for name, individual, cycle, collective in SUBJECTS_THERE:
        subject = Subject(name=name, individual=individual, cycle=cycle, collective=collective)
        school.subjects[name] = change.add(SUBJECTS, subject)
    for full, role, department in STAFF_THERE:
        surname, given, patronymic = full.split()
        account = change.add(ACCOUNTS, Account(name=full, roles=(role,), hint=department))
        theirs = (departments[department].id,) if department else ()
        member = Staff(surname=surname, given=given, patronymic=patronymic, account=account.id, departments=theirs)
        school.staff[surname] = change.add(STAFF, member)


def _add_families(school: NamedSchool, change: Change) -> None:
    for full, year in STUDENTS_THERE:
        surname, given = full.split()
        student = Student(surname=surname, given=given, study_year=year, teacher=school.staff["Соколова"].id)
        school.students[given] = change.add(STUDENTS, student)
    members = tuple(Member(school.students[name].id) for name in ("Мария", "Артём"))
    school.groups["Терция"] = change.add(GROUPS, Group(name="Ансамбль «Терция»", kind="ансамбль", members=members))
    for name, children in FAMILIES_THERE.items():
        guardian = Guardian(f"{name[:-1]}а Ольга Игоревна", "мать", "+7 (000) 111-22-33")
        ids = tuple(school.students[child].id for child in children)
        school.households[name] = change.add(HOUSEHOLDS, Household(name=name, guardians=(guardian,), students=ids))


def _add_timetable(school: NamedSchool, change: Change, *, distance: bool) -> None:
    if distance:
        order = Order(
            number="87-у",
            signed=dt.date(2026, 11, 12),
            reason="санитарно-эпидемиологические причины",
            since=dt.date(2026, 11, 16),
            until=dt.date(2026, 11, 28),
            experimental_groups=(school.groups["Терция"].id,),
        )
        change.add(ORDERS, order)
    mode = TimetableMode.DISTANCE if distance else TimetableMode.ON_SITE
    version = change.add(VERSIONS, TimetableVersion(name="II четверть", mode=mode, since=dt.date(2026, 9, 1)))
    for name, hour in LESSONS_THERE:
        school.lessons[name] = change.add(LESSONS, _lesson(school, version.id, name, hour, distance=distance))


def _lesson(school: NamedSchool, version: int, name: str, hour: int, *, distance: bool) -> Lesson:
    """A Tuesday lesson of Соколова, 30 minutes at a distance, 40 at school; the ensemble with Дроздов."""
    student = school.students.get(name)
    kind = LessonKind.INDIVIDUAL if student else LessonKind.CONFERENCE
    return Lesson(
        version=version,
        weekday=1,
        start=dt.time(hour),
        end=dt.time(hour, 30 if distance else 40),
        teacher=school.staff["Соколова"].id,
        accompanist=0 if student else school.staff["Дроздов"].id,
        subject=school.subjects["Специальность" if student else "Фортепианный ансамбль"].id,
        student=student.id if student else 0,
        group=0 if student else school.groups["Терция"].id,
        room="7",
        kind=kind if distance else LessonKind.ON_SITE,
        channel="телефон" if distance else "",
        quarter_hours=4,
    )
