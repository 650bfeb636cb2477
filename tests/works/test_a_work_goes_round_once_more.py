"""W2, W3, A3: sent back with a word, handed in anew; a later recording takes its place; what a family is shown."""

import datetime as dt
import io

import pytest

from kiosk.assignments.queries import tasks_of
from kiosk.assignments.records import TaskKind
from kiosk.works.records import REVIEWS
from tests.assignments.filling import assign
from tests.documents.recordings import SCORE, mp4
from tests.documents.test_pictures import photo
from tests.reports.filling import send_day
from tests.school import TODAY, Browser, NamedSchool
from tests.works.filling import TONE, answer, hand_in, spoken

MINUTE = dt.timedelta(minutes=1)
PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"


@pytest.fixture
def card(school: NamedSchool) -> str:
    return f"/s/{school.token('Ивановы')}"


@pytest.fixture
def phone(school: NamedSchool, card: str) -> Browser:
    """The family's browser with its PIN given."""
    browser = school.client()
    browser.post(f"{card}/unlock", {"pin": school.pin("Ивановы")}, page=f"{card}/unlock")
    return browser


def test_sent_back_without_a_word_is_refused(school: NamedSchool) -> None:
    work = hand_in(school)
    refused = answer(school, work, "redo", text="", mark="")
    assert refused.status == 422
    assert "Напишите или скажите, что переделать." in refused.text
    assert answer(school, work, "redo", text="", mark="", oral="вчера").status == 303


@pytest.mark.parametrize("way", ("remark", "typed now", "voice"))
def test_a_remark_or_a_voice_is_a_word(school: NamedSchool, way: str) -> None:
    work, more = hand_in(school), {}
    if way == "remark":
        answer(school, work, "remark", text="", mark="", at="0:01", remark="тише")
    elif way == "voice":
        spoken(school, work)
    else:
        more = {"at": "0:01", "remark": "тише"}
    assert answer(school, work, "redo", text="", mark="", **more).status == 303
    answer(school, work, "strike:0", text="", mark="")
    assert answer(school, work, "redo", text="", mark="").status == (303 if way == "voice" else 422)


def test_handed_in_anew_is_said_and_asked_no_more(school: NamedSchool, card: str, phone: Browser) -> None:
    assign(school, "Мария", due=TODAY + dt.timedelta(9))
    old = hand_in(school, assignment="a1")
    answer(school, old, "redo", mark="")
    assert "Сдать заново" in phone.get(f"{card}/works/{old.id}").text
    school.clock.advance(MINUTE)
    new = hand_in(school, assignment="a1")
    tasks = school.client().get(f"{card}/tasks").text
    assert "Сдано заново 24 ноября" in tasks
    assert "на доработке" not in tasks
    page = phone.get(f"{card}/works/{old.id}").text
    assert f'href="{card}/works/{new.id}">Сдано заново 24 ноября' in page
    assert "Сдать заново" not in page
    assert f"/inbox/{new.id}" in school.client("Соколова").get(f"/inbox/{old.id}").text
    answer(school, new, "redo", mark="")
    assert "на доработке" in school.client().get(f"{card}/tasks").text


def test_what_was_accepted_counts_whatever_is_sent_back_later(school: NamedSchool) -> None:
    assign(school, "Мария", "Пётр")
    first = hand_in(school, assignment="a1")
    school.clock.advance(MINUTE)
    second = hand_in(school, assignment="a1")
    answer(school, first)
    answer(school, second, "redo", mark="")
    board = school.client("Соколова").get("/assignments/a1").text
    assert "сдали: 1 из 2" in board
    assert f'href="/inbox/{first.id}"' in board
    assert f'href="/inbox/{second.id}"' in board


def test_a_family_hears_sees_and_saves_within_the_page(school: NamedSchool, card: str, phone: Browser) -> None:
    files = ((TONE, "этюд.wav"), (mp4(), "полонез.mp4"), (photo(), "тетрадь.jpg"), (PDF, "ноты.pdf"))
    work = hand_in(school, "Мария", *files)
    answer(school, work, "remark", at="0:00", remark="тише", upload=work.id)
    answer(school, work)
    page = phone.get(f"{card}/works/{work.id}").text
    place = f"{card}/works/{work.id}/files"
    assert f'<audio controls preload="none" src="{place}/{work.id}"' in page
    assert f'<video controls preload="none" src="{place}/{work.id + 1}"' in page
    assert f'<img src="{place}/{work.id + 2}"' in page
    assert f'<a href="{place}/{work.id + 3}?save=1" download>ноты.pdf</a>' in page
    assert "#t=" not in page
    assert "<time>0:00</time>" in page
    saved = phone.get(f"{place}/{work.id + 3}?save=1")
    assert (saved.body, saved.headers["Content-Disposition"].partition(";")[0]) == (PDF, "attachment")
    assert school.client().get(f"{place}/{work.id + 3}?save=1").status == 404


def test_moments_are_those_of_a_recording(school: NamedSchool) -> None:
    teacher = school.client("Соколова")
    film = hand_in(school, "Мария", (photo(), "тетрадь.jpg"), (mp4(), "полонез.mp4"))
    refused = answer(school, film, "remark", at="2:42", remark="поздно", upload=film.id + 1)
    assert (refused.status, "Запись кончается на 2:41." in refused.text) == (422, True)
    page = teacher.get(f"/inbox/{film.id}").text
    assert 'id="at"' in page
    assert "<kbd>Пробел</kbd>" in page
    assert page.index("<video") < page.index("<img loading")
    assert page.count("сначала Esc") == 1
    answer(school, film, "remark", at="2:41", remark="в самом конце", upload=film.id + 1)
    changed = answer(school, film, "remark", **{"at.0": "3:00", "remark.0": "в самом конце"})
    assert (changed.status, school.store[REVIEWS].all()[0].remarks[0].at) == (422, 161)
    for still in (hand_in(school, "Мария", (PDF, "ноты.pdf")), hand_in(school, "Мария", (SCORE, "п.musicxml"))):
        assert 'id="at"' not in teacher.get(f"/inbox/{still.id}").text


def ask_for_recording(school: NamedSchool) -> None:
    assign(
        school,
        "Мария",
        kind=TaskKind.RECORDING,
        text="Полонез целиком",
        due=TODAY + dt.timedelta(20),
        attestation_on=TODAY + dt.timedelta(23),
    )


def test_a_recording_is_sound_video_or_a_link(school: NamedSchool, card: str, phone: Browser) -> None:
    ask_for_recording(school)
    tasks = school.client().get(f"{card}/tasks").text
    assert "одним дублем, один файл или ссылка" in tasks
    assert "<button" not in tasks
    child = school.students["Мария"].id

    def send(**more: object) -> tuple[int, bool]:
        page = f"{card}/hand-in"
        sent = phone.post(page, {"assignment": f"{child}.a1", **more}, page=page)
        return sent.status, "Здесь нужна запись" in sent.text

    assert send(file=(io.BytesIO(photo()), "ноты.jpg")) == (422, True)
    assert send(file=(io.BytesIO(PDF), "ноты.pdf")) == (422, True)
    assert send(link="https://disk.example/polonez") == (303, False)
    assert "новая запись встанет на место прежней" in phone.get(f"{card}/hand-in").text
    assert send(file=(io.BytesIO(mp4()), "полонез.mp4")) == (303, False)


def test_the_newest_recording_takes_the_place_of_the_earlier_one(
    school: NamedSchool, card: str, phone: Browser
) -> None:
    ask_for_recording(school)
    old = hand_in(school, assignment="a1")
    school.clock.advance(MINUTE)
    new = hand_in(school, assignment="a1")
    said = "Её место заняла новая запись, 24 ноября"
    teacher = school.client("Соколова")
    assert said in phone.get(f"{card}/works/{old.id}").text
    assert said not in phone.get(f"{card}/works/{new.id}").text
    assert said in teacher.get(f"/inbox/{old.id}").text
    assert said not in teacher.get(f"/inbox/{new.id}").text


def test_homework_is_over_with_the_next_lesson(school: NamedSchool, card: str) -> None:
    """What was sent back stays until it comes anew; a pupil who missed the lesson keeps the homework."""
    send_day(school, date=TODAY - dt.timedelta(7), Мария="гамма Ре мажор", Пётр="ёлочка")
    (homework,) = tasks_of(school.store, school.students["Мария"].id, TODAY)
    page = school.client().get(f"{card}/tasks").text
    assert "задано 17 ноября" in page
    assert "Работы и рецензии (нужен ПИН)" in page
    work = hand_in(school, assignment=homework.reference)
    answer(school, work, "redo", mark="")
    send_day(school, Терция="читать с листа")
    told = [one.text for one in tasks_of(school.store, school.students["Мария"].id, TODAY)]
    assert sorted(told) == ["гамма Ре мажор", "читать с листа"]
    assert tasks_of(school.store, school.students["Пётр"].id, TODAY) == []
    school.clock.advance(MINUTE)
    hand_in(school, assignment=homework.reference)
    told = [one.text for one in tasks_of(school.store, school.students["Мария"].id, TODAY)]
    assert told == ["читать с листа"]
