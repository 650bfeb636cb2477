"""Teacher and family: a recording is listened to, answered by keys and by voice, read and heard at home (W2, P5)."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from kiosk.journal.records import MARKS
from kiosk.works.records import REVIEWS, State
from tests.assignments.filling import assign
from tests.journeys.conftest import Kiosk, Opened
from tests.works.filling import TONE, hand_in, tone

WORKS = 20
MOST_KEYS = 6
LENGTH = """(audio) => new Promise((heard) => {
  audio.onloadedmetadata = () => heard(audio.duration);
  audio.load();
})"""


class Keys:
    """Fingers on a keyboard: what is pressed besides words is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.count += key.count("+") + 1
            self.page.keyboard.press(key)


def test_twenty_works_of_one_task_with_six_keys_each(kiosk: Kiosk, opened: Opened) -> None:
    school = kiosk.school
    assign(school, "Мария")
    for number in range(WORKS):
        hand_in(school, "Мария", (TONE + bytes(number), "этюд.wav"), assignment="a1")
    page = opened("/inbox?task=a1", "Соколова")
    page.locator("tbody a[href^='/inbox/']").first.click()
    for number in range(WORKS):
        expect(page.locator("#text")).to_be_focused()
        keys, address = Keys(page), page.url
        page.keyboard.type(f"Хорошо, {number}")
        keys.press("Escape", "4", "+", "Control+Enter")
        expect(page).not_to_have_url(address)
        assert keys.count <= MOST_KEYS
    expect(page.locator(".head .state")).to_contain_text("0 работ")
    assert {one.state for one in school.store[REVIEWS].all()} == {State.ACCEPTED}
    assert [one.value for one in school.store[MARKS].all()] == ["4+"] * WORKS
    assert {one.text for one in school.store[REVIEWS].all()} == {f"Хорошо, {number}" for number in range(WORKS)}


def test_a_remark_at_its_moment_and_a_review_by_voice(kiosk: Kiosk, opened: Opened) -> None:
    """The voice is recorded on another phone, heard under the PIN, and there for nobody else."""
    school = kiosk.school
    assign(school, "Мария")
    work = hand_in(school, "Мария", (tone(9), "этюд.wav"), assignment="a1")
    page = opened(f"/inbox/{work.id}", "Соколова")
    page.locator("#text").fill("Слушай, как я пою эту фразу.")
    page.evaluate("document.querySelector('.rec audio').load()")
    page.wait_for_function("document.querySelector('.rec audio').readyState > 0")
    Keys(page).press("Escape", "ArrowRight", "[", "ArrowRight", "]")
    expect(page.locator("#loop")).to_contain_text("0:05–0:09")
    Keys(page).press("]", " ", ".", "ArrowLeft", "ArrowLeft", "ArrowRight", "r")
    expect(page.locator("#rate")).to_have_text("1,25×")
    expect(page.locator("#remark")).to_be_focused()
    page.locator("#at").fill("0:05")
    page.locator("#remark").fill("считай паузу")
    page.locator("#remark").press("Enter")
    expect(page.locator("#remarks li")).to_contain_text("считай паузу")
    expect(page.locator("#text")).to_have_value("Слушай, как я пою эту фразу.")

    page.locator("input[name=mark][value='5']").focus()
    Keys(page).press("ArrowRight")
    expect(page.locator("input[name=mark][value='5-']")).to_be_checked()

    page.get_by_role("button", name="Показать код для телефона").click()
    code = page.locator("#sound .code a").get_attribute("href")
    assert code is not None
    recorder = opened(code.removeprefix(kiosk.url), size=(360, 640))
    expect(recorder.locator("main")).to_contain_text("Мария И.")
    recorder.locator("#file").set_input_files({"name": "Запись 7.wav", "mimeType": "audio/wav", "buffer": tone(2)})
    recorder.get_by_role("button", name="Отправить").click()
    expect(recorder.locator("main")).to_contain_text("Запись пришла")
    expect(page.locator("#sound audio")).to_have_count(1)
    expect(page.locator("#text")).to_have_value("Слушай, как я пою эту фразу.")
    page.locator("#text").press("Control+Enter")
    expect(page.locator(".undo")).to_contain_text("Иванова Мария: принята")

    phone = opened(f"/s/{school.token('Ивановы')}/works", size=(360, 640), scripts=True)
    phone.locator("#pin").fill(school.pin("Ивановы"))
    phone.locator("button.go").click()
    phone.locator("ul.d a").click()
    expect(phone.locator("main")).to_contain_text("Слушай, как я пою эту фразу.")
    expect(phone.locator("main")).to_contain_text("считай паузу")
    voice = phone.locator("audio[src*='/sounds/']")
    assert round(voice.evaluate(LENGTH)) == 2
    place = voice.get_attribute("src")
    stranger = opened(f"{place}", size=(360, 640), expect_errors=True)
    expect(stranger.locator("h1")).to_contain_text("По этому адресу ничего нет")
    page.reload()
    expect(page.locator("tbody")).to_contain_text("прочитано")
