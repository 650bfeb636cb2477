"""What a family takes home: paper, codes with the week as text, a calendar, one file (F3, F9).

The codes of the paper are images of their own: three of version 15 weigh 7 KB, and the paper with its styles has 6.
"""

from flask import Blueprint, Response, abort, request

from kiosk.documents import ics
from kiosk.families import at_home, calendars, queries
from kiosk.families.pages import changed_at, open_card
from kiosk.people.records import HOUSEHOLDS, Household
from kiosk.school.queries import school_name
from kiosk.signin.permissions import Action
from kiosk.web import answer, as_attachment, download, here, keep, limit_misses, permit

bp = Blueprint("take_home", __name__)

MOST_DUE = 8
"""So many tasks with a day are taken home: the paper is one sheet."""

ALWAYS_ASK = 0
"""What is taken along is right at that moment, and a withdrawn card gives nothing out of a phone's memory either."""


@bp.get("/s/<token>/home")
@permit(Action.CARD)
@limit_misses("cards")
def home(token: str) -> Response:
    """What there is to take along, and what works only at school."""
    _, household = open_card(token)
    return keep(lambda: home_page(token, household), scopes=queries.scopes_of(household), max_age=ALWAYS_ASK)


def home_page(token: str, household: Household) -> Response:
    """The page."""
    week = week_of(household)
    codes = at_home.codes(week, here.store, here.words)
    return answer(whole="families/home.html", week=week, codes=codes, token=token)


@bp.get("/s/<token>/week")
@permit(Action.CARD)
@limit_misses("cards")
def week(token: str) -> Response:
    """The week as a paper to hang on the fridge, A4 or A5, its codes beside it."""
    _, household = open_card(token)
    small = request.args.get("size") == "a5"
    return keep(
        lambda: paper(household, back=f"/s/{token}/home", token=token, small=small),
        scopes=queries.scopes_of(household),
        vary=(small,),
        max_age=ALWAYS_ASK,
    )


@bp.get("/s/<token>/week-<int:number>.svg")
@permit(Action.CARD)
@limit_misses("cards")
def code(token: str, number: int) -> Response:
    """One of the codes of the paper."""
    _, household = open_card(token)
    return keep(lambda: picture(household, number), scopes=queries.scopes_of(household), max_age=ALWAYS_ASK)


def picture(household: Household, number: int) -> Response:
    """The code of this number as an image."""
    codes = at_home.codes(week_of(household), here.store, here.words)
    if not 1 <= number <= len(codes):
        abort(404)
    return Response(at_home.drawn(codes[number - 1].text), mimetype="image/svg+xml")


@bp.get("/s/<token>.ics")
@permit(Action.CARD)
@limit_misses("cards")
def calendar(token: str) -> Response:
    """Four weeks for the phone's calendar; taken again, it mends what was taken before."""
    _, household = open_card(token)
    body = calendars.calendar_of(here.store, household, here.words)
    return download(body, name=f"{at_home.file_name(week_of(household), here.words)}.ics", kind=ics.MEDIA_TYPE)


@bp.get("/s/<token>/keep.html")
@permit(Action.CARD)
@limit_misses("cards")
def file(token: str) -> Response:
    """The week as one file that needs nothing else; its links are those by which lessons are joined."""
    _, household = open_card(token)
    shown = week_of(household)
    response = answer(
        whole="families/keep.html",
        week=shown,
        days=at_home.days_of(shown),
        due=queries.due_ahead(here.store, household.id, here.clock.today())[:MOST_DUE],
        school=school_name(here.store),
        taken_at=here.clock.now(),
    )
    return as_attachment(response, f"{at_home.file_name(shown, here.words)}.html")


@bp.get("/families/<int:household>/week")
@permit(Action.CARDS_PRINT)
def of_family(household: int) -> Response:
    """The same paper out of the office's printer, for a family that has no phone at all."""
    found = here.store[HOUSEHOLDS].get(household)
    if found is None or found.retired_on is not None:
        abort(404)
    return paper(found, back="/cards", small=request.args.get("size") == "a5")


def paper(household: Household, *, back: str, token: str = "", small: bool = False) -> Response:
    """The paper; with a token its codes are images behind it, without one they stand in the page."""
    shown = week_of(household)
    codes = at_home.codes(shown, here.store, here.words)
    return answer(
        whole="families/printed_week.html",
        week=shown,
        days=at_home.days_of(shown),
        due=queries.due_ahead(here.store, household.id, here.clock.today())[:MOST_DUE],
        codes=codes,
        drawn=() if token else tuple(at_home.markup(code.text) for code in codes),
        token=token,
        back=back,
        small=small,
        school=school_name(here.store),
        as_of=changed_at(household),
    )


def week_of(household: Household) -> queries.WeekView:
    """Today and the six days after it."""
    return queries.week_for(here.store, household.id, here.clock.today())
