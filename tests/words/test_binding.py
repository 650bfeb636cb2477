"""Lines end where a reader would end them (O6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.words import NBSP, bind


@pytest.mark.parametrize(
    ("text", "bound"),
    (
        ("Иванова М. П. в кабинете 7", "Иванова_М._П. в_кабинете 7"),
        ("приказ № 87-у, § 1", "приказ №_87-у, §_1"),
        ("30 минут и 2 часа", "30_минут и_2_часа"),
        ("Из дома — в школу", "Из_дома_— в_школу"),
        ("не позднее 5 (8)", "не_позднее 5_(8)"),
        ("Соль мажор", "Соль мажор"),
        ("кофе с молоком", "кофе с_молоком"),
        ("at the school of 5 teachers", "at_the_school of_5_teachers"),
        ("", ""),
    ),
)
def test_what_belongs_together_stays_together(text: str, bound: str) -> None:
    assert bind(text).replace(NBSP, "_") == bound


@given(st.text())
def test_only_spaces_change(text: str) -> None:
    assert bind(text).replace(NBSP, " ").split() == text.replace(NBSP, " ").split()


@given(st.text(alphabet="аб вИ.П 12№§—("))
def test_binding_twice_changes_nothing(text: str) -> None:
    assert bind(bind(text)) == bind(text)
