"""Hours of a lesson in its form: counted by the school's rule where none are typed, explained where there are (L9)."""

from kiosk.problems import Problem
from kiosk.school.hours import explained_for, quarter_hours_of
from kiosk.school.records import HourRule
from kiosk.school.rules import hours_text, minutes_between
from kiosk.web import Form

LONGEST_MINUTES = 240


def fill_hours(form: Form, rule: HourRule) -> None:
    """An empty field of hours gets what the rule makes of begin, end and subject."""
    minutes, subject = length_of(form)
    if minutes and not form.typed("hours").strip():
        form.fields["hours"] = hours_text(quarter_hours_of(minutes, rule, subject))


def why_hours(form: Form, rule: HourRule) -> Problem | None:
    """The sentence under the number that stands in the field; None while the lesson has no length yet."""
    minutes, subject = length_of(form)
    if not minutes:
        return None
    typed = Form(form.fields).hours("hours")
    return explained_for(minutes, rule, subject, quarters=typed)


def length_of(form: Form) -> tuple[int, int]:
    """Minutes and subject as typed, 0 for what is not readable; the form's problems are said elsewhere."""
    aside = Form(form.fields)
    start, end, subject = aside.time("start"), aside.time("end"), aside.id("subject")
    minutes = minutes_between(start, end) if start and end else 0
    return (minutes if 0 < minutes <= LONGEST_MINUTES else 0), subject or 0
