"""A video from a phone: the Wi-Fi breaks, the kiosk restarts, the phone makes the file anew (W1, L15)."""

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.drop.records import ARRIVALS, UPLOADS, Upload
from tests.documents.recordings import mp4
from tests.journeys.broken_line import BrokenLine, broken_line
from tests.journeys.conftest import HOST, Kiosk, Opened
from tests.journeys.test_every_page_reads_well import faults

MB = 1_000_000
PHONE = (360, 640)
LONG = 60_000


def video(folder: Path, megabytes: int, *, seed: bytes = b"a", more: bytes = b"") -> Path:
    """A made-up video; no two places in it are alike."""
    place = folder / "zhavoronok.mp4"
    noise = (hashlib.sha256(seed + number.to_bytes(4, "big")).digest() for number in range(megabytes * MB // 32))
    place.write_bytes(mp4() + b"".join(noise) + more)
    return place


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def form_of(opened: Opened, kiosk: Kiosk, line: BrokenLine | None = None, *, scripts: bool = True) -> Page:
    """The form on a phone that has given the PIN, through the line if there is one."""
    card = f"/s/{kiosk.school.token('Ивановы')}"
    page = opened("/health", size=PHONE, scripts=scripts, expect_errors=True)
    page.goto(f"http://{HOST}:{line.port if line else kiosk.port}{card}/unlock?then=hand-in")
    page.locator("#pin").fill(kiosk.school.pin("Ивановы"))
    page.locator("button.go").click()
    page.locator("#drop").wait_for()
    page.on("dialog", lambda asked: asked.accept())  # «leave this page?»
    return page


def choose(page: Page, file: Path, picker: str = "#pick input") -> None:
    """Something else, in words, with this file."""
    page.locator("summary").first.click()
    page.locator("input[type=radio]:visible").last.check()
    page.locator("#task").fill("Жаворонок, вторая партия")
    page.locator(picker).last.set_input_files(file)


def arrived(kiosk: Kiosk) -> Upload:
    """The one work, whole in the vault."""
    (upload,) = kiosk.school.store[UPLOADS].all()
    assert sha256(kiosk.school.store.vault.path(upload.blob)) == upload.sha256
    return upload


def test_cuts_and_a_restart_lose_nothing(kiosk: Kiosk, opened: Opened, tmp_path: Path) -> None:
    file = video(tmp_path, 12)

    def restart() -> None:
        kiosk.stop()
        kiosk.start()

    cuts: list[tuple[int, Callable[[], object]]] = [(2 * MB, int), (5 * MB, int), (8 * MB, restart), (10 * MB, int)]
    with broken_line(kiosk.port, cuts) as line:
        page = form_of(opened, kiosk, line)
        choose(page, file)
        expect(page.locator("#send")).to_have_text("Отправить 12 МБ")
        page.locator("#send").click()
        page.wait_for_url("**/receipt/**", timeout=LONG)
        assert cuts == []
        upload = arrived(kiosk)
        assert upload.sha256 == sha256(file)
        assert (upload.kind, upload.student) == ("video", kiosk.school.students["Мария"].id)
        expect(page.locator(".k")).to_have_text(upload.receipt)
        assert upload.sha256 in page.locator("code").inner_text().replace(" ", "")


@pytest.mark.parametrize("again", ("the same", "as large, made anew", "larger, made anew"))
def test_after_a_reload_the_file_is_picked_again(kiosk: Kiosk, opened: Opened, tmp_path: Path, again: str) -> None:
    file = video(tmp_path, 8)
    with broken_line(kiosk.port, []) as line:
        line.cuts.append((3 * MB, lambda: setattr(line, "down", True)))
        page = form_of(opened, kiosk, line)
        choose(page, file)
        page.locator("#send").click()
        row = page.locator("#list .x")
        expect(row).to_contain_text("Связь пропала", timeout=LONG)
        line.down = False
        page.reload()
        expect(row).to_contain_text("Выберите тот же файл ещё раз")
        if again != "the same":
            file = video(tmp_path, 8, seed=b"b", more=bytes(again.startswith("larger")))
        sent = line.sent
        row.locator("input").set_input_files(file)
        if again == "the same":
            page.wait_for_url("**/receipt/**", timeout=LONG)
            assert line.sent - sent < 8 * MB
        else:
            expect(row).to_contain_text("Телефон пересобрал файл")
            expect(row).to_contain_text("Дошёл целиком", timeout=LONG)
            row.locator("a", has_text="Квитанция").click()
            page.wait_for_url("**/receipt/**")
        assert arrived(kiosk).sha256 == sha256(file)
        assert [one.receipt for one in kiosk.school.store[ARRIVALS].all()] == [arrived(kiosk).receipt]
        page.go_back()
        assert page.evaluate("Object.keys(localStorage).length") == 0


def test_when_the_pass_has_ended_the_list_stays(kiosk: Kiosk, opened: Opened, tmp_path: Path) -> None:
    page = form_of(opened, kiosk)
    choose(page, video(tmp_path, 1))
    kiosk.school.clock.advance(dt.timedelta(hours=25))
    page.locator("#send").click()
    row = page.locator("#list .x")
    expect(row).to_contain_text("введите ПИН")
    with page.expect_popup() as popup:
        row.locator("a", has_text="ПИН").click()
    popup.value.locator("#pin").fill(kiosk.school.pin("Ивановы"))
    popup.value.locator("button.go").click()
    popup.value.locator("#drop").wait_for()
    popup.value.close()
    page.wait_for_url("**/receipt/**", timeout=LONG)  # by itself: it looks again when it is seen, or after a rest
    assert arrived(kiosk).size_bytes > MB


def test_refusals_are_the_schools_sentences(kiosk: Kiosk, opened: Opened, tmp_path: Path) -> None:
    page = form_of(opened, kiosk)
    for name, content in (
        ("пусто.mp4", b""),
        ("фото.jpg", b"<html><script>alert(1)</script>"),
        ("игра.mp4", b"MZ" * 999),
    ):
        (tmp_path / name).write_bytes(content)
        page.locator("#pick input").last.set_input_files(tmp_path / name)
    page.locator("#send").click()
    expect(page.locator("#wrong")).to_contain_text("Выберите задание")
    choose(page, video(tmp_path, 1))
    page.locator("#send").click()
    rows = page.locator("#list .x")
    for row, said in enumerate(("Файл пуст", "веб-страница", "программа", "Дошёл целиком")):
        expect(rows.nth(row)).to_contain_text(said, timeout=LONG)
    assert faults(page) == []
    assert arrived(kiosk).file_name == "zhavoronok.mp4"


def test_files_wait_for_the_kiosk_and_share_one_receipt(kiosk: Kiosk, opened: Opened, tmp_path: Path) -> None:
    with broken_line(kiosk.port, []) as line:
        page = form_of(opened, kiosk, line)
        choose(page, video(tmp_path, 1))
        song = tmp_path / "песня.mp3"
        song.write_bytes(b"ID3\x03" + bytes(99_000))
        page.locator("#pick input").nth(1).set_input_files(song)
        line.down = True
        line.cut()
        page.locator("#send").click()
        first, second = page.locator("#list .x").all()
        expect(first).to_contain_text("Связь пропала")
        second.locator("button", has_text="Остановить").click()
        expect(second).to_contain_text("Остановлено")
        line.down = False
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(first).to_contain_text("Дошёл целиком", timeout=LONG)
        expect(second).to_contain_text("Остановлено")
        second.locator("button", has_text="Продолжить").click()
        page.wait_for_url("**/receipt/**", timeout=LONG)
    uploads = kiosk.school.store[UPLOADS].all()
    assert [one.file_name for one in uploads] == ["zhavoronok.mp4", "песня.mp3"]
    assert len({one.receipt for one in uploads}) == 1


def test_a_small_file_goes_without_a_script(kiosk: Kiosk, opened: Opened, tmp_path: Path) -> None:
    page = form_of(opened, kiosk, scripts=False)
    file = video(tmp_path, 1)
    choose(page, file, "#file")
    page.locator("#send").click()
    page.wait_for_url("**/receipt/**")
    assert arrived(kiosk).sha256 == sha256(file)
