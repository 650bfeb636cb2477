"""A work is handed in for a task, for something else, or as a link; a recording is one take (W1, W3, A3)."""

import json
import re
from html import unescape

import pytest

from kiosk.assignments.records import ASSIGNMENTS, Assignment, TaskKind
from kiosk.drop.records import UPLOADS, Upload
from kiosk.drop.said import SAID_BY_SCRIPT
from kiosk.signin import passes
from tests.documents.test_pictures import photo
from tests.drop.test_handing_in_a_work import MP3, fields, phone, send, work
from tests.drop.uploading import SONG, Client, metadata
from tests.school import TODAY, NamedSchool

LINK = "https://disk.example/polonez"


def given(school: NamedSchool, child: str = "Мария", **more: object) -> str:
    """What the form sends for a task of a child that is given now."""
    teacher = school.staff["Соколова"].id
    with school.store.change(school.actor("Соколова"), "test: a task") as change:
        one = change.add(
            ASSIGNMENTS,
            Assignment(
                teacher=teacher,
                subject_name="Ансамбль",
                students=(school.students[child].id,),
                text="«Жаворонок», вторая партия",
                given_on=TODAY,
                given_by="Соколова М. П.",
                **{"due": TODAY, **more},  # type: ignore[arg-type]
            ),
        )
    return f"{school.students[child].id}.a{one.id}"


def kept(school: NamedSchool) -> list[Upload]:
    return school.store[UPLOADS].all()


def test_the_tasks_of_each_child_stand_with_their_day(school: NamedSchool) -> None:
    mine, others = given(school), given(school, "Артём")
    browser, address = phone(school)
    page = browser.get(address).text
    assert f'value="{mine}"' in page
    assert f'value="{others}"' not in page
    assert "«Жаворонок», вторая партия" in page
    assert "до вт, 24" in page.replace("\u00a0", " ").replace("&nbsp;", " ")
    assert page.count("<summary>") == 2
    assert "<details open>" not in page


def test_a_link_from_the_tasks_chooses_it_also_behind_the_pin(school: NamedSchool) -> None:
    value = given(school)
    student, reference = value.split(".")
    browser, card = school.client(), f"/s/{school.token('Ивановы')}"
    asked = browser.get(f"{card}/hand-in?student={student}&assignment={reference}")
    unlock = browser.get(asked.headers["Location"])
    then = unescape(re.findall(r'name="then" value="([^"]*)"', unlock.text)[0])
    opened = browser.post(f"{card}/unlock", {"pin": school.pin("Ивановы"), "then": then}, page=f"{card}/unlock")
    page = browser.get(opened.headers["Location"]).text
    assert f'value="{value}" checked' in page
    assert page.count("<details open>") == 1


def test_a_task_says_what_it_is_by_itself(school: NamedSchool) -> None:
    value = given(school)
    browser, address = phone(school)
    answer = send(browser, address, {**fields(school), "assignment": value, "task": ""})
    (upload,) = kept(school)
    assert (upload.assignment, upload.task) == (value.split(".")[1], "Ансамбль: «Жаворонок», вторая партия")
    assert (upload.kind, upload.media_type) == ("sound", "audio/mpeg")
    receipt = browser.get(answer.headers["Location"]).text
    assert receipt.count("«Жаворонок»") == 1
    assert "Соколова" in receipt


def test_a_link_will_do(school: NamedSchool) -> None:
    browser, address = phone(school)
    sent = {**fields(school), "file": [], "link": LINK}
    answer = send(browser, address, sent)
    (upload,) = kept(school)
    assert (upload.link, upload.blob) == (LINK, "")
    assert LINK in browser.get(answer.headers["Location"]).text
    assert f'href="{LINK}"' not in browser.get(answer.headers["Location"]).text


@pytest.mark.parametrize("more", ({"file": [work(), work()]}, {"file": [work()], "link": LINK}))
def test_a_recording_for_the_attestation_is_one_take(school: NamedSchool, more: dict[str, object]) -> None:
    value = given(school, kind=TaskKind.RECORDING)
    browser, address = phone(school)
    assert "одним дублем: один файл или ссылка" in browser.get(address).text
    answer = send(browser, address, {**fields(school), "assignment": value, **more})
    assert answer.status == 422
    assert "один дубль" in answer.text
    assert kept(school) == []
    assert send(browser, address, {**fields(school), "assignment": value, "file": [work()]}).status == 303


@pytest.mark.parametrize("reference", ("a999999", "r1", "x", "a", "a1.2", "я"))
def test_a_task_that_is_not_the_childs_is_not_taken(school: NamedSchool, reference: str) -> None:
    given(school, "Артём")
    browser, address = phone(school)
    student = school.students["Мария"].id
    assert send(browser, address, {**fields(school), "assignment": f"{student}.{reference}"}).status == 422
    assert kept(school) == []


def test_an_only_child_without_tasks_has_nothing_to_choose(school: NamedSchool) -> None:
    browser, address = phone(school, "Петровы")
    assert re.search(r'name="assignment" value="\d+\." checked', browser.get(address).text)


@pytest.mark.parametrize("lang", ("ru", "en"))
def test_the_page_carries_all_that_its_script_says(school: NamedSchool, lang: str) -> None:
    browser, address = phone(school, lang=lang)
    page = browser.get(address)
    words = json.loads(unescape(re.findall(r'data-words="([^"]*)"', page.text)[0]))
    assert words.keys() == SAID_BY_SCRIPT.keys()
    assert ("%(done)s" in words["sent"], "МБ" in words["size"]) == (True, lang == "ru")
    assert page.headers["Set-Cookie"].startswith(f"{passes.COOKIE}=")
    assert f"Path={passes.PATH}" in page.headers["Set-Cookie"]


def test_what_came_is_said_as_its_bytes_are(school: NamedSchool) -> None:
    from tests.documents.recordings import mp4

    browser, address = phone(school)
    answer = send(browser, address, fields(school, "Мария", work(mp4(b"hvc1", b"qt  "), "IMG_0001.mp4")))
    receipt = browser.get(answer.headers["Location"]).text
    for said in ("видео", "2:41", "Видео HEVC: на части школьных компьютеров не откроется"):
        assert said in receipt
    assert MP3 not in receipt.encode()


def test_one_take_is_one_upload_of_a_press_too(school: NamedSchool) -> None:
    reference = given(school, kind=TaskKind.RECORDING).split(".")[1]
    client = Client(school)
    first = client.begun(assignment=reference, parcel="p1")
    second = client.begin(len(SONG), metadata(school, assignment=reference, parcel="p1"))
    assert (second.status, "один дубль" in second.text) == (403, True)
    client.patch(first, 0, SONG)
    assert client.begin(len(SONG), metadata(school, assignment=reference, parcel="p1")).status == 403
    assert client.begin(len(SONG), metadata(school, assignment=reference, parcel="p2")).status == 201


def test_a_recording_is_played_and_no_photo_by_the_other_way_too(school: NamedSchool) -> None:
    reference = given(school, kind=TaskKind.RECORDING).split(".")[1]
    client, still = Client(school), photo()
    url = client.begun(len(still), filename="ноты.jpg", assignment=reference)
    refused = client.patch(url, 0, still)
    assert (refused.status, "Здесь нужна запись" in refused.text) == (415, True)
    assert kept(school) == []
    assert list(school.store.vault.ids()) == []
    other = client.begun(len(still), filename="ноты.jpg")
    assert client.patch(other, 0, still).status == 204
