"""Instructions step by step, the school's regulation, their versions and dates of force (F7, F9, L13)."""

import datetime as dt
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.guides.queries import default_text
from kiosk.guides.records import VERSIONS, Kind, Version
from kiosk.guides.rules import AGED, Block, Shape, aged_in, blocks, in_force
from tests.guides.filling import put_in, write_guide
from tests.school import TODAY, NamedSchool

A_DAY = dt.timedelta(1)
ROLES = tuple(kind for kind in Kind if kind is not Kind.REGULATION)

# what is typed, what it becomes
MARKUP = [
    ("Абзац.", (Block(Shape.TEXT, ("Абзац.",)),)),
    ("Строка\nвторая\n\nабзац", (Block(Shape.TEXT, ("Строка", "вторая")), Block(Shape.TEXT, ("абзац",)))),
    ("1. раз\n2. два", (Block(Shape.STEPS, ("раз", "два")),)),
    ("1) раз\nдальше\n2) два", (Block(Shape.STEPS, ("раз дальше", "два")),)),
    ("1. раз\n3. три", (Block(Shape.STEPS, ("раз",)), Block(Shape.STEPS, ("три",), 3))),
    ("# Глава\nтекст", (Block(Shape.HEADING, ("Глава",)), Block(Shape.TEXT, ("текст",)))),
    ("2.3. Пункт положения", (Block(Shape.TEXT, ("2.3. Пункт положения",)),)),
    ("", ()),
]


@pytest.mark.parametrize(("typed", "becomes"), MARKUP)
def test_the_small_markup(typed: str, becomes: tuple[Block, ...]) -> None:
    assert blocks(typed) == becomes


@given(st.text(alphabet="аб1.)# \n<&", max_size=200))
def test_no_word_is_lost_and_none_is_added(text: str) -> None:
    shown = re.findall(r"[аб<&]+", " ".join(line for block in blocks(text) for line in block.lines))
    assert shown == re.findall(r"[аб<&]+", text)


def version(since: int, number: int, *, withdrawn: bool = False) -> Version:
    now = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    day = TODAY + since * A_DAY
    return Version(
        id=number, kind=Kind.TEACHER, since=day, text="т", written_by="", written_at=now, withdrawn=withdrawn
    )


# versions by (days from today, number, withdrawn), the number of the one in force
FORCE = [
    ([], None),
    ([(0, 1, False)], 1),
    ([(1, 1, False)], None),
    ([(-9, 1, False), (0, 2, False)], 2),
    ([(-9, 2, False), (-1, 1, False)], 1),
    ([(0, 1, False), (0, 2, False)], 2),
    ([(-9, 1, False), (0, 2, True)], 1),
]


@pytest.mark.parametrize(("there", "holds"), FORCE)
def test_which_version_is_in_force(there: list[tuple[int, int, bool]], holds: int | None) -> None:
    found = in_force([version(since, number, withdrawn=gone) for since, number, gone in there], TODAY)
    assert (found.id if found else None) == holds


@pytest.mark.parametrize(
    ("text", "count"),
    [("приказ № 816", 1), ("приказом №1601 и № 536", 2), ("№ 8160, № 1678", 0), ("N 196", 1), ("", 0)],
)
def test_aged_references_are_found_by_number(text: str, count: int) -> None:
    assert len(aged_in(text)) == count


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("kind", ROLES)
def test_every_instruction_is_in_steps_and_says_what_works_in_the_building_only(
    school: NamedSchool, kind: Kind, lang: str
) -> None:
    """F9: plainly, on every one of them."""
    text = school.client(lang=lang).get(f"/help/{kind}").text
    assert text.count("<li>") >= 10
    assert f'href="/help/{kind}" aria-current="page"' in text
    assert re.search(
        r"в здании|в сети школы|компьютерах? школы|в её сети" if lang == "ru" else r"building|network|school's PCs?",
        default_text(kind, lang),
    )


def test_the_program_brings_no_regulation_and_says_what_to_do(school: NamedSchool) -> None:
    assert "спросите в учебной части" in school.client().get("/regulation").text
    office = school.client("Ким").get("/regulation").text
    assert ("Внести положение" in office, "Своего текста положения в программе нет" in office) == (True, True)


def form(**more: object) -> dict[str, object]:
    return {"text": "1. Свой шаг", "since": f"{TODAY:%d.%m.%Y}", "key": "k1", **more}


def test_an_instruction_of_the_school_holds_from_its_day_and_the_default_is_one_press_away(
    school: NamedSchool,
) -> None:
    office, anybody = school.client("Орлова"), school.client()
    ahead = form(since=f"{TODAY + A_DAY:%d.%m.%Y}")
    for _ in range(2):
        assert office.post("/help/teacher/edit", ahead).status == 303
    assert len(school.store[VERSIONS].all()) == 1
    assert "Свой шаг" not in anybody.get("/help/teacher").text
    assert "будет действовать" in anybody.get("/help/teacher/versions/1").text
    school.clock.advance(A_DAY)
    shown = school.client(lang="en").get("/help/teacher").text
    assert ('<article class="guide lede" lang="ru">' in shown, "Свой шаг" in shown) == (True, True)
    assert "Свой шаг" in anybody.get("/help/teacher/paper").text

    office = school.client("Орлова")
    office.post("/help/teacher/default", {"key": "d1"}, page="/help/teacher")
    assert "«Мой день»" in anybody.get("/help/teacher").text
    assert "Свой шаг" in anybody.get("/help/teacher/versions/1").text
    office.post("/help/teacher/versions/2/withdrawal", page="/help/teacher")
    assert "Свой шаг" in anybody.get("/help/teacher").text


def test_a_version_withdrawn_by_mistake_comes_back_and_meanwhile_only_editors_see_it(school: NamedSchool) -> None:
    """A scan put in by mistake may hold what is nobody's business."""
    put_in(school)
    office, anybody = school.client("Ким"), school.client()
    office.post("/regulation/versions/1/withdrawal", page="/regulation")
    assert [anybody.get(f"/regulation/versions/1{rest}").status for rest in ("", "/file")] == [404, 404]
    assert "пока нет" in anybody.get("/regulation").text
    office.post("/regulation/versions/1/withdrawal/withdrawal", page="/regulation/versions/1")
    assert "приказ директора № 12" in anybody.get("/regulation").text


def test_the_regulation_with_its_file_approval_and_aged_references(school: NamedSchool) -> None:
    browser = school.client("Орлова")
    sent = form(
        text="1.1. По приказу № 1601.",
        approved_by="приказ директора № 12",
        approved_on="28.08.2026",
        since="01.09.2026",
        file=(io.BytesIO(b"%PDF scan"), "Положение 2026.pdf"),
    )
    assert browser.post("/regulation/edit", sent).headers["Location"] == "/regulation/versions/1?just"
    page = school.client().get("/regulation").text
    for said in ("1.1. По приказу № 1601.", "приказ директора № 12", "28 августа 2026", "№ 269 от 04.04.2025"):
        assert said in page
    assert "№ 1678" not in page
    file = school.client().get("/regulation/versions/1/file")
    assert (file.body, "attachment" in file.headers["Content-Disposition"]) == (b"%PDF scan", True)


def test_an_older_regulation_stays_readable(school: NamedSchool) -> None:
    put_in(school, text="Прежнее.", file=b"", since=dt.date(2025, 9, 1))
    put_in(school, text="Нынешнее.", file=b"")
    page = school.client().get("/regulation").text
    assert ("Нынешнее." in page, "Прежнее." in page, "/regulation/versions/1" in page) == (True, False, True)
    old = school.client().get("/regulation/versions/1").text
    assert ("Прежнее." in old, "прежняя версия" in old) == (True, True)


# what is wrong, the field that says so
WRONG = [
    ("/help/teacher/edit", {"text": ""}, "text"),
    ("/help/teacher/edit", {"since": "вчерась"}, "since"),
    ("/help/teacher/edit", {"since": "24.11.2030"}, "since"),
    ("/regulation/edit", {"text": "", "approved_by": "приказ"}, "text"),
    ("/regulation/edit", {}, "approved_by"),
    ("/regulation/edit", {"approved_by": "п", "file": (io.BytesIO(b"MZ"), "положение.exe")}, "file"),
    ("/regulation/edit", {"approved_by": "п", "file": (io.BytesIO(b""), "положение.pdf")}, "file"),
]


@pytest.mark.parametrize(("path", "more", "field"), WRONG)
def test_what_a_version_must_have(school: NamedSchool, path: str, more: dict[str, object], field: str) -> None:
    answer = school.client("Ким").post(path, form(**more))
    assert (answer.status, f'href="#{field}"' in answer.text) == (422, True)
    assert not school.store[VERSIONS].all()


@pytest.mark.parametrize(
    "path", ["/help/director", "/help/teacher/versions/9", "/regulation/versions/2", "/help/x/edit"]
)
def test_what_is_not_there(school: NamedSchool, path: str) -> None:
    put_in(school)
    write_guide(school)
    assert school.client("Ким").get(path).status == 404


def test_typed_tags_stay_text(school: NamedSchool) -> None:
    write_guide(school, "# <b>Глава</b>\n1. <script>alert(1)</script>")
    for path in ("/help/teacher", "/help/teacher/paper"):
        text = school.client().get(path).text
        assert ("<script>alert" in text, "&lt;script&gt;alert" in text) == (False, True)


def test_every_aged_act_has_one_to_compare_with() -> None:
    assert all(one.old and one.new for one in AGED)
    assert len({one.pattern for one in AGED}) == len(AGED)
