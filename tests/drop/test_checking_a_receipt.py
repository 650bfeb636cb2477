"""The office types the code of a receipt; a parcel that is not whole yet says what is still on its way (W1)."""

import pytest

from kiosk.drop.records import UPLOADS
from tests.drop.test_handing_in_a_work import fields, phone, send
from tests.drop.uploading import SONG, Client
from tests.school import NamedSchool


@pytest.mark.parametrize("who", ("Ким", "Боровая", ""))
def test_a_code_leads_to_its_receipt(school: NamedSchool, who: str) -> None:
    browser, address = phone(school)
    send(browser, address, fields(school))
    (upload,) = school.store[UPLOADS].all()
    asker = school.client(who)
    assert 'name="code"' in asker.get("/receipt").text
    latin = upload.receipt.translate(str.maketrans("АВЕКМНРСТХ", "ABEKMHPCTX")).replace("-", "").lower()
    for typed in (upload.receipt, latin, f" {latin} "):
        found = asker.get(f"/receipt?code={typed}")
        assert found.status == 303
        shown = asker.get(found.headers["Location"])
        assert upload.receipt in shown.text
        assert (f'href="/inbox?q={upload.receipt}"' in shown.text) == (who == "Ким")


@pytest.mark.parametrize("typed", ("АВЕ-КМН", "x", "1" * 300, "<b>", "-"))
def test_there_is_no_empty_receipt(school: NamedSchool, typed: str) -> None:
    answer = school.client("Ким").get(f"/receipt?code={typed}")
    assert answer.status == 404
    assert "Квитанции с таким кодом нет" in answer.text
    assert 'name="code"' in answer.text


def test_guessing_at_codes_is_slowed_down(school: NamedSchool) -> None:
    guesser = school.client()
    statuses = [guesser.get(f"/receipt?code=АВЕ-К{n:02}").status for n in range(40)]
    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_what_is_still_on_its_way_is_said(school: NamedSchool) -> None:
    client = Client(school)
    first, second = (client.begun(filename=name, parcel="p1") for name in ("первая.mp3", "вторая.mp3"))
    client.patch(first, 0, SONG)
    client.patch(second, 0, SONG[:1000])
    (upload,) = school.store[UPLOADS].all()
    shown = school.client().get(f"/receipt/{upload.receipt}").text
    assert "Ещё в пути" in shown
    assert "вторая.mp3" in shown
    client.patch(second, 1000, SONG[1000:])
    whole = school.client().get(f"/receipt/{upload.receipt}").text
    assert "Ещё в пути" not in whole
    assert whole.count("вторая.mp3") == 1
