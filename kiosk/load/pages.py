"""The load in the browser: the school by departments, one person's terms, the tariff list (L11)."""

import datetime as dt

from flask import Blueprint, Response, abort, request

from kiosk.documents import xlsx
from kiosk.load import actions, forms, papers, queries, rules
from kiosk.load.records import CATEGORY_LABEL, EMPLOYMENT_LABEL, TERMS, Terms
from kiosk.people.names import full_name
from kiosk.people.records import STAFF, Staff
from kiosk.problems import N_
from kiosk.school.queries import school_name, year_of
from kiosk.signin.permissions import Action, allows
from kiosk.store import where
from kiosk.timetable.queries import version_on
from kiosk.web import Form, answer, download, here, permit, see

bp = Blueprint("load", __name__)

OLDEST, LATEST = dt.date(1990, 1, 1), dt.date(2100, 1, 1)
LABELS = {
    "since": N_("In force from"),
    "teacher_share": N_("Share of a post as a teacher"),
    "accompanist_share": N_("Share of a post as an accompanist"),
    "experience": N_("Years of work"),
    "consultations": N_("Consultations a year, hours"),
}


@bp.get("/load")
@permit(Action.LOAD_READ)
def school() -> Response:
    """Everybody's weekly hours against the norm, by department."""
    form = Form(request.args, today=here.clock.today())
    date = wanted_date(form)
    if not form.problems:
        form = Form.filled(date=f"{date:%d.%m.%Y}")
    parts = queries.load_on(here.store, date, here.actor)
    return answer(
        whole="load/school.html",
        form=form,
        date=date,
        parts=parts,
        total=queries.sum_of(line for part in parts for line in part.lines),
        version=version_on(here.store, date),
        year=year_of(here.store, date),
        norms=(rules.TEACHER_NORM, rules.ACCOMPANIST_NORM),
        may_edit=allows(here.actor, Action.LOAD_EDIT),
    )


@bp.get("/load/tariff-list")
@permit(Action.LOAD_EDIT)
def tariff_list() -> Response:
    """The tariff list to print."""
    paper = made()
    return answer(
        whole="load/tariff_list.html",
        paper=paper,
        rows=[[papers.cell_text(cell) for cell in row] for row in (*paper.rows, paper.sums)],
        columns=papers.COLUMNS,
        title=papers.TITLE,
    )


@bp.get("/load/tariff-list.xlsx")
@permit(Action.LOAD_EDIT)
def tariff_list_xlsx() -> Response:
    """The same for Excel."""
    paper = made()
    return download(papers.tariff_xlsx(paper), name=f"{paper.file_name}.xlsx", kind=xlsx.MEDIA_TYPE)


@bp.get("/load/staff/<int:staff>")
@permit(Action.LOAD_EDIT)
def person(staff: int) -> Response:
    """The terms of one person, with a form for new ones."""
    found = found_person(staff)
    today = here.clock.today()
    now = rules.terms_on(terms_of(found), today)
    return person_page(found, forms.terms_form(now, since=today, category=found.category))


@bp.post("/load/staff/<int:staff>")
@permit(Action.LOAD_EDIT)
def set_terms(staff: int) -> Response:
    """New terms from a date on."""
    found = found_person(staff)
    form = Form(request.form, today=here.clock.today())
    terms = forms.read_terms(form, found.id)
    if terms is None:
        return person_page(found, form, status=422)
    saved = actions.set_terms(here.store, here.actor, terms)
    return see(f"/load/staff/{staff}?just={saved.id}")


@bp.post("/load/terms/<int:terms>/withdrawal")
@permit(Action.LOAD_EDIT)
def take_back(terms: int) -> Response:
    """Entered by mistake."""
    found = here.store[TERMS].get(terms) or abort(404)
    actions.take_back(here.store, here.actor, found, back=True)
    return see(f"/load/staff/{found.staff}")


@bp.post("/load/terms/<int:terms>/withdrawal/withdrawal")
@permit(Action.LOAD_EDIT)
def bring_back(terms: int) -> Response:
    """It was no mistake."""
    found = here.store[TERMS].get(terms) or abort(404)
    actions.take_back(here.store, here.actor, found, back=False)
    return see(f"/load/staff/{found.staff}")


# helpers


def wanted_date(form: Form) -> dt.date:
    """The date of the address, else today; one that no timetable reaches is a problem of its field."""
    date = form.date("date")
    if date and not OLDEST <= date <= LATEST:
        form.refuse("date", forms.FAR)
    return date if date and not form.problems else here.clock.today()


def made() -> papers.TariffList:
    """The tariff list of the wanted date."""
    date = wanted_date(Form(request.args, today=here.clock.today()))
    parts = queries.load_on(here.store, date, here.actor)
    return papers.tariff_list(school_name(here.store), date, parts)


def found_person(staff: int) -> Staff:
    """A member of staff, else no page."""
    return here.store[STAFF].get(staff) or abort(404)


def terms_of(staff: Staff) -> list[Terms]:
    """All terms of a person, the latest first."""
    found = here.store[TERMS].search(where("staff") == staff.id)
    return sorted(found, key=lambda one: (one.since, one.id), reverse=True)


def person_page(staff: Staff, form: Form, status: int = 200) -> Response:
    """One person's terms and load."""
    word, today = here.words.gettext, here.clock.today()
    terms = terms_of(staff)
    lines = [line for part in queries.load_on(here.store, today, here.actor) for line in part.lines]
    return answer(
        whole="load/person.html",
        status=status,
        staff=staff,
        name=full_name(staff),
        form=form,
        terms=terms,
        now=rules.terms_on(terms, today),
        line=next((line for line in lines if line.staff.id == staff.id), None),
        employments=[(one.value, word(label)) for one, label in EMPLOYMENT_LABEL.items()],
        categories=[(one.value, word(label)) for one, label in CATEGORY_LABEL.items()],
        employment_label=EMPLOYMENT_LABEL,
        category_label=CATEGORY_LABEL,
        share=papers.share,
        labels={name: word(label) for name, label in LABELS.items()},
        just=request.args.get("just", 0, type=int),
    )
