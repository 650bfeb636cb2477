"""Consents for tests of other rooms."""

import datetime as dt

from kiosk.consents import actions
from kiosk.consents.records import CONSENTS, Consent, Kind, Received
from kiosk.problems import Refusal
from tests.school import TODAY, NamedSchool

PDF = b"%PDF-1.4\nsigned\n%%EOF\n"


def receive(school: NamedSchool, child: str, kind: Kind = Kind.DISTANCE, day: dt.date = TODAY) -> Consent:
    """A child's signed paper is here."""
    student = school.students[child].id
    number = actions.receive(school.store, school.actor("Ким"), kind, [student], Received(day), now=school.clock.now())
    assert not isinstance(number, Refusal)
    return school.store[CONSENTS].all(order=("id",))[-1]


def scanned(school: NamedSchool, child: str) -> Consent:
    """The same with a scan in the vault."""
    paper = receive(school, child)
    assert actions.attach(school.store, school.actor("Ким"), paper, "скан.pdf", PDF, now=school.clock.now()) is None
    kept = school.store[CONSENTS].get(paper.id)
    assert kept is not None
    return kept
