"""A family hands in with card and PIN; the receipt says what came; only its teachers find it (W1, W2, P5)."""

from __future__ import annotations

import hashlib
import io

import pytest

from kiosk.documents.file_names import safe_name
from kiosk.drop.records import UPLOADS
from tests.school import ORIGIN, Answer, Browser, NamedSchool

SOUND = b"ID3" + bytes(range(256)) * 1000


def unlocked(school: NamedSchool) -> tuple[Browser, str]:
    """A phone that has given the PIN, and the page's address."""
    browser, address = school.client(), f"/s/{school.token('Ивановы')}"
    assert browser.post(f"{address}/unlock", {"pin": school.pin("Ивановы")}).status == 303
    return browser, f"{address}/hand-in"


def hand_in(browser: Browser, address: str, *files: tuple[bytes, str], **fields: object) -> Answer:
    """Send the form."""
    data: dict[str, object] = {"token": browser.get(address).token, "key": "k1", **fields}
    data["file"] = [(io.BytesIO(content), name) for content, name in files]
    return Answer(browser.client.post(address, data=data, headers={"Origin": ORIGIN}))


def test_a_recording_arrives_with_a_receipt_and_its_checksum(school: NamedSchool) -> None:
    browser, address = unlocked(school)
    student = school.students["Мария"].id
    answer = hand_in(browser, address, (SOUND, "Гамма Ре мажор.mp3"), assignment=f"{student}.", task="Гамма")
    assert answer.status == 303
    receipt = browser.get(str(answer.headers["Location"])).text
    checksum = hashlib.sha256(SOUND).hexdigest()
    assert checksum in receipt.replace(" ", "").replace("\n", "")
    assert "Мария И." in receipt
    assert "Иванова" not in receipt
    upload = school.store[UPLOADS].all()[0]
    assert (upload.sha256, upload.how, upload.file_name) == (checksum, "card + PIN", "Гамма Ре мажор.mp3")
    again = hand_in(browser, address, (SOUND, "Гамма Ре мажор.mp3"), assignment=f"{student}.", task="Гамма")
    assert again.headers["Location"] == answer.headers["Location"]
    assert school.store[UPLOADS].count() == 1


def test_the_teacher_finds_it_others_do_not(school: NamedSchool) -> None:
    browser, address = unlocked(school)
    hand_in(browser, address, (SOUND, "а.mp3"), assignment=f"{school.students['Мария'].id}.", task="Этюд № 8")
    upload = school.store[UPLOADS].all()[0]
    assert "Этюд № 8" in school.client("Соколова").get("/inbox").text
    assert "Этюд № 8" not in school.client("Белов").get("/inbox").text
    file = f"/inbox/{upload.id}/file"
    answer = school.client("Соколова").get(file)
    assert answer.body == SOUND
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Content-Type"] == "audio/mpeg"
    assert "attachment" in school.client("Соколова").get(f"{file}?save=1").headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert school.client("Белов").get(file).status == 404
    assert school.client().get(file).status == 303


REFUSED = {
    "no file": ({}, ()),
    "an empty file": ({}, ((b"", "пусто.mp3"),)),
    "no task": ({"task": ""}, ((SOUND, "а.mp3"),)),
    "no child": ({"assignment": ""}, ((SOUND, "а.mp3"),)),
    "a task of 100 KB": ({"task": "я" * 100_000}, ((SOUND, "а.mp3"),)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_taken_is_a_sentence_and_what_was_typed_stays(school: NamedSchool, case: str) -> None:
    browser, address = unlocked(school)
    fields, files = REFUSED[case]
    sent: dict[str, object] = {"assignment": f"{school.students['Мария'].id}.", "task": "Гамма", **fields}
    answer = hand_in(browser, address, *files, **sent)
    assert answer.status == 422
    assert 'role="alert"' in answer.text
    assert school.store[UPLOADS].count() == 0
    if sent["task"] == "Гамма":
        assert "Гамма</textarea>" in answer.text


def test_another_familys_child_is_not_there(school: NamedSchool) -> None:
    browser, address = unlocked(school)
    assert hand_in(browser, address, (SOUND, "а"), assignment=f"{school.students['Артём'].id}.", task="x").status == 404


def test_without_the_pin_it_is_asked_for(school: NamedSchool) -> None:
    answer = school.client().get(f"/s/{school.token('Ивановы')}/hand-in")
    assert str(answer.headers["Location"]).endswith("/unlock?then=hand-in")


NAMES = [
    ("Гамма.mp3", "Гамма.mp3"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\я\\этюд.wav", "этюд.wav"),
    ('a<b>"c|d?.mp3', "abcd.mp3"),
    ("...", "file"),
    ("я" * 300 + ".mp3", "я" * 146 + ".mp3"),
]


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_a_name_that_every_disk_takes(given: str, kept: str) -> None:
    assert safe_name(given) == kept
