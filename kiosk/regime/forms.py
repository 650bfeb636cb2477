"""Forms of orders, changes and statements → records, or problems by field (D1). What was typed is kept."""

import datetime as dt

from kiosk.problems import N_
from kiosk.regime.records import Cause, Effect, Ground, Mode, Order, Scope, Statement
from kiosk.web import Form

OLDEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)
FAR = N_("No order reaches so far. Look at the year.")


def read_order(form: Form) -> Order | None:
    """An order that opens a period."""
    number, signed = form.text("number", limit=40, required=True), read_day(form, "signed")
    cause, scope = form.choice("cause", Cause, required=True), form.choice("scope", Scope, required=True)
    mode = form.choice("mode", Mode, required=True)
    since, until = read_day(form, "since"), read_day(form, "until")
    reason, text = form.text("reason", limit=300, required=True), form.text("text", limit=4000, lines=True)
    whom = {name: form.ids(name) for name in ("departments", "groups", "students", "experimental_groups")}
    if form.problems or not (signed and since and until and cause and scope and mode):
        return None
    return Order(
        number=number,
        signed=signed,
        cause=cause,
        reason=reason,
        since=since,
        until=until,
        scope=scope,
        mode=mode,
        text=text,
        departments=whom["departments"],
        groups=whom["groups"],
        students=whom["students"],
        experimental_groups=whom["experimental_groups"],
    )


def read_change(form: Form, first: Order) -> Order | None:
    """An order that extends, cuts short or closes the period of another; it repeats whom that one concerns."""
    number, signed = form.text("number", limit=40, required=True), read_day(form, "signed")
    effect, until = form.choice("effect", Effect, required=True), read_day(form, "until")
    reason, text = form.text("reason", limit=300, required=True), form.text("text", limit=4000, lines=True)
    if effect is Effect.OPEN:
        form.refuse("effect", N_("Choose one of the list."))
    if form.problems or not (signed and until and effect):
        return None
    return Order(
        number=number,
        signed=signed,
        cause=first.cause,
        reason=reason,
        since=first.since,
        until=until,
        scope=first.scope,
        mode=first.mode,
        text=text,
        departments=first.departments,
        groups=first.groups,
        students=first.students,
        changes_order=first.id,
        effect=effect,
    )


def read_statement(form: Form) -> Statement | None:
    """A statement for one student."""
    student, ground = form.id("student", required=True), form.choice("ground", Ground, required=True)
    since, until, signed = read_day(form, "since"), read_day(form, "until"), read_day(form, "signed")
    teacher, guardian = form.id("teacher", required=True), form.text("guardian", limit=150, required=True)
    note = form.text("note", limit=500)
    if form.problems or not (student and ground and since and until and signed and teacher):
        return None
    return Statement(
        student=student,
        ground=ground,
        since=since,
        until=until,
        signed=signed,
        teacher=teacher,
        guardian=guardian,
        note=note,
    )


def read_day(form: Form, name: str) -> dt.date | None:
    """A day within the reach of orders."""
    day = form.date(name, required=True)
    if day is not None and not OLDEST <= day <= LATEST:
        form.refuse(name, FAR)
        return None
    return day
