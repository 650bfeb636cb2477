"""Handing in from the family page: PIN, files, receipt, checksum; twice the same is one (W1, P5)."""

import hashlib
import io
import re
from dataclasses import replace as settings_with
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from kiosk.documents.file_names import safe_name
from kiosk.drop.records import UPLOADS
from kiosk.store import where
from tests.naughty import NAUGHTY
from tests.school import ORIGIN, Answer, Browser, NamedSchool

MP3 = b"ID3\x03" + bytes(range(256)) * 40
LANGUAGES = ("ru", "en")


def phone(school: NamedSchool, family: str = "Ивановы", lang: str = "ru") -> tuple[Browser, str]:
    """A phone of a family with the PIN given, and the address of its form."""
    browser, card = school.client(lang=lang), f"/s/{school.token(family)}"
    assert browser.post(f"{card}/unlock", {"pin": school.pin(family), "then": "hand-in"}).status == 303
    return browser, f"{card}/hand-in"


def work(body: bytes = MP3, name: str = "Полонез, реприза.mp3") -> FileStorage:
    return FileStorage(io.BytesIO(body), name)


def fields(school: NamedSchool, child: str = "Мария", *files: FileStorage, **more: object) -> dict[str, object]:
    sent = list(files) or [work()]
    return {
        "assignment": f"{school.students[child].id}.",
        "task": "Полонез наизусть",
        "key": "k1",
        "file": sent,
        **more,
    }


def send(browser: Browser, address: str, sent: dict[str, object], *, htmx: bool = False) -> Answer:
    headers = {"Origin": ORIGIN, **({"HX-Request": "true"} if htmx else {})}
    boundary, body = encode_multipart({"token": browser.get(address).token, **sent})
    kind = f"multipart/form-data; boundary={boundary}"
    return Answer(browser.client.post(address, data=body, content_type=kind, headers=headers))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_work_is_handed_in_and_the_receipt_says_what_came(school: NamedSchool, lang: str) -> None:
    browser, address = phone(school, lang=lang)
    assert 'enctype="multipart/form-data"' in browser.get(address).text
    answer = send(browser, address, fields(school))
    assert answer.status == 303
    receipt = browser.get(answer.headers["Location"])
    checksum = hashlib.sha256(MP3).hexdigest()
    assert checksum in re.sub(r"\s", "", receipt.text)
    for text in ("Полонез, реприза.mp3", "Полонез наизусть", "Мария И.", "10 244", "20:05"):
        assert text in receipt.text.replace("\u202f", " ").replace("10,244", "10 244")
    assert "Иванова" not in receipt.text
    (upload,) = school.store[UPLOADS].all()
    assert (upload.sha256, upload.size_bytes, upload.how) == (checksum, len(MP3), "card + PIN")
    assert school.store.vault.path(upload.blob).read_bytes() == MP3


def test_several_files_have_one_receipt(school: NamedSchool) -> None:
    browser, address = phone(school)
    files = (work(MP3[:50], "1.mp3"), work(MP3[:60], "2.mp3"), work(MP3[:50], "копия.mp3"))
    send(browser, address, fields(school, "Пётр", *files))
    found = school.store[UPLOADS].all()
    assert [upload.file_name for upload in found] == ["1.mp3", "2.mp3", "копия.mp3"]
    assert len({upload.receipt for upload in found}) == 1


def test_sending_twice_is_one_work_and_the_same_receipt(school: NamedSchool) -> None:
    browser, address = phone(school)
    places = [send(browser, address, fields(school)).headers["Location"] for _press in range(2)]
    assert places[0] == places[1]
    assert school.store[UPLOADS].count() == 1
    send(browser, address, fields(school, key="k2"))
    assert school.store[UPLOADS].count() == 2


def test_a_receipt_is_found_in_either_alphabet(school: NamedSchool) -> None:
    browser, address = phone(school)
    send(browser, address, fields(school))
    (upload,) = school.store[UPLOADS].all()
    latin = upload.receipt.translate(str.maketrans("АВЕКМНРСТХ", "ABEKMHPCTX"))
    for typed in (upload.receipt, latin, latin.lower(), upload.receipt.replace("-", "")):
        assert school.client().get(f"/receipt/{typed}").status == 200
    for typed in ("АВЕ-КМН", "x", "%00", "1" * 300):
        assert school.client().get(f"/receipt/{typed}").status == (404 if typed != upload.receipt else 200)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("more", "named"),
    (
        ({"bodies": []}, "file"),
        ({"bodies": [b""]}, "file"),
        ({"bodies": [MP3, b""]}, "file"),
        ({"task": ""}, "task"),
        ({"task": "я" * 501}, "task"),
        ({"assignment": ""}, "assignment"),
        ({"assignment": "ё."}, "assignment"),
        ({"assignment": "1.r9999"}, "assignment"),
        ({"link": "disk.example/x"}, "link"),
        ({"bodies": [b"<html><script>"]}, "file"),
        ({"bodies": [MP3, b"MZ\x90"]}, "file"),
    ),
)
def test_what_is_wrong_is_a_sentence_and_nothing_is_saved(
    school: NamedSchool, more: dict[str, Any], named: str, lang: str
) -> None:
    browser, address = phone(school, lang=lang)
    files: list[FileStorage] = [work(body) for body in more.get("bodies", [])]
    answer = send(browser, address, {**fields(school), **more, **({"file": files} if named == "file" else {})})
    assert answer.status == 422
    assert 'role="alert"' in answer.text
    assert ("Ошибка:" in answer.text, "Error:" in answer.text) == (lang == "ru", lang == "en")
    assert named == "task" or "Полонез наизусть" in answer.text
    assert school.store[UPLOADS].all() == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_too_large_is_a_page_that_says_so(school: NamedSchool, lang: str) -> None:
    school.settings = settings_with(school.settings, upload_megabytes=1)
    browser, address = phone(school, lang=lang)
    video = work(bytes(2 * 1024 * 1024 + 1000), "видео.mp4")
    answer = send(browser, address, fields(school, "Мария", video))
    assert answer.status == 413
    assert ("Слишком" in answer.text, "Too large" in answer.text) == (lang == "ru", lang == "en")
    assert school.store[UPLOADS].all() == []


@pytest.mark.parametrize("htmx", (False, True))
def test_without_the_pin_it_is_asked_for_and_nothing_is_kept(school: NamedSchool, *, htmx: bool) -> None:
    browser, address = school.client(), f"/s/{school.token('Ивановы')}/hand-in"
    assert browser.get(address).headers["Location"].endswith("/unlock?then=hand-in")
    token = browser.get(address.replace("hand-in", "unlock")).token
    answer = send(browser, address, fields(school, token=token), htmx=htmx)
    assert "unlock" in answer.headers.get("Location", answer.headers.get("HX-Redirect", ""))
    assert school.store[UPLOADS].all() == []


def test_no_family_hands_in_for_another_child(school: NamedSchool) -> None:
    browser, address = phone(school, "Петровы")
    assert send(browser, address, fields(school, "Мария")).status == 404
    mine = phone(school, "Ивановы")[1]
    token = browser.get(address).token
    answer = send(browser, mine, fields(school, "Мария", token=token))
    assert answer.status in {303, 403}
    assert school.store[UPLOADS].all() == []


def test_a_page_of_another_site_cannot_hand_in(school: NamedSchool) -> None:
    browser, address = phone(school)
    sent = {"token": browser.get(address).token, **fields(school)}
    foreign = browser.client.post(address, data=sent, headers={"Origin": "http://evil.example"})
    assert foreign.status_code == 403
    assert school.store[UPLOADS].all() == []


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_naughty_tasks_and_names_are_text_or_a_sentence(school: NamedSchool, text: str) -> None:
    browser, address = phone(school)
    clean = text.encode("utf-8", "replace").decode()
    sent = fields(school, "Мария", work(b"ID3 sound", clean.replace("\x00", "") or "x"), task=clean, key=clean)
    answer = send(browser, address, sent)
    assert answer.status in {303, 422}
    uploads = school.store[UPLOADS].all()
    assert len(uploads) == (answer.status == 303)
    if uploads:
        receipt = browser.get(answer.headers["Location"]).text
        assert "<script>alert" not in receipt
        assert "<img src=x" not in receipt
        inbox = school.client("Соколова")
        assert inbox.get("/inbox").status == 200
        assert inbox.get(f"/inbox/{uploads[0].id}/file").body == b"ID3 sound"


NAMES = (
    ("Полонез.mp3", "Полонез.mp3"),
    ("C:\\Users\\Мама\\видео.mp4", "видео.mp4"),
    ("../../etc/passwd", "passwd"),
    ("a<b>:c?.mp3", "abc.mp3"),
    ("тре\x00к\u202e3pm.exe", "трек3pm.exe"),
    ("  . .", "file"),
    ("", "file"),
    ("я" * 300 + ".mp3", "я" * 146 + ".mp3"),
    ("CON.txt", "_CON.txt"),
    ("con", "_con"),
    ("Lpt1.mscz", "_Lpt1.mscz"),
    ("x/NUL.tar.gz", "_NUL.tar.gz"),
    ("концерт.txt", "концерт.txt"),
    ("console.txt", "console.txt"),
    ("COM10.txt", "COM10.txt"),
    (".htaccess", "htaccess"),
    ("a\r\nSet-Cookie: x.mp3", "aSet-Cookie x.mp3"),
    ("\u2066фото\u2069.jpg", "фото.jpg"),
)


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_names_of_files(given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_two_families_of_one_moment_have_two_receipts(school: NamedSchool) -> None:
    for family, child in (("Ивановы", "Мария"), ("Петровы", "Артём")):
        browser, address = phone(school, family)
        send(browser, address, fields(school, child))
    receipts = {upload.receipt for upload in school.store[UPLOADS].search(where("size_bytes") > 0)}
    assert len(receipts) == 2


def test_everything_missing_is_said_at_once_with_the_name_of_its_place(school: NamedSchool) -> None:
    browser, address = phone(school, "Ивановы")
    said = send(browser, address, {"task": "", "key": "k2"})
    assert said.status == 422
    for place in ("Какое задание. Выберите задание", "Файлы. Выберите файл или укажите ссылку"):
        assert place in said.text


def test_receipts_are_found_again_behind_the_pin_of_the_family_and_nowhere_else(school: NamedSchool) -> None:
    browser, address = phone(school)
    assert "Сдано раньше" not in browser.get(address).text
    send(browser, address, fields(school, "Мария", work(), work(name="вторая.mp3")))
    (receipt,) = {upload.receipt for upload in school.store[UPLOADS].all()}
    form = browser.get(address).text
    assert form.count(f'href="/receipt/{receipt}?card=') == 1
    assert "24.11" in form
    others, their_address = phone(school, "Петровы")
    assert receipt not in others.get(their_address).text
    assert receipt not in browser.get(address.removesuffix("/hand-in")).text
