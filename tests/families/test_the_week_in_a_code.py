"""The week as text in codes: nothing cut, nothing lost, never larger than version 15 (F3)."""

import datetime as dt
import io
import re
from typing import Any

import cairosvg
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.families.at_home import drawn
from kiosk.families.queries import ChildDay, DayOfWeek, LessonView, WeekView
from kiosk.families.week_texts import MOST_BYTES, WeekText, week_texts
from kiosk.words import NBSP, tongue
from tests.school import TODAY

TAKEN_AT = dt.datetime(2026, 11, 24, 20, 5)
RU, EN = tongue("ru"), tongue("en")
MODULES_OF_VERSION_15 = 77


def lesson(child: str = "Мария И.", start: dt.time = dt.time(14), **more: Any) -> LessonView:  # Any: fields of a lesson
    plain: dict[str, Any] = {
        "child": child,
        "start": start,
        "end": dt.time(start.hour, start.minute + 1),
        "subject": "Сольфеджио",
        "kind": "individual lesson",
        "at_home": True,
        "channel": "телефон",
        "address": "",
        "teacher": f"Соколова{NBSP}М.{NBSP}П.",
        "room": "7",
    }
    return LessonView(**{**plain, **more})


def week(*lessons: tuple[int, LessonView], children: tuple[str, ...] = ("Мария И.",)) -> WeekView:
    """A week from lessons with the day, counted from today."""
    today = tuple(
        ChildDay(name, tuple(one for day, one in lessons if not day and one.child == name)) for name in children
    )
    ahead = (
        DayOfWeek(TODAY + dt.timedelta(day), tuple(one for at, one in lessons if at == day)) for day in range(1, 7)
    )
    return WeekView(TODAY, today, tuple(day for day in ahead if day.lessons))


def side(text: str) -> int:
    found = re.search(r'viewBox="0 0 (\d+) ', drawn(text))
    assert found is not None
    return int(found[1]) - 8


USUAL = week(
    *(
        (day, lesson(subject=subject, start=dt.time(14 + day % 3, 10)))
        for day, subject in enumerate(
            ("Специальность", "Сольфеджио", "Музыкальная литература", "Хор", "Общее фортепиано", "Ансамбль")
        )
    ),
)


def test_a_usual_week_is_one_code_as_a_phone_shows_it() -> None:
    (code,) = week_texts(USUAL, TAKEN_AT, RU)
    assert code.text == (
        "24–30.11.26, взято 24.11 20:05\n"
        "Мария И.\n"
        "ВТ 24.11\n14:10 Специальность, Соколова М.П.\n"
        "СР 25.11\n15:10 Сольфеджио, Соколова М.П.\n"
        "ЧТ 26.11\n16:10 Музыкальная литература, Соколова М.П.\n"
        "ПТ 27.11\n14:10 Хор, Соколова М.П.\n"
        "СБ 28.11\n15:10 Общее фортепиано, Соколова М.П.\n"
        "ВС 29.11\n16:10 Ансамбль, Соколова М.П."
    )
    assert side(code.text) <= MODULES_OF_VERSION_15
    assert "://" not in code.text


def test_brothers_and_sisters_share_a_code_as_long_as_it_holds_them() -> None:
    few = week((0, lesson()), (1, lesson("Пётр И.")), children=("Мария И.", "Пётр И."))
    (together,) = week_texts(few, TAKEN_AT, RU)
    assert together.names == "Мария И., Пётр И."
    many = week(
        *((day, lesson(child)) for day in range(6) for child in ("Мария И.", "Пётр И.")),
        children=("Мария И.", "Пётр И."),
    )
    codes = week_texts(many, TAKEN_AT, RU)
    assert [code.names for code in codes] == ["Мария И.", "Пётр И."]
    assert "код 2 из 2" in codes[1].text


def test_a_full_week_goes_over_two_codes_between_days() -> None:
    full = week(*((day, lesson(start=dt.time(hour))) for day in range(6) for hour in (14, 15)))
    codes = week_texts(full, TAKEN_AT, RU)
    days = [re.findall(r"\d\d\.11(?=\n)", code.text) for code in codes]
    assert len(codes) == 2
    assert not set(days[0]) & set(days[1])


@pytest.mark.parametrize(
    ("more", "words"),
    (
        ({"cancelled": True, "change": "cancelled"}, "14:00 ОТМЕНЁН: Сольфеджио"),
        ({"homework": "Гамма"}, "На листе: задание."),
        ({"address": "https://a.b/c"}, "На листе: ссылки."),
        ({"homework": "Гамма", "links": ("https://a.b/c",)}, "На листе: задание, ссылки."),
        ({"subject": "Я" * 200, "teacher": "Ю" * 60}, "14:00 не поместилось, см. лист"),
    ),
)
def test_what_is_not_in_the_code_is_said_in_it(more: dict[str, Any], words: str) -> None:
    (code,) = week_texts(week((0, lesson(**more))), TAKEN_AT, RU)
    assert words in code.text


def test_no_lessons_and_no_children() -> None:
    (code,) = week_texts(week(), TAKEN_AT, EN)
    assert "Мария И.: no lessons" in code.text
    assert week_texts(week(children=()), TAKEN_AT, RU) == ()


NAMES = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя -.«»", min_size=1, max_size=60).map(str.strip).filter(bool)
LESSONS = st.builds(
    lambda day, child, start, subject, teacher, **more: (
        day,
        lesson(child, start, subject=subject, teacher=teacher, **more),
    ),
    st.integers(0, 6),
    st.sampled_from(("Мария И.", "Пётр И.", "Александра-Виктория В.")),
    st.times(dt.time(8), dt.time(20, 50)).map(lambda at: at.replace(minute=at.minute % 50, second=0, microsecond=0)),
    NAMES,
    NAMES,
    cancelled=st.booleans(),
    homework=st.sampled_from(("", "Гамма")),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LESSONS, max_size=60), st.sampled_from((RU, EN)))
def test_every_lesson_of_any_week_stands_in_some_code_uncut(
    lessons: list[tuple[int, LessonView]], words: object
) -> None:
    children = ("Мария И.", "Пётр И.", "Александра-Виктория В.")
    codes = week_texts(week(*lessons, children=children), TAKEN_AT, words)  # type: ignore[arg-type]  # because sampled
    assert all(len(code.text.encode()) <= MOST_BYTES for code in codes)
    for day, one in lessons:
        date = TODAY + dt.timedelta(day)
        line = f"{one.subject}, {one.teacher}"
        theirs = [code.text for code in codes if one.child in code.names and f"{date:%d.%m}\n" in code.text]
        assert any(f"{one.start:%H:%M}" in text and f"{line}\n" in f"{text}\n" for text in theirs), (day, one)
    said = sum(len(re.findall(r"^\d\d:\d\d ", code.text, re.MULTILINE)) for code in codes)
    assert said == len(lessons)


@pytest.mark.parametrize("length", (20, 292, 294, 412, 414, MOST_BYTES))
def test_every_text_is_version_14_or_15_and_read_back(length: int) -> None:
    text = ("Пн 14:00 Хор" + "ы" * MOST_BYTES).encode()[:length].decode(errors="ignore")
    assert side(text) in {MODULES_OF_VERSION_15 - 4, MODULES_OF_VERSION_15}
    png = cairosvg.svg2png(drawn(text).encode(), output_width=85 * 6, output_height=85 * 6)
    assert [one.text for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))] == [text]


def test_each_code_names_its_child() -> None:
    assert week_texts(USUAL, TAKEN_AT, RU)[0] == WeekText("Мария И.", week_texts(USUAL, TAKEN_AT, RU)[0].text)
