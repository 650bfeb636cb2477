"""W2: a review is spoken into the teacher's phone by a code of that review; the family hears it under its PIN alone."""

import datetime as dt
import io
import re

import pytest

from kiosk.office.files_in_use import files_in_use
from kiosk.people.actions import retire
from kiosk.people.records import STAFF
from kiosk.works.records import REVIEWS, TICKETS, Review
from tests.school import ORIGIN, TODAY, Answer, Browser, NamedSchool
from tests.works.filling import TONE, answer, hand_in, spoken, tone

VOICE = tone(0.3, 220)


def only(school: NamedSchool) -> Review:
    (review,) = school.store[REVIEWS].all()
    return review


def code_of(page: Answer) -> str:
    """The address that the code on the computer's page holds."""
    found = re.search(r'href="http://[^/"]+(/sound/[\w-]+)"', page.text)
    assert found
    return found[1]


def bring(phone: Browser, address: str, content: bytes = VOICE, name: str = "Запись 1.wav") -> Answer:
    """The phone's form, with a recording."""
    file = {"file": (io.BytesIO(content), name), "token": phone.get(address).token}
    return Answer(phone.client.post(address, data=file, headers={"Origin": ORIGIN}))


def family(school: NamedSchool, name: str = "Ивановы", *, pin: bool = True) -> tuple[Browser, str]:
    """A phone of a family and the address of its works."""
    phone, card = school.client(), f"/s/{school.token(name)}"
    if pin:
        assert phone.post(f"{card}/unlock", {"pin": school.pin(name)}).status == 303
    return phone, f"{card}/works"


def test_recorded_on_another_phone_heard_under_the_pin_and_there_for_nobody_else(school: NamedSchool) -> None:
    work = hand_in(school)
    page = answer(school, work, "ticket", text="Слушай запись.")
    assert page.status == 200
    assert 'role="img" aria-label="Код для телефона"><svg' in page.text
    phone, address = school.client(), code_of(page)
    form = phone.get(address).text
    assert ("Мария И." in form, "Иванова" in form, 'accept="audio/*"' in form) == (True, False, True)
    assert bring(phone, address).status == 303
    assert "Запись пришла" in phone.get(address).text
    (sound,) = only(school).sounds
    assert (sound.size_bytes, sound.media_type, sound.file_name) == (len(VOICE), "audio/wav", "Запись 1.wav")
    teacher = school.client("Соколова")
    assert teacher.get(f"/inbox/{work.id}/sounds/0").body == VOICE
    answer(school, work, "accept", text="Слушай запись.", mark="5")
    ours, works = family(school)
    heard = f"{works}/{work.id}/sounds/0"
    assert heard in ours.get(f"{works}/{work.id}").text
    there = ours.get(heard)
    assert (there.status, there.body, there.headers["Content-Type"]) == (200, VOICE, "audio/wav")
    assert there.headers["Cache-Control"] == "no-store"
    strangers, theirs = family(school, "Петровы")
    without, _ = family(school, pin=False)
    for stranger, place in (
        (strangers, f"{theirs}/{work.id}/sounds/0"),
        (strangers, heard),
        (without, heard),
        (school.client("Белов"), f"/inbox/{work.id}/sounds/0"),
        (school.client("Боровая"), f"/inbox/{work.id}/sounds/0"),
    ):
        assert stranger.get(place).status == 404
    assert sound.blob in files_in_use(school.store)


def test_the_computers_page_learns_that_it_has_come(school: NamedSchool) -> None:
    work, teacher = hand_in(school), school.client("Соколова")
    address, asked = code_of(answer(school, work, "ticket")), f"/inbox/{work.id}/sounds?known=0"
    assert teacher.get(asked, htmx=True).status == 204
    bring(school.client(), address)
    part = teacher.get(asked, htmx=True)
    assert part.text.lstrip().startswith('<section class="sec" id="sound">')
    assert f"/inbox/{work.id}/sounds/0" in part.text
    assert f"/inbox/{work.id}/sounds/0" in teacher.get(f"/inbox/{work.id}").text  # a plain look shows it too
    assert teacher.get(f"/inbox/{work.id}/sounds?known=1", htmx=True).status == 204


def test_a_code_is_good_once_and_for_half_an_hour(school: NamedSchool) -> None:
    work, phone = hand_in(school), school.client()
    first, second = code_of(answer(school, work, "ticket")), code_of(answer(school, work, "ticket"))
    bring(phone, first)
    bring(phone, first)
    assert len(only(school).sounds) == 1
    school.clock.advance(dt.timedelta(minutes=30))
    assert phone.get(second).status == 404
    assert bring(phone, second).status in {403, 404}
    assert len(only(school).sounds) == 1
    secret = second.rpartition("/")[2]
    assert all(secret not in ticket.hash for ticket in school.store[TICKETS].all())
    assert phone.get("/sound/x").status == 404


def test_a_code_ends_with_its_teachers_account(school: NamedSchool) -> None:
    work, phone = hand_in(school), school.client()
    address = code_of(answer(school, work, "ticket"))
    retire(school.store, school.actor("Ким"), STAFF, school.staff["Соколова"], on=TODAY)
    assert phone.get(address).status == 404
    assert only(school).sounds == ()


REFUSED = {
    "nothing chosen": ({}, "Сначала выберите запись"),
    "no sound": ({"file": (io.BytesIO(b"%PDF-1.4\n1 0 obj\n%%EOF\n"), "ноты.pdf")}, "не звук"),
    "a page": ({"file": (io.BytesIO(b"<!doctype html><script>1</script>"), "звук.mp3")}, "звук.mp3"),
    "nothing in it": ({"file": (io.BytesIO(b""), "звук.mp3")}, "пуст"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_recording_is_said_and_the_code_stays_good(school: NamedSchool, case: str) -> None:
    work, phone = hand_in(school), school.client()
    address = code_of(answer(school, work, "ticket"))
    sent, said = REFUSED[case]
    refused = Answer(
        phone.client.post(address, data={**sent, "token": phone.get(address).token}, headers={"Origin": ORIGIN})
    )
    assert (refused.status, said in refused.text, 'role="alert"' in refused.text) == (422, True, True)
    assert only(school).sounds == ()
    assert set(school.store.vault.ids()) == {work.blob}
    assert bring(phone, address).status == 303


def test_a_foreign_page_brings_nothing(school: NamedSchool) -> None:
    work = hand_in(school)
    address = code_of(answer(school, work, "ticket"))
    file = {"file": (io.BytesIO(VOICE), "a.wav")}
    foreign = school.client().client.post(address, data=file, headers={"Origin": "http://evil.test"})
    assert foreign.status_code == 403
    assert only(school).sounds == ()


def test_a_recording_is_struck_and_brought_back(school: NamedSchool) -> None:
    work = hand_in(school)
    spoken(school, work)
    answer(school, work)
    ours, works = family(school)
    place, page = f"{works}/{work.id}/sounds/0", f"/inbox/{work.id}"
    teacher = school.client("Соколова")
    for act, status in (("withdrawal", 404), ("withdrawal/withdrawal", 200)):
        for _twice in range(2):
            assert teacher.post(f"{page}/sounds/0/{act}", page=page).status == 303
        assert ours.get(place).status == status


def test_the_family_reads_what_is_decided_and_the_teacher_sees_it(school: NamedSchool) -> None:
    work = hand_in(school)
    answer(school, work, "remark", at="1:32", remark="считай паузу", text="Черновик")
    ours, works = family(school)
    assert "преподаватель готовит рецензию" in ours.get(works).text
    assert "Черновик" not in ours.get(f"{works}/{work.id}").text
    answer(school, work, "accept", text="Хорошо!\nДальше — в темпе.", mark="4+")
    assert "новая рецензия" in ours.get(works).text
    assert "семья ещё не читала" in school.client("Соколова").get(f"/inbox/{work.id}").text
    page = ours.get(f"{works}/{work.id}").text
    for said in ("Хорошо!", "Дальше", "1:32", "считай паузу", "4+", "Соколова М. П."):
        assert said in page
    assert f'src="{works}/{work.id}/files/{work.id}"' in page
    assert ours.get(f"{works}/{work.id}/files/{work.id}").body == TONE
    assert "новая рецензия" not in ours.get(works).text
    assert "прочитано 24 ноября" in school.client("Соколова").get(f"/inbox/{work.id}").text
    assert [one.household for one in only(school).read] == [school.households["Ивановы"].id]
    school.clock.advance(dt.timedelta(hours=1))
    answer(school, work, "redo", text="Ещё раз", mark="")
    assert only(school).read_at is None
    assert "новая рецензия" in family(school)[0].get(works).text


def test_without_the_pin_it_is_asked_for_and_gone_on_from(school: NamedSchool) -> None:
    work = hand_in(school)
    phone, works = family(school, pin=False)
    for place in (works, f"{works}/{work.id}"):
        assert str(phone.get(place).headers["Location"]).endswith("/unlock?then=works")
    card = works.removesuffix("/works")
    there = phone.post(f"{card}/unlock", {"pin": school.pin("Ивановы"), "then": "works"})
    assert there.headers["Location"] == works
    assert phone.get(f"{works}/999").status == 404


def test_the_work_of_a_child_with_two_homes_is_read_in_both(school: NamedSchool) -> None:
    """A struck work is shown to nobody, a review sent back asks for the work anew."""
    work = hand_in(school)
    answer(school, work, "redo", due=f"{TODAY + dt.timedelta(7):%d.%m.%Y}", mark="")
    ours, works = family(school)
    page = ours.get(f"{works}/{work.id}").text
    assert "На доработке" in page
    assert "/hand-in" in page
    strangers, theirs = family(school, "Петровы")
    assert work.receipt not in strangers.get(theirs).text
    assert strangers.get(f"{theirs}/{work.id}").status == 404
