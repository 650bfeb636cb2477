"""The hours sheet in the browser: print, XLSX, CSV; its head and codes; closing and correcting a month (L3)."""

import datetime as dt
import secrets
from typing import Protocol

from flask import Blueprint, Response, abort, request

from kiosk.actor import Actor
from kiosk.documents import csv_out, xlsx
from kiosk.hours import actions, closing, figures, forms, halves, papers
from kiosk.hours.months import HALF, Month
from kiosk.hours.pages import frame, now
from kiosk.hours.queries import account_of
from kiosk.hours.records import CODE_LABEL, USUAL_CODES, MonthSheet
from kiosk.people.names import full_name
from kiosk.people.records import FUNDING_LABEL, STAFF, Funding
from kiosk.problems import N_, Problem, Refusal
from kiosk.signin.permissions import Action, allows
from kiosk.store import Store
from kiosk.web import Form, answer, download, here, permit, press, see

bp = Blueprint("hours_sheet", __name__)

LABELS = {
    "reason": N_("Why it is closed all the same"),
    "why": N_("Why it is corrected"),
    "half_reason": N_("Why the sheet is made all the same"),
    "half_why": N_("Why the sheet of the first half is corrected"),
}
DONE = {
    "closed": N_("%(month)s is closed: its sheet is made, its reports take no more changes."),
    "begun": N_("A correction is begun: reports of %(month)s take changes again."),
    "made": N_("The correcting sheet is made, %(month)s is closed again."),
    "taken-back": N_("The correction is taken back: %(month)s is closed as before."),
    "half": N_("The sheet of the first half is made: it prints the same for ever."),
    "half-corrected": N_("The correcting sheet of the first half is made."),
}
"""What was done a moment ago, as the address says it."""


@bp.get("/hours/<month>/sheet")
@permit(Action.HOURS_SHEET)
def sheet(month: str) -> Response:
    """The form 0504421 to print."""
    paper = asked_paper(month)
    return answer(
        whole="hours/sheet.html",
        paper=paper,
        headings=papers.day_headings(),
        title=papers.TITLE,
        columns=papers.COLUMNS,
        difference_headings=papers.DIFFERENCE_HEADINGS,
        query=query_of(paper),
        links=other_sheets(paper),
        half_day=HALF,
    )


@bp.get("/hours/<month>/sheet.xlsx")
@permit(Action.HOURS_SHEET)
def sheet_xlsx(month: str) -> Response:
    """The same for Excel."""
    paper = asked_paper(month)
    return download(papers.as_xlsx(paper), name=f"{paper.file_name}.xlsx", kind=xlsx.MEDIA_TYPE)


@bp.get("/hours/<month>/sheet.csv")
@permit(Action.HOURS_SHEET)
def sheet_csv(month: str) -> Response:
    """The same as a table for the accountant's program."""
    paper = asked_paper(month)
    return download(papers.as_csv(paper), name=f"{paper.file_name}.csv", kind=csv_out.MEDIA_TYPE)


@bp.get("/hours/settings")
@permit(Action.HOURS_SHEET)
def settings() -> Response:
    """Head and codes of the sheet."""
    return settings_page(forms.settings_form(figures.settings(here.store)))


@bp.post("/hours/settings")
@permit(Action.HOURS_CLOSE)
def set_settings() -> Response:
    """Write them down; sheets of closed months keep theirs."""
    form = Form(request.form)
    given = forms.read_settings(form)
    if given is None:
        return settings_page(form, status=422)
    actions.set_settings(here.store, here.actor, given)
    return see("/hours/settings?saved=1")


@bp.get("/hours/<month>/closing")
@permit(Action.HOURS_CLOSE)
def closing_of(month: str) -> Response:
    """What is not in order, the button that closes, the sheets that were made."""
    return closing_page(asked_month(month), Form())


@bp.post("/hours/<month>/closing")
@permit(Action.HOURS_CLOSE)
def close(month: str) -> Response:
    """Make the primary sheet and lock the month."""
    return step_with_reason(month, "reason", closing.close, "closed")


@bp.post("/hours/<month>/half")
@permit(Action.HOURS_CLOSE)
def make_half(month: str) -> Response:
    """Make the primary sheet of the first half."""
    return step_with_reason(month, "half_reason", halves.make_half, "half")


@bp.post("/hours/<month>/half/correction")
@permit(Action.HOURS_CLOSE)
def correct_half(month: str) -> Response:
    """Make its correcting sheet."""
    return step_with_reason(month, "half_why", halves.correct_half, "half-corrected")


@bp.post("/hours/<month>/correction")
@permit(Action.HOURS_CLOSE)
def begin(month: str) -> Response:
    """Begin a correction: reports of the month take changes until its sheet is made."""
    return step_with_reason(month, "why", closing.begin_correction, "begun")


@bp.post("/hours/<month>/correction/sheet")
@permit(Action.HOURS_CLOSE)
def finish(month: str) -> Response:
    """Make the correcting sheet and lock the month again."""
    asked, form = asked_month(month), Form(request.form)
    outcome = closing.finish_correction(here.store, here.actor, asked, now=now())
    if isinstance(outcome, Refusal):
        form.take(outcome)
        return closing_page(asked, form, status=422)
    return see(f"/hours/{asked}/closing?done=made")


@bp.post("/hours/<month>/correction/withdrawal")
@permit(Action.HOURS_CLOSE)
def take_back(month: str) -> Response:
    """A correction begun by mistake."""
    asked, form = asked_month(month), Form(request.form)
    outcome = closing.take_back_correction(here.store, here.actor, asked, now=now())
    if outcome is not None:
        form.take(outcome)
        return closing_page(asked, form, status=422)
    return see(f"/hours/{asked}/closing?done=taken-back")


# helpers


class WithReason(Protocol):
    """A step in the life of a month's sheet that is taken for a reason."""

    def __call__(
        self, store: Store, actor: Actor, month: Month, /, *, reason: str, key: str | None, now: dt.datetime
    ) -> MonthSheet | Refusal:
        """Take it, or say why not."""


def step_with_reason(month: str, field: str, step: WithReason, name: str) -> Response:
    """Read the reason, take the step once; what is refused is said in the form."""
    asked, form = asked_month(month), Form(request.form)
    reason = form.text(field, limit=300)
    if not form.problems:
        outcome = step(here.store, here.actor, asked, reason=reason, key=press(f"month {asked} {name}"), now=now())
        if isinstance(outcome, Refusal):
            form.take(outcome)
    return closing_page(asked, form, status=422) if form.problems else see(f"/hours/{asked}/closing?done={name}")


def asked_month(month: str) -> Month:
    """The month of the address; 404 for what is none."""
    return Month.read(month) or abort(404)


def asked_paper(month: str) -> papers.Sheet:
    """The sheet that the address names: month, money, half, number."""
    asked, form = asked_month(month), Form(request.args)
    number = form.number("number", most=99)
    money, half = form.choice("money", Funding) or Funding.BUDGET, form.flag("half")
    if half and (first := halves.half_figures(here.store, asked, number, now=now())):
        final = bool(halves.half_sheets(here.store, asked))
        return papers.Sheet(
            first, money, half=True, differences=halves.half_differences(here.store, first), final=final
        )
    if half and halves.half_sheets(here.store, asked):
        abort(404)
    shown = closing.figures_for(here.store, asked, number, now=now()) or abort(404)
    final = closing.is_made(here.store, asked, shown.number)
    return papers.Sheet(shown, money, half=half, differences=closing.corrected(here.store, shown), final=final)


def query_of(paper: papers.Sheet) -> str:
    """The paper at hand as a part of an address."""
    half = "&half=1" if paper.half else ""
    return f"?money={paper.funding.value}{half}&number={paper.figures.number}"


def other_sheets(paper: papers.Sheet) -> list[tuple[str, str, bool]]:
    """Links from the paper: the other money, the other stretch; the third says which is shown.

    Sheets of a first half that were made have numbers of their own: the other stretch is then its latest.
    """
    base, number = f"/hours/{paper.month}/sheet", f"&number={paper.figures.number}"
    apart = bool(halves.half_sheets(here.store, paper.month))
    days = {True: "1–15", False: f"1–{paper.month.days}"}

    def address(money: Funding, *, half: bool) -> str:
        numbered = "" if apart and half is not paper.half else number
        return f"{base}?money={money.value}{'&half=1' if half else ''}{numbered}"

    return [
        (
            address(money, half=half),
            f"{here.words.gettext(FUNDING_LABEL[money])}, {days[half]}",
            money is paper.funding and half is paper.half,
        )
        for money in Funding
        for half in (True, False)
    ]


def settings_page(form: Form, status: int = 200) -> Response:
    """The form of head and codes."""
    return answer(
        whole="hours/settings.html",
        status=status,
        form=form,
        codes=[(code.value, label, USUAL_CODES[code]) for code, label in CODE_LABEL.items()],
        saved=request.args.get("saved"),
        back=f"/hours/{Month.of(here.clock.today())}",
    )


def closing_page(month: Month, form: Form, status: int = 200) -> Response:
    """What is not in order, and what can be done."""
    account = account_of(here.store, month.since, month.until, now=now())
    sheets = closing.sheets_of(here.store, str(month))
    begun = sheets[-1] if sheets and sheets[-1].figures is None else None
    pending = []
    if begun is not None:
        pending = closing.pending_differences(here.store, account, month, begun)
    names = {one.id: full_name(one) for one in here.store[STAFF].all()}
    done = DONE.get(request.args.get("done", ""), "")
    return answer(
        whole="hours/closing.html",
        status=status,
        **frame(month, f"/hours/{month}/closing"),
        form=form,
        checks=(found := closing.checks(here.store, account)),
        half_in_the_way=sum(date <= halves.last_day(month) for _, date in found.in_the_way),
        extent=closing.extent(here.store, account),
        done=Problem(done, values={"month": here.words.month(month.since)}) if done else None,
        closed=bool(sheets) and begun is None,
        half_sheets=halves.half_sheets(here.store, month),
        half_pending=halves.pending_in_half(here.store, month, now=now()),
        half_over=here.clock.today() > halves.last_day(month),
        half_from=halves.last_day(month) + dt.timedelta(1),
        wrong_label=closing.WHAT_IS_WRONG,
        names=names,
        account=account,
        sheets=sheets,
        begun=begun,
        pending=pending,
        over=here.clock.today() > month.until,
        labels={name: here.words.gettext(label) for name, label in LABELS.items()},
        key=secrets.token_hex(8),
        may_reasons=allows(here.actor, Action.ABSENCE_REASONS_READ),
    )
