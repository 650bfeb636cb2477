"""Forms of equipment at home and of individual decisions (F6)."""

import datetime as dt
from collections.abc import Collection

from kiosk.people.records import AtHome, Help, HomeDecision, Household, Line
from kiosk.problems import N_
from kiosk.web import Form

MOST = 9
LONGEST = dt.timedelta(days=366)
WHOSE = N_("More children have a device of their own than there are devices. Mend one of the two.")
CHOOSE_HELP = N_("Tick at least one thing that is done for the student.")
BACKWARDS = N_("The last day lies before the first. Mend one of the two.")
TOO_LONG = N_("A decision holds for a year at most; decide anew when it ends.")


def read_at_home(form: Form, household: Household, today: dt.date) -> AtHome | None:
    """What the family answered."""
    line = form.choice("line", Line, required=True)
    counts = {name: form.number(name, most=MOST) or 0 for name in ("phones", "tablets", "computers")}
    own = tuple(child for child in form.ids("own") if child in household.students)
    told = AtHome(line=line or Line.NONE, own=own, messenger=form.text("messenger", limit=100), told_on=today, **counts)
    if len(own) > told.devices:
        form.refuse("own", WHOSE)
    return None if form.problems else told


def at_home_form(household: Household) -> Form:
    """What stands in the form at first."""
    told = household.at_home
    if told is None:
        return Form()
    form = Form.filled(
        line=told.line.value,
        phones=told.phones,
        tablets=told.tablets,
        computers=told.computers,
        messenger=told.messenger,
    )
    form.fields.setlist("own", [str(child) for child in told.own])
    return form


def read_decision(form: Form, student: int, channels: Collection[str], decided_by: str) -> HomeDecision | None:
    """What is done for the student, from when until when, why."""
    helps = form.choices("help", Help)
    if not helps:
        form.refuse("help", CHOOSE_HELP)
    since, until = form.date("since", required=True), form.date("until", required=True)
    if since and until and until < since:
        form.refuse("until", BACKWARDS)
    elif since and until and until - since > LONGEST:
        form.refuse("until", TOO_LONG)
    channel = form.one_of("channel", channels)
    note = form.text("note", limit=500, required=Help.OTHER in helps, lines=True)
    reason = form.text("reason", limit=300, required=True)
    by = form.text("decided_by", limit=120) or decided_by
    if form.problems or since is None or until is None or form.today is None:
        return None
    return HomeDecision(
        student=student,
        help=helps,
        since=since,
        until=until,
        channel=channel,
        note=note,
        reason=reason,
        decided_by=by,
        decided_on=form.today,
    )
