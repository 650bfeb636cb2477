"""How much may come, room on the disk, what expires, what kinds of files are taken (W1, L15, L6)."""

import datetime as dt
from dataclasses import replace as settings_with

import pytest

from kiosk.drop import arrivals
from kiosk.drop.depot import Depot
from kiosk.drop.records import ARRIVALS, UPLOADS
from kiosk.drop.room import Room, room
from tests.drop.uploading import SONG, Client, give_pass, metadata
from tests.school import NamedSchool


def test_too_many_begun_is_a_sentence(school: NamedSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(arrivals.MOST_UNFINISHED, "household", 2)
    client = Client(school)
    first = client.begun()
    client.begun()
    answer = client.begin(5)
    assert (answer.status, "Закончите" in answer.text) == (403, True)
    client.ask("DELETE", first)
    assert client.begin(5).status == 201


def test_a_family_has_its_quota(school: NamedSchool) -> None:
    school.settings = settings_with(school.settings, family_megabytes=1)
    client = Client(school)
    client.begin(len(SONG), body=SONG)
    assert client.begin(1024 * 1024 - len(SONG)).status == 201
    answer = client.begin(1)
    assert (answer.status, "1 МБ" in answer.text) == (403, True)
    assert Client(school, family="", staff="Соколова").begin(10**6).status == 201


@pytest.mark.parametrize(
    ("free", "level", "status"), ((10**12, "ok", 201), (19 * 10**10, "warn", 201), (9 * 10**10, "full", 507))
)
def test_a_full_disk_begins_nothing(
    school: NamedSchool, monkeypatch: pytest.MonkeyPatch, free: int, level: str, status: int
) -> None:
    usage = type("Usage", (), {"used": 10**12 - free if free < 10**12 else 0, "free": free})
    monkeypatch.setattr("kiosk.drop.room.shutil.disk_usage", lambda _folder: usage)
    assert room(school.store).level == level
    answer = Client(school).begin(5)
    assert answer.status == status
    assert (status == 507) == ("места" in answer.text)


def test_room_is_promised_to_what_is_on_its_way(school: NamedSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"used": 10**12, "free": 10**12})
    monkeypatch.setattr("kiosk.drop.room.shutil.disk_usage", lambda _folder: usage)
    client = Client(school)
    url = client.begun(10**9)
    assert room(school.store).free == 10**12 - 10**9
    client.patch(url, 0, SONG)
    assert room(school.store).free == 10**12 - 10**9 + len(SONG)
    client.ask("DELETE", url)
    assert room(school.store).free == 10**12
    assert Room(100, 100).holds(1) is False
    assert Room(10**12, 10**12).holds(10**11)


def test_what_nobody_goes_on_with_expires(school: NamedSchool) -> None:
    client = Client(school)
    url = client.begun()
    client.patch(url, 0, SONG[:10])
    done = client.begin(len(SONG), body=SONG).headers["Location"]
    school.store.vault.part("orphan").write_bytes(b"of nobody")
    depot = Depot(school.store, school.clock)
    assert depot.tidy() == 1
    school.clock.advance(dt.timedelta(days=8))
    give_pass(client.browser, school, "Ивановы")
    assert client.ask("HEAD", url).status == 410
    assert depot.tidy() == 2
    assert client.ask("HEAD", url).status == 404
    assert client.ask("HEAD", done).status == 404
    assert list(school.store.vault.parts()) == []
    assert school.store[UPLOADS].count() == 1


def test_the_same_content_lies_there_once(school: NamedSchool) -> None:
    for client in (Client(school), Client(school, family="Петровы")):
        child = "Мария" if client.family == "Ивановы" else "Артём"
        client.begin(len(SONG), metadata(school, child), body=SONG)
    assert school.store[UPLOADS].count() == 2
    assert len(list(school.store.vault.ids())) == 1


# what is in it

PAGE = b"<!doctype html><html><script>alert(1)</script></html>".ljust(9000)


def test_a_page_under_any_name_is_refused_with_its_first_bytes(school: NamedSchool) -> None:
    client = Client(school)
    for name in ("фото.jpg", "a.svg", "page.html"):
        for split in (1, 4095, 4096, 9000):
            url = client.begun(len(PAGE), filename=name)
            answers = [client.patch(url, 0, PAGE[:split])]
            if answers[0].status == 204:
                answers.append(client.patch(url, split, PAGE[split:]))
            assert (answers[-1].status, name in answers[-1].text) == (415, True)
            assert client.ask("HEAD", url).status == 404
    assert school.store[UPLOADS].all() == []
    assert list(school.store.vault.folder.glob("*.part")) == []


def test_what_is_told_only_by_its_end_is_refused_there(school: NamedSchool) -> None:
    client, cut = Client(school), b"PK\x03\x04" + bytes(20000)
    answer = client.begin(len(cut), metadata(school, filename="ноты.zip"), body=cut)
    assert answer.status == 415
    assert school.store[ARRIVALS].all() == []
    assert list(school.store.vault.ids()) == []


@pytest.mark.parametrize(
    ("free", "said"), ((15 * 10**10, "осталось 150 ГБ"), (5 * 10**10, "не принимаются"), (9 * 10**11, ""))
)
def test_the_office_is_told_of_the_disk(
    school: NamedSchool, monkeypatch: pytest.MonkeyPatch, free: int, said: str
) -> None:
    usage = type("Usage", (), {"used": 10**12 - free, "free": free})
    monkeypatch.setattr("kiosk.drop.room.shutil.disk_usage", lambda _folder: usage)
    assert said in school.client("Ким").get("/morning").text
    assert ("Диск занят" in school.client("Ким").get("/morning").text) is bool(said)
    assert "Диск занят на" in school.client("Боровая").get("/office").text
