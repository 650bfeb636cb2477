"""Import and export in the browser: /office, /office/import, /office/export.zip (O2, T3)."""

from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, abort, request

from kiosk.documents import xlsx
from kiosk.drop.room import room
from kiosk.notices.queries import for_staff
from kiosk.office.duties import DUTIES
from kiosk.office.exchange.columns import LAYOUTS, Kind
from kiosk.office.exchange.pending import PENDING, Pending, forget, keep_files
from kiosk.people.records import GROUPS, HOUSEHOLDS, STAFF, STUDENTS, SUBJECTS
from kiosk.problems import N_, Problem, Refusal
from kiosk.signin.permissions import Action, allows
from kiosk.store import Collection, where
from kiosk.web import Form, answer, download, here, permit, see

if TYPE_CHECKING:
    from kiosk.office.exchange.plan import Plan, Unfit

bp = Blueprint("exchange", __name__)

MOST_PROBLEMS: Final = 100
FEW_ENTRIES: Final = 30
MOST_ENTRIES: Final = 1000
COUNTED: Final[tuple[Collection[Any], ...]] = (STAFF, STUDENTS, HOUSEHOLDS, GROUPS, SUBJECTS)  # Any: five records
OFFERED: Final = (
    Action.ACCOUNTS,
    Action.CARDS_PRINT,
    Action.ERASE,
    Action.SCHOOL_EDIT,
    Action.NOTICES_EDIT,
    Action.LISTS_TO_SIGN,
)
ZIP_TYPE: Final = "application/zip"

NOTHING_CHOSEN: Final = N_("Choose at least one file: XLSX, XLS, ODS or CSV.")
FORGOTTEN: Final = N_("These files are written already or were put away. Choose them once more.")
LOOK_AGAIN: Final = N_("Meanwhile something has changed in the kiosk. Look at the preview once more, then write.")


@bp.get("/office")
@permit(Action.EXCHANGE, Action.MACHINE, Action.ACCOUNTS)
def office() -> Response:
    """Where the office begins: what there is, and what can be done."""
    counts = {one.name: here.store[one].count() for one in COUNTED}
    night = here.store[DUTIES].one(where("name") == "nightly")
    may = {action.value: allows(here.actor, action) for action in OFFERED}
    told = for_staff(here.store, here.clock.today())
    disk = room(here.store)
    return answer(whole="exchange/office.html", counts=counts, night=night, may=may, told=told, disk=disk)


@bp.get("/office/import")
@permit(Action.EXCHANGE)
def choose() -> Response:
    """Choose files; templates to begin with."""
    return import_page()


@bp.post("/office/import")
@permit(Action.EXCHANGE)
def look() -> Response:
    """Read the files and show what they would add, change and leave. Nothing is written yet."""
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files:
        return import_page(problems=(Problem(NOTHING_CHOSEN, "file"),), status=422)
    form = Form(request.form, today=here.clock.today())
    since = form.date("since")
    if form.problems:
        return import_page(problems=tuple(form.problems), form=form, status=422)
    pending = keep_files(here.store, here.actor.account, files, since=since, now=here.clock.now())
    from kiosk.office.exchange.plan import Unfit

    planned = plan_of(pending)
    if not isinstance(planned, Unfit):
        return preview_page(planned, pending)
    if not (planned.only_asks or planned.readings.listed):
        forget(here.store, pending)
    return unfit_page(planned, pending, form)


@bp.get("/office/import/<int:pending>")
@permit(Action.EXCHANGE)
def preview(pending: int) -> Response:
    """What files that wait would add, change and leave."""
    from kiosk.office.exchange.plan import Plan

    found = own_pending(pending)
    if found is None:
        return import_page(problems=(Problem(FORGOTTEN),), status=422)
    planned = plan_of(found)
    return preview_page(planned, found) if isinstance(planned, Plan) else unfit_page(planned, found)


@bp.post("/office/import/<int:pending>/writing")
@permit(Action.EXCHANGE)
def writing(pending: int) -> Response:
    """Write what was looked at, all or nothing; when the kiosk has changed meanwhile, look again first."""
    from kiosk.office.exchange.plan import Unfit
    from kiosk.office.exchange.writing import write

    found = own_pending(pending)
    if found is None:
        return import_page(problems=(Problem(FORGOTTEN),), status=422)
    planned = plan_of(found)
    if isinstance(planned, Unfit):
        return unfit_page(planned, found)
    if planned.preview.seal != request.form.get("seal", ""):
        return preview_page(planned, found, problems=(Problem(LOOK_AGAIN),), status=422)
    key, note = f"import {found.id} {planned.preview.seal}", ", ".join(found.names)
    refusal = write(here.store, here.actor, planned, key=key, note=note)
    if refusal is not None:
        return preview_page(planned, found, problems=refusal.problems, status=422)
    forget(here.store, found)
    return see("/office/import?done=1")


@bp.get("/office/import/templates/<kind>.xlsx")
@permit(Action.EXCHANGE)
def template_file(kind: str) -> Response:
    """An empty sheet of one kind with its headings and an example row."""
    from kiosk.office.exchange.exporting import template_of

    wanted = next((one for one in Kind if one.value == kind), None) or abort(404)
    return download(template_of(wanted), name=f"{LAYOUTS[wanted].sheet}.xlsx", kind=xlsx.MEDIA_TYPE)


@bp.get("/office/export.zip")
@permit(Action.EXCHANGE)
def everything() -> Response:
    """The whole school as sheets and JSON lines, as far as this reader may see it."""
    from kiosk.office.exchange.exporting import export_zip
    from kiosk.office.exchange.raw import Reach

    health, reports = (allows(here.actor, one) for one in (Action.HEALTH_READ, Action.ABSENCE_REASONS_READ))
    reach = Reach(health=health, reports=reports)
    return download(export_zip(here.store, reach), name=f"kamerton-{here.clock.today()}.zip", kind=ZIP_TYPE)


# helpers


def own_pending(pending: int) -> Pending | None:
    """The files that this account left lying; nobody else's."""
    found = here.store[PENDING].get(pending)
    return found if found and found.account == here.actor.account else None


def readings_address(pending: Pending) -> str:
    """Where one sees how drawn timetables were read."""
    return f"/office/import/{pending.id}/readings"


def plan_of(pending: Pending) -> "Plan | Unfit":
    """Read files of the vault and compare them with what is stored."""
    from kiosk.office.exchange.files import read_files
    from kiosk.office.exchange.plan import Unfit, plan_import

    brought = read_files([(name, here.store.vault.path(blob)) for name, blob in pending.files])
    if isinstance(brought, Refusal):
        return Unfit(brought.problems)
    health = allows(here.actor, Action.HEALTH_READ)
    return plan_import(here.store, brought, today=here.clock.today(), since=pending.since, health=health)


def unfit_page(planned: "Unfit", pending: Pending, form: Form | None = None) -> Response:
    """What is wrong, by its cells; when names are all that is, the page that asks who is meant."""
    if planned.only_asks:
        return see(readings_address(pending))
    asking = readings_address(pending) if planned.readings.listed else ""
    return import_page(problems=planned.refused, cautions=planned.cautions, form=form, asking=asking, status=422)


def import_page(
    *,
    asking: str = "",
    problems: tuple[Problem, ...] = (),
    cautions: tuple[Problem, ...] = (),
    form: Form | None = None,
    status: int = 200,
) -> Response:
    """The page with the choice of files and what was wrong with the last ones."""
    kinds = [(kind.value, here.words.gettext(layout.title)) for kind, layout in LAYOUTS.items()]
    return answer(
        whole="exchange/import.html",
        status=status,
        problems=problems,
        cautions=cautions,
        kinds=kinds,
        form=form or Form(),
        most=MOST_PROBLEMS,
        asking=asking,
        done=request.args.get("done", ""),
    )


def preview_page(
    planned: "Plan", pending: Pending, *, problems: tuple[Problem, ...] = (), status: int = 200
) -> Response:
    """What will be added, changed and left."""
    return answer(
        whole="exchange/preview.html",
        status=status,
        preview=planned.preview,
        drawn=len(planned.readings.cells),
        pending=pending,
        problems=problems,
        few=FEW_ENTRIES,
        most=MOST_ENTRIES,
    )
