"""Pages at their fullest: a family of three with eighteen lessons, a teacher with eight, a school of many cards."""

import datetime as dt
from itertools import islice, product

from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.people.records import HOUSEHOLDS, STUDENTS, SUBJECTS, Guardian, Household, Student, Subject
from kiosk.regime.records import LessonKind
from kiosk.reports.records import ROWS, AsWritten, Confirmed, Row, RowState
from kiosk.signin.actions import issue_cards
from kiosk.store import Change, where
from kiosk.timetable.records import DATE_CHANGES, LESSONS, ChangeKind, DateChange, Lesson
from tests.notices.filling import tell
from tests.school import TODAY, NamedSchool

SUBJECTS_OF_A_WEEK = ("Флейта", "Ритмика", "Музыкальная литература", "Хор", "Ансамбль флейт", "Общее фортепиано")
CHILDREN = ("Александра", "Константин", "Елизавета")
WHAT = ("Гамма", "Этюд", "Менуэт", "Полонез", "Диктант", "Романс", "Сонатина", "Вариация", "Пьеса", "Ария", "Вальс")
HOW = ("наизусть", "медленно", "по нотам", "двумя руками", "со счётом вслух", "с педалью", "легато", "в темпе")
WHERE = ("первая часть", "такты 5–12", "реприза", "до второй цифры", "средний раздел", "страница 34", "целиком")


def homework(number: int, length: int = 200) -> str:
    """A note of a teacher, another one for each number: texts that repeat would weigh nothing."""
    places = (number * 37 + step * 101 for step in range(20))
    parts = [f"{WHAT[at % 11]} № {at % 89}: {WHERE[at % 7]}, {HOW[at % 8]}" for at in places]
    return ". ".join(parts)[:length]


def fill_family(school: NamedSchool) -> int:
    """Three children, eighteen lessons from today on, a note of 200 letters to each, two changes; the household."""
    with school.store.change(SYSTEM, "test: a large family") as change:
        subjects = [change.add(SUBJECTS, Subject(name=name, individual=True)) for name in SUBJECTS_OF_A_WEEK]
        children = [
            change.add(STUDENTS, Student(surname="Вознесенская", given=given, study_year=year + 1))
            for year, given in enumerate(CHILDREN)
        ]
        guardian = Guardian("Вознесенская Ольга Игоревна", "мать", "+7 (000) 111-22-33")
        ids = tuple(child.id for child in children)
        household = change.add(HOUSEHOLDS, Household(name="Вознесенские", guardians=(guardian,), students=ids))
        lessons = [
            _weekly(school, change, child, subject, number)
            for number, (subject, child) in enumerate(product(subjects, children))
        ]
        for number, lesson in enumerate(lessons):
            change.add(ROWS, _row(school, lesson, number))
        cancelled = DateChange(lesson=lessons[0].id, date=TODAY, kind=ChangeKind.CANCELLED)
        moved = DateChange(
            lesson=lessons[1].id, date=TODAY + dt.timedelta(1), kind=ChangeKind.MOVED, start=dt.time(18, 35)
        )
        change.add(DATE_CHANGES, cancelled)
        change.add(DATE_CHANGES, replace(moved, end=dt.time(19, 5), room="12"))
    return household.id


def _weekly(school: NamedSchool, change: Change, child: Student, subject: Subject, number: int) -> Lesson:
    return change.add(
        LESSONS,
        Lesson(
            version=school.lessons["Мария"].version,
            weekday=TODAY.weekday() + number % 5,  # until Saturday: the distance period ends there
            start=dt.time(13 + number % 7, number % 12 * 5),
            end=dt.time(14 + number % 7, number % 12 * 5),
            teacher=school.staff[("Соколова", "Белов", "Зимина")[number % 3]].id,
            subject=subject.id,
            student=child.id,
            room=str(3 + number),
            kind=(LessonKind.INDIVIDUAL, LessonKind.SELF_STUDY, LessonKind.CONSULTATION, LessonKind.VIDEO)[number % 4],
            channel=("телефон", "МАКС", "эл. почта")[number % 3],
        ),
    )


def _row(school: NamedSchool, lesson: Lesson, number: int) -> Row:
    date = TODAY - dt.timedelta(7)
    return Row(
        staff=lesson.teacher,
        date=date,
        slot=f"L{lesson.id}",
        lesson=lesson.id,
        start=lesson.start,
        end=lesson.end,
        quarter_hours=4,
        student=lesson.student,
        students=(lesson.student,),
        who="Вознесенская",
        subject=lesson.subject,
        subject_name="предмет",
        kind=lesson.kind,
        homework=homework(number),
        state=RowState.HELD,
        confirmed=Confirmed.SINGLY,
        confirmed_at=school.now(),
        written=AsWritten("Соколова", "ДМШ", 40),
    )


def fill_day(school: NamedSchool, teacher: str = "Соколова") -> None:
    """Four more lessons for a teacher's Tuesday, so that it has eight."""
    kept = school.lessons["Мария"]
    with school.store.change(SYSTEM, "test: a full day") as change:
        for hour, name in ((10, "Мария"), (11, "Матвей"), (12, "Артём"), (13, "Пётр")):
            lesson = replace(
                kept,
                id=0,
                rev=0,
                start=dt.time(hour),
                end=dt.time(hour, 30),
                student=school.students[name].id,
                teacher=school.staff[teacher].id,
            )
            change.add(LESSONS, lesson)


def fill_board(school: NamedSchool) -> None:
    """Twenty more lessons this evening and tomorrow's names of ordinary length: the board shows fourteen."""
    kept = school.lessons["Терция"]
    with school.store.change(SYSTEM, "test: a full board") as change:
        for number in range(20):
            change.add(
                LESSONS,
                replace(
                    kept,
                    id=0,
                    rev=0,
                    start=dt.time(18 + number // 10, number % 10 * 5),
                    end=dt.time(19 + number // 10, number % 10 * 5),
                    teacher=school.staff[("Соколова", "Белов", "Зимина", "Дроздов")[number % 4]].id,
                    subject=school.subjects[("Сольфеджио", "Фортепианный ансамбль")[number % 2]].id,
                    room=str(number),
                ),
            )


def fill_cards(school: NamedSchool, count: int) -> list[int]:
    """So many families with a child each and a card; their ids."""
    names = (
        f"{a}{b}"
        for a, b in product(
            ("Воз", "Бело", "Красно", "Мало", "Ново", "Верхо"), ("щекины", "горские", "польские", "ярские")
        )
    )
    with school.store.change(SYSTEM, "test: many families") as change:
        households = []
        for number, name in enumerate(islice(names, count)):
            child = change.add(STUDENTS, Student(surname=f"{name[:-1]}", given=CHILDREN[number % 3], study_year=1))
            households.append(change.add(HOUSEHOLDS, Household(name=name, students=(child.id,))).id)
    issue_cards(school.store, SYSTEM, households, expires=dt.date(2027, 8, 31), now=school.clock.now())
    return households


NOTICES = {
    "Концерт в субботу переносится": "Отчётный концерт отделения начнётся в 12:00, а не в 11:00. Приходите к 11:30 в "
    "сменной обуви, ноты возьмите с собой домой",
    "Родительское собрание": "Собрание пройдёт в малом зале в четверг в 18:30. Вопросы преподавателям можно передать "
    "заранее через учебную часть, кабинет 1.",
}


def fill_notices(school: NamedSchool) -> None:
    """Two notices for everyone, one to be read, each as long as is shown."""
    for number, (title, text) in enumerate(NOTICES.items()):
        tell(school, title=title, text=text[:120], must_read=number == 0)


def lessons_of(school: NamedSchool, teacher: str) -> int:
    """How many weekly lessons a teacher has."""
    return school.store[LESSONS].count(where("teacher") == school.staff[teacher].id)
