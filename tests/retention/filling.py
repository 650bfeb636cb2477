"""A family with everything that the kiosk can know of it, who has left."""

import datetime as dt
import io

from msgspec.structs import replace

from kiosk.acquaintance.records import LISTS, Person, SigningList, Whose
from kiosk.assignments.actions import tick
from kiosk.assignments.queries import task
from kiosk.consents import actions as consents
from kiosk.consents.records import Kind, Received
from kiosk.drop.actions import Parcel, Sender, receive
from kiosk.drop.records import UPLOADS
from kiosk.notices.records import NOTICES, READINGS, Notice, Reading
from kiosk.people.records import HOME_DECISIONS, HOUSEHOLDS, STUDENTS, Help, HomeDecision, Household, Student
from kiosk.problems import Refusal
from kiosk.regime.records import STATEMENTS, Ground, Statement
from kiosk.signin import sessions
from kiosk.timetable.records import DATE_CHANGES, VERSIONS, ChangeKind, DateChange, TimetableMode, TimetableVersion
from kiosk.told.records import TOLD, ToldAbsence, Why
from tests.assignments.filling import assign
from tests.backing.filling import check_a_part, hand_out_a_track
from tests.consents.filling import scanned
from tests.school import TODAY, NamedSchool
from tests.works.filling import answer, spoken, tone

LEFT = dt.date(2026, 11, 20)


def whole_family(school: NamedSchool) -> None:
    """Иванова Мария and Иванов Пётр: papers, works, notices, remarks, an absence, a statement and its timetable."""
    store, deputy, now = school.store, school.actor("Ким"), school.clock.now()
    maria, home = school.students["Мария"].id, school.households["Ивановы"].id
    scanned(school, "Мария")
    pyotr = school.students["Пётр"].id
    assert not isinstance(
        consents.receive(store, deputy, Kind.PUBLISHING, [maria, pyotr], Received(TODAY), now=now), Refusal
    )
    for child, content in ((maria, b"ID3 sound"), (pyotr, b"ID3 shared"), (school.students["Артём"].id, b"ID3 shared")):
        family = home if child != school.students["Артём"].id else school.households["Петровы"].id
        parcel = Parcel("Иванова Мария, этюд.mp3", io.BytesIO(content))
        sender = Sender(family, child, "этюд", how="card + PIN")
        assert not isinstance(receive(store, deputy, [parcel], sender, key=None, now=now), Refusal)
    sessions.begin(store, household=home, now=now)
    hand_out_a_track(school)
    check_a_part(school)
    answered(school)
    with store.change(deputy, "everything of a family") as change:
        statement = change.add(
            STATEMENTS,
            Statement(
                student=maria,
                ground=Ground.ILLNESS,
                since=TODAY,
                until=TODAY,
                teacher=school.staff["Соколова"].id,
                guardian="Иванова О. И.",
                signed=TODAY,
            ),
        )
        name = "Дистанционное по заявлению, Иванова Мария"
        version = TimetableVersion(name=name, mode=TimetableMode.DISTANCE, since=TODAY, statement=statement.id)
        change.add(VERSIONS, version)
        change.add(
            TOLD, ToldAbsence(student=maria, since=TODAY, until=TODAY, why=Why.ILL, entered_by="Ким", entered_at=now)
        )
        change.add(
            HOME_DECISIONS,
            HomeDecision(student=pyotr, help=(Help.PHONE,), since=TODAY, until=TODAY, decided_on=TODAY),
        )
        change.add(
            LISTS,
            SigningList(
                about="Положение",
                whose=Whose.FAMILIES,
                people=(Person(home, "Иванова Маша, Иванов Петя", "Иванова О. И."), Person(99, "Петров Артём")),
                made_by="Ким",
                made_on=TODAY,
            ),
        )
        note = "звонила Иванова Ольга Игоревна, +7 (000) 111-22-33"
        cancelled = DateChange(lesson=school.lessons["Артём"].id, date=TODAY, kind=ChangeKind.CANCELLED, note=note)
        change.add(DATE_CHANGES, cancelled)
        usual = Notice(title="", text="", since=TODAY, until=TODAY, written_by="Ким", written_at=now, asked_at=now)
        letter = change.add(NOTICES, replace(usual, title="Иванова Мария", text="Зайдите", households=(home,)))
        change.add(NOTICES, replace(usual, title="Концерт", text="Играет Иванова М.", for_everyone=True))
        change.add(READINGS, Reading(notice=letter.id, household=home, at=now))
        student = change.get(STUDENTS, maria)
        assert student is not None
        change.put(STUDENTS, replace(student, individual_plan="Иванова Мария: концерт Моцарта", health="астма"))


def answered(school: NamedSchool) -> None:
    """Мария's work with a spoken review that names her, a task ticked by the family."""
    work = next(one for one in school.store[UPLOADS].all() if one.student == school.students["Мария"].id)
    spoken(school, work, tone(0.1), "Иванова Мария, рецензия.wav")
    answer(school, work, text="Иванова Мария, отлично", mark="5")
    given = task(school.store, assign(school, "Мария", "Артём").reference, work.student)
    assert given is not None
    home, now = school.households["Ивановы"].id, school.clock.now()
    tick(school.store, school.actor("Ким"), given, work.student, household=home, now=now)


def leave(school: NamedSchool, family: str = "Ивановы", on: dt.date = LEFT) -> Household:
    """The family and its children have left."""
    with school.store.change(school.actor("Ким"), "left") as change:
        home = change.get(HOUSEHOLDS, school.households[family].id)
        assert home is not None
        for student in change.search(STUDENTS):
            if student.id in home.students:
                change.put(STUDENTS, replace(student, retired_on=on))
        return change.put(HOUSEHOLDS, replace(home, retired_on=on))


def namesake(school: NamedSchool) -> Student:
    """Another Иванова М. who stays."""
    with school.store.change(school.actor("Ким"), "namesake") as change:
        return change.add(STUDENTS, Student(surname="Иванова", given="Майя"))
