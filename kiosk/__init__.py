"""Kamerton: a kiosk server on a music school's own network.

The rooms, in the order in which they may use each other (each only those before it; import-linter holds it):

problems, actor, clock, words, settings   values that everything speaks in
store       documents, changes, files: TinyDB's words on SQLite's promises
documents   docx, xlsx, ics, qr, sheets: formats, not the school
web         answers, guard, forms, delivery
school      the director's dated decisions: hour rule, platforms, calendar
signin      who is asking: accounts, secrets, sessions, family cards, permissions
people      staff, subjects, groups, students, families
calendar    years and special days in the browser, the hour rule
regime      orders, statements, lesson kinds, platforms, decisions
consents    consents on paper: distance learning, personal data, publishing
timetable   versions, lessons, changes of a date
absences    who of the staff is away, who gives their lessons
plans       corrections of calendar-thematic plans
told        absences of students told beforehand
worktime    other pedagogical work beside the lessons
notices     what families and staff are told from a day to a day, who has read it
guides      step-by-step instructions, the school's regulation, their versions
acquaintance  who has signed that they know a document
reports     the daily report, Annex 1
makeups     missed lessons: owed, placed, made up
hours       planned, given, missed, made up; the sheet 0504421, closing a month
load        weekly hours against the norm, terms of work
assignments  tasks by lesson and for an attestation, ticks of families
drop        bytes and receipts
journal     marks: how the student was identified, under which conditions the work was done
works       what was handed in, for whom
backing     backing tracks handed out by piece, parts checked
families    the page behind the QR code, cards
office      doors, board, set-up, import and export
demo        a made-up school around today

``kiosk.app.create_app`` is the one place that lists them.
"""

__version__ = "0.1.0"
