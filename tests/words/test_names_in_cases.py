"""Names in texts stand in any case: all of them are found (L19)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.words.cases import CASES, declined, declined_given, declined_surname

# surname, given name, how they stand in a text
WRITTEN = [
    ("Иванова", "Мария", ["Ивановой Марии", "Иванову Марию", "Ивановой Марией"]),
    ("Петров", "Пётр", ["Петрова Петра", "Петрову Петру", "Петровым Петром", "Петрове Петре"]),
    ("Соколовский", "Лев", ["Соколовского Льва", "Соколовскому Льву", "Соколовским Львом", "Соколовском Льве"]),
    ("Белая", "Ольга", ["Белой Ольги", "Белую Ольгу", "Белой Ольгой"]),
    ("Верхняя", "Дарья", ["Верхней Дарьи", "Верхнюю Дарью", "Верхней Дарьей"]),
    ("Кравченко", "Никита", ["Кравченко Никиты", "Кравченко Никитой"]),
    ("Шмидт", "Игорь", ["Шмидта Игоря", "Шмидтом Игорем"]),
    ("Шмидт", "Любовь", ["Шмидт Любови", "Шмидт Любовью"]),
    ("Гоголь", "Дмитрий", ["Гоголя Дмитрия", "Гоголем Дмитрием", "Гоголе Дмитрии"]),
    ("Кваша", "Андрей", ["Кваши Андрея", "Кваше Андрею", "Квашей Андреем"]),
    ("Седых", "Павел", ["Седых Павла", "Седых Павлом"]),
    ("Толстой", "Саша", ["Толстого Саши", "Толстым Сашей"]),
]


@pytest.mark.parametrize(("surname", "first", "expected"), WRITTEN, ids=[f"{row[0]} {row[1]}" for row in WRITTEN])
def test_every_case_is_known(surname: str, first: str, expected: list[str]) -> None:
    known = {f"{family} {own}" for family, own, _ in declined(surname, first)}
    assert set(expected) <= known


def test_a_patronymic_goes_with_them() -> None:
    known = {" ".join(parts) for parts in declined("Иванова", "Мария", "Павловна")}
    assert {"Ивановой Марии Павловны", "Ивановой Марией Павловной"} <= known
    assert ("Петрову", "Ивану", "Ильичу") in set(declined("Петров", "Иван", "Ильич"))


@given(st.text(min_size=1, max_size=12))
def test_whatever_a_name_is_it_has_five_cases(name: str) -> None:
    assert all(len(forms) == CASES for forms in [*declined_surname(name), *declined_given(name)])
    assert list(declined_given(name))
