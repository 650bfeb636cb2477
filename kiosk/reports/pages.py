"""The report of the day in the browser: /report/<date>, its drafts, its paper (H1–H3)."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, abort, request

from kiosk.documents import docx, xlsx
from kiosk.notices.queries import for_staff
from kiosk.people.queries import staff_of
from kiosk.people.records import Staff
from kiosk.problems import N_, Problem, Refusal
from kiosk.reports import actions, drafts, papers, queries
from kiosk.reports.actions import Outcome
from kiosk.reports.day import day_view
from kiosk.reports.drafts import Typed
from kiosk.reports.forms import is_field, is_slot, seen_of, typed_rows
from kiosk.reports.left_behind import left_behind
from kiosk.reports.merging import Page
from kiosk.reports.phrases import Offer, offers
from kiosk.reports.records import Confirmed, DayReport
from kiosk.reports.row_parts import row_part
from kiosk.reports.views import DayView
from kiosk.signin.permissions import Action
from kiosk.web import answer, download, here, permit, press, see, trigger, wants_part
from kiosk.web.reading import day_of_address
from kiosk.words import clock_time

bp = Blueprint("reports", __name__)

ACTS = (
    *("confirm", "withdraw", "off", "on", "again", "add", "drop", "choose", "aside", "back"),
    *("hand-in", "take-back", "save"),
)
PAGE_ID, MARK_DIGITS = 32, 10
NO_STAFF = N_("This account belongs to nobody of the staff, so it has no day. Ask the deputy to join them.")


@bp.get("/report")
@permit(Action.REPORT_OWN)
def today() -> Response:
    """The teacher's start page: today's report."""
    return see(f"/report/{here.clock.today().isoformat()}")


@bp.get("/report/<day>")
@permit(Action.REPORT_OWN)
def day(day: str) -> Response:
    """The report of the day, whole (H2)."""
    return page(view(me(), read_day(day)))


@bp.post("/report/<day>")
@permit(Action.REPORT_OWN)
def act(day: str) -> Response:
    """Whatever was typed is kept first; then what the pressed button says is done, once."""
    staff, date = me(), read_day(day)
    drafts.save_drafts(here.store, staff, date, typed_rows(request.form), now=now(), page=the_page())
    what, slots_text, note = (*request.form.get("act", "save").split(":"), "", "")[:3]
    slots = slots_text.split()
    if what not in ACTS or not all(is_slot(slot) for slot in slots):
        abort(400)
    outcome = perform(what, slots, note, staff, date)
    return answer_to(outcome, what, slots, staff, date)


@bp.post("/report/<day>/drafts")
@permit(Action.REPORT_OWN)
def keep_typed(day: str) -> Response:
    """The page's own saving while somebody types: kept, nothing is drawn anew; it is told when it had better look."""
    page, typed = the_page(typing=True), typed_rows(request.form)
    kept = drafts.save_drafts(here.store, me(), read_day(day), typed, now=now(), page=page)
    return trigger(
        Response(status=204), "kept", {"slots": list(kept.slots), "at": clock_time(now()), "look": kept.contested}
    )


@bp.get("/report/<day>/phrases")
@permit(Action.REPORT_OWN)
def phrases(day: str) -> Response:
    """What may be meant by the note that is being typed: buttons beside the row."""
    staff, date = me(), read_day(day)
    offered: list[Offer] = []
    for slot, fields in list(typed_rows(request.args).items())[:1]:
        row = day_view(here.store, staff, date, now=now(), only=[slot]).row(slot)
        rows = queries.notes_of_teacher(here.store, staff.id, before=date)
        offered = offers(rows, fields.get("homework", ""), (row.student, row.group) if row else (0, 0))
    return answer(whole="reports/_phrases.html", part="reports/_phrases.html", offers=offered)


def the_page(*, typing: bool = False) -> Page:
    """Which opening of the day sends this, and what it has seen of each row."""
    return Page(request.form.get("page", "")[:PAGE_ID], seen_of(request.form.getlist("seen")), typing)


@bp.get("/report/<day>/annex-1")
@permit(Action.REPORT_OWN)
def annex_1(day: str) -> Response:
    """Annex 1 of the day to print (H3)."""
    return paper_page(me(), read_day(day), read_day(day), back=f"/report/{day}", files=f"/report/{day}/annex-1")


@bp.get("/report/<day>/annex-1.docx")
@permit(Action.REPORT_OWN)
def annex_1_docx(day: str) -> Response:
    """Annex 1 of the day as DOCX."""
    return docx_of(papers.annex_1(here.store, me(), read_day(day), read_day(day)))


@bp.get("/report/<day>/annex-1.xlsx")
@permit(Action.REPORT_OWN)
def annex_1_xlsx(day: str) -> Response:
    """Annex 1 of the day as XLSX."""
    return xlsx_of(papers.annex_1(here.store, me(), read_day(day), read_day(day)))


# what the button said


def perform(what: str, slots: list[str], note: str, staff: Staff, date: dt.date) -> Outcome | Refusal:
    """Do one act of the page. The key makes it happen once, also when a page in need sends it again."""
    key = act_key(staff, date, what, slots)
    store, actor, moment = here.store, here.actor, now()
    match what:
        case "confirm":
            whole = not slots
            chosen = slots or [row.slot for row in view(staff, date).rows if row.open and row.ended]
            how = Confirmed.IN_BULK if whole else Confirmed.SINGLY
            return actions.confirm(store, actor, staff, date, chosen, how=how, key=key, now=moment, hand_in=whole)
        case "withdraw":
            return actions.withdraw(store, actor, staff, date, slots, key=key, now=moment)
        case "hand-in":
            return actions.hand_in(store, actor, staff, date, key=key, now=moment)
        case "take-back":
            return actions.take_back(store, actor, staff, date, key=key, now=moment)
        case "choose" | "aside" | "back":
            settle(what, slots, note, staff, date)
        case "drop":
            for slot in slots:
                drafts.drop_row(store, staff, date, slot)
        case _:
            drafts.save_drafts(store, staff, date, typed_by_button(what, slots, note, staff, date), now=moment)
    return Outcome()


def typed_by_button(what: str, slots: list[str], note: str, staff: Staff, date: dt.date) -> Typed:
    """What a button types into rows for whoever presses it; nothing for «keep what is typed»."""
    match what:
        case "add":
            return {new_slot(act_key(staff, date, what, slots)): {"start": "", "end": ""}}
        case "off" | "on":
            return {slot: {"off": "1" if what == "off" else ""} for slot in slots}
        case "again":
            return notes_again(staff, date, slots, note)
        case _:
            return {}


def settle(what: str, slots: list[str], note: str, staff: Staff, date: dt.date) -> None:
    """Two PCs had typed different things: one of them is chosen, or what came late is put aside or brought back."""
    name, _, number = note.partition("/")
    for slot in slots:
        if what != "choose":
            drafts.put_aside(here.store, staff, date, slot, aside=what == "aside")
        elif is_field(name) and number.isdecimal() and len(number) <= MARK_DIGITS:
            drafts.choose(here.store, staff, date, slot, name, int(number))


def new_slot(key: str | None) -> str:
    """The place of a row outside the timetable: the same press, sent twice, makes one row."""
    return f"N{hashlib.sha256(key.encode()).hexdigest()[:16] if key else secrets.token_hex(8)}"


def notes_again(staff: Staff, date: dt.date, slots: list[str], chosen: str) -> dict[str, dict[str, str]]:
    """One of the offered last notes, put into its row."""
    shown = view(staff, date)
    rows = [row for slot in slots if (row := shown.row(slot))]
    return {row.slot: {"homework": note.homework} for row in rows for note in row.notes if str(note.id) == chosen}


def act_key(staff: Staff, date: dt.date, what: str, slots: list[str]) -> str | None:
    """The page's key for this act: the same key stores once, whoever sends it again."""
    return press(f"report {staff.id} {date} {what} {' '.join(slots)}")


def answer_to(outcome: Outcome | Refusal, what: str, slots: list[str], staff: Staff, date: dt.date) -> Response:
    """The page again after an act without JavaScript, else the rows that changed with the sums and the state."""
    problems: dict[str, tuple[Problem, ...]] = {}
    general: tuple[Problem, ...] = ()
    if isinstance(outcome, Refusal):
        general = outcome.problems
    else:
        problems = dict(outcome.refused)
    fine = not problems and not general
    if fine and not wants_part():
        return see(f"/report/{date.isoformat()}{undo_query(outcome, what, whole=not slots)}")
    shown = view(staff, date, problems=problems)
    asked = what == "confirm" and not slots
    undo = undo_of(outcome, what)
    return page(shown, status=200 if fine else 422, general=general, undo=undo, only=slots, asked=asked)


def undo_of(outcome: Outcome | Refusal, what: str) -> tuple[str, ...]:
    """The slots that one press can take back."""
    return outcome.saved if isinstance(outcome, Outcome) and what == "confirm" and not outcome.sent else ()


def undo_query(outcome: Outcome | Refusal, what: str, *, whole: bool) -> str:
    """What the page says after an act without JavaScript: rows to take back, a day that was to be handed in."""
    slots = undo_of(outcome, what)
    told = (["asked=1"] if what == "confirm" and whole else []) + ([f"done={'+'.join(slots)}"] if slots else [])
    return f"?{'&'.join(told)}" if told else ""


# helpers of this page


def page(
    shown: DayView,
    *,
    status: int = 200,
    general: tuple[Problem, ...] = (),
    undo: tuple[str, ...] = (),
    only: Sequence[str] = (),
    asked: bool = False,
) -> Response:
    """The whole day, or with htmx the touched rows beside the foot and the state; `asked`: it was to be handed in."""
    rows = [row for row in shown.rows if row.slot in only]
    done = undo or tuple(slot for slot in request.args.get("done", "").split(" ") if is_slot(slot))
    return answer(
        whole="reports/day.html",
        part="reports/_rows.html" if rows and len(rows) == len(only) else "reports/_day_part.html",
        status=status,
        day=shown,
        touched=rows,
        general=general,
        asked=asked or "asked" in request.args,
        undo=[row for row in shown.rows if row.slot in done and row.stored and not shown.closed],
        alone=wants_part(),
        returned=() if wants_part() else returned_elsewhere(shown),
        left=() if rows else left_behind(here.store, shown),
        key=secrets.token_hex(16),
        page_id=secrets.token_hex(8),
        row_part=lambda row: row_part(shown, row),
        before=shown.date - dt.timedelta(1),
        after=shown.date + dt.timedelta(1),
        now=now(),
        told=for_staff(here.store, shown.date) if shown.date == here.clock.today() else [],
    )


def returned_elsewhere(shown: DayView) -> list[DayReport]:
    """On the start page: other days that came back to be mended (H4)."""
    if shown.date != here.clock.today():
        return []
    return [one for one in queries.returned_days(here.store, shown.staff.id) if one.date != shown.date]


def view(staff: Staff, date: dt.date, problems: Mapping[str, tuple[Problem, ...]] | None = None) -> DayView:
    """The day of a member of staff as it stands now."""
    return day_view(here.store, staff, date, now=now(), problems=problems)


def me() -> Staff:
    """The member of staff behind the account; an account without one is told so."""
    staff = staff_of(here.store, here.actor.account)
    if staff is None:
        abort(404, NO_STAFF)
    return staff


def read_day(text: str) -> dt.date:
    """The date of an address; anything else is no page."""
    date = day_of_address(text)
    if date is None or abs((date - here.clock.today()).days) > 366 * 20:
        abort(404)
    return date


def now() -> dt.datetime:
    """This moment on the school's wall."""
    return here.clock.local(here.clock.now())


def paper_page(staff: Staff, since: dt.date, until: dt.date, *, back: str, files: str, query: str = "") -> Response:
    """The print page of Annex 1."""
    reasons = queries.may_know_reasons(here.store, here.actor, staff)
    paper = papers.annex_1(here.store, staff, since, until, reasons=reasons)
    return answer(
        whole="reports/annex_1.html", papers=[paper], headings=papers.HEADINGS, back=back, files=files, query=query
    )


def docx_of(paper: papers.Annex1) -> Response:
    """Annex 1 as a file."""
    filled = papers.as_docx(paper)
    if isinstance(filled, Refusal):
        abort(500)
    return download(filled, name=f"{paper.file_name}.docx", kind=docx.MEDIA_TYPE)


def xlsx_of(paper: papers.Annex1) -> Response:
    """Annex 1 as a sheet."""
    return download(papers.as_xlsx(paper), name=f"{paper.file_name}.xlsx", kind=xlsx.MEDIA_TYPE)
