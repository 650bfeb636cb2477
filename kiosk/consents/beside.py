"""Consents beside a student's page and the family's (F5)."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from kiosk.actor import Actor
from kiosk.consents.queries import Register
from kiosk.consents.records import Kind
from kiosk.consents.rules import Standing, State
from kiosk.people.beside import Note
from kiosk.people.records import Student
from kiosk.problems import N_, Problem
from kiosk.signin.permissions import Action, allows
from kiosk.store import Store

SENTENCE: Final = {
    Kind.DISTANCE: {
        State.RECEIVED: N_("Distance learning: consent received on %(day)s"),
        State.HANDED_OUT: N_("Distance learning: consent handed out, not back yet"),
        State.OVER: N_("Distance learning: the term of the consent is over"),
        State.WITHDRAWN: N_("Distance learning: consent withdrawn"),
        State.NOTHING: N_("Distance learning: no consent yet"),
    },
    Kind.DATA: {
        State.RECEIVED: N_("Personal data: consent received on %(day)s"),
        State.HANDED_OUT: N_("Personal data: consent handed out, not back yet"),
        State.OVER: N_("Personal data: the term of the consent is over"),
        State.WITHDRAWN: N_("Personal data: consent withdrawn"),
        State.NOTHING: N_("Personal data: no consent yet"),
    },
    Kind.PUBLISHING: {
        State.RECEIVED: N_("Publishing: answers received on %(day)s"),
        State.HANDED_OUT: N_("Publishing: paper handed out, not back yet"),
        State.OVER: N_("Publishing: the term of the consent is over"),
        State.WITHDRAWN: N_("Publishing: consent withdrawn"),
        State.NOTHING: N_("Publishing: nobody has been asked, so nothing is published"),
    },
}
LISTED: Final = {
    Kind.DISTANCE: N_("Distance learning: consent received, by the imported list"),
    Kind.DATA: N_("Personal data: consent received, by the imported list"),
    Kind.PUBLISHING: N_("Publishing: answers received, by the imported list"),
}


def notes(store: Store, actor: Actor, student: Student, date: dt.date) -> Iterator[Note]:
    """A line for each kind, leading to the student's consents."""
    if not allows(actor, Action.CONSENTS_READ):
        return
    register = Register(store, date)
    for kind in Kind:
        one = register.of(student.id, kind)
        yield Note(sentence(one), f"/consents/students/{student.id}#{kind.value}", due=is_due(one))


def sentence(one: Standing) -> Problem:
    """Where a consent stands, in one sentence."""
    if one.by_list:
        return Problem(LISTED[one.kind])
    day = {"day": f"{one.step.date:%d.%m.%Y}"} if one.step and one.agreed else {}
    return Problem(SENTENCE[one.kind][one.state], values=day)


def is_due(one: Standing) -> bool:
    """Without these two the school may not work; publishing is the family's own wish."""
    return not one.agreed and one.kind is not Kind.PUBLISHING
