"""Pages of any period: monitoring of a distance period, everything as XLSX and CSV (L17, H4)."""

import datetime as dt

from flask import Blueprint, Response, request

from kiosk.documents import xlsx
from kiosk.hours import exporting, monitoring
from kiosk.hours.months import Month
from kiosk.hours.pages import now
from kiosk.hours.queries import account_of
from kiosk.problems import N_
from kiosk.regime.queries import order_on
from kiosk.signin.permissions import Action
from kiosk.web import Form, answer, download, here, permit

bp = Blueprint("hours_period", __name__)

MOST_DAYS = 366
EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
BACKWARDS = N_("The period ends before it begins. Mend the days.")
TOO_LONG = N_("At most 366 days at once. Choose a shorter period.")
FAR = N_("This date cannot be right. Write one between 2000 and 2099.")


@bp.get("/hours/monitoring")
@permit(Action.HOURS_SHEET)
def monitored() -> Response:
    """Counts of each day, by department."""
    form, since, until = asked()
    return answer(
        whole="hours/monitoring.html",
        status=422 if form.problems else 200,
        form=form,
        paper=None if form.problems else made(form, since, until),
        query=query_of(form, since, until),
        month=Month.of(here.clock.today()),
    )


@bp.get("/hours/monitoring/paper")
@permit(Action.HOURS_SHEET)
def monitoring_paper() -> Response:
    """The same to print."""
    form, since, until = asked()
    paper = made(form, since, until)
    return answer(
        whole="hours/monitoring_paper.html",
        paper=paper,
        lines=monitoring.lines(paper),
        headings=monitoring.HEADINGS,
        title=monitoring.TITLE,
        total=monitoring.summary(paper),
        query=query_of(form, since, until),
    )


@bp.get("/hours/monitoring.xlsx")
@permit(Action.HOURS_SHEET)
def monitoring_xlsx() -> Response:
    """The same for Excel."""
    paper = made(*asked())
    name = f"Мониторинг {paper.since} – {paper.until}.xlsx"
    return download(monitoring.as_xlsx(paper), name=name, kind=xlsx.MEDIA_TYPE)


@bp.get("/hours/export")
@permit(Action.HOURS_SHEET)
def export() -> Response:
    """Choose a period, take its files."""
    form, since, until = asked()
    return answer(
        whole="hours/export.html",
        status=422 if form.problems else 200,
        form=form,
        since=since,
        until=until,
        query=query_of(form, since, until),
        month=Month.of(here.clock.today()),
    )


@bp.get("/hours/export.xlsx")
@permit(Action.HOURS_SHEET)
def export_xlsx() -> Response:
    """Rows, days and figures in one workbook."""
    period = period_of(*asked())
    return download(exporting.as_xlsx(period), name=f"{name_of(period)}.xlsx", kind=xlsx.MEDIA_TYPE)


@bp.get("/hours/export.zip")
@permit(Action.HOURS_SHEET)
def export_csv() -> Response:
    """The same as CSV files."""
    period = period_of(*asked())
    return download(exporting.as_zip(period), name=f"{name_of(period)}.zip", kind="application/zip")


# helpers


def asked() -> tuple[Form, dt.date, dt.date]:
    """The period of the address; at first that of the order in force, else the month so far."""
    today = here.clock.today()
    form = Form(request.args, today=today)
    since, until = form.date("from"), form.date("to")
    order = None if since or until else order_on(here.store, today)
    month = Month.of(today)
    since = since or (order.since if order else month.since)
    until = until or (min(order.until, max(today, order.since)) if order else max(since, today))
    for name, date in (("from", since), ("to", until)):
        if not EARLIEST <= date <= LATEST:
            form.refuse(name, FAR)
    if until < since:
        form.refuse("to", BACKWARDS)
    elif (until - since).days >= MOST_DAYS:
        form.refuse("to", TOO_LONG)
    if not form.problems:
        marked = {"all": "1"} if form.flag("all") else {}
        form = Form({"from": f"{since:%d.%m.%Y}", "to": f"{until:%d.%m.%Y}", **marked}, today=today)
        return form, since, until
    return form, month.since, today


def made(form: Form, since: dt.date, until: dt.date) -> monitoring.Monitoring:
    """The counts of a period: of lessons at a distance, or of all."""
    return monitoring.monitoring(here.store, since, until, only_distance=not form.flag("all"))


def period_of(_form: Form, since: dt.date, until: dt.date) -> exporting.Period:
    """A period with its accounts."""
    account = account_of(here.store, since, until, now=now())
    return exporting.Period(here.store, since, until, account)


def query_of(form: Form, since: dt.date, until: dt.date) -> str:
    """The period as a part of an address."""
    return f"?from={since}&to={until}{'&all=1' if form.flag('all') else ''}"


def name_of(period: exporting.Period) -> str:
    """Name of a file to keep, without its ending."""
    return f"Отчёты и часы {period.since} – {period.until}"
