"""W2: by default one meets one's own works; another's is answered by one press more, and nobody's words go silently."""

import datetime as dt
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from kiosk.drop.records import UPLOADS
from kiosk.journal.records import MARKS
from kiosk.people.records import GROUPS, STAFF
from kiosk.store import where
from kiosk.works.records import REVIEWS
from tests.assignments.filling import assign
from tests.school import TODAY, NamedSchool
from tests.works.filling import answer, hand_in
from tests.works.test_works_of_a_task import shown

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def works(school: NamedSchool) -> dict[str, str]:
    """Мария hands in for Соколова's task, for Белов's, and something without a task; receipts by number of file."""
    there = school.subjects["Сольфеджио"]
    assign(school, "Мария", "Пётр")
    assign(school, "Мария", who="Белов", text="Диктант № 4", subject=there.id, subject_name=there.name)
    made = {}
    for name, reference in (("piano", "a1"), ("theory", "a2"), ("free", "")):
        made[name] = hand_in(school, assignment=reference, task=f"Работа {name}").receipt
        school.clock.advance(MINUTE)
    return made


def test_the_inbox_begins_with_ones_own(school: NamedSchool, works: dict[str, str]) -> None:
    assert shown(school) == [works["free"], works["piano"]]
    assert set(shown(school, "whose=all")) == set(works.values())
    assert set(shown(school, "", "Ким")) == set(works.values())
    assert shown(school, "task=a2") == [works["theory"]]
    assert shown(school, f"q={works['theory']}") == [works["theory"]]
    assert shown(school, "", "Дроздов") == []
    assert "/inbox?whose=all" in school.client("Дроздов").get("/inbox").text


def test_a_task_of_somebody_who_has_left_waits_for_the_students_teacher(school: NamedSchool) -> None:
    assign(school, "Мария", who="Белов")
    work = hand_in(school, assignment="a1")
    assert shown(school) == []
    with school.store.change(school.actor("Ким"), "has left") as change:
        change.put(STAFF, replace(school.staff["Белов"], retired_on=TODAY))
    assert shown(school) == [work.receipt]


def test_the_count_and_the_choices_stay_whatever_is_filtered(school: NamedSchool, works: dict[str, str]) -> None:
    hand_in(school, "Пётр")
    teacher = school.client("Соколова")
    for query in ("", "state=accepted", f"student={school.students['Пётр'].id}", f"q={works['piano']}", "q=никто"):
        page = teacher.get(f"/inbox?{query}").text
        assert "3 работы ждут рецензии" in page, query
        assert "Иванов Пётр</option>" in page, query
        assert "Иванова Мария</option>" in page, query
        assert "Этюд № 8 целиком</option>" in page, query


def test_next_is_of_the_same_task_then_the_oldest_of_ones_own(school: NamedSchool, works: dict[str, str]) -> None:
    later = hand_in(school, "Пётр", assignment="a1")
    (first, theory, free) = (school.store[UPLOADS].one(where("receipt") == receipt) for receipt in works.values())
    assert first is not None
    assert theory is not None
    assert free is not None
    assert answer(school, first).headers["Location"].startswith(f"/inbox/{later.id}?")
    school.clock.advance(MINUTE)
    hand_in(school, "Пётр")
    assert answer(school, later).headers["Location"].startswith(f"/inbox/{free.id}?")


@pytest.mark.usefixtures("works")
def test_anothers_work_is_answered_by_one_press_more(school: NamedSchool) -> None:
    piano = hand_in(school, assignment="a2")
    teacher = school.client("Соколова")
    page = teacher.get(f"/inbox/{piano.id}").text
    assert "Задание от преподавателя: Белов И. П., Сольфеджио." in page
    assert 'name="mark"' not in page
    assert 'data-do="remark"' not in page
    assert 'value="accept"' not in page
    assert school.store[REVIEWS].count() == 0
    for do in ("accept", "redo", "save", "remark", "ticket"):
        refused = answer(school, piano, do, at="0:01", remark="тише")
        assert refused.status == 422
        assert "Белов И. П." in refused.text
    assert (school.store[REVIEWS].count(), school.store[MARKS].count()) == (0, 0)
    page = teacher.get(f"/inbox/{piano.id}?instead=1").text
    assert 'name="instead" value="1"' in page
    assert 'name="mark"' in page
    assert answer(school, piano, instead="1").status == 303
    assert [one.value for one in school.store[MARKS].all()] == ["4+"]


def test_who_wrote_and_when_stands_there_and_that_it_would_be_replaced(school: NamedSchool) -> None:
    work = hand_in(school)
    answer(school, work, "save", text="Слушай бас")
    said = "Рецензия: Соколова М. П., вт, 24 ноября, 20:05."
    assert said in school.client("Соколова").get(f"/inbox/{work.id}").text
    assert "встанет на место" not in school.client("Соколова").get(f"/inbox/{work.id}").text
    looked = school.client("Ким").get(f"/inbox/{work.id}").text
    assert said in looked
    assert "<p>Слушай бас</p>" in looked
    instead = school.client("Ким").get(f"/inbox/{work.id}?instead=1").text
    assert "встанет на место" in instead
    assert ">\nСлушай бас</textarea>" in instead


def test_a_withdrawn_work_waits_for_nothing(school: NamedSchool, works: dict[str, str]) -> None:
    teacher = school.client("Соколова")
    with school.store.change(school.actor("Ким"), "withdrawn") as change:
        (work,) = change.search(UPLOADS, where("receipt") == works["piano"])
        change.put(UPLOADS, replace(work, withdrawn_at=school.clock.now(), withdrawn_by="Ким Вера Павловна"))
    assert "1 работа ждёт рецензии" in teacher.get("/inbox").text
    row = next(one for one in teacher.get("/inbox").text.split("<tr") if works["piano"] in one)
    assert "ждёт рецензии" not in row
    assert works["piano"] not in shown(school, "state=new")


# слова задания, как они читаются на странице работы
SAID = (
    ("Послушать «Детский альбом»", "Послушать «Детский альбом»."),
    ("Послушать «Детский альбом».", "Послушать «Детский альбом»."),
    ("Поёшь чисто?", "Поёшь чисто?"),
)


@pytest.mark.parametrize(("words", "said"), SAID)
def test_words_of_a_task_keep_their_own_signs(school: NamedSchool, words: str, said: str) -> None:
    assign(school, "Мария", text=words)
    work = hand_in(school, assignment="a1")
    assert f"Задание от вт, 24 ноября: {said} Сдано" in school.client("Соколова").get(f"/inbox/{work.id}").text


def test_a_work_without_a_task_names_the_teacher_once_and_a_zip_keeps_its_spaces(school: NamedSchool) -> None:
    work = hand_in(school)
    page = school.client("Ким").get(f"/inbox/{work.id}").text
    assert "<p>Ученика учит Соколова М. П. <a" in page
    with school.store.change(school.actor("Ким"), "named") as change:
        change.put(GROUPS, replace(school.groups["Терция"], name="Хор, 7\u00a0чел"))
    assign(school, "Терция")
    hand_in(school, assignment="a1")
    name = school.client("Соколова").get("/assignments/a1/works.zip").headers["Content-Disposition"]
    assert quote("7 чел") in name
