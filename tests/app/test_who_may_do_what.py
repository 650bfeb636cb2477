"""Every route with every role, a visitor and a family, their own objects and others' (P1, P5, L5, L21).

The table is the contract: a route without a line here fails, and so does a line without a route.
"""

import datetime as dt
import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from msgspec.structs import replace

from kiosk.absences.records import ABSENCES, Absence
from kiosk.drop.actions import Parcel, Sender, receive
from kiosk.drop.records import ARRIVALS, UPLOADS
from kiosk.families.records import POSTERS, Poster
from kiosk.load.actions import set_terms
from kiosk.load.records import Terms
from kiosk.office.retention.records import DESTRUCTIONS, Destruction, Kept
from kiosk.people.records import HOME_DECISIONS, STUDENTS, Help, HomeDecision
from kiosk.problems import Refusal
from kiosk.regime.records import STATEMENTS, Ground, LessonKind, Statement
from kiosk.reports.records import ROWS, AsWritten, Confirmed, Reason, Row, RowState
from kiosk.signin import sessions
from kiosk.timetable.actions import change_date
from kiosk.timetable.forms import ChangeInput
from kiosk.timetable.records import ChangeKind
from kiosk.told.records import TOLD, ToldAbsence, Why
from kiosk.web import permit
from kiosk.web.verdicts import MissingVerdict, check_verdicts
from kiosk.works.actions import Author, issue_ticket
from kiosk.works.queries import work_of
from kiosk.worktime.records import ENTRIES, Entry, WorkKind
from tests.acquaintance.filling import hand_out
from tests.assignments.filling import assign
from tests.backing.filling import check_a_part, hand_out_a_track
from tests.calendar.filling import fill_calendar
from tests.consents.filling import scanned
from tests.drop.uploading import begun, give_pass
from tests.guides.filling import put_in, write_guide
from tests.notices.filling import tell
from tests.plans.filling import file_correction
from tests.reports.filling import accept_day
from tests.school import TODAY, Browser, NamedSchool, open_school
from tests.works.filling import answer, spoken

# who is who in the columns of the table
STAFF = {
    "D": "Орлова",  # director
    "U": "Ким",  # deputy for studies
    "H": "Зимина",  # head of the department of theory
    "T": "Соколова",  # teacher
    "A": "Дроздов",  # accompanist
    "K": "Боровая",  # technician
}
NOBODY_SIGNED_IN = ("visitor", "family with a PIN")
ALL = "DUHTAK"
OPEN = "everyone"
UPLOADERS = "DUHTA family with a PIN"
READERS_OF_PEOPLE, EDITORS_OF_PEOPLE = "DUHK", "DUK"

# method and address: who is let in
TABLE = {
    # open to everyone: doors, board, help, sign-in, set-up, the pages behind a card
    "GET /": OPEN,
    "GET /board": OPEN,
    "GET /health": OPEN,
    # instructions and the regulation; two write them
    "GET /help/<role>": OPEN,
    "GET /help/<role>/versions/<int:version>": OPEN,
    "GET /help/<role>/paper": OPEN,
    "GET /help/<role>/edit": "DU",
    "POST /help/<role>/edit": "DU",
    "POST /help/<role>/default": "DU",
    "POST /help/<role>/versions/<int:version>/withdrawal": "DU",
    "POST /help/<role>/versions/<int:version>/withdrawal/withdrawal": "DU",
    "GET /regulation": OPEN,
    "GET /regulation/versions/<int:version>": OPEN,
    "GET /regulation/versions/<int:version>/file": OPEN,
    "GET /regulation/paper": OPEN,
    "GET /regulation/edit": "DU",
    "POST /regulation/edit": "DU",
    "POST /regulation/versions/<int:version>/withdrawal": "DU",
    "POST /regulation/versions/<int:version>/withdrawal/withdrawal": "DU",
    "GET /static/<path:name>": OPEN,
    "GET /set-up": OPEN,
    "POST /set-up": OPEN,
    "GET /sign-in": OPEN,
    "POST /sign-in": OPEN,
    "GET /sign-in/names": OPEN,
    "GET /card": OPEN,
    "POST /card": OPEN,
    "GET /receipt": OPEN,
    "GET /receipt/<code>": OPEN,
    "GET /s/<token>": OPEN,
    "GET /s/<token>/home": OPEN,
    "GET /s/<token>/week": OPEN,
    "GET /s/<token>/week-<int:number>.svg": OPEN,
    "GET /s/<token>.ics": OPEN,
    "GET /s/<token>/keep.html": OPEN,
    "GET /s/<token>/unlock": OPEN,
    "POST /s/<token>/unlock": OPEN,
    "GET /s/<token>/hand-in": OPEN,
    "POST /s/<token>/hand-in": OPEN,
    "GET /s/<token>/absence": OPEN,
    "POST /s/<token>/absence": OPEN,
    "POST /s/<token>/absence/<int:told>/withdrawal": OPEN,
    "GET /s/<token>/tasks": OPEN,
    "GET /s/<token>/works": OPEN,
    "GET /s/<token>/works/<int:work>": OPEN,
    # heard under the PIN: to anybody else they are not there, see tests/works/test_a_spoken_review
    "GET /s/<token>/works/<int:work>/sounds/<int:place>": "family with a PIN",
    "GET /s/<token>/works/<int:work>/files/<int:upload>": "family with a PIN",
    "POST /s/<token>/tasks/<reference>/<int:student>": OPEN,
    "GET /s/<token>/notices": OPEN,
    "POST /s/<token>/notices/<int:notice>": OPEN,
    # one's own account
    "GET /secret": ALL,
    "POST /secret": ALL,
    "POST /sign-out": ALL,
    "GET /people/contacts": "TA",
    "POST /people/contacts": "TA",
    # one's own day
    "GET /report": "TA",
    "GET /report/<day>": "TA",
    "POST /report/<day>": "TA",
    "POST /report/<day>/drafts": "TA",
    "GET /report/<day>/phrases": "TA",
    "GET /report/<day>/annex-1": "TA",
    "GET /report/<day>/annex-1.docx": "TA",
    "GET /report/<day>/annex-1.xlsx": "TA",
    "GET /report/days": "TA",
    "GET /report/<day>/corrections": "TA",
    "GET /report/<day>/corrections/<slot>": "T",
    "POST /report/<day>/corrections/<slot>": "T",
    # reports of others; here of Соколова, whom the head of another department may not read
    "GET /reports": "DUH",
    "GET /reports/annex-1": "DUT",
    "GET /reports/annex-1.docx": "DUT",
    "GET /reports/annex-1.xlsx": "DUT",
    "GET /teachers/<int:staff>/report/<day>": "DUT",
    "GET /reports/form": "DUT",
    "GET /reports/form.docx": "DUT",
    "GET /reports/form.xlsx": "DUT",
    # accepting, returning, sheets filled by hand: two of the office; one's own sheet also its author
    "GET /morning": "DUH",
    "POST /reports/acceptance": "DU",
    "POST /reports/acceptance/withdrawal": "DU",
    "POST /teachers/<int:staff>/report/<day>/acceptance": "DU",
    "POST /teachers/<int:staff>/report/<day>/return": "DU",
    "POST /teachers/<int:staff>/report/<day>/acceptance/withdrawal": "DU",
    "POST /teachers/<int:staff>/report/<day>/return/withdrawal": "DU",
    "GET /teachers/<int:staff>/report/<day>/entry": "DUT",
    "POST /teachers/<int:staff>/report/<day>/entry": "DUT",
    # works handed in; here by a student of Соколова in whose ensemble Дроздов plays
    "GET /backing": "DUHTA",
    "GET /backing/parts": "DUHTA",
    "GET /backing/parts/new": "DUHTA",
    "POST /backing/parts/new": "DUHTA",
    "POST /backing/parts/<int:check>/withdrawal": "DUA",
    "POST /backing/parts/<int:check>/withdrawal/withdrawal": "DUA",
    "GET /backing/new": "DUHTA",
    "POST /backing/new": "DUHTA",
    "GET /backing/<int:track>": "DUTA",
    "POST /backing/<int:track>": "DUA",
    "GET /backing/<int:track>/file": "DUTA",
    "POST /backing/<int:track>/withdrawal": "DUA",
    "POST /backing/<int:track>/withdrawal/withdrawal": "DUA",
    "POST /s/<token>/works/<int:work>/withdrawal": OPEN,
    "POST /s/<token>/works/<int:work>/withdrawal/withdrawal": OPEN,
    "GET /s/<token>/tracks": OPEN,
    "GET /s/<token>/tracks/<int:track>": OPEN,
    # uploads: each belongs to its maker; whoever may begin one is told what is missing, others get no further
    "GET /uploads/": UPLOADERS,
    "POST /uploads/": UPLOADERS,
    "GET /uploads/<key>": "family with a PIN",
    "PATCH /uploads/<key>": UPLOADERS,
    "DELETE /uploads/<key>": UPLOADERS,
    "POST /uploads/<key>": UPLOADERS,
    "POST /uploads/<key>/proof": UPLOADERS,
    "GET /inbox": "DUHTA",
    "GET /inbox/<int:upload>": "DUTA",
    "POST /inbox/<int:upload>/review": "DUTA",
    # what another has answered is undone only by whoever answers instead, see tests/works/test_a_work_is_answered
    "POST /inbox/<int:upload>/state": "T",
    "GET /inbox/<int:upload>/sounds": "DUTA",
    "GET /inbox/<int:upload>/sounds/<int:place>": "DUTA",
    "POST /inbox/<int:upload>/sounds/<int:place>/withdrawal": "T",
    "POST /inbox/<int:upload>/sounds/<int:place>/withdrawal/withdrawal": "T",
    "GET /sound/<ticket>": OPEN,
    "POST /sound/<ticket>": OPEN,
    "GET /inbox/<int:upload>/file": "DUTA",
    "GET /inbox/new": "DUHTA",
    "GET /inbox/<int:upload>/files": "",
    "POST /inbox/new": "DUHTA",
    # what the family handed in itself nobody strikes; taken in by Ким in test_taking_in_a_work
    "POST /inbox/<int:upload>/withdrawal": "",
    "POST /inbox/<int:upload>/withdrawal/withdrawal": "",
    # the timetable: all of the staff read, two write
    "GET /timetable": ALL,
    "GET /timetable/day/<day>": ALL,
    "GET /timetable/teachers/<int:staff>": ALL,
    "GET /timetable/groups/<int:group>": ALL,
    "GET /timetable/students/<int:student>": ALL,
    "GET /timetable/rooms/<path:room>": ALL,
    "GET /timetable/versions": ALL,
    "POST /timetable/versions/<int:version>/annulment": "DU",
    "POST /timetable/versions/<int:version>/annulment/withdrawal": "DU",
    "GET /absences": ALL,
    "GET /absences/new": "DU",
    "POST /absences/new": "DU",
    "GET /absences/<int:absence>": "DU",
    "POST /absences/<int:absence>": "DU",
    "POST /absences/<int:absence>/last-day": "DU",
    "POST /absences/<int:absence>/withdrawal": "DU",
    "POST /absences/<int:absence>/withdrawal/withdrawal": "DU",
    "GET /absences/sheet": "DU",
    "GET /absences/sheet.xlsx": "DU",
    "GET /timetable/<any(teachers,groups,students):whose>/<int:number>/paper": ALL,
    "GET /timetable/<any(teachers,groups,students):whose>/<int:number>.ics": ALL,
    "GET /timetable/rooms/<path:room>/paper": ALL,
    "GET /timetable/school/<day>": ALL,
    "GET /timetable/school/<day>/paper": ALL,
    "GET /timetable/site": "DU",
    "GET /timetable/site.zip": "DU",
    "GET /timetable/conflicts": "DU",
    "GET /timetable/versions/<int:version>/conflicts": "DU",
    "POST /timetable/lessons/<int:lesson>/move": "DU",
    "GET /timetable/lessons/<int:lesson>/places": "DU",
    "POST /timetable/lessons/<int:lesson>/places": "DU",
    "GET /timetable/versions/<int:version>/copy": "DU",
    "POST /timetable/versions/<int:version>/copy": "DU",
    "GET /orders/<int:order>/timetable": "DU",
    "POST /orders/<int:order>/timetable": "DU",
    "GET /timetable/lessons/new": "DU",
    "POST /timetable/lessons/new": "DU",
    "GET /timetable/lessons/<int:lesson>": "DU",
    "POST /timetable/lessons/<int:lesson>": "DU",
    "POST /timetable/lessons/<int:lesson>/exception/withdrawal": "DU",
    "POST /timetable/lessons/<int:lesson>/end": "DU",
    "POST /timetable/lessons/<int:lesson>/end/withdrawal": "DU",
    "GET /timetable/lessons/<int:lesson>/dates/<day>": "DU",
    "POST /timetable/lessons/<int:lesson>/dates/<day>": "DU",
    "POST /timetable/changes/<int:change>/withdrawal": "DU",
    # orders: all of the staff read, two write
    "GET /orders": ALL,
    "GET /orders/rules": ALL,
    "GET /orders/new": "DU",
    "POST /orders/new": "DU",
    "GET /orders/<int:order>": ALL,
    "GET /orders/<int:order>/change": "DU",
    "POST /orders/<int:order>/change": "DU",
    "POST /orders/<int:order>/annulment": "DU",
    "POST /orders/<int:order>/annulment/withdrawal": "DU",
    "GET /orders/<int:order>/paper": ALL,
    "GET /orders/<int:order>/paper.docx": ALL,
    "GET /orders/statements": ALL,
    "GET /orders/statements/new": "DU",
    "POST /orders/statements/new": "DU",
    "POST /orders/statements/<int:statement>/annulment": "DU",
    "GET /orders/statements/<int:statement>/timetable": "DU",
    "POST /orders/statements/<int:statement>/timetable": "DU",
    "GET /orders/platforms": ALL,
    "POST /orders/platforms": "DU",
    "GET /orders/decisions": ALL,
    "GET /orders/decisions/<point>": ALL,
    "POST /orders/decisions/<point>": "DU",  # here a point that the deputy decides too
    # the calendar: all of the staff read, the deputy alone writes; the technician loads the sample
    "GET /calendar": ALL,
    "GET /calendar/years/<int:year>": ALL,
    "GET /calendar/years/<int:year>/sheet": ALL,
    "GET /calendar/years/new": "U",
    "POST /calendar/years/new": "U",
    "GET /calendar/years/<int:year>/edit": "U",
    "POST /calendar/years/<int:year>/edit": "U",
    "POST /calendar/years/<int:year>/confirmation": "U",
    "GET /calendar/days/new": "U",
    "POST /calendar/days/new": "U",
    "GET /calendar/days/<day>": "U",
    "POST /calendar/days/<day>": "U",
    "POST /calendar/days/<day>/withdrawal": "U",
    "GET /calendar/load": "U",
    "POST /calendar/load": "U",
    "POST /calendar/load/writing": "U",
    "GET /calendar/load/template.xlsx": "U",
    "POST /calendar/sample": "UK",
    "GET /calendar/changes": ALL,
    "GET /calendar/changes/<int:edit>/paper": ALL,
    "GET /calendar/changes/<int:edit>/paper.docx": ALL,
    "POST /calendar/changes/<int:edit>/withdrawal": "U",  # here the deputy's own entry
    # the hour rule: all read, director and deputy decide
    "GET /calendar/hours": ALL,
    "GET /calendar/hours/new": "DU",
    "POST /calendar/hours/new": "DU",
    "POST /calendar/hours/<int:rule>/withdrawal": "DU",
    "POST /calendar/hours/<int:rule>/withdrawal/withdrawal": "DU",
    # plan corrections; here one of Соколова, whom the head of another department may not read
    "GET /plans": "DUHTA",
    # absences told beforehand; here of Мария, whom Соколова and Дроздов teach
    "GET /absences/told": "DUTA",
    "POST /absences/told": "DUTA",
    "POST /absences/told/<int:told>/withdrawal": "DUTA",
    "POST /absences/told/<int:told>/withdrawal/withdrawal": "DUTA",
    # acquaintance lists: two of the office
    "GET /acquaintance": "DU",
    "GET /acquaintance/new": "DU",
    "POST /acquaintance/new": "DU",
    "GET /acquaintance/<int:number>": "DU",
    "POST /acquaintance/<int:number>/signatures": "DU",
    "POST /acquaintance/<int:number>/signatures/withdrawal": "DU",
    "POST /acquaintance/<int:number>/newcomers": "DU",
    "POST /acquaintance/<int:number>/closing": "DU",
    "POST /acquaintance/<int:number>/closing/withdrawal": "DU",
    "GET /acquaintance/<int:number>/paper": "DU",
    "GET /acquaintance/<int:number>/paper.docx": "DU",
    # notices; here one for everybody
    "GET /notices": ALL,
    "GET /notices/new": "DUK",
    "POST /notices/new": "DUK",
    "GET /notices/<int:notice>": ALL,
    "GET /notices/<int:notice>/edit": "DUK",
    "POST /notices/<int:notice>/edit": "DUK",
    "POST /notices/<int:notice>/withdrawal": "DUK",
    "POST /notices/<int:notice>/withdrawal/withdrawal": "DUK",
    "POST /notices/<int:notice>/readings": "DUK",
    "POST /notices/<int:notice>/readings/withdrawal": "DUK",
    "GET /notices/<int:notice>/unread": "DUK",
    "GET /notices/<int:notice>/paper": ALL,
    # make-ups; here a lesson that Белов of the theory department owes
    "GET /make-ups": "DUHTA",
    "GET /make-ups/<int:row>": "DUH",
    "POST /make-ups/<int:row>": "DU",
    "POST /make-ups/<int:row>/hour": "DU",
    "POST /make-ups/<int:row>/withdrawal": "DU",
    "POST /make-ups/<int:row>/waiver": "DU",
    "POST /make-ups/<int:row>/waiver/withdrawal": "DU",
    # other work; here an entry of Соколова, whom nobody else strikes
    "GET /report/<day>/other-work": "TA",
    "POST /report/<day>/other-work": "TA",
    "POST /report/other-work/<int:entry>/withdrawal": "T",
    "POST /report/other-work/<int:entry>/withdrawal/withdrawal": "T",
    "GET /report/months/<month>/other-work": "TA",
    "GET /plans/new": "TA",
    "POST /plans/new": "TA",
    "GET /plans/<int:correction>": "DUT",
    "GET /plans/<int:correction>/edit": "T",
    "POST /plans/<int:correction>/edit": "T",
    "POST /plans/<int:correction>/approval": "U",
    "POST /plans/<int:correction>/return": "U",
    "POST /plans/<int:correction>/decision/withdrawal": "U",
    "POST /plans/<int:correction>/withdrawal": "T",
    "GET /plans/<int:correction>/paper": "DUT",
    "GET /plans/<int:correction>/paper.docx": "DUT",
    # hours; here those of Соколова, whom the head of another department may not read; sheets and closing are for two
    "GET /hours": "DUHTA",
    "GET /hours/<month>": "DUHTA",
    "GET /hours/<month>/subjects": "DUHTA",
    "GET /hours/<month>/students": "DUHTA",
    "GET /hours/<month>/teachers/<int:staff>": "DUT",
    "GET /hours/<month>/lessons": "DUHTA",
    "GET /hours/<month>/sheet": "DU",
    "GET /hours/<month>/sheet.xlsx": "DU",
    "GET /hours/<month>/sheet.csv": "DU",
    "GET /hours/settings": "DU",
    "POST /hours/settings": "DU",
    "GET /hours/<month>/closing": "DU",
    "POST /hours/<month>/closing": "DU",
    "POST /hours/<month>/half": "DU",
    "POST /hours/<month>/half/correction": "DU",
    "POST /hours/<month>/correction": "DU",
    "POST /hours/<month>/correction/sheet": "DU",
    "POST /hours/<month>/correction/withdrawal": "DU",
    "GET /hours/monitoring": "DU",
    "GET /hours/monitoring/paper": "DU",
    "GET /hours/monitoring.xlsx": "DU",
    "GET /hours/export": "DU",
    "GET /hours/export.xlsx": "DU",
    "GET /hours/export.zip": "DU",
    # load: a head sees the own department; terms and the tariff list are for two
    "GET /load": "DUH",
    "GET /load/tariff-list": "DU",
    "GET /load/tariff-list.xlsx": "DU",
    "GET /load/staff/<int:staff>": "DU",
    "POST /load/staff/<int:staff>": "DU",
    "POST /load/terms/<int:terms>/withdrawal": "DU",
    "POST /load/terms/<int:terms>/withdrawal/withdrawal": "DU",
    # people of five kinds
    "GET /<any(people,students,families,groups,subjects):slug>": READERS_OF_PEOPLE,
    "GET /<any(people,students,families,groups,subjects):slug>/<int:person>": READERS_OF_PEOPLE,
    "GET /<any(people,students,families,groups,subjects):slug>/new": EDITORS_OF_PEOPLE,
    "POST /<any(people,students,families,groups,subjects):slug>/new": EDITORS_OF_PEOPLE,
    "POST /<any(people,students,families,groups,subjects):slug>/<int:person>": EDITORS_OF_PEOPLE,
    "POST /<any(people,students,families,groups,subjects):slug>/<int:person>/retirement": EDITORS_OF_PEOPLE,
    "POST /<any(people,students,families,groups,subjects):slug>/<int:person>/retirement/withdrawal": EDITORS_OF_PEOPLE,
    # consents: two and the technician mark, a head reads; scans show passports and are for two
    "GET /consents": READERS_OF_PEOPLE,
    "GET /consents/students/<int:student>": READERS_OF_PEOPLE,
    "POST /consents/handed-out": EDITORS_OF_PEOPLE,
    "POST /consents/received": EDITORS_OF_PEOPLE,
    "POST /consents/marks/<int:number>/withdrawal": EDITORS_OF_PEOPLE,
    "GET /consents/paper": EDITORS_OF_PEOPLE,
    "GET /consents/paper.docx": EDITORS_OF_PEOPLE,
    "POST /consents/students/<int:student>/<any(distance,data,publishing):kind>": EDITORS_OF_PEOPLE,
    "POST /consents/students/<int:student>/<any(distance,data,publishing):kind>/withdrawal": EDITORS_OF_PEOPLE,
    "POST /consents/<int:consent>/scan": EDITORS_OF_PEOPLE,
    "GET /consents/<int:consent>/scan": "DU",
    "POST /consents/<int:consent>/step/withdrawal": EDITORS_OF_PEOPLE,
    "POST /consents/<int:consent>/step/withdrawal/withdrawal": EDITORS_OF_PEOPLE,
    # equipment at home: decisions are for two
    "GET /equipment": READERS_OF_PEOPLE,
    "GET /equipment/questionnaire": EDITORS_OF_PEOPLE,
    "GET /families/<int:household>/equipment": EDITORS_OF_PEOPLE,
    "POST /families/<int:household>/equipment": EDITORS_OF_PEOPLE,
    "GET /equipment/students/<int:student>": READERS_OF_PEOPLE,
    "POST /equipment/students/<int:student>": "DU",
    "POST /equipment/decisions/<int:decision>/withdrawal": "DU",
    "POST /equipment/decisions/<int:decision>/withdrawal/withdrawal": "DU",
    # cards of families
    "GET /cards": "DUK",
    "GET /cards/sheet": "DUK",
    "POST /cards/missing": "DUK",
    "POST /cards/renewal": "DUK",
    "POST /cards/renewal/withdrawal": "DUK",
    "POST /cards/printed": "DUK",
    "POST /cards/printed/withdrawal": "DUK",
    "GET /cards/posters": "DUK",
    "GET /cards/poster": "DUK",
    "POST /cards/posters": "DUK",
    "POST /cards/posters/<int:poster>/removal": "DUK",
    "GET /families/<int:household>/week": "DUK",
    "POST /families/<int:household>/card": "DUK",
    "POST /families/<int:household>/card/pin": "DUK",
    "POST /families/<int:household>/card/withdrawal": "DUK",
    # tasks: a teacher's own, the head of another department and an accompanist do not see them
    "GET /assignments": "DUHTA",
    "GET /assignments/new": "DUHTA",
    "POST /assignments/new": "DUHTA",
    "POST /assignments/rows/<int:row>": "DUH",
    "GET /assignments/<reference>": "DUT",
    "GET /assignments/<reference>/works.zip": "DUT",
    "GET /assignments/<reference>/edit": "DUT",
    "POST /assignments/<reference>/edit": "DUT",
    "POST /assignments/<reference>/withdrawal": "DUT",
    "POST /assignments/<reference>/withdrawal/withdrawal": "DUT",
    "POST /assignments/<reference>/students/<int:student>/tick": "DUT",
    "POST /assignments/<reference>/students/<int:student>/tick/withdrawal": "DUT",
    # the school and its machine
    "GET /office": "DUK",
    "GET /office/import": "DUK",
    "POST /office/import": "DUK",
    "GET /office/import/<int:pending>": "DUK",
    "GET /office/import/readings": "DUK",
    "POST /office/import/readings/<int:reading>/withdrawal": "DUK",
    "POST /office/import/readings/<int:reading>/withdrawal/withdrawal": "DUK",
    "GET /office/import/<int:pending>/readings": "DUK",
    "POST /office/import/<int:pending>/readings": "DUK",
    "POST /office/import/<int:pending>/writing": "DUK",
    "GET /office/import/templates/<kind>.xlsx": "DUK",
    "GET /office/export.zip": "DUK",
    "GET /office/school": "DUK",
    "POST /office/school": "DUK",
    # keeping and erasing: director and deputy alone
    "GET /office/retention": "DU",
    "POST /office/retention": "DU",
    "GET /office/retention/<any(families,students):whose>/<int:leaver>": "DU",
    "POST /office/retention/<any(families,students):whose>/<int:leaver>": "DU",
    "POST /office/retention/works": "DU",
    "POST /office/retention/accounts": "DU",
    "POST /office/retention/students/<int:student>/data.zip": "DU",
    "GET /office/retention/acts/<int:destruction>/paper": "DU",
    "GET /office/retention/acts/<int:destruction>/paper.docx": "DU",
    "GET /accounts": "K",
    "POST /accounts/<int:account>/code": "K",
    "POST /accounts/<int:account>/sessions/end": "K",
}

KINDS = ("people", "students", "families", "groups", "subjects")


@pytest.fixture
def peopled(school: NamedSchool) -> NamedSchool:
    """A school of its own, for acts."""
    return fill(school)


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NamedSchool]:
    """One school for all who only look."""
    with open_school(tmp_path_factory.mktemp("looked at") / "storage") as there:
        yield fill(there)


def fill(school: NamedSchool) -> NamedSchool:
    """The school with a work handed in and a change of a date."""
    hand_in(school)
    begun(school)
    assign(school, "Мария")
    spoken(school, school.store[UPLOADS].all()[0])
    answer(school, school.store[UPLOADS].all()[0])
    accept_day(school)
    fill_calendar(school, "Ким")
    file_correction(school, "Соколова")
    tell(school, must_read=True)
    hand_out(school)
    scanned(school, "Мария")
    hand_out_a_track(school)
    check_a_part(school)
    regulation, guide = put_in(school), write_guide(school)
    assert (regulation.id, guide.id) == (1, 2)
    set_terms(school.store, school.actor("Ким"), Terms(staff=school.staff["Соколова"].id, since=TODAY))
    when = ChangeInput(ChangeKind.CANCELLED, None, None, "", 0, "")
    change_date(school.store, school.actor("Ким"), school.lessons["Мария"], TODAY, when)
    with school.store.change(school.actor("Ким"), "statement") as change:
        change.add(STATEMENTS, statement_of(school))
        change.add(ENTRIES, entry_of(school))
        change.add(HOME_DECISIONS, decision_of(school))
        change.add(DESTRUCTIONS, destruction_of(school))
        change.add(TOLD, told_of(school))
        change.add(POSTERS, Poster(place="", address="http://10.0.0.1", printed_on=TODAY))
        change.add(ROWS, not_held(school))
        change.add(ABSENCES, Absence(staff=school.staff["Белов"].id, since=TODAY, until=TODAY))
    return school


def statement_of(school: NamedSchool) -> Statement:
    """Мария learns at home for a week."""
    return Statement(
        student=school.students["Мария"].id,
        ground=Ground.ILLNESS,
        since=TODAY,
        until=TODAY + dt.timedelta(7),
        teacher=school.staff["Соколова"].id,
        guardian="Иванова О. И.",
        signed=TODAY,
    )


def destruction_of(school: NamedSchool) -> Destruction:
    """An act of the past."""
    return Destruction(what=Kept.WORKS, ground="срок", school_name="", by="Ким", at=school.clock.now(), on=TODAY)


def decision_of(school: NamedSchool) -> HomeDecision:
    """Мария learns by telephone for a week."""
    student, until = school.students["Мария"].id, TODAY + dt.timedelta(7)
    return HomeDecision(student=student, help=(Help.PHONE,), since=TODAY, until=until, decided_on=TODAY)


def told_of(school: NamedSchool) -> ToldAbsence:
    """Мария, a student of Соколова, is ill."""
    student, now = school.students["Мария"].id, school.clock.now()
    home = school.households["Ивановы"].id
    return ToldAbsence(
        student=student, since=TODAY, until=TODAY, why=Why.ILL, entered_by="Ким", household=home, entered_at=now
    )


def entry_of(school: NamedSchool) -> Entry:
    """Соколова sent materials out."""
    staff = school.staff["Соколова"].id
    return Entry(staff=staff, date=TODAY, kind=WorkKind.SENDING, quarter_hours=2, written_at=school.clock.now())


def hand_in(school: NamedSchool) -> int:
    """A file of Мария's, to her teacher."""
    home, maria = school.households["Ивановы"].id, school.students["Мария"].id
    sender = Sender(home, maria, "этюд", how="card + PIN", assignment="a1")
    parcel = Parcel("этюд.mp3", io.BytesIO(b"ID3 sound"))
    outcome = receive(school.store, school.actor("Ким"), [parcel], sender, key=None, now=school.clock.now())
    assert not isinstance(outcome, Refusal)
    return outcome[0].id


def ticket_of(school: NamedSchool) -> str:
    """A code of Соколова's for recording a review with a phone."""
    author = Author(school.actor("Соколова"), school.staff["Соколова"], school.clock.now())
    work = work_of(school.store, school.store[UPLOADS].all()[0].receipt)
    assert work is not None
    return issue_ticket(school.store, author, work)


def address_of(school: NamedSchool, rule: str, slug: str) -> str:
    """The rule with something that is there in each of its places."""
    person = {
        "people": school.staff["Белов"].id,
        "students": school.students["Мария"].id,
        "families": school.households["Ивановы"].id,
        "groups": school.groups["Терция"].id,
        "subjects": school.subjects["Сольфеджио"].id,
    }
    places = {
        "role": "teacher",
        "path:name": "fork.svg",
        "code": school.store[UPLOADS].all()[0].receipt,
        "key": school.store[ARRIVALS].all()[0].key,
        "token": school.token("Ивановы"),
        "day": TODAY.isoformat(),
        "slot": f"L{school.lessons['Мария'].id}",
        "int:staff": school.staff["Соколова"].id,
        "int:upload": 1,
        "int:track": 1,
        "int:check": 1,
        "kind": "staff",
        "int:pending": 1,
        "int:consent": 1,
        "int:destruction": 1,
        "int:leaver": school.households["Ивановы"].id,
        "any(families,students):whose": "families",
        "int:decision": 1,
        "any(distance,data,publishing):kind": "distance",
        "int:reading": 1,
        "int:year": 1,
        "month": f"{TODAY:%Y-%m}",
        "reference": "a1",
        "int:place": 0,
        "int:work": 1,
        "ticket": ticket_of(school) if "<ticket>" in rule else "",
        "int:edit": 1,
        "int:rule": 1,
        "int:terms": 1,
        "int:correction": 1,
        "int:entry": 1,
        "int:told": 1,
        "int:notice": 1,
        "int:poster": 1,
        "int:row": school.store[ROWS].all()[-1].id,
        "int:order": 1,
        "int:version": 1,
        "any(teachers,groups,students):whose": "teachers",
        "int:number": school.staff["Соколова"].id,
        "int:absence": 1,
        "int:statement": 1,
        "point": "video_hours",
        "int:group": school.groups["Терция"].id,
        "int:student": school.students["Мария"].id,
        "path:room": "7",
        "int:lesson": school.lessons["Мария"].id,
        "int:change": 1,
        "int:household": school.households["Ивановы"].id,
        "int:account": school.staff["Белов"].account,
        "any(people,students,families,groups,subjects):slug": slug,
        "int:person": person.get(slug, 0),
    }
    if rule.startswith(("/acquaintance/", "/s/")):
        places["int:number"] = 1
    if rule.startswith("/help/"):
        places["int:version"] = 2
    address = re.sub("<([^>]+)>", lambda place: str(places[place[1]]), rule)
    return (
        f"{address}?teacher={school.staff['Соколова'].id}"
        if rule.startswith(("/reports/annex-1", "/reports/form"))
        else address
    )


def app_of(school: NamedSchool) -> Flask:
    """The whole kiosk on this school."""
    return school.client().client.application


def browser_of(app: Flask, school: NamedSchool, who: str) -> Browser:
    """A browser of somebody: a letter of the table, a visitor, a family that has given its PIN."""
    browser = Browser(app.test_client(), school)
    now = school.clock.now()
    if who in STAFF:
        cookie = sessions.begin(school.store, account=school.staff[STAFF[who]].account, now=now)
        browser.client.set_cookie(sessions.STAFF_COOKIE, cookie)
    elif who == "family with a PIN":
        cookie = sessions.begin(school.store, household=school.households["Ивановы"].id, now=now)
        browser.client.set_cookie(sessions.FAMILY_COOKIE, cookie, path=f"/s/{school.token('Ивановы')}")
        give_pass(browser, school, "Ивановы")
    return browser


def token_for(browser: Browser, who: str, path: str) -> str:
    """A right token of this person's forms."""
    if path.startswith("/s/"):
        card = "/".join(path.split("/")[:3])
        return browser.get(f"{card}/unlock").token or browser.get(f"{card}/hand-in").token
    return browser.get("/secret" if who in STAFF else "/sign-in").token


def test_every_route_has_its_line(peopled: NamedSchool) -> None:
    routes = {
        f"{method} {rule}"
        for rule in app_of(peopled).url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert sorted(routes) == sorted(TABLE)


def lines(*, look: bool) -> list[tuple[str, str]]:
    """Lines of the table by whether they only look, once for each kind of people that they are about."""
    there = [line for line in TABLE if line.startswith("GET ") is look]
    return [(line, slug) for line in there for slug in (KINDS if ":slug>" in line else ("",))]


def called(lines: list[tuple[str, str]]) -> list[str]:
    """Names for the tests of lines."""
    return [f"{line.split('<any')[0]}{slug} {line[-12:]}" for line, slug in lines]


@pytest.mark.parametrize(("line", "slug"), lines(look=True), ids=called(lines(look=True)))
def test_who_may_look(looked_at: NamedSchool, line: str, slug: str) -> None:
    is_for_whom_the_table_says(looked_at, line, slug)


@pytest.mark.parametrize(("line", "slug"), lines(look=False), ids=called(lines(look=False)))
def test_who_may_act(peopled: NamedSchool, line: str, slug: str) -> None:
    is_for_whom_the_table_says(peopled, line, slug)


def is_for_whom_the_table_says(school: NamedSchool, line: str, slug: str) -> None:
    """Everybody tries."""
    method, rule = line.split(" ")
    app, path = app_of(school), address_of(school, rule, slug)
    for who in (*STAFF, *NOBODY_SIGNED_IN):
        browser = browser_of(app, school, who)
        fields: dict[str, object] = {"token": token_for(browser, who, path)} if method != "GET" else {}
        answer = browser.get(path) if method == "GET" else browser.send(path, fields)
        answer.response.close()  # type: ignore[attr-defined]  # because werkzeug's class has it
        let_in = TABLE[line] == OPEN or who in TABLE[line]
        said = verdict(answer.status, str(answer.headers.get("Location", "")))
        assert said == expected(method, who, path, let_in=let_in), (who, answer.status)


def verdict(status: int, location: str) -> str:
    """An answer in words."""
    if status == 303 and location.startswith("/sign-in?next="):
        return "to the sign-in"
    return {404: "not there", 401: "not signed in", 403: "not yours"}.get(
        status, "let in" if status < 500 else "a fault"
    )


def expected(method: str, who: str, path: str, *, let_in: bool) -> str:
    """What somebody who is not let in is told: what may not be seen is not there."""
    if let_in:
        return "let in"
    if who in STAFF or path.startswith("/s/"):
        return "not there" if method == "GET" else "not yours"
    return "to the sign-in" if method == "GET" else "not signed in"


def test_a_route_that_says_nothing_stops_the_start() -> None:
    app = Flask("silent", static_folder=None)
    app.add_url_rule("/silent", "silent", lambda: "")
    with pytest.raises(MissingVerdict, match="silent"):
        check_verdicts(app)
    with pytest.raises(ValueError, match="everyone"):
        permit()


# own and other


def test_the_day_of_another(school: NamedSchool) -> None:
    """Whose day → who reads it. A head reads their own department, a teacher themselves."""
    readers = {"Соколова": "DUT", "Белов": "DUH", "Дроздов": "DUA"}
    app = app_of(school)
    for whose, letters in readers.items():
        staff = school.staff[whose].id
        for path in (f"/teachers/{staff}/report/{TODAY}", f"/reports/annex-1?teacher={staff}"):
            for who in STAFF:
                status = browser_of(app, school, who).get(path).status
                assert status == (200 if who in letters else 404), (path, who)


def test_the_lists_name_only_whom_one_may_read(school: NamedSchool) -> None:
    app = app_of(school)
    assert "Соколова" in browser_of(app, school, "U").get("/reports").text
    assert "Соколова" not in browser_of(app, school, "H").get("/reports").text


@pytest.mark.parametrize("page", ["hand-in", "unlock"])
def test_the_pin_of_one_family_opens_nothing_of_another(school: NamedSchool, page: str) -> None:
    strangers = school.token("Петровы")
    browser = school.client()
    cookie = sessions.begin(school.store, household=school.households["Ивановы"].id, now=school.clock.now())
    browser.client.set_cookie(sessions.FAMILY_COOKIE, cookie, path="/")
    answer = browser.get(f"/s/{strangers}/{page}")
    if page == "hand-in":
        assert answer.headers["Location"] == f"/s/{strangers}/unlock?then=hand-in"
    else:
        assert 'name="pin"' in answer.text
    sent = browser.send(f"/s/{strangers}/hand-in", {"token": browser.get(f"/s/{strangers}/unlock").token})
    assert sent.status in {303, 403}


def test_a_family_hands_in_for_its_own_children_only(school: NamedSchool) -> None:
    browser = browser_of(app_of(school), school, "family with a PIN")
    path = f"/s/{school.token('Ивановы')}/hand-in"
    token = browser.get(path).token
    assert (
        browser.send(path, {"token": token, "assignment": f"{school.students['Артём'].id}.", "task": "этюд"}).status
        == 404
    )


def test_a_work_of_a_stranger(school: NamedSchool) -> None:
    """Белов and the head of his department teach Мария nothing; Дроздов plays for Артём and Мария in the ensemble."""
    upload = hand_in(school)
    assert school.client("Белов").get(f"/inbox/{upload}/file").status == 404
    assert school.client("Зимина").get(f"/inbox/{upload}/file").status == 404
    assert "этюд" not in school.client("Белов").get("/inbox").text


# what has a permission of its own (L21)

HEALTH = "нарушение слуха, сидит у инструмента"


@pytest.fixture
def with_health(school: NamedSchool) -> NamedSchool:
    with school.store.change(school.actor("Ким"), "health written down") as change:
        student = change.get(STUDENTS, school.students["Мария"].id)
        assert student is not None
        school.students["Мария"] = change.put(STUDENTS, replace(student, health=HEALTH))
    return school


@pytest.mark.parametrize(("who", "sees"), [("D", True), ("U", True), ("H", False), ("K", False)])
def test_health_is_seen_by_director_and_deputy_alone(with_health: NamedSchool, who: str, *, sees: bool) -> None:
    text = browser_of(app_of(with_health), with_health, who).get(f"/students/{with_health.students['Мария'].id}").text
    assert (HEALTH in text) is sees
    assert ('name="health"' in text) is sees


def test_the_technician_cannot_change_health_either(with_health: NamedSchool) -> None:
    student = with_health.students["Мария"]
    browser, path = with_health.client("Боровая"), f"/students/{student.id}"
    fields = {"surname": "Иванова", "given": "Марья", "study_year": 3, "term_years": 8, "programme": "pre_professional"}
    assert browser.post(path, {**fields, "rev": student.rev, "health": "выдумано"}).status == 303
    saved = with_health.store[STUDENTS].get(student.id)
    assert saved is not None
    assert (saved.given, saved.health) == ("Марья", HEALTH)


def test_reasons_of_absence_are_for_those_who_may_know(school: NamedSchool) -> None:
    """The reason of a lesson not held: for the one who wrote it, director and deputy; a head reads the row without."""
    with school.store.change(school.actor("Белов"), "H1 row") as change:
        change.add(ROWS, not_held(school))
    staff = school.staff["Белов"].id
    seen = {}
    for who in ("Белов", "Орлова", "Ким", "Зимина"):
        browser = school.client(who)
        pages = (f"/teachers/{staff}/report/{TODAY}", f"/reports/annex-1?teacher={staff}&from=24.11.2026&to=24.11.2026")
        seen[who] = {path.split("?")[0]: "болезнь обучающегося" in browser.get(path).text for path in pages}
        assert "Ёлкин" in browser.get(pages[0]).text
    day, paper = f"/teachers/{staff}/report/{TODAY}", "/reports/annex-1"
    assert seen == {
        "Белов": {day: True, paper: True},
        "Орлова": {day: True, paper: True},
        "Ким": {day: True, paper: True},
        "Зимина": {day: False, paper: False},
    }


def not_held(school: NamedSchool) -> Row:
    """A lesson of Белов that a student missed being ill."""
    student = school.students["Матвей"]
    return Row(
        staff=school.staff["Белов"].id,
        date=TODAY,
        slot="N0123456789abcdef",
        start=dt.time(12),
        end=dt.time(12, 30),
        quarter_hours=0,
        student=student.id,
        students=(student.id,),
        who="Ёлкин Матвей, 7 (8)",
        subject_name="Сольфеджио",
        kind=LessonKind.INDIVIDUAL,
        state=RowState.NOT_HELD,
        reason=Reason.STUDENT_ILL,
        confirmed=Confirmed.SINGLY,
        confirmed_at=school.clock.now(),
        written=AsWritten("Белов Илья Петрович", "Детская музыкальная школа № 2", 40),
    )
