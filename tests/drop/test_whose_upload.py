"""Whose an upload is, what belongs together, how it is gone on with after a reload (W1, P5, F9, L15)."""

import datetime as dt

from kiosk.drop.actions import settle
from kiosk.drop.records import ARRIVALS, UPLOADS
from kiosk.problems import Refusal
from kiosk.regime.actions import decide
from kiosk.regime.points import Choice, Point
from kiosk.regime.records import Decision
from tests.drop.uploading import BODY, SONG, Client, give_pass, metadata
from tests.school import TODAY, NamedSchool


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


def test_a_card_without_pin_does_while_the_school_says_so(school: NamedSchool) -> None:
    client = Client(school)
    give_pass(client.browser, school, "Ивановы", pin=False)
    assert client.begin(len(SONG), body=SONG).status == 401
    for choice, status in ((Choice.CARD, 201), (Choice.CARD_AND_PIN, 401)):
        given = Decision(
            point=Point.IDENTITY,
            choice=choice,
            since=TODAY,
            reason="решение педсовета",
            at=school.clock.now(),
            decided_by="Орлова",
        )
        assert not isinstance(decide(school.store, school.actor("Орлова"), given), Refusal)
        assert client.begin(len(SONG), body=SONG).status == status
    assert [one.how for one in school.store[UPLOADS].all()] == ["card"]


# parcels, going on, proof


def test_files_of_one_press_share_a_receipt_and_those_of_another_maker_do_not(school: NamedSchool) -> None:
    family, staff = Client(school), Client(school, family="", staff="Соколова")
    for client, name in ((family, "1.mp3"), (family, "2.mp3"), (staff, "3.mp3")):
        client.begin(len(SONG), metadata(school, filename=name, parcel="p1"), body=SONG)
    family.begin(len(SONG), metadata(school, filename="4.mp3", parcel="p2"), body=SONG)
    receipts = {one.file_name: one.receipt for one in school.store[UPLOADS].all()}
    assert receipts["1.mp3"] == receipts["2.mp3"]
    assert len(set(receipts.values())) == 3


def test_one_receipt_is_one_work_of_one_child_whatever_the_client_says(school: NamedSchool) -> None:
    client, teacher = Client(school), school.client("Соколова")
    for child in ("Мария", "Пётр"):
        client.begin(len(SONG), metadata(school, child, parcel="p1"), body=SONG)
    client.begin(len(SONG), metadata(school, "Мария", parcel="p1"))
    marias, peters = (one.receipt for one in school.store[UPLOADS].all())
    assert marias != peters
    assert "Ещё в пути" in teacher.get(f"/receipt/{marias}").text
    assert "Ещё в пути" not in teacher.get(f"/receipt/{peters}").text


def test_what_comes_after_its_work_was_taken_back_is_a_work_of_its_own(school: NamedSchool) -> None:
    client = Client(school)
    client.begin(len(SONG), metadata(school, parcel="p1"), body=SONG)
    (first,) = school.store[UPLOADS].all()
    settle(school.store, school.actor("Ким"), first, withdrawn_at=school.clock.now())
    client.begin(len(SONG), metadata(school, parcel="p1"))
    assert "Ещё в пути" not in client.browser.get(f"/receipt/{first.receipt}").text
    client.begin(len(SONG), metadata(school, parcel="p1", filename="2.mp3"), body=SONG)
    second = school.store[UPLOADS].all()[-1]
    assert (second.receipt != first.receipt, second.withdrawn_at) == (True, None)


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
