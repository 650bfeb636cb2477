"""People are found by code, name and date of birth; namesakes are asked for, never guessed (O2, P3)."""

from pathlib import Path

import pytest

from kiosk.actor import Role
from kiosk.office.exchange.preview import Part
from kiosk.people.records import GROUPS, HOUSEHOLDS, STAFF, STUDENTS
from kiosk.signin.records import ACCOUNTS, SECRETS
from kiosk.store import Store
from tests.exchange.bringing import bring, bring_small, plan, sheet, unfit
from tests.school import NamedSchool

HEAD = ["Фамилия", "Имя", "Дата рождения", "Класс"]
TWO = (HEAD, ["Юрьев", "Пётр", "01.05.2018", 1], ["Юрьев", "Пётр", "02.06.2017", 2])


def test_two_of_one_name_are_told_apart_by_birth(store: Store, tmp_path: Path) -> None:
    bring(store, sheet(tmp_path, "Учащиеся", *TWO))
    assert store[STUDENTS].count() == 2
    bring(store, sheet(tmp_path, "Учащиеся", HEAD, ["Юрьев", "Петр", "02.06.2017", 3]))
    assert [one.study_year for one in store[STUDENTS].all()] == [1, 3]


def test_without_birth_namesakes_are_asked_for(store: Store, tmp_path: Path) -> None:
    bring(store, sheet(tmp_path, "Учащиеся", *TWO))
    found = unfit(store, sheet(tmp_path, "ещё", ["Фамилия", "Имя", "Класс"], ["Юрьев", "Пётр", 4]))
    assert "several people called" in found["ещё!A2"]


# как записан участник группы, найден ли
MEMBERS = [
    ("Юрьев Пётр", False),
    ("Юрьев Пётр (02.06.2017)", True),
    ("Юрьев Пётр (2017)", True),
    ("Юрьев П. (02.06.2017)", True),
    ("Пётр Юрьев (02.06.2017)", True),
    ("Юрьев Пётр (03.06.2017)", False),
]


@pytest.mark.parametrize(("written", "found"), MEMBERS)
def test_a_namesake_in_a_group(store: Store, tmp_path: Path, written: str, found: bool) -> None:
    bring(store, sheet(tmp_path, "Учащиеся", *TWO))
    groups = sheet(tmp_path, "Группы", ["Группа", "Состав"], ["1/8 А", written])
    if found:
        bring(store, groups)
        assert [member.student for member in store[GROUPS].all()[0].members] == [2]
    else:
        assert list(unfit(store, groups)) == ["Группы!B2"]


def test_new_staff_get_an_account_with_roles_and_no_secret(store: Store, tmp_path: Path) -> None:
    rows = (["Ф.И.О.", "Роли", "Отделение"], ["Ёлкина Мария Павловна", "концертмейстер, преподаватель", "Народное"])
    bring(store, sheet(tmp_path, "Сотрудники", *rows))
    (account,) = store[ACCOUNTS].all()
    assert (account.name, account.roles, account.hint) == (
        "Ёлкина Мария Павловна",
        (Role.TEACHER, Role.ACCOMPANIST),
        "Народное",
    )
    assert store[SECRETS].count() == 0


def test_the_technician_of_the_set_up_is_not_doubled(school: NamedSchool, tmp_path: Path) -> None:
    from kiosk.actor import SYSTEM
    from kiosk.signin.records import Account

    with school.store.change(SYSTEM, "set-up") as change:
        first = change.add(ACCOUNTS, Account(name="Юрьев Пётр Ильич", roles=(Role.TECHNICIAN,)))
    rows = (["Ф.И.О.", "Роли"], ["Юрьев Петр Ильич", "преподаватель"])
    bring(school.store, sheet(tmp_path, "Сотрудники", *rows))
    person = school.store[STAFF].all()[-1]
    account = school.store[ACCOUNTS].get(person.account)
    assert account is not None
    assert (account.id, set(account.roles)) == (first.id, {Role.TECHNICIAN, Role.TEACHER})


def test_the_last_technician_stays(school: NamedSchool, tmp_path: Path) -> None:
    rows = (["Ф.И.О.", "Роли"], ["Боровая Любовь Григорьевна", "преподаватель"])
    found = unfit(school.store, sheet(tmp_path, "Сотрудники", *rows))
    assert "nobody would be technician" in found[""]


def test_who_leaves_by_a_sheet_cannot_sign_in(school: NamedSchool, tmp_path: Path) -> None:
    rows = (["Ф.И.О.", "Роли", "Выбыл"], ["Белов Илья Петрович", "преподаватель", "20.11.2026"])
    bring(school.store, sheet(tmp_path, "Сотрудники", *rows))
    account = school.store[ACCOUNTS].get(school.staff["Белов"].account)
    assert account is not None
    assert account.closed
    bring(
        school.store,
        sheet(tmp_path, "Сотрудники", ["Ф.И.О.", "Роли", "Выбыл"], ["Белов Илья Петрович", "преподаватель", None]),
    )
    account = school.store[ACCOUNTS].get(school.staff["Белов"].account)
    assert account is not None
    assert not account.closed


def test_people_who_are_not_in_the_file_stay(school: NamedSchool, tmp_path: Path) -> None:
    before = school.store[STAFF].all()
    bring(school.store, sheet(tmp_path, "Сотрудники", ["Ф.И.О.", "Роли"], ["Ёлкина Мария Павловна", "преподаватель"]))
    assert school.store[STAFF].all()[: len(before)] == before


def test_a_preview_says_old_and_new(school: NamedSchool, tmp_path: Path) -> None:
    rows = (["Ф.И.О.", "Роли", "Телефон"], ["Белов Илья Петрович", "преподаватель, концертмейстер", "+7 (000) 5"])
    (part,) = plan(school.store, sheet(tmp_path, "Сотрудники", *rows)).preview.parts
    (entry,) = part.changed
    assert [(one.label, one.old, one.new) for one in entry.differences] == [
        ("roles", "", "концертмейстер"),
        ("telephone", "", "+7 (000) 5"),
    ]


def test_members_who_left_stay_in_the_history(school: NamedSchool, tmp_path: Path) -> None:
    bring(
        school.store, sheet(tmp_path, "Группы", ["Группа", "Состав"], ["Ансамбль «Терция»", "Иванова М., Ёлкин Матвей"])
    )
    group = school.store[GROUPS].get(school.groups["Терция"].id)
    assert group is not None
    today = school.clock.today()
    here, gone, new = group.members
    assert (here.until, gone.until, new.since) == (None, today.replace(day=today.day - 1), today)
    assert group.students_on(today) == (school.students["Мария"].id, school.students["Матвей"].id)


def test_health_is_changed_but_not_shown_to_a_technician(school: NamedSchool, tmp_path: Path) -> None:
    rows = (["Фамилия", "Имя", "Класс", "ОВЗ"], ["Петров", "Артём", 4, "да"])
    path = sheet(tmp_path, "Учащиеся", *rows)

    def shown(part: Part) -> list[tuple[str, bool]]:
        return [(one.label, one.hidden) for entry in part.changed for one in entry.differences]

    assert shown(plan(school.store, path, health=False).preview.parts[0]) == [("health", True)]
    assert shown(plan(school.store, path).preview.parts[0]) == [("health", False)]


def test_a_family_without_a_code_is_known_by_its_children(school: NamedSchool, tmp_path: Path) -> None:
    rows = (
        ["Дети", "Представитель", "Телефон"],
        ["Петров Артём", "Петрова Ольга Игоревна", "+7 (000) 9"],
        ["Ёлкин Матвей", "Ёлкина Анна Ильинична", "+7 (000) 8"],
    )
    bring(school.store, sheet(tmp_path, "Семьи", *rows))
    households = school.store[HOUSEHOLDS].all()
    assert len(households) == 3
    petrovs = next(one for one in households if one.id == school.households["Петровы"].id)
    assert (petrovs.name, petrovs.guardians[0].phone, petrovs.guardians[0].relation) == ("Петровы", "+7 (000) 9", "")


def test_pages_of_the_families_concerned_are_stale(school: NamedSchool, tmp_path: Path) -> None:
    maria = school.students["Мария"]
    rows = (["Фамилия", "Имя", "Класс", "Инструмент"], ["Иванова", "Мария", 3, "арфа"])
    bring(school.store, sheet(tmp_path, "Учащиеся", *rows))
    number = school.store.number
    assert school.store.touched(f"household:{school.households['Ивановы'].id}") == number
    assert school.store.touched(f"student:{maria.id}") == number
    assert school.store.touched(f"household:{school.households['Петровы'].id}") < number


def test_an_import_is_one_change(store: Store) -> None:
    bring_small(store)
    assert store.number == 1
