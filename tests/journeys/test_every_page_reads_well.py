"""axe finds nothing on any page in either language; every control has a label; nothing scrolls sideways (ux.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from kiosk.app import create_app
from kiosk.office.retention.erasing import erase_family
from kiosk.office.retention.plan import plan_of
from tests.absences.filling import enter_absence
from tests.acquaintance.filling import hand_out
from tests.assignments.filling import assign
from tests.backing.filling import check_a_part, hand_out_a_track
from tests.calendar.filling import fill_calendar
from tests.consents.filling import scanned
from tests.guides.filling import put_in, write_guide
from tests.journeys.conftest import Kiosk, Opened
from tests.makeups.filling import miss_lesson
from tests.notices.filling import tell
from tests.plans.filling import file_correction
from tests.reports.filling import accept_day
from tests.retention.filling import leave, whole_family
from tests.school import TODAY, NamedSchool, open_school
from tests.timetable.filling import file_statement, fill_timetable
from tests.works.test_taking_in_a_work import take_in

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
UNLABELLED = """[...document.querySelectorAll("input:not([type=hidden]),select,textarea,button")]
  .filter((el) => !(el.labels && el.labels.length) && !el.getAttribute("aria-label") && !el.textContent.trim())
  .map((el) => el.outerHTML.slice(0, 120))"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

PAGES = {
    "": (
        "/",
        "/board",
        "/sign-in",
        "/card",
        "/help/teacher",
        "/s/TOKEN",
        "/s/TOKEN/home",
        "/s/TOKEN/week",
        "/s/TOKEN/unlock",
        "/s/TOKEN/notices",
        "/s/TOKEN/tracks",
        "/s/TOKEN/tasks",
        "/help/family/paper",
        "/help/teacher/versions/2",
        "/regulation",
        "/regulation/versions/1",
        "/regulation/paper",
    ),
    "Соколова": (
        f"/report/{TODAY}",
        f"/report/{TODAY}/annex-1",
        "/report/days",
        f"/report/{TODAY}/corrections",
        f"/report/{TODAY}/corrections/L1",
        f"/report/{TODAY}/other-work",
        f"/report/months/{TODAY:%Y-%m}/other-work",
        "/absences/told",
        "/people/contacts",
        "/make-ups",
        "/make-ups/1",
        "/timetable",
        "/inbox",
        "/inbox/new",
        "/inbox/1",
        "/inbox/1/files",
        "/assignments",
        "/assignments/new",
        "/assignments/a1",
        "/assignments/a1/edit",
        "/secret",
        "/plans/new",
        "/plans/1/edit",
    ),
    "Ким": (
        "/plans",
        "/plans/1",
        "/plans/1/paper",
        "/morning",
        "/reports",
        f"/teachers/4/report/{TODAY}/entry",
        f"/reports/form?teacher=4&day={TODAY}",
        f"/reports/annex-1?teacher=4&from={TODAY}&to={TODAY}",
        f"/teachers/4/report/{TODAY}",
        f"/timetable/day/{TODAY}",
        "/timetable/teachers/4",
        "/timetable/groups/1",
        "/timetable/students/1",
        "/timetable/rooms/7",
        "/timetable/lessons/new",
        "/timetable/lessons/1",
        f"/timetable/lessons/1/dates/{TODAY}",
        "/timetable/lessons/5/places",
        "/timetable/versions",
        "/timetable/versions/2/conflicts",
        "/timetable/versions/2/copy",
        f"/timetable/school/{TODAY}",
        f"/timetable/school/{TODAY}/paper",
        "/timetable/teachers/4/paper",
        "/timetable/rooms/7/paper",
        "/receipt",
        "/timetable/site",
        "/orders/1/timetable",
        "/orders/1/timetable?teacher=4&r=9:self_study#teachers",
        "/help/teacher/edit",
        "/regulation/edit",
        "/acquaintance",
        "/acquaintance/new",
        "/acquaintance/1",
        "/acquaintance/1/paper",
        "/notices",
        "/notices/new",
        "/notices/1",
        "/notices/1/edit",
        "/notices/1/unread",
        "/notices/1/paper",
        "/absences",
        "/absences/new",
        "/absences/1",
        "/absences/sheet",
        "/backing",
        "/backing/new",
        "/backing/1",
        "/backing/parts",
        "/backing/parts/new?group=1",
        "/orders",
        "/orders/new",
        "/orders/1",
        "/orders/1/change",
        "/orders/1/paper",
        "/orders/rules",
        "/orders/statements",
        "/orders/statements/new",
        "/orders/statements/1/timetable",
        "/orders/platforms",
        "/orders/decisions",
        "/orders/decisions/video_hours",
        "/calendar",
        "/calendar/years/1",
        "/calendar/years/1/sheet",
        "/calendar/years/1/edit",
        "/calendar/years/new",
        "/calendar/days/new",
        f"/calendar/days/{TODAY}",
        "/calendar/load",
        "/calendar/changes",
        "/calendar/changes/1/paper",
        "/calendar/hours?minutes=55",
        "/calendar/hours/new",
        "/hours/2026-11",
        "/hours/2026-11/subjects",
        "/hours/2026-11/students",
        "/hours/2026-11/teachers/4",
        "/hours/2026-11/lessons?what=planned",
        "/hours/2026-11/sheet",
        "/hours/2026-11/closing",
        "/hours/settings",
        "/hours/monitoring",
        "/hours/monitoring/paper",
        "/hours/export",
        "/load",
        "/load/staff/4",
        "/load/tariff-list",
        "/people",
        "/students/1",
        "/families/1",
        "/groups/1",
        "/subjects/1",
        "/people/new",
        "/consents?kind=publishing",
        "/consents/students/1",
        "/consents/paper?kind=publishing",
        "/equipment",
        "/equipment/students/1",
        "/equipment/questionnaire",
        "/families/1/equipment",
        "/cards",
        "/cards/sheet",
        "/cards/posters",
        "/cards/poster",
        "/families/1/week",
        "/office",
        "/office/import",
        "/office/import/readings",
        "/office/school",
        "/office/retention",
        "/office/retention/families/1",
        "/office/retention/acts/1/paper",
    ),
    "Боровая": ("/accounts",),
}
SEEN = [(who, path) for who, paths in PAGES.items() for path in paths]
PAPERS = (
    "/annex-1",
    "/form",
    "/sheet",
    "/cards/poster",
    "/week",
    "/paper",
    "/tariff-list",
    "/unread",
    "/questionnaire",
)
"""Sheets lie on a desk and are as wide as paper is: their table scrolls in its own region, not tried here."""

NO_PAGES = {
    "static",
    "health",
    "signin.names",
    "reports.today",
    "works.file",
    "reviews.sounds",
    "family_works.sound",
    "family_works.file",
    "reviews.sound",
    "backing.sound",
    "family_tracks.sound",
    "uploads.one",
    "uploads.unfinished",
    "take_home.file",
    "consents_of_student.scan",
    "guides.file",
    "reports.phrases",
    "exchange.everything",
    "timetable_conflicts.today",
    "hours_given.this_month",
}
"""Files, redirections and what scripts ask."""
FILES = (".docx", ".xlsx", ".zip", ".ics", ".csv", ".svg")
ELSEWHERE = {
    "hand_in.hand_in",
    "sounds.record",
    "family_works.works",
    "family_works.one",
    "behind_pin.absence",
    "receipts.receipt",
    "office.first_page",
    "exchange.preview",
    "readings.readings",
}
"""An act leads there: judged in test_states_read_well and test_a_drawn_timetable; the set-up goes before a school."""


Stocked = Callable[[str], Kiosk]


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stocked]:
    """A kiosk for each kind of filling: pages are only looked at, so those that want the same share one."""
    running: dict[tuple[int, ...], Kiosk] = {}
    with ExitStack() as stack:

        def kiosk_for(path: str) -> Kiosk:
            wanted = tuple(place for place, (starts, _) in enumerate(FILLED) if begins(path, *starts))
            if wanted not in running:
                school = stack.enter_context(open_school(tmp_path_factory.mktemp("pages") / "storage"))
                running[wanted] = Kiosk(school)
                running[wanted].start()
                stack.callback(running[wanted].stop)
                for place in wanted:
                    FILLED[place][1](school)
            return running[wanted]

        yield kiosk_for


@pytest.fixture
def kiosk(request: pytest.FixtureRequest, stocked: Stocked) -> Kiosk:
    """The kiosk that the page of this test wants."""
    return stocked(request.node.callspec.params["path"] if hasattr(request.node, "callspec") else "")


def test_no_page_was_left_out(kiosk: Kiosk) -> None:
    routes = create_app(kiosk.school.settings, kiosk.school.store, kiosk.school.clock).url_map
    known = routes.bind("kiosk.test")
    judged = {known.match(path.partition("?")[0].replace("TOKEN", "x"), method="GET")[0] for _, path in SEEN}
    pages = {
        rule.endpoint for rule in routes.iter_rules() if "GET" in (rule.methods or ()) and not rule.rule.endswith(FILES)
    }
    assert pages - judged - NO_PAGES - ELSEWHERE == set()


@pytest.mark.parametrize(("who", "path"), SEEN, ids=[path for _, path in SEEN])
def test_a_page(kiosk: Kiosk, opened: Opened, who: str, path: str) -> None:
    """At a desk in Russian, on a phone in English; axe, which takes longest, looks at one of the two, turn about."""
    address, turn = path.replace("TOKEN", kiosk.school.token("Ивановы")), SEEN.index((who, path)) % 2
    for place, (lang, size) in enumerate((("ru", (1024, 768)), ("en", (360, 640)))):
        page = opened(f"{address}{'&' if '?' in address else '?'}lang={lang}", who, size=size)
        assert page.locator("html").get_attribute("lang") in {lang, "ru"}
        assert place != turn or faults(page) == []
        assert page.evaluate(UNLABELLED) == []
        if not path.partition("?")[0].endswith(PAPERS):
            assert page.evaluate(SIDEWAYS) <= 0


def begins(path: str, *starts: str) -> bool:
    """Whether the page lies there (or is it: «=/»); the sheet filled by hand wants an empty day."""
    return (path.startswith(starts) or f"={path}" in starts) and "entry" not in path


def erased_before(school: NamedSchool) -> None:
    """One family has left, another was erased."""
    home = leave(school, "Петровы")
    seal = plan_of(school.store, school.clock, home).seal
    erase_family(school.store, school.clock, school.actor("Ким"), home, seal=seal, ground="истёк срок хранения")
    whole_family(school)
    leave(school)


FILLED: tuple[tuple[tuple[str, ...], Callable[[NamedSchool], object]], ...] = (
    (("/calendar/",), lambda school: fill_calendar(school, "Ким")),
    (("=/", "=/s/TOKEN", "/s/TOKEN/notices", "/notices"), lambda school: tell(school, must_read=True, for_staff=True)),
    (("/regulation/", "/help/teacher/v"), put_in),
    (("/help/teacher/v",), write_guide),
    (("/acquaintance",), hand_out),
    (("/make-ups",), miss_lesson),
    (("/inbox",), take_in),
    (("/backing", "/s/TOKEN/tracks"), hand_out_a_track),
    (("/backing",), check_a_part),
    (("/assignments", "/s/TOKEN/tasks"), lambda school: assign(school, "Мария", "Терция")),
    (("/plans",), lambda school: file_correction(school, "Соколова")),
    (("/timetable/", "/orders/1/timetable", "/orders/statements/1"), fill_timetable),
    (("/orders/statements/1",), file_statement),
    (
        ("/reports", "/teachers", f"/report/{TODAY}/corr", "/report/days"),
        lambda school: accept_day(school, "Соколова"),
    ),
    (("/office/retention",), erased_before),
    (("/consents",), lambda school: scanned(school, "Мария")),
    (("/absences",), lambda school: enter_absence(school, "Соколова")),
)
"""What has to be there for a page to show something."""


def faults(page: Page) -> list[str]:
    """What axe found: the rule and the first place."""
    found = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
