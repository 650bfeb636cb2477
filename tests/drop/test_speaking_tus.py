"""The protocol of uploads, header by header: tus 1.0.0 with its extensions (W1)."""

import base64
import datetime as dt
import hashlib
from dataclasses import replace as settings_with
from urllib.parse import unquote

import pytest

from kiosk.drop import arrivals
from kiosk.drop.depot import Depot
from kiosk.drop.records import ARRIVALS, UPLOADS
from kiosk.drop.room import Room, room
from tests.drop.uploading import BODY, SONG, Client, encoded, give_pass, metadata
from tests.school import NamedSchool


def sealed(algorithm: str, content: bytes) -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def test_what_the_server_speaks(school: NamedSchool) -> None:
    for path in ("/uploads/", "/uploads/any"):
        answer = Client(school, family="").ask("OPTIONS", path, Tus_Resumable="", Origin="http://evil.example")
        assert (answer.status, answer.headers["Tus-Version"]) == (204, "1.0.0")
        assert answer.headers["Tus-Extension"] == "creation,creation-with-upload,termination,checksum,expiration"
        assert answer.headers["Tus-Max-Size"] == str(4096 * 1024 * 1024)
        assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
        assert not [name for name in dict(answer.headers) if name.startswith("Access-Control")]


def test_a_file_in_two_requests_becomes_a_work_under_a_receipt(school: NamedSchool) -> None:
    client = Client(school)
    url = client.begun(assignment="")
    assert url.startswith("/uploads/")
    assert client.head(url) == 0
    first = client.patch(url, 0, SONG[:1000])
    assert (first.status, first.headers["Upload-Offset"], first.body) == (204, "1000", b"")
    assert "Upload-Expires" in first.headers
    assert client.head(url) == 1000
    last = client.patch(url, 1000, SONG[1000:])
    assert (last.status, last.headers["Upload-Offset"]) == (204, str(len(SONG)))
    (upload,) = school.store[UPLOADS].all()
    assert unquote(last.headers["Kiosk-Receipt"]) == f"/receipt/{upload.receipt}"
    assert (upload.sha256, upload.size_bytes) == (hashlib.sha256(SONG).hexdigest(), len(SONG))
    assert (upload.file_name, upload.how, upload.task) == ("Полонез.mp3", "card + PIN", "Полонез наизусть")
    assert school.store.vault.path(upload.blob).read_bytes() == SONG
    assert list(school.store.vault.parts()) == []
    answer = client.ask("HEAD", url)
    assert answer.headers["Upload-Offset"] == answer.headers["Upload-Length"] == str(len(SONG))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Upload-Metadata"] == metadata(school, assignment="")
    assert client.browser.get(last.headers["Kiosk-Receipt"]).status == 200
    assert client.patch(url, 0, b"x").status == 409
    assert client.patch(url, len(SONG), b"").status == 204


def test_a_file_in_one_request(school: NamedSchool) -> None:
    client = Client(school)
    answer = client.begin(len(SONG), body=SONG)
    assert (answer.status, answer.headers["Upload-Offset"]) == (201, str(len(SONG)))
    assert "Kiosk-Receipt" in answer.headers
    some = client.begin(len(SONG), body=SONG[:10])
    assert (some.status, some.headers["Upload-Offset"]) == (201, "10")
    assert client.head(some.headers["Location"]) == 10
    assert school.store[UPLOADS].count() == 1


REFUSED = (
    # what is sent, what is answered
    ({"Tus_Resumable": ""}, 412),
    ({"Tus_Resumable": "0.2.2"}, 412),
    ({"Upload_Length": ""}, 400),
    ({"Upload_Length": "-1"}, 400),
    ({"Upload_Length": "1e3"}, 400),
    ({"Upload_Length": "9" * 40}, 400),
    ({"Upload_Length": "١٢"}, 400),
    ({"Upload_Length": "", "Upload_Defer_Length": "1"}, 400),
    ({"Upload_Length": str(10 * 1024**3)}, 413),
    ({"Upload_Metadata": "filename"}, 400),
    ({"Upload_Metadata": "student !!"}, 400),
    ({"Upload_Metadata": "student MQ==,student MQ=="}, 400),
    ({"Upload_Metadata": "a b c"}, 400),
    ({"Upload_Metadata": ""}, 400),
    ({"Upload_Metadata": encoded(student="999", task="этюд")}, 404),
    ({"Upload_Metadata": encoded(student="ё", task="этюд")}, 400),
    ({"Upload_Metadata": encoded(student="1", task="")}, 400),
    ({"Upload_Metadata": "x" * 9000}, 400),
    ({"Origin": "http://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Sec_Fetch_Site": "cross-site"}, 403),
)


def test_what_is_not_the_protocol_begins_nothing(school: NamedSchool) -> None:
    client = Client(school)
    for headers, status in REFUSED:
        sent = {name: value.encode().decode("latin-1") for name, value in headers.items()}
        answer = client.begin(len(SONG), body=b"", **sent)
        assert answer.status == status, headers
        assert school.store[ARRIVALS].all() == [], headers
        if status == 412:
            assert answer.headers["Tus-Version"] == "1.0.0"


REFUSED_BYTES: tuple[tuple[dict[str, str], bytes, int], ...] = (
    ({"Tus_Resumable": ""}, b"xx", 412),
    ({"Content_Type": "application/octet-stream"}, b"xx", 415),
    ({"Content_Type": ""}, b"xx", 415),
    ({"Upload_Offset": ""}, b"xx", 400),
    ({"Upload_Offset": "-5"}, b"xx", 400),
    ({"Upload_Offset": "4"}, b"xx", 409),
    ({"Upload_Offset": "6"}, b"xx", 409),
    ({"Upload_Checksum": "md5 xx"}, b"xx", 400),
    ({"Upload_Checksum": "sha1"}, b"xx", 400),
    ({"Upload_Checksum": sealed("sha1", b"yy")}, b"xx", 460),
    ({"Upload_Checksum": sealed("sha256", b"yy")}, b"xx", 460),
    ({"Origin": "http://evil.example"}, b"xx", 403),
    ({}, SONG + b"more", 413),
)


def test_a_refused_patch_changes_nothing(school: NamedSchool) -> None:
    client = Client(school)
    url = client.begun()
    client.patch(url, 0, b"ID3\x03!")
    for headers, body, status in REFUSED_BYTES:
        assert client.patch(url, 5, body, **headers).status == status, headers
        assert client.head(url) == 5, headers


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_right_checksum(school: NamedSchool, algorithm: str) -> None:
    client = Client(school)
    url = client.begun()
    assert client.patch(url, 0, SONG[:99], Upload_Checksum=sealed(algorithm, SONG[:99])).status == 204
    assert client.patch(url, 99, SONG[99:], Upload_Checksum=sealed(algorithm, SONG[99:])).status == 204
    assert school.store[UPLOADS].all()[0].sha256 == hashlib.sha256(SONG).hexdigest()
    wrong = client.begin(4, body=b"ID3\x03", Upload_Checksum=sealed(algorithm, b"else"))
    assert wrong.status == 460


def test_the_method_may_come_in_a_header(school: NamedSchool) -> None:
    client = Client(school)
    url = client.begun()
    kind = {"Upload_Offset": "0", "Content_Type": BODY["Content-Type"]}
    assert client.ask("POST", url, SONG[:9], X_HTTP_Method_Override="PATCH", **kind).status == 204
    assert client.ask("POST", url, X_HTTP_Method_Override="HEAD").headers["Upload-Offset"] == "9"
    assert client.ask("POST", url, X_HTTP_Method_Override="DELETE").status == 204
    assert client.ask("HEAD", url).status == 404
    other = client.begun()
    assert client.ask("POST", other).status == 405
    assert client.ask("POST", other, X_HTTP_Method_Override="BREW").status == 405
    assert client.ask("GET", other, X_HTTP_Method_Override="DELETE", Origin="http://evil.example").status == 403
    assert client.ask("GET", other, X_HTTP_Method_Override="DELETE", Tus_Resumable="").status == 412
    assert client.ask("PATCH", other, X_HTTP_Method_Override="DELETE").status == 204


def test_every_answer_names_the_version(school: NamedSchool) -> None:
    client, nobody = Client(school), Client(school, family="")
    answers = [client.ask("GET", "/uploads/"), client.begin(5), client.begin(-1), client.ask("HEAD", "/uploads/none")]
    answers += [nobody.begin(5), client.begin(5, Origin="http://evil.example"), client.begin(5, Tus_Resumable="")]
    assert [one.status for one in answers] == [200, 201, 400, 404, 401, 403, 412]
    assert [one.headers["Tus-Resumable"] for one in answers] == ["1.0.0"] * len(answers)


def test_an_upload_that_is_ended_leaves_nothing(school: NamedSchool) -> None:
    client = Client(school)
    url = client.begun()
    client.patch(url, 0, SONG[:100])
    assert client.ask("DELETE", url).status == 204
    for method in ("HEAD", "PATCH", "DELETE", "GET"):
        assert client.ask(method, url, Content_Type=BODY["Content-Type"], Upload_Offset="0").status == 404
    assert list(school.store.vault.folder.glob("*.part")) == []


def test_a_work_handed_in_stays_when_its_address_is_dropped(school: NamedSchool) -> None:
    client = Client(school)
    answer = client.begin(len(SONG), body=SONG)
    assert client.ask("DELETE", answer.headers["Location"]).status == 204
    (upload,) = school.store[UPLOADS].all()
    assert school.store.vault.has(upload.blob)


def test_an_empty_file_is_whole_and_gets_no_receipt(school: NamedSchool) -> None:
    client = Client(school)
    answer = client.begin(0)
    assert (answer.status, client.head(answer.headers["Location"])) == (201, 0)
    assert "Kiosk-Receipt" not in answer.headers
    assert school.store[UPLOADS].all() == []


# whose


def test_each_upload_belongs_to_its_maker(school: NamedSchool) -> None:
    mine = Client(school).begun()
    for other in (Client(school, family="Петровы"), Client(school, family="", staff="Соколова")):
        for method in ("HEAD", "GET", "PATCH", "DELETE"):
            headers = {"Content_Type": BODY["Content-Type"], "Upload_Offset": "0"}
            assert other.ask(method, mine, b"", **headers).status == 404
    nobody = Client(school, family="")
    assert nobody.ask("HEAD", mine).status == 401
    assert nobody.ask("PATCH", mine).status == 401
    assert nobody.begin(5).status == 401
    assert Client(school, family="", staff="Боровая").begin(5).status == 403


def test_staff_take_a_work_in(school: NamedSchool) -> None:
    client = Client(school, family="", staff="Соколова")
    answer = client.begin(len(SONG), metadata(school, channel="messenger"), body=SONG)
    assert answer.status == 201
    (upload,) = school.store[UPLOADS].all()
    assert upload.taken is not None
    assert (upload.taken.channel, upload.household) == ("messenger", school.households["Ивановы"].id)
    assert upload.how == "messenger: Соколова Мария Павловна"
    assert Client(school, family="", staff="Белов").begin(5, metadata(school)).status == 404


def test_family_and_staff_on_one_pc_are_told_apart(school: NamedSchool) -> None:
    client = Client(school, staff="Соколова")
    client.begin(len(SONG), metadata(school), body=SONG)
    client.begin(len(SONG), metadata(school, channel="hand"), body=SONG)
    family, staff = school.store[UPLOADS].all()
    assert (family.taken is None, staff.taken is None) == (True, False)
    for one in school.store[ARRIVALS].all():
        assert client.head(f"/uploads/{one.key}") == len(SONG)


def test_a_pass_ends_with_its_card_its_pin_and_its_day(school: NamedSchool) -> None:
    from kiosk.signin.actions import new_pin, withdraw_card

    client = Client(school)
    url = client.begun()
    for forged in ("", "x", "1.1.1.9999999999.00", "1.1.1.1.1.1", "é.1.1.1.1"):
        client.browser.client.set_cookie("handing", forged, path="/uploads/")
        assert client.ask("HEAD", url).status == 401
    give_pass(client.browser, school, "Ивановы")
    assert client.head(url) == 0
    new_pin(school.store, school.actor("Ким"), school.cards["Ивановы"].id)
    assert client.ask("HEAD", url).status == 401
    other = Client(school, family="Петровы")
    there = other.browser
    withdraw_card(school.store, school.actor("Ким"), school.cards["Петровы"].id, now=school.clock.now())
    assert Client.ask(other, "POST", "/uploads/").status == 401
    assert there is other.browser


def test_a_pass_lasts_a_day(school: NamedSchool) -> None:
    client = Client(school)
    url = client.begun()
    school.clock.advance(dt.timedelta(hours=23))
    assert client.head(url) == 0
    school.clock.advance(dt.timedelta(hours=2))
    assert client.ask("HEAD", url).status == 401


def test_a_card_without_pin_is_said_so(school: NamedSchool) -> None:
    client = Client(school)
    give_pass(client.browser, school, "Ивановы", pin=False)
    client.begin(len(SONG), body=SONG)
    assert school.store[UPLOADS].all()[0].how == "card"


# parcels, going on, proof


def test_files_of_one_press_share_a_receipt_and_those_of_another_maker_do_not(school: NamedSchool) -> None:
    family, staff = Client(school), Client(school, family="", staff="Соколова")
    for client, name in ((family, "1.mp3"), (family, "2.mp3"), (staff, "3.mp3")):
        client.begin(len(SONG), metadata(school, filename=name, parcel="p1"), body=SONG)
    family.begin(len(SONG), metadata(school, filename="4.mp3", parcel="p2"), body=SONG)
    receipts = {one.file_name: one.receipt for one in school.store[UPLOADS].all()}
    assert receipts["1.mp3"] == receipts["2.mp3"]
    assert len(set(receipts.values())) == 3


def test_what_was_not_finished_is_listed_for_its_maker(school: NamedSchool) -> None:
    client = Client(school)
    url = client.begun(parcel="p1")
    client.patch(url, 0, SONG[:77])
    client.begin(len(SONG), body=SONG)
    (listed,) = client.ask("GET", "/uploads/").response.get_json()  # type: ignore[attr-defined]  # werkzeug has it
    assert listed == {
        "url": url,
        "offset": 77,
        "size": len(SONG),
        "filename": "Полонез.mp3",
        "student": school.students["Мария"].id,
        "assignment": "",
        "task": "Полонез наизусть",
        "parcel": "p1",
        "expires": "2026-12-01T13:05:00+00:00",
        "receipt": None,
        "receipt_url": None,
    }
    assert Client(school, family="Петровы").ask("GET", "/uploads/").body == b"[]"


def samples(content: bytes, offset: int) -> bytes:
    """As the page's script makes them."""
    size = min(65536, offset)
    middle = (offset - size) // 2
    return content[:size] + content[middle : middle + size] + content[offset - size : offset]


def test_a_file_made_anew_is_recognised(school: NamedSchool) -> None:
    client, film = Client(school), b"ID3\x03" + bytes(number % 251 for number in range(400_000))
    url, came = client.begun(len(film)), 0
    for offset in (1, 1000, 65536, 65537, 150_000, 300_000):
        client.patch(url, came, film[came:offset])
        came, there = offset, {"Upload_Offset": str(offset)}
        assert client.ask("POST", f"{url}/proof", samples(film, offset), **there).status == 204
        for place in {0, offset // 2, offset - 1}:
            other = bytearray(film)
            other[place] ^= 1
            assert client.ask("POST", f"{url}/proof", samples(bytes(other), offset), **there).status == 409
    assert client.ask("POST", f"{url}/proof", samples(film, came), Upload_Offset="999").status == 412
    assert Client(school, family="Петровы").ask("POST", f"{url}/proof", b"", Upload_Offset=str(came)).status == 404


# limits


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
