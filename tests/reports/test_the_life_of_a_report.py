"""Sent, accepted, returned, corrected, withdrawn: each once, nobody over anybody, nothing lost (H4)."""

import datetime as dt
import re
from collections.abc import Callable, Mapping

import pytest
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.problems import N_, Problem, Refusal
from kiosk.reports import acceptance, actions, drafts, locks, queries
from kiosk.reports.acceptance import (
    MEANWHILE,
    NEEDS_REASON,
    NEEDS_REMARK,
    NOT_NOW,
    NOTHING_CHANGED,
    Accepted,
    Correction,
)
from kiosk.reports.day import day_view
from kiosk.reports.fields import stored_fields
from kiosk.reports.records import DAYS, FORMER_ROWS, ROWS, DayReport, DayState, Deed, Row
from kiosk.school.records import SCHOOLS
from tests.reports.filling import accept_day, report_of, seen, send_day
from tests.school import TODAY, NamedSchool

DAY = f"/report/{TODAY}"


def slot(school: NamedSchool, who: str = "Мария") -> str:
    return f"L{school.lessons[who].id}"


def row_of(school: NamedSchool, who: str = "Мария") -> Row:
    return queries.rows_of_day(school.store, school.staff["Соколова"].id, TODAY)[slot(school, who)]


def accept(school: NamedSchool, key: str | None = None) -> Accepted:
    return acceptance.accept(school.store, school.actor("Ким"), [seen(school)], key=key, now=school.now())


def send_back(school: NamedSchool, remark: str, key: str | None = None) -> DayReport | Refusal:
    deputy = school.actor("Ким")
    return acceptance.send_back(school.store, deputy, seen(school), remark, key=key, now=school.now())


def withdraw(school: NamedSchool, reason: str, key: str | None = None) -> DayReport | Refusal:
    deputy = school.actor("Ким")
    return acceptance.withdraw_acceptance(school.store, deputy, seen(school), reason, key=key, now=school.now())


def correct(
    school: NamedSchool,
    why: str = "ошибка",
    *,
    rev: int = 0,
    key: str | None = None,
    fields: Mapping[str, str] | None = None,
    **more: str,
) -> Row | Refusal:
    row = row_of(school)
    wanted = Correction(row.slot, {**stored_fields(row), **(fields or {}), **more}, why, rev or row.rev)
    me = school.staff["Соколова"]
    return acceptance.correct(school.store, school.actor("Соколова"), me, TODAY, wanted, key=key, now=school.now())


def said(outcome: object) -> list[str]:
    assert isinstance(outcome, Refusal)
    return [problem.msgid for problem in outcome.problems]


def deeds(school: NamedSchool) -> list[Deed]:
    return [step.deed for step in report_of(school).steps]


def test_accepted_once_with_who_and_when(school: NamedSchool) -> None:
    send_day(school)
    first, again = accept(school, key="one press"), accept(school, key="one press")
    assert (first.days, again.days, first.number) == (1, 1, again.number)
    assert deeds(school) == [Deed.SENT, Deed.ACCEPTED]
    step = report_of(school).steps[-1]
    assert (step.by, step.at) == ("Ким Вера Павловна", school.now())


def test_a_day_taken_back_meanwhile_is_not_accepted(school: NamedSchool) -> None:
    send_day(school)
    looked = seen(school)
    me, actor = school.staff["Соколова"], school.actor("Соколова")
    actions.take_back(school.store, actor, me, TODAY, key=None, now=school.now())
    outcome = acceptance.accept(school.store, school.actor("Ким"), [looked], key=None, now=school.now())
    assert (outcome.days, outcome.left) == (0, (looked,))
    send_day(school)  # sent again: it is another day than the one that was looked at
    outcome = acceptance.accept(school.store, school.actor("Ким"), [looked], key=None, now=school.now())
    assert outcome.left == (looked,)


def test_an_accepted_day_is_locked(school: NamedSchool) -> None:
    accept_day(school)
    me, actor = school.staff["Соколова"], school.actor("Соколова")
    taken = actions.withdraw(school.store, actor, me, TODAY, [slot(school)], key=None, now=school.now())
    assert said(taken) == [actions.DAY_CLOSED]
    assert isinstance(actions.take_back(school.store, actor, me, TODAY, key=None, now=school.now()), Refusal)
    drafts.save_drafts(school.store, me, TODAY, {slot(school): {"homework": "x"}}, now=school.now())
    row = day_view(school.store, me, TODAY, now=school.now()).row(slot(school))
    assert row is not None
    assert (row.text("homework") != "x", row.late) == (True, {"homework": "x"})  # beside the row, not in it


def test_returned_with_a_remark_mended_and_sent_again(school: NamedSchool) -> None:
    send_day(school)
    assert said(send_back(school, "")) == [NEEDS_REMARK]
    assert not isinstance(send_back(school, "Часы Марии", key="press"), Refusal)
    assert not isinstance(send_back(school, "Часы Марии", key="press"), Refusal)
    assert said(send_back(school, "ещё раз")) == [NOT_NOW]
    page = school.client("Соколова").get(DAY).text
    assert "Часы Марии" in page
    assert "Ким В. П." in page
    assert "Часы Марии" in school.client("Соколова").get("/report/days").text
    me, actor = school.staff["Соколова"], school.actor("Соколова")
    actions.withdraw(school.store, actor, me, TODAY, [slot(school)], key=None, now=school.now())
    send_day(school, Мария="Гамма")
    assert deeds(school) == [Deed.SENT, Deed.RETURNED, Deed.SENT]
    assert report_of(school).remark == ""
    assert school.store[FORMER_ROWS].all() == []  # it was never accepted: nothing to strike


def test_a_correction_strikes_the_old_row_and_waits_to_be_accepted_anew(school: NamedSchool) -> None:
    accept_day(school, Мария="Гамма Ре мажор")
    old = row_of(school)
    new = correct(school, "другая гамма", key="press", homework="Гамма Ми мажор")
    assert isinstance(new, Row)
    assert correct(school, "другая гамма", key="press", homework="Гамма Ми мажор") == new
    (former,) = school.store[FORMER_ROWS].all()
    assert (former.row, former.why, former.by, former.on) == (old, "другая гамма", "Соколова Мария Павловна", TODAY)
    assert report_of(school).state is DayState.CORRECTED
    accept(school)
    assert deeds(school)[-2:] == [Deed.CORRECTED, Deed.ACCEPTED]


REFUSED: list[tuple[str, dict[str, str], int, str]] = [
    # why, fields, another revision, sentence
    ("", {"homework": "другое"}, 0, NEEDS_REASON),
    ("просто так", {}, 0, NOTHING_CHANGED),
    ("ошибка", {"homework": "другое"}, 99, MEANWHILE),
]


@pytest.mark.parametrize(("why", "fields", "rev", "sentence"), REFUSED)
def test_what_is_no_correction(school: NamedSchool, why: str, fields: dict[str, str], rev: int, sentence: str) -> None:
    accept_day(school)
    assert said(correct(school, why, rev=rev, fields=fields)) == [sentence]
    assert school.store[FORMER_ROWS].all() == []


def test_a_correction_obeys_the_rules_of_a_row(school: NamedSchool) -> None:
    accept_day(school)
    assert [problem.field for problem in _problems(correct(school, "ошибка", hours="0,3"))] == ["hours"]
    assert [problem.paragraph for problem in _problems(correct(school, "ошибка", end="15:00"))] == ["§1"]


def _problems(outcome: Row | Refusal) -> tuple[Problem, ...]:
    assert isinstance(outcome, Refusal)
    return outcome.problems


def test_a_withdrawn_acceptance_opens_the_day_and_what_was_accepted_is_struck(school: NamedSchool) -> None:
    accept_day(school, Мария="Гамма Ре мажор")
    old = row_of(school)
    assert said(withdraw(school, "")) == [NEEDS_REASON]
    assert not isinstance(withdraw(school, "не тот час"), Refusal)
    assert report_of(school).state is DayState.RETURNED
    me, actor = school.staff["Соколова"], school.actor("Соколова")
    school.clock.advance(dt.timedelta(minutes=1))
    actions.withdraw(school.store, actor, me, TODAY, [slot(school)], key=None, now=school.now())
    (former,) = school.store[FORMER_ROWS].all()
    assert (former.row, former.why) == (old, "не тот час")
    send_day(school, Мария="Гамма Ми мажор")
    accept(school)
    assert row_of(school).homework == "Гамма Ми мажор"


def recall(school: NamedSchool) -> DayReport | Refusal:
    return acceptance.recall(school.store, school.actor("Ким"), seen(school), key=None, now=school.now())


def test_a_decision_is_undone_while_its_author_has_not_touched_the_day(school: NamedSchool) -> None:
    send_day(school)
    send_back(school, "замечание")
    assert not isinstance(recall(school), Refusal)
    assert report_of(school).state is DayState.SENT
    school.clock.advance(dt.timedelta(minutes=1))
    accept(school)
    accepted = report_of(school).accepted_at
    withdraw(school, "причина")
    assert not isinstance(recall(school), Refusal)
    assert (report_of(school).state, report_of(school).accepted_at) == (DayState.ACCEPTED, accepted)
    school.clock.advance(dt.timedelta(minutes=1))
    withdraw(school, "причина")
    me, actor = school.staff["Соколова"], school.actor("Соколова")
    school.clock.advance(dt.timedelta(minutes=1))
    actions.withdraw(school.store, actor, me, TODAY, [slot(school)], key=None, now=school.now())
    assert said(recall(school)) == [NOT_NOW]


def test_undo_of_an_acceptance_leaves_what_was_done_since(school: NamedSchool) -> None:
    accept_day(school)
    accept_day(school, "Дроздов")
    number = school.store.log.search(table=DAYS.name)[0].number
    deputy = school.actor("Ким")
    assert acceptance.undo_acceptance(school.store, deputy, number, key=None, now=school.now()) == 1
    assert report_of(school, "Дроздов").state is DayState.SENT
    assert report_of(school, "Дроздов").accepted_at is None
    assert report_of(school).state is DayState.ACCEPTED
    assert acceptance.undo_acceptance(school.store, deputy, number, key=None, now=school.now()) == 0
    other = school.actor("Орлова")
    assert said(acceptance.undo_acceptance(school.store, other, number, key=None, now=school.now())) == [NOT_NOW]


def test_undoing_the_acceptance_of_a_correction_leaves_it_a_correction(school: NamedSchool) -> None:
    accept_day(school)
    correct(school, "ошибка", homework="другое")
    done = accept(school)
    acceptance.undo_acceptance(school.store, school.actor("Ким"), done.number, key=None, now=school.now())
    assert report_of(school).state is DayState.CORRECTED


ACTS: list[Callable[[NamedSchool], object]] = [
    lambda school: send_back(school, "замечание"),
    lambda school: withdraw(school, "причина"),
    lambda school: correct(school, "ошибка", homework="другое"),
]


@pytest.mark.parametrize("act", ACTS)
def test_a_closed_month_refuses(school: NamedSchool, act: Callable[[NamedSchool], object]) -> None:
    accept_day(school)
    before = school.store[DAYS].all(), school.store[ROWS].all()
    locks.settle_by(lambda _store, _date: Problem(N_("The month is closed."), "date"))
    try:
        assert said(act(school)) == ["The month is closed."]
    finally:
        locks.settle_by(locks.always_open)
    assert (school.store[DAYS].all(), school.store[ROWS].all()) == before


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text.replace("\u200b", "")).split())


def test_the_paper_shows_both_and_never_changes_again(school: NamedSchool) -> None:
    """H3, L2: struck as ink is struck, with who, when and why; bytes of a reprint equal those of the first print."""
    accept_day(school, Мария="Гамма Ре мажор")
    mark = {f"mark.{school.students['Мария'].id}": "н"}
    correct(school, "другая гамма", homework="Гамма Ми мажор", fields=mark)
    page = school.client("Ким").get(f"/reports/annex-1?teacher={school.staff['Соколова'].id}").text
    assert "<s>Гамма Ре мажор.</s>" in page
    assert "Гамма Ми мажор. Отсутствие: н. Исправлено 24.11.2026, Соколова М. П.: другая гамма." in plain(page)
    assert "Всего проведено, учебных часов: 4" in plain(page)
    before = [school.client("Соколова").get(f"{DAY}/annex-1.{ending}").body for ending in ("docx", "xlsx")]
    with school.store.change(SYSTEM, "test: renamed") as change:
        change.put(SCHOOLS, replace(change.search(SCHOOLS)[0], name="Другая школа"))
    after = [school.client("Соколова").get(f"{DAY}/annex-1.{ending}").body for ending in ("docx", "xlsx")]
    assert before == after


def test_a_lesson_taken_out_after_acceptance_stays_on_paper_struck(school: NamedSchool) -> None:
    browser = school.client("Соколова")
    fields = {
        "Nab.start": "18:00",
        "Nab.end": "18:30",
        "Nab.hours": "1",
        "Nab.whom": f"s{school.students['Матвей'].id}",
    }
    more = {"Nab.subject": school.subjects["Специальность"].id, "Nab.kind": "individual", "Nab.channel": "телефон"}
    assert browser.post(DAY, {**fields, **more, "act": "confirm:Nab"}).status == 303
    accept_day(school)
    withdraw(school, "занятия не было")
    assert browser.post(DAY, {"act": "withdraw:Nab"}).status == 303
    assert browser.post(DAY, {"act": "drop:Nab"}).status == 303
    page = school.client("Соколова").get(f"{DAY}/annex-1").text
    assert "<s>Ёлкин Матвей, 7 (8)</s>" in page.replace("\u00a0", " ")
    assert "Исключено 24.11.2026, Соколова М. П.: занятия не было" in plain(page)


def test_the_history_of_a_day_begins_with_its_submission(school: NamedSchool) -> None:
    """Also of a day that was stored without that step."""
    report = accept_day(school)
    assert [step.deed for step in report.history] == [Deed.SENT, Deed.ACCEPTED]
    older = replace(report, steps=report.steps[1:])
    assert next((step.deed, step.at) for step in older.history) == (Deed.SENT, report.sent_at)
    with school.store.change(SYSTEM, "as an older kiosk stored it") as change:
        change.put(DAYS, older)
    text = school.client("Ким").get(f"/teachers/{report.staff}/report/{TODAY}").text
    done = text.partition("Что сделано")[2]
    assert done.index("<b>сдан</b>") < done.index("<b>принят</b>")


def test_the_button_of_a_long_list_stands_above_it_and_ticks_can_be_taken_off(school: NamedSchool) -> None:
    send_day(school, Мария="Гамма", Артём="Этюд", Терция="Хорал", Пётр="Прелюдия")
    address = f"/reports?from={TODAY}&to={TODAY}"
    page = school.client("Ким").get(address).text
    assert page.index("Принять отмеченные дни") < page.index('name="day"')
    assert 'form="acceptance" checked' in page
    without = school.client("Ким").get(f"{address}&tick=none").text
    assert 'form="acceptance" checked' not in without
    assert f'href="{address.replace("&", "&amp;")}"' in without


def test_the_start_page_tells_which_day_came_back(school: NamedSchool) -> None:
    """With the remark and the way there; gone when the day is handed in anew."""
    report = send_day(school)
    acceptance.send_back(school.store, school.actor("Ким"), seen(school), "Часы Марии", key=None, now=school.now())
    school.clock.advance(dt.timedelta(days=1))
    teacher = school.client("Соколова")
    start = teacher.get("/report").headers["Location"]
    page = teacher.get(start).text
    told = page.partition(f'<a href="{DAY}">Вторник, 24 ноября</a>')[2].partition("</p>")[0]
    assert "Возвращён, Ким В. П.: Часы Марии" in told
    assert "Часы Марии" not in teacher.get(start, htmx=True).text
    assert "Часы Марии" not in school.client("Дроздов").get(start).text
    actions.hand_in(school.store, school.actor("Соколова"), school.staff["Соколова"], TODAY, key=None, now=school.now())
    assert report_of(school).rev > report.rev
    assert "Часы Марии" not in teacher.get(start).text


def test_a_press_that_was_refused_and_comes_again_is_refused_again(school: NamedSchool) -> None:
    send_day(school)
    assert not isinstance(send_back(school, "Часы"), Refusal)
    for _ in range(2):
        assert isinstance(send_back(school, "Часы", key="r2"), Refusal)
