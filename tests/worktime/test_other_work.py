"""Other pedagogical work of §5: written by day, struck, repeated by one press, summed, never in lesson hours (H5)."""

import datetime as dt
import re

import pytest

from kiosk.problems import Problem
from kiosk.worktime import rules
from kiosk.worktime.papers import KIND_ON_PAPER
from kiosk.worktime.records import ENTRIES, KIND_LABEL, Entry, WorkKind
from tests.school import TODAY, NamedSchool

DAY = f"/report/{TODAY}/other-work"
TOMORROW = TODAY + dt.timedelta(days=1)
SENDING: dict[str, object] = {"kind": "sending", "hours": "0,5", "what": "ноты 4 класса", "key": "a1"}


def entry(kind: str = "sending", quarters: int = 2, date: dt.date = TODAY, **more: object) -> Entry:
    fields: dict[str, object] = {"written_at": dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)} | more
    return Entry(staff=1, date=date, kind=WorkKind(kind), quarter_hours=quarters, **fields)  # type: ignore[arg-type]


# hours already written, hours to write, the date, what is said
MAY_BE_WRITTEN = (
    ((), 2, TODAY, ""),
    ((), 48, TODAY, ""),
    ((), 49, TODAY, rules.TOO_LONG),
    ((47,), 1, TODAY, ""),
    ((47,), 2, TODAY, rules.TOO_LONG),
    ((), 1, TOMORROW, rules.AHEAD),
)


@pytest.mark.parametrize(("there", "quarters", "date", "said"), MAY_BE_WRITTEN)
def test_what_may_be_written(there: tuple[int, ...], quarters: int, date: dt.date, said: str) -> None:
    found = rules.check(quarters, date, [entry(quarters=one) for one in there], today=TODAY)
    assert (found.msgid if isinstance(found, Problem) else "") == said


def test_struck_work_counts_nothing() -> None:
    entries = [entry(quarters=2), entry(quarters=40, struck=True), entry("parents", 4)]
    assert rules.total(entries) == 6
    assert [(one.kind.value, one.quarter_hours, one.days) for one in rules.by_kind(entries)] == [
        ("sending", 2, 1),
        ("parents", 4, 1),
    ]


def test_an_accompanist_is_offered_what_accompanists_do() -> None:
    assert WorkKind.TRACKS in rules.kinds_for(accompanist=True)
    assert WorkKind.TRACKS not in rules.kinds_for(accompanist=False)
    assert set(rules.kinds_for(accompanist=True)) == set(WorkKind) == set(KIND_LABEL) == set(KIND_ON_PAPER)


def test_what_was_done_most_is_offered_again() -> None:
    entries = [entry("parents", 4), *[entry(date=TODAY - dt.timedelta(days=n), what="ноты") for n in range(3)]]
    assert rules.again(entries, tuple(WorkKind))[0] == (WorkKind.SENDING, 2, "ноты")
    assert rules.again(entries, (WorkKind.PARENTS,)) == ((WorkKind.PARENTS, 4, ""),)


def test_a_day_of_other_work(school: NamedSchool) -> None:
    browser = school.client("Соколова")
    assert "запись фонограмм" not in browser.get(DAY).text
    assert "запись фонограмм" in school.client("Дроздов").get(DAY).text
    saved = browser.post(DAY, SENDING)
    assert saved.status == 303
    page = browser.get(saved.headers["Location"])
    assert "Записано: рассылка материалов, 0,5 ч" in page.text
    assert "ноты 4 класса" in page.text
    assert browser.post(DAY, SENDING, page=DAY).headers["Location"] == saved.headers["Location"]  # sent twice
    assert len(school.store[ENTRIES].all()) == 1
    browser.post("/report/other-work/1/withdrawal", page=DAY)
    assert "<s>" in browser.get(DAY).text
    assert "0 ч всего" in browser.get(DAY).text.replace("\u00a0", " ")
    browser.post("/report/other-work/1/withdrawal/withdrawal", page=DAY)
    assert "<s>" not in browser.get(DAY).text


def test_one_press_writes_it_once_more(school: NamedSchool) -> None:
    browser = school.client("Соколова")
    browser.post(DAY, SENDING)
    later = browser.get(f"/report/{TODAY}/other-work").text
    assert re.search(r"рассылка материалов: ноты 4\s?класса, 0,5\s", later.replace("\u00a0", " "))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": ""}, "Вид работы"),
        ({"hours": "0"}, "сколько это заняло"),
        ({"hours": "0,3"}, "0,3"),
        ({"hours": "13"}, "двенадцати часов"),
        ({"what": "н" * 300}, "Что это было"),
    ],
)
def test_what_is_typed_wrong_is_said_and_stays(school: NamedSchool, typed: dict[str, str], said: str) -> None:
    refused = school.client("Соколова").post(DAY, SENDING | typed)
    assert refused.status == 422
    assert said in refused.text
    assert not school.store[ENTRIES].all()


def test_tomorrow_is_not_done_yet(school: NamedSchool) -> None:
    refused = school.client("Соколова").post(f"/report/{TOMORROW}/other-work", SENDING)
    assert refused.status == 422
    assert "ещё не наступил" in refused.text


def test_nobody_strikes_a_colleagues_work(school: NamedSchool) -> None:
    school.client("Соколова").post(DAY, SENDING)
    assert school.client("Дроздов").post("/report/other-work/1/withdrawal", page=DAY).status == 403
    assert not school.store[ENTRIES].all()[0].struck


def test_the_month_is_summed_on_paper_and_leaves_the_lesson_hours_alone(school: NamedSchool) -> None:
    browser = school.client("Соколова")
    before = re.search(r'<tfoot id="total".*?</tfoot>', browser.get(f"/report/{TODAY}").text)
    browser.post(DAY, SENDING)
    browser.post(DAY, SENDING | {"kind": "parents", "hours": "1", "what": "", "key": "a2"})
    paper = browser.get("/report/months/2026-11/other-work").text
    assert "ноябрь 2026 года" in paper
    assert "Рассылка материалов: ноты 4" in paper.replace("\u00a0", " ")
    assert "<b>1,5</b>" in paper
    after = re.search(r'<tfoot id="total".*?</tfoot>', browser.get(f"/report/{TODAY}").text)
    assert before is not None
    assert after is not None
    assert re.findall(r"<td.*?>(.*?)<", before[0])[0] == re.findall(r"<td.*?>(.*?)<", after[0])[0]
    assert "другая работа: 1,5" in after[0].replace("\u00a0", " ")
    assert browser.get("/report/months/2026-13/other-work").status == 404
    assert "не записана" in browser.get("/report/months/2026-10/other-work").text


def test_the_links_of_day_and_month_lead_somewhere(school: NamedSchool) -> None:
    browser = school.client("Соколова")
    for page in (DAY, "/report/months/2026-11/other-work", "/report/months/2026-12/other-work"):
        links = re.findall(r'href="(/report[^"]*)"', browser.get(page).text)
        assert links
        assert {link: browser.get(link).status for link in links if browser.get(link).status not in {200, 303}} == {}


def test_the_deputy_sees_it_beside_the_hours_of_lessons(school: NamedSchool) -> None:
    school.client("Соколова").post(DAY, SENDING)
    page = school.client("Ким").get(f"/hours/2026-11/teachers/{school.staff['Соколова'].id}").text
    assert "вне часов уроков" in page
    assert "рассылка материалов" in page
