"""Forms of consents: whose they are, what stands on the papers (F5)."""

import datetime as dt

from werkzeug.datastructures import MultiDict

from kiosk.consents.records import Kind, Received, Shown
from kiosk.web import Form


def read_students(form: Form, name: str = "students") -> tuple[int, ...]:
    """Students ticked in a form, or listed in an address: «3,14,15»."""
    listed = [(name, part) for text in form.typed_all(name) for part in text.split(",")]
    return Form(MultiDict(listed)).ids(name)


def read_received(form: Form, kind: Kind) -> Received | None:
    """The date on the papers, their term when they name one, what may be published."""
    date = form.date("date", required=True)
    until = form.date("until")
    allowed = form.choices("allowed", Shown) if kind is Kind.PUBLISHING else ()
    return None if form.problems or date is None else Received(date, until, allowed)


def received_form(today: dt.date) -> Form:
    """What stands there at first: papers of today."""
    return Form.filled(date=f"{today:%d.%m.%Y}")
