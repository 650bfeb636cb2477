"""The one list of capabilities: what the store holds, which pages there are, what stands around them."""

from flask import Flask, Request

from kiosk import __version__, web
from kiosk.absences import pages as absences_pages
from kiosk.absences import records as absences
from kiosk.absences import reported
from kiosk.acquaintance import pages as acquaintance_pages
from kiosk.acquaintance import records as acquaintance
from kiosk.actor import VISITOR, Actor, Role
from kiosk.assignments import handed_in
from kiosk.assignments import pages as assignments_pages
from kiosk.assignments import records as assignments
from kiosk.assignments.queries import ticks_of_rows
from kiosk.assignments.whose import visible_students
from kiosk.backing import pages as backing_pages
from kiosk.backing import part_pages
from kiosk.backing import records as backing
from kiosk.calendar import edit_pages as calendar_edit_pages
from kiosk.calendar import hours_pages, load_pages
from kiosk.calendar import pages as calendar_pages
from kiosk.clock import Clock
from kiosk.consents import beside as consents_beside
from kiosk.consents import pages as consents_pages
from kiosk.consents import records as consents
from kiosk.consents import student_pages as consents_of_student_pages
from kiosk.consents.queries import without_consent
from kiosk.drop import arrivals, asking
from kiosk.drop import pages as uploads_pages
from kiosk.drop import records as drop
from kiosk.drop.depot import Depot
from kiosk.families import (
    card_pages,
    hand_in,
    home_pages,
    notice_pages,
    pin_pages,
    poster_pages,
    receipts,
    taking_back,
    task_pages,
    track_pages,
    work_pages,
)
from kiosk.families import pages as families_pages
from kiosk.families import records as families
from kiosk.families.queries import children_of
from kiosk.guides import pages as guides_pages
from kiosk.guides import records as guides
from kiosk.guides.published import regulation_pages
from kiosk.hours import closing
from kiosk.hours import pages as hours_of_staff_pages
from kiosk.hours import period_pages as hours_period_pages
from kiosk.hours import records as hours
from kiosk.hours import sheet_pages as hours_sheet_pages
from kiosk.journal import records as journal
from kiosk.load import pages as load_of_staff_pages
from kiosk.load import records as load
from kiosk.load.queries import over_and_under
from kiosk.makeups import pages as makeups_pages
from kiosk.makeups import records as makeups
from kiosk.notices import pages as notices_pages
from kiosk.notices import records as notices
from kiosk.office import duties, exchange_pages, morning_pages, readings_pages, retention_pages, school_pages
from kiosk.office import pages as office_pages
from kiosk.office.exchange import pending as pending_imports
from kiosk.office.exchange.grid import learned as learned_readings
from kiosk.office.retention import records as retention
from kiosk.people import beside, contact_pages, equipment_pages, equipment_queries
from kiosk.people import pages as people_pages
from kiosk.people import records as people
from kiosk.people.queries import staff_of
from kiosk.plans import pages as plans_pages
from kiosk.plans import records as plans
from kiosk.problems import N_
from kiosk.regime import agreeing, decision_pages, platform_pages, statement_pages
from kiosk.regime import pages as orders_pages
from kiosk.regime import records as regime
from kiosk.reports import acceptance_pages, correction_pages, entry_pages, locks, though_away, ticked
from kiosk.reports import office_pages as all_reports
from kiosk.reports import pages as reports_pages
from kiosk.reports import paper_pages as report_papers
from kiosk.reports import records as reports
from kiosk.school import records as school
from kiosk.school.queries import the_school
from kiosk.settings import Settings
from kiosk.signin import pages as signin_pages
from kiosk.signin import passes, sessions
from kiosk.signin import records as signin
from kiosk.signin.permissions import Action, allows
from kiosk.store import Store
from kiosk.timetable import conflict_pages, expected, lesson_pages, moving_pages, paper_pages, version_pages
from kiosk.timetable import pages as timetable_pages
from kiosk.timetable import records as timetable
from kiosk.timetable.published import also_published
from kiosk.told import pages as told_pages
from kiosk.told import records as told
from kiosk.told.queries import told_of_lessons
from kiosk.web import Frame, Guard, Hosts, Link
from kiosk.web.addresses import MatchedRule, Number
from kiosk.works import more_files, review_pages, sound_pages, taking_in
from kiosk.works import pages as works_pages
from kiosk.works import records as works
from kiosk.works.queries import handed_in as works_handed_in
from kiosk.works.queries import home_of
from kiosk.worktime import pages as worktime_pages
from kiosk.worktime import records as worktime

COLLECTIONS = (
    *web.COLLECTIONS,
    *school.COLLECTIONS,
    *signin.COLLECTIONS,
    *people.COLLECTIONS,
    *regime.COLLECTIONS,
    *consents.COLLECTIONS,
    *timetable.COLLECTIONS,
    *absences.COLLECTIONS,
    *plans.COLLECTIONS,
    *told.COLLECTIONS,
    *worktime.COLLECTIONS,
    *notices.COLLECTIONS,
    *guides.COLLECTIONS,
    *acquaintance.COLLECTIONS,
    *reports.COLLECTIONS,
    *makeups.COLLECTIONS,
    *hours.COLLECTIONS,
    *load.COLLECTIONS,
    *assignments.COLLECTIONS,
    *drop.COLLECTIONS,
    *journal.COLLECTIONS,
    *works.COLLECTIONS,
    *backing.COLLECTIONS,
    *families.COLLECTIONS,
    *duties.COLLECTIONS,
    *pending_imports.COLLECTIONS,
    *learned_readings.COLLECTIONS,
    *retention.COLLECTIONS,
)
"""Everything that the store is opened with."""

BLUEPRINTS = (
    office_pages.bp,
    school_pages.bp,
    exchange_pages.bp,
    readings_pages.bp,
    retention_pages.bp,
    signin_pages.bp,
    people_pages.bp,
    contact_pages.bp,
    equipment_pages.bp,
    calendar_pages.bp,
    calendar_edit_pages.bp,
    load_pages.bp,
    hours_pages.bp,
    orders_pages.bp,
    statement_pages.bp,
    platform_pages.bp,
    decision_pages.bp,
    consents_pages.bp,
    consents_of_student_pages.bp,
    timetable_pages.bp,
    lesson_pages.bp,
    version_pages.bp,
    conflict_pages.bp,
    paper_pages.bp,
    moving_pages.bp,
    absences_pages.bp,
    plans_pages.bp,
    told_pages.bp,
    worktime_pages.bp,
    notices_pages.bp,
    guides_pages.bp,
    acquaintance_pages.bp,
    reports_pages.bp,
    all_reports.bp,
    makeups_pages.bp,
    acceptance_pages.bp,
    correction_pages.bp,
    entry_pages.bp,
    report_papers.bp,
    morning_pages.bp,
    hours_of_staff_pages.bp,
    hours_sheet_pages.bp,
    hours_period_pages.bp,
    load_of_staff_pages.bp,
    assignments_pages.bp,
    families_pages.bp,
    pin_pages.bp,
    home_pages.bp,
    hand_in.bp,
    receipts.bp,
    card_pages.bp,
    poster_pages.bp,
    notice_pages.bp,
    uploads_pages.bp,
    task_pages.bp,
    work_pages.bp,
    taking_back.bp,
    works_pages.bp,
    review_pages.bp,
    sound_pages.bp,
    taking_in.bp,
    more_files.bp,
    backing_pages.bp,
    part_pages.bp,
    track_pages.bp,
)

FAMILY_PATHS = ("/s/",)

PEOPLE_TOO = ("/students", "/families", "/groups", "/subjects", "/consents", "/equipment")
HOURS = Link(N_("Hours"), "/hours")
MASTHEAD: tuple[tuple[Action, Link], ...] = (
    (Action.REPORT_OWN, Link(N_("My day"), "/report")),
    (Action.TIMETABLE_READ, Link(N_("Timetable"), "/timetable", also=("/absences",))),
    (Action.REPORTS_READ, Link(N_("Reports"), "/reports", also=("/teachers", "/morning", "/make-ups", "/hours"))),
    (Action.HOURS_READ, HOURS),
    (Action.ORDERS_READ, Link(N_("Orders"), "/orders")),
    (Action.CALENDAR_READ, Link(N_("Calendar"), "/calendar")),
    (Action.PEOPLE_READ, Link(N_("People"), "/people", also=PEOPLE_TOO)),
    (Action.CARDS_PRINT, Link(N_("Cards"), "/cards")),
    (Action.INBOX, Link(N_("Student work"), "/inbox", also=("/assignments", "/backing"))),
    (Action.EXCHANGE, Link(N_("Office"), "/office", also=("/accounts", "/notices", "/acquaintance"))),
)
"""Entries at the top of staff pages, each for those who may."""


def fill_slots() -> None:
    """What rooms on the left show of rooms on the right: each is told by whom its question is answered."""
    locks.settle_by(closing.locked)
    reported.told_by(though_away.days_of_absence)
    conflict_pages.judge_load_by(over_and_under)
    also_published(regulation_pages)
    expected.tell_by(told_of_lessons)
    agreeing.asked_of(without_consent)
    arrivals.asked_of(arrivals.Whose(students=may_bring_for, home=home_of))
    ticked.told_by(ticks_of_rows)
    handed_in.told_by(works_handed_in)
    beside.told_by(consents_beside.notes, equipment_queries.notes)


def may_bring_for(store: Store, actor: Actor) -> frozenset[int]:
    """For whom one may hand in: a family for its children, staff for the students whose works they see (W1, F9)."""
    if actor.household:
        return frozenset(child.id for child in children_of(store, actor.household))
    return frozenset(visible_students(store, actor, staff_of(store, actor.account)))


def create_app(settings: Settings, store: Store, clock: Clock) -> Flask:
    """The whole kiosk on a store. Raises when a route says nothing about whom it lets in."""
    fill_slots()
    app = Flask("kiosk", static_folder=None)
    app.url_rule_class = MatchedRule
    app.url_map.converters["int"] = Number
    app.config["MAX_CONTENT_LENGTH"] = (settings.upload_megabytes + 1) * 1024 * 1024
    app.config["MAX_FORM_MEMORY_SIZE"] = 4 * 1024 * 1024
    app.config["MAX_FORM_PARTS"] = 5000

    def identify(request: Request) -> Actor:
        """A family on the pages of its card and by its pass for uploads, the staff's session elsewhere."""
        if request.path.startswith(passes.PATH) and (family := asking.family_asking(store, clock, request)) != VISITOR:
            return family
        if request.path.startswith(FAMILY_PATHS):
            return sessions.family_actor(store, request.cookies.get(sessions.FAMILY_COOKIE, ""), clock)
        cookie = request.cookies.get(sessions.STAFF_COOKIE, "")
        return sessions.staff_actor(store, cookie, clock, settings.idle_minutes)

    def may(actor: Actor, action: object) -> bool:
        return isinstance(action, Action) and allows(actor, action)

    hosts = Hosts(settings.hosts)
    web.install(
        app,
        store=store,
        clock=clock,
        settings=settings,
        guard=Guard(identify=identify, allows=may, hosts=hosts),
        frame=lambda actor: frame(store, actor),
    )
    app.extensions[uploads_pages.EXTENSION] = Depot(store, clock)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_url_rule("/health", "health", health)
    web.check_verdicts(app)
    return app


@web.everyone
def health() -> dict[str, str]:
    """Is it running, and which version: for the technician's eye and for scripts."""
    return {"status": "ok", "version": __version__}


def frame(store: Store, actor: Actor) -> Frame:
    """What stands around a staff page."""
    school_now = the_school(store)
    entries = tuple(link for action, link in MASTHEAD if actor.is_staff and allows(actor, action))
    if allows(actor, Action.REPORTS_READ):  # to them hours are a part of reports: at 1024 there is no room for both
        entries = tuple(link for link in entries if link is not HOURS)
    foot = (Link(N_("Notices"), "/notices"),) if actor.is_staff else ()
    if allows(actor, Action.REPORT_OWN):
        foot = (*foot, Link(N_("Contacts for families"), "/people/contacts"))
    return Frame(
        school=school_now.short_name if school_now else "",
        address=school_now.address if school_now else "",
        nav=entries,
        foot=(Link(N_("Step-by-step instructions"), help_of(actor)), *foot),
    )


def help_of(actor: Actor) -> str:
    """The instructions that are about one's own work."""
    if actor.has(Role.TEACHER, Role.ACCOMPANIST) or not actor.is_staff:
        return "/help/teacher"
    return "/help/technician" if actor.roles == {Role.TECHNICIAN} else "/help/deputy"
