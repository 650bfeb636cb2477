"""The deputy's morning: what is missing, what waits, what expires, each line a way to where it is settled (L12)."""

import datetime as dt

import msgspec
from flask import Blueprint, Response, request

from kiosk.acquaintance.queries import open_lists
from kiosk.assignments import board
from kiosk.consents.queries import orders_that_ask
from kiosk.drop.records import UPLOADS
from kiosk.drop.room import room
from kiosk.makeups.queries import of_year
from kiosk.notices.queries import for_staff
from kiosk.office.duties import DUTIES, NIGHTLY
from kiosk.people.equipment_queries import ending as ending_decisions
from kiosk.people.names import student_name
from kiosk.people.queries import staff_of
from kiosk.plans.records import CORRECTIONS, State
from kiosk.regime.queries import chains
from kiosk.regime.ruling import Chain
from kiosk.reports import gaps, queries
from kiosk.reports.pages import now
from kiosk.reports.records import DAYS
from kiosk.signin.permissions import Action, allows
from kiosk.store import where
from kiosk.timetable.naming import Names
from kiosk.web import Form, answer, here, permit

bp = Blueprint("morning", __name__)

AHEAD = dt.timedelta(days=7)
LONGEST = dt.timedelta(days=62)
STALE_BACKUP = dt.timedelta(days=2)


class Without(msgspec.Struct, frozen=True):
    """A lesson that nobody gives: when, what, who is away, where it is settled."""

    date: dt.date
    text: str
    away: str
    absence: int


@bp.get("/morning")
@permit(Action.REPORTS_READ)
def morning() -> Response:
    """One page, a handful of queries; a head of department sees the own departments."""
    today, people = here.clock.today(), queries.readable_people(here.store, here.actor)
    stretch = gaps.Stretch(here.store, people, first_day(today), today + AHEAD, now())
    missing, ids = gaps.gaps(stretch), {one.id for one in people}
    waiting = [one for one in stretch.reports.values() if one.state in gaps.WAITING and one.staff in ids]
    office = allows(here.actor, Action.ABSENCES_EDIT)
    return answer(
        whole="office/morning.html",
        today=today,
        since=stretch.since,
        days=by_day([gap for gap in missing if not gap.returned]),
        returned=[gap for gap in missing if gap.returned],
        waiting=len(waiting),
        oldest=min((one.date for one in waiting), default=today),
        older=older_waiting(stretch.since) if office else 0,
        uncovered=uncovered(stretch, today) if office else [],
        owed=owed_quarters(today),
        plans=here.store[CORRECTIONS].count(where("state") == State.FILED.value) if office else 0,
        ending=[one for one in chains(here.store) if ends_within(one, today, today + AHEAD)],
        asking=orders_that_ask(here.store, today) if office else [],
        decisions=[(one, student_name(child)) for one, child in ending_decisions(here.store, today)] if office else [],
        works=here.store[UPLOADS].count(
            (where("received_at") >= midnight()) & (where("withdrawn_at") == None)  # noqa: E711  because TinyDB compares
        )
        if office
        else 0,
        overdue=overdue_tasks(),
        backup=backup_problem(),
        disk=room(here.store),
        office=office,
        unsigned=open_lists(here.store) if office else 0,
        told=for_staff(here.store, today),
    )


def ends_within(chain: Chain, since: dt.date, until: dt.date) -> bool:
    """Whether an order that rules now ends in these days."""
    return chain.order.annulled is None and since <= chain.until() <= until


def first_day(today: dt.date) -> dt.date:
    """From where gaps are looked for: asked for in the address, else two weeks back or the beginning of the month."""
    asked = Form(request.args, today=today).date("from")
    if asked is not None:
        return max(min(asked, today), today - LONGEST)
    return min(today - gaps.LOOK_BACK, today.replace(day=1))


def by_day(missing: list[gaps.Gap]) -> list[tuple[dt.date, list[gaps.Gap]]]:
    """Gaps by date, the latest first."""
    dates = sorted({gap.date for gap in missing}, reverse=True)
    return [(date, [gap for gap in missing if gap.date == date]) for date in dates]


def older_waiting(since: dt.date) -> int:
    """Days that wait from before the stretch: nothing is forgotten for being old."""
    states = where("state").one_of([one.value for one in gaps.WAITING])
    return here.store[DAYS].count(states & (where("date") < since))


def uncovered(stretch: gaps.Stretch, today: dt.date) -> list[Without]:
    """Lessons of this week without anybody, in words."""
    found = gaps.uncovered(stretch, today, today + AHEAD)
    if not found:
        return []
    names = Names(here.store)
    return [
        Without(
            one.date,
            f"{one.plan.start:%H:%M}, {names.of(one.plan.lesson).whom}",
            names.teacher(one.absence.staff),
            one.absence.id,
        )
        for one in found
    ]


def midnight() -> dt.datetime:
    """When the school's day began, in UTC."""
    local = here.clock.local(here.clock.now())
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(dt.UTC)


def backup_problem() -> str:
    """What is wrong with the nightly backup: nothing, never made, or old; in a word for the template."""
    duty = here.store[DUTIES].one(where("name") == NIGHTLY)
    if duty is None or not duty.result:  # a new school begins without a copy
        return "never"
    if here.clock.now() - duty.done_at > STALE_BACKUP:
        return "old"
    return "flaws" if duty.flaws else ""


def overdue_tasks() -> int:
    """Tasks of students whose day is over, of the teachers whom the reader sees (W3)."""
    staff = staff_of(here.store, here.actor.account)
    given = board.given_list(here.store, here.actor, staff)
    return len(board.overdue(here.store, here.actor, staff, given))


def owed_quarters(today: dt.date) -> int:
    """What is still to be made up by those whom the reader sees, in quarters of an academic hour (L4)."""
    return sum(one.quarters for one in of_year(here.store, here.actor, today) if one.is_due)
