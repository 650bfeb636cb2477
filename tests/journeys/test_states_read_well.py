"""The same judges on what only an act brings up: refusals, receipts, lost cards; on a phone of 320 too (ux.md)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page

from kiosk.actor import SYSTEM
from kiosk.people.records import STAFF
from kiosk.signin.actions import withdraw_card
from kiosk.signin.queries import printed_code
from kiosk.store import where
from kiosk.timetable.records import LESSONS
from tests.absences.filling import enter_absence
from tests.assignments.filling import assign
from tests.exchange.bringing import SMALL
from tests.journeys.conftest import Kiosk, Opened
from tests.journeys.test_every_page_reads_well import SIDEWAYS, UNLABELLED, faults
from tests.makeups.filling import miss_lesson
from tests.makeups.test_one_lesson_two_answers import report
from tests.school import TODAY
from tests.timetable.filling import fill_timetable
from tests.told.test_told_absences import fill_many
from tests.works.filling import answer, hand_in, spoken

DAY = f"/report/{TODAY}"
DESK, PHONE, OLD_PHONE = (1366, 768), (360, 640), (320, 568)
Scene = Callable[[Kiosk, Opened, str, tuple[int, int]], Page]
"""Brings a page into its state: kiosk, opener, language, size of the window."""


def refused_row(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """Rows with problems, one not held, the folded parts open, a row outside the timetable."""
    page = opened(f"{DAY}?lang={lang}", "Соколова", size=size, expect_errors=True)
    slots = {who: f"L{lesson.id}" for who, lesson in kiosk.school.lessons.items()}
    page.locator(f"id={slots['Мария']}.end").fill("15:40")
    page.locator(f"#row-{slots['Мария']} button.note").click()
    page.locator(f"#row-{slots['Мария']} [aria-invalid]").first.wait_for()
    page.locator(f"#row-{slots['Пётр']} button[value^='off:']").click()
    page.locator(f"id={slots['Пётр']}.reason").wait_for()
    page.locator("button[value=add]").click()
    page.locator("select[name$='.whom']").wait_for()
    for summary in page.locator("details summary").all():
        summary.click()
    return page


def day_handed_in(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """A closed day with an absence and a remark."""
    slot, pupil = f"L{kiosk.school.lessons['Терция'].id}", kiosk.school.students["Мария"].id
    fields: dict[str, object] = {f"{slot}.mark.{pupil}": "б", f"{slot}.remark.{pupil}": "тише", "act": "confirm"}
    assert kiosk.school.client("Соколова").post(DAY, fields).status == 303
    return opened(f"{DAY}?lang={lang}", "Соколова", size=size)


def row_just_confirmed(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """With the line that offers to undo it."""
    page = opened(f"{DAY}?lang={lang}", "Соколова", size=size)
    page.locator(f"#row-L{kiosk.school.lessons['Мария'].id} button.note").click()
    page.locator("#undo-last").wait_for()
    return page


def signed_out_in_place(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """The sign-in within the page."""
    page = opened(f"{DAY}?lang={lang}", "Соколова", size=size, expect_errors=True)
    page.context.clear_cookies(name="kiosk")
    page.locator(f"id=L{kiosk.school.lessons['Мария'].id}.homework").fill("Гамма")
    page.locator("#sign-in-here form").wait_for()
    return page


def unlocked(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """The family's PIN given, with remarks to read."""
    slot, pupil = f"L{kiosk.school.lessons['Мария'].id}", kiosk.school.students["Мария"].id
    kiosk.school.client("Соколова").post(DAY, {"act": f"confirm:{slot}", f"{slot}.remark.{pupil}": "Ровнее"})
    page = opened(f"/s/{kiosk.school.token('Ивановы')}/unlock?lang={lang}", size=size, expect_errors=True)
    page.locator("#pin").fill(kiosk.school.pin("Ивановы"))
    page.locator("button.go").click()
    page.locator("ul.d").wait_for()
    return page


def wrong_pin(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """A refusal on a phone."""
    page = opened(f"/s/{kiosk.school.token('Ивановы')}/unlock?lang={lang}", size=size, expect_errors=True)
    page.locator("#pin").fill("1")
    page.locator("button.go").click()
    page.locator("[role=alert]").wait_for()
    return page


def hand_in_form(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """The form with a refusal in it."""
    page = unlocked(kiosk, opened, lang, size)
    page.locator("nav a[href$='/hand-in']").click()
    page.evaluate("document.querySelector('form').noValidate = true")  # an old phone asks the server
    page.locator("button.go").click()
    page.locator("[role=alert]").first.wait_for()
    return page


def absence_told(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """An absence told, and a refusal below it."""
    page = unlocked(kiosk, opened, lang, size)
    page.locator("nav a[href$='/absence']").click()
    for day in (f"{TODAY:%d.%m.%Y}", "31.12.2019"):
        page.locator("input[name=student]").first.check()
        page.locator("input[name=why]").first.check()
        page.locator("#since").fill(day)
        page.locator("button.go").click()
    page.locator("[role=alert]").first.wait_for()
    return page


def receipt(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """A work has arrived."""
    page = hand_in_form(kiosk, opened, lang, size)
    page.locator("summary").first.click()
    page.locator("input[type=radio]").first.check()
    page.locator("#task").fill("Полонез")
    page.locator("#pick input").last.set_input_files(
        {"name": "Полонез.mp3", "mimeType": "audio/mpeg", "buffer": b"ID3" * 99}
    )
    page.locator("button.go").click()
    page.locator("code").wait_for()
    return page


def works_there(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """The teacher's inbox with a work in it."""
    receipt(kiosk, opened, lang, PHONE)
    return opened(f"/inbox?lang={lang}", "Соколова", size=size)


def card_gone(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """A withdrawn card."""
    withdraw_card(kiosk.school.store, kiosk.school.actor("Ким"), 1, now=kiosk.school.clock.now())
    return opened(f"/s/{kiosk.school.token('Ивановы')}?lang={lang}", size=size, expect_errors=True)


def week_by_code(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """The week on the kiosk's own screen."""
    page = opened(f"/card?lang={lang}", size=size, expect_errors=True)
    page.locator("#code").fill(printed_code(kiosk.school.store, kiosk.school.cards["Ивановы"]))
    page.locator("button.go").click()
    page.locator("ul.d").first.wait_for()
    return page


def slips(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """PIN slips, shown once."""
    household = kiosk.school.households["Ивановы"].id
    page = opened(f"/cards?lang={lang}", "Ким", size=size)
    press = page.locator(f"form[action='/families/{household}/card/pin'] button")
    page.locator("details").filter(has=press).locator("summary").click()
    assert faults(page) == []
    press.click()
    page.locator("table.form").wait_for()
    return page


def import_preview(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """What tables would change, before they are written."""
    page = opened(f"/office/import?lang={lang}", "Ким", size=size)
    page.locator("#file").set_input_files([SMALL / "staff.xlsx", SMALL / "subjects.xlsx"])
    page.locator("main form button.go").click()
    page.locator("form[action$='/writing']").first.wait_for()
    assert kiosk.school.store[STAFF].count() == len(kiosk.school.staff)
    return page


def lessons_settled(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """An absence with one lesson not given, one given by somebody else, and two left open."""
    absence = enter_absence(kiosk.school, "Соколова")
    page = opened(f"/absences/{absence.id}?lang={lang}", "Ким", size=size)
    lesson = kiosk.school.lessons["Мария"].id
    page.locator(f"select[name='s.{lesson}.{TODAY}']").select_option(str(kiosk.school.staff["Белов"].id))
    page.locator("main select").last.select_option("off")
    page.locator("main form button.go").click()
    page.wait_for_url("**saved=1")
    return page


def somebody_is_busy(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """Settled in one window while another gave the same teacher a lesson."""
    absence = enter_absence(kiosk.school, "Соколова")
    page = opened(f"/absences/{absence.id}?lang={lang}", "Ким", size=size, expect_errors=True)
    belov = kiosk.school.staff["Белов"].id
    page.locator("main select").first.select_option(str(belov))
    with kiosk.school.store.change(SYSTEM, "test: meanwhile") as change:
        change.add(LESSONS, replace(kiosk.school.lessons["Мария"], id=0, rev=0, teacher=belov, student=0, room="9"))
    page.locator("main form button.go").click()
    page.locator("[role=alert]").first.wait_for()
    return page


def timetable_changed(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """The preview of a distance timetable when a lesson was ended meanwhile; one repair chosen, one teacher open."""
    version = fill_timetable(kiosk.school)
    page = opened(f"/orders/1/timetable?lang={lang}&teacher=4", "Ким", size=size, expect_errors=True)
    page.locator("a.btn[href*='self_study']").first.click()
    with kiosk.school.store.change(SYSTEM, "test: meanwhile") as change:
        lesson = change.search(LESSONS, where("version") == version.id)[0]
        change.put(LESSONS, replace(lesson, until=version.since))
    page.locator("main form button.go").click()
    page.locator("[role=alert]").first.wait_for()
    return page


def copy_refused(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """A copy of a timetable without its first day."""
    version = kiosk.school.lessons["Мария"].version
    page = opened(f"/timetable/versions/{version}/copy?lang={lang}", "Ким", size=size, expect_errors=True)
    page.locator("main form button.go").click()
    page.locator("[role=alert]").first.wait_for()
    return page


def hour_refused(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """A make-up typed at an hour that cannot be; before it, the student was looked for while typing and found."""
    missed = miss_lesson(kiosk.school)
    fill_many(kiosk.school)
    page = opened(f"/absences/told?lang={lang}", "Ким", size=size, expect_errors=True)
    page.locator("#q").press_sequentially("елк")
    page.locator("#pick option[selected]").wait_for(state="attached")
    assert page.locator("#student option").count() == 2  # to choose, and the one that was found
    assert faults(page) == []
    page.goto(f"{kiosk.url}/make-ups/{missed.id}?lang={lang}")
    page.locator("#date").fill("24.11")
    page.locator("#start").fill("25:00")
    page.locator("form[action$='/hour'] button").click()
    page.locator("[role=alert]").first.wait_for()
    return page


def two_answers(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """A lesson that its teacher held and its accompanist did not, before either day is accepted."""
    report(kiosk.school, "Соколова", held=True)
    missed = report(kiosk.school, "Дроздов", held=False)
    page = opened(f"/make-ups/{missed.id}?lang={lang}", "Ким", size=size)
    assert faults(page) == []
    page.locator(".says a").first.click()
    page.locator(f"#row-{missed.slot.replace('A', 'L')}").wait_for()
    return page


def answered_work(kiosk: Kiosk) -> int:
    """A recording with remarks, one of them struck, and a review by voice; sent back to be done again."""
    assign(kiosk.school, "Мария")
    work = hand_in(kiosk.school, assignment="a1")
    spoken(kiosk.school, work)
    for at, remark in (("0:01", "считай паузу"), ("0:02", "тише")):
        answer(kiosk.school, work, "remark", at=at, remark=remark)
    answer(kiosk.school, work, "strike:1")
    answer(kiosk.school, work, "redo", text="Ещё раз, в темпе.")
    return work.id


def work_reviewed(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """All that a review can have, with a code for the phone and a refusal."""
    page = opened(f"/inbox/{answered_work(kiosk)}?lang={lang}", "Соколова", size=size, expect_errors=True)
    page.locator("#sound button[value=ticket]").click()
    page.locator(".code svg").wait_for()
    page.locator("#at").fill("полторы")
    page.locator("#remark").fill("x")
    page.locator("#remark").press("Enter")
    page.locator("#remarks .problem").wait_for()
    return page


def review_read(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """What the family reads and hears."""
    work = answered_work(kiosk)
    page = opened(f"/s/{kiosk.school.token('Ивановы')}/works?lang={lang}", size=size)
    page.locator("#pin").fill(kiosk.school.pin("Ивановы"))
    page.locator("button.go").click()
    page.locator("ul.d mark").wait_for()
    assert faults(page) == []
    page.goto(f"{page.url}/{work}")
    return page


def recorder(kiosk: Kiosk, opened: Opened, lang: str, size: tuple[int, int]) -> Page:
    """The teacher's phone."""
    desk = opened(f"/inbox/{answered_work(kiosk)}?lang={lang}", "Соколова")
    desk.locator("#sound button[value=ticket]").click()
    return opened(f"{desk.locator('.code a').inner_text().removeprefix(kiosk.url)}?lang={lang}", size=size)


STAFF_SCENES: tuple[Scene, ...] = (
    hour_refused,
    two_answers,
    import_preview,
    lessons_settled,
    somebody_is_busy,
    timetable_changed,
    copy_refused,
    refused_row,
    day_handed_in,
    row_just_confirmed,
    signed_out_in_place,
    works_there,
    work_reviewed,
)
FAMILY_SCENES: tuple[Scene, ...] = (
    unlocked,
    wrong_pin,
    hand_in_form,
    absence_told,
    receipt,
    card_gone,
    week_by_code,
    review_read,
    recorder,
)


def reads_well(page: Page, lang: str, sizes: tuple[tuple[int, int], ...]) -> None:
    """At every size nothing goes sideways and each control has a name; axe looks once: wide in Russian, else narrow."""
    assert page.locator("html").get_attribute("lang") == lang
    for size in sizes:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert page.evaluate(UNLABELLED) == []
        assert page.evaluate(SIDEWAYS) <= 0, size
        assert size != sizes[0 if lang == "ru" else -1] or faults(page) == []


@pytest.mark.parametrize("lang", ("ru", "en"))
@pytest.mark.parametrize("scene", STAFF_SCENES, ids=lambda scene: scene.__name__)
def test_a_state_of_a_staff_page(kiosk: Kiosk, opened: Opened, scene: Scene, lang: str) -> None:
    reads_well(scene(kiosk, opened, lang, DESK), lang, (DESK, (1024, 768), PHONE))


@pytest.mark.parametrize("lang", ("ru", "en"))
@pytest.mark.parametrize("scene", FAMILY_SCENES, ids=lambda scene: scene.__name__)
def test_a_state_of_a_family_page(kiosk: Kiosk, opened: Opened, scene: Scene, lang: str) -> None:
    reads_well(scene(kiosk, opened, lang, PHONE), lang, (PHONE, OLD_PHONE))


@pytest.mark.parametrize("lang", ("ru", "en"))
def test_slips_of_pins(kiosk: Kiosk, opened: Opened, lang: str) -> None:
    page = slips(kiosk, opened, lang, DESK)
    assert faults(page) == []
