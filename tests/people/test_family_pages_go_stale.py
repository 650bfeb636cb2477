"""Whatever of people stands on a family's page makes it new at once when it changes (P3, F1)."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kiosk.people import actions
from kiosk.people.records import GROUPS, HOUSEHOLDS, STAFF, STUDENTS, SUBJECTS
from kiosk.problems import Refusal
from kiosk.signin.actions import issue_card
from tests.school import TODAY, Browser, NamedSchool

Change = Callable[[NamedSchool], object]


def rename_student(school: NamedSchool) -> object:
    student = school.students["Мария"]
    return actions.save_student(school.store, school.actor("Ким"), replace(student, given="Марфа"))


def rename_teacher(school: NamedSchool) -> object:
    roles = tuple(school.actor("Соколова").roles)
    return actions.save_staff(
        school.store, school.actor("Ким"), replace(school.staff["Соколова"], surname="Сычёва"), roles
    )


def rename_subject(school: NamedSchool) -> object:
    subject = school.subjects["Специальность"]
    return actions.save_subject(school.store, school.actor("Ким"), replace(subject, name="Рояль"))


def leave_group(school: NamedSchool) -> object:
    return actions.save_group(school.store, school.actor("Ким"), replace(school.groups["Терция"], members=()))


def one_child_less(school: NamedSchool) -> object:
    family = school.households["Ивановы"]
    return actions.save_household(school.store, school.actor("Ким"), replace(family, students=family.students[1:]))


def student_leaves(school: NamedSchool) -> object:
    return actions.retire(school.store, school.actor("Ким"), STUDENTS, school.students["Мария"], on=TODAY)


# what is done, what the page said before, what it says afterwards (None: it no longer says the first)
CHANGES: list[tuple[Change, str, str | None]] = [
    (rename_student, "Мария И.", "Марфа И."),
    (rename_teacher, "Соколова", "Сычёва"),
    (rename_subject, "Специальность", "Рояль"),
    (leave_group, "Фортепианный ансамбль", None),
    (one_child_less, "Мария И.", None),
    (student_leaves, "Мария И.", None),
]


@pytest.mark.parametrize(("change", "before", "after"), CHANGES, ids=[row[0].__name__ for row in CHANGES])
def test_the_page_tells_it_at_once(school: NamedSchool, change: Change, before: str, after: str | None) -> None:
    browser, path = school.client(), f"/s/{school.token('Ивановы')}"
    first = browser.get(path)
    assert before in first.text
    assert asked_again(browser, path, first.headers["ETag"]) == 304
    assert not isinstance(change(school), Refusal)
    second = browser.get(path)
    assert before not in second.text
    assert after is None or after in second.text
    assert asked_again(browser, path, first.headers["ETag"]) == 200


def asked_again(browser: Browser, path: str, etag: str) -> int:
    """The status that a browser with this copy gets."""
    return int(browser.client.get(path, headers={"If-None-Match": etag}).status_code)


def test_the_second_household_of_a_child_hears_of_it_too(school: NamedSchool) -> None:
    with school.store.change(school.actor("Ким"), "P3 family") as change:
        father = change.add(HOUSEHOLDS, type(school.households["Ивановы"])(students=(school.students["Мария"].id,)))
    card = issue_card(
        school.store, school.actor("Ким"), father.id, expires=school.cards["Ивановы"].expires, now=school.clock.now()
    )
    school.cards["отец"] = card
    browser = school.client()
    paths = [f"/s/{school.token(name)}" for name in ("Ивановы", "отец")]
    assert all("Мария И." in browser.get(path).text for path in paths)
    rename_student(school)
    assert all("Марфа И." in browser.get(path).text for path in paths)


def test_open_pages_hear_of_teachers_subjects_and_groups(school: NamedSchool) -> None:
    browser = school.client()
    assert "Соколова" in browser.get("/board").text
    rename_teacher(school)
    assert "Сычёва" in browser.get("/board").text
    rename_subject(school)
    assert "Рояль" in browser.get("/board").text
    group = replace(school.groups["Терция"], name="Ансамбль «Кварта»")
    assert not isinstance(actions.save_group(school.store, school.actor("Ким"), group), Refusal)
    assert "Кварта" in browser.get("/board").text
    assert {one.name for one in school.store[GROUPS].all()} == {"Ансамбль «Кварта»"}
    assert school.store[STAFF].count() == 7
    assert school.store[SUBJECTS].count() == 3
