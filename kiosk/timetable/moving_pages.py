"""A lesson dragged, or pushed by a key, to another hour of the week; the lesson's own form is the plain twin (T1)."""

from flask import Blueprint, Response, abort, request
from msgspec.structs import replace

from kiosk.problems import Refusal
from kiosk.school.rules import minutes_between
from kiosk.signin.permissions import Action
from kiosk.store import Conflict
from kiosk.timetable import actions
from kiosk.timetable.forms import as_given, filled
from kiosk.timetable.lesson_pages import lesson_page
from kiosk.timetable.records import LESSONS
from kiosk.timetable.rules import later
from kiosk.web import Form, here, is_local, permit, see

bp = Blueprint("timetable_moving", __name__)


@bp.post("/timetable/lessons/<int:lesson>/move")
@permit(Action.TIMETABLE_EDIT)
def move(lesson: int) -> Response:
    """From today on at that day and hour, as long as before; what speaks against it is said in the lesson's form."""
    found = here.store[LESSONS].get(lesson) or abort(404)
    form = Form(request.form, today=here.clock.today())
    weekday, start = form.number("weekday", least=0, most=5, required=True), form.time("start", required=True)
    if weekday is None or start is None:
        return lesson_page(found, filled(found), status=422)
    end = later(start, minutes_between(found.start, found.end))
    there = replace(found, weekday=weekday, start=start, end=end)
    typed = filled(there)
    try:
        moved = actions.change_lesson(
            here.store, here.actor, found, as_given(there), today=here.clock.today(), now=here.clock.now()
        )
    except Conflict:
        moved = Refusal.of(actions.SOMEBODY_ELSE, "weekday")
    if isinstance(moved, Refusal):
        typed.take(moved)
        return lesson_page(found, typed, status=422)
    back = request.form.get("back", "")
    path = back if is_local(back) and back.startswith("/timetable/") else f"/timetable/teachers/{moved.teacher}"
    mark = "&" if "?" in path else "?"
    return see(f"{path}{mark}moved={moved.id}&was={found.weekday}.{found.start:%H.%M}")
