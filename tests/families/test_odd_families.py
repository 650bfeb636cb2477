"""Seven children, names of sixty letters, no lessons, quotes and tags; and whoever guesses behind one router (L21)."""

import datetime as dt
import html
import logging

import pytest
from msgspec.structs import replace

from kiosk.actor import SYSTEM
from kiosk.cli.logs import JsonLines
from kiosk.families import queries
from kiosk.people.records import HOUSEHOLDS, STUDENTS, SUBJECTS, Household, Student, Subject
from kiosk.signin.actions import issue_card, withdraw_card
from kiosk.signin.queries import token_of
from kiosk.timetable.records import LESSONS
from tests.school import NamedSchool

TAGS = """Ансамбль «Ы» "<b>&' """ + "<script>alert(1)</script>"
LONG = "Константинопольская-Преображенская-Вознесенская-Рождественск"
SEVEN = ("Анна", "Борис", "Вера", "Глеб", "Дарья", "Егор", "Жанна")


def family(school: NamedSchool, surname: str, given: tuple[str, ...], *, subject: str = "") -> str:
    """A family with these children and one lesson of the subject for each today; the token of its card."""
    with school.store.change(SYSTEM, "test: an odd family") as change:
        children = [change.add(STUDENTS, Student(surname=surname, given=name)).id for name in given]
        home = change.add(HOUSEHOLDS, Household(name=surname, students=tuple(children)))
        taught = change.add(SUBJECTS, Subject(name=subject, individual=True)).id if subject else 0
        for number, child in enumerate(children if subject else ()):
            start = dt.time(8 + number)
            lesson = replace(school.lessons["Мария"], id=0, rev=0, student=child, subject=taught, start=start)
            change.add(LESSONS, replace(lesson, end=dt.time(8 + number, 30)))
        change.touch("timetable")
    until, now = dt.date(2027, 8, 31), school.clock.now()
    return token_of(school.store, issue_card(school.store, SYSTEM, home.id, expires=until, now=now))


def everywhere(school: NamedSchool, token: str, surname: str) -> dict[str, str]:
    """The family's page and paper, its card of either size, the office's list."""
    home = next(one.id for one in school.store[HOUSEHOLDS].all() if one.name == surname)
    phone, office = school.client(), school.client("Ким")
    answers = {
        "page": phone.get(f"/s/{token}"),
        "week": phone.get(f"/s/{token}/week"),
        "card": office.get(f"/cards/sheet?family={home}"),
        "small card": office.get(f"/cards/sheet?family={home}&per=24"),
        "list": office.get(f"/cards?q={surname[:12]}"),
    }
    assert {name: answer.status for name, answer in answers.items()} == dict.fromkeys(answers, 200)
    return {name: html.unescape(answer.text).replace("\u00a0", " ") for name, answer in answers.items()}


def test_seven_children_are_all_on_the_page_and_on_the_card_of_eight(school: NamedSchool) -> None:
    texts = everywhere(school, family(school, "Семёновы", SEVEN, subject="Флейта"), "Семёновы")
    for name in SEVEN:
        assert f"{name} С." in texts["page"]
        assert f"{name} С." in texts["card"]
    assert texts["page"].count("Флейта") >= len(SEVEN)
    assert 'class="card long"' in texts["card"]


def test_names_of_sixty_letters_are_whole_on_the_card_of_eight_and_cut_on_the_small_one(school: NamedSchool) -> None:
    texts = everywhere(school, family(school, LONG, ("Ж" * 60,), subject="Флейта"), LONG)
    assert ("Ж" * 60 in texts["page"], LONG in texts["card"], LONG in texts["small card"].partition("<h2>")[2]) == (
        True,
        True,
        False,
    )
    assert f"{LONG[:20]}" in texts["small card"].partition("<h2>")[2]


def test_a_family_without_lessons_is_told_so(school: NamedSchool) -> None:
    texts = everywhere(school, family(school, "Тихоновы", ("Лада",)), "Тихоновы")
    assert ("Лада Т." in texts["page"], "уроков нет" in texts["page"]) == (True, True)


def test_a_family_without_children_has_a_page_and_a_card(school: NamedSchool) -> None:
    everywhere(school, family(school, "Пустовы", ()), "Пустовы")


@pytest.mark.parametrize("path", ("", "/week"))
def test_a_lesson_named_with_quotes_and_tags_is_text(school: NamedSchool, path: str) -> None:
    token = family(school, "Кавычкины", ("Ия",), subject=TAGS)
    raw = school.client().get(f"/s/{token}{path}").text
    assert ("<script>alert" in raw, "<b>&'" in raw) == (False, False)
    assert "<script>alert(1)</script>" in html.unescape(raw)


def test_a_family_named_with_tags_is_text_on_its_card(school: NamedSchool) -> None:
    name = """О'Нил "<b>" & К"""
    token = family(school, name, ("<i>Ян</i>",))
    home = next(one.id for one in school.store[HOUSEHOLDS].all() if one.name == name)
    for text in (
        school.client("Ким").get(f"/cards/sheet?family={home}").text,
        school.client("Ким").get(f"/cards/sheet?family={home}&per=24").text,
        school.client().get(f"/s/{token}").text,
    ):
        assert ('"<b>"' in text, "<i>Ян" in text) == (False, False)


# guessing


def test_a_guesser_is_stopped_and_the_families_behind_the_same_router_are_not(school: NamedSchool) -> None:
    """All phones of a guest network may come from one address."""
    statuses = [school.client().get(f"/s/{number:022d}").status for number in range(25)]
    assert statuses == [404] * 20 + [429] * 5
    for family_name in school.cards:
        address = f"/s/{school.token(family_name)}"
        for _visit in range(2):
            assert school.client().get(address).status == 200
        assert school.client().post(f"{address}/unlock", {"pin": school.pin(family_name)}).status == 303
    assert school.client().get(f"/s/{99:022d}").status == 429


def test_wrong_pins_at_one_card_slow_no_other_family_down(school: NamedSchool) -> None:
    wrong = f"{(int(school.pin('Ивановы')) + 1) % 10**6:06d}"
    for _guess in range(8):
        school.client().post(f"/s/{school.token('Ивановы')}/unlock", {"pin": wrong})
    mine = school.client().post(f"/s/{school.token('Ивановы')}/unlock", {"pin": school.pin("Ивановы")})
    theirs = school.client().post(f"/s/{school.token('Петровы')}/unlock", {"pin": school.pin("Петровы")})
    assert (mine.status, theirs.status) == (422, 303)


def test_a_posted_card_is_dead_at_once_in_the_scanner_too(school: NamedSchool) -> None:
    address = f"/s/{school.token('Ивановы')}"
    assert school.client().get(address).status == 200
    withdraw_card(school.store, SYSTEM, school.cards["Ивановы"].id, now=school.clock.now())
    assert school.client().get(address).status == 410
    assert school.client().post("/card", {"code": f"http://192.168.1.10:8080{address}"}).status == 422


def test_a_fault_on_a_familys_page_puts_no_token_into_the_log(
    school: NamedSchool, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = school.token("Ивановы")

    def broken(*_given: object) -> None:
        raise ZeroDivisionError(f"GET /s/{token}/week")

    monkeypatch.setattr(queries, "week_for", broken)
    with caplog.at_level(logging.INFO):
        assert school.client().get(f"/s/{token}").status == 500
    lines = [JsonLines().format(record) for record in caplog.records]
    assert any("ZeroDivisionError" in line for line in lines)
    assert not [line for line in lines if token in line or token[4:] in line]
