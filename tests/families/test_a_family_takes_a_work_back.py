"""A work sent by mistake is taken back by its family while nobody has opened it, and brought back (L13)."""

from kiosk.drop.records import UPLOADS, Upload
from tests.drop.uploading import SONG, Client
from tests.school import Browser, NamedSchool


def opened(school: NamedSchool, family: str = "Ивановы") -> tuple[Browser, str]:
    """A phone with the family's PIN, and the address of its card."""
    phone, address = school.client(), f"/s/{school.token(family)}"
    assert phone.post(f"{address}/unlock", {"pin": school.pin(family)}).status == 303
    return phone, address


def sent(school: NamedSchool) -> Upload:
    """A song of Мария's."""
    client = Client(school)
    client.patch(client.begun(), 0, SONG)
    (upload,) = school.store[UPLOADS].all()
    return upload


def test_taken_back_it_is_struck_for_the_teacher_and_comes_back(school: NamedSchool) -> None:
    work, (phone, address) = sent(school), opened(school)
    page = f"{address}/works/{work.id}"
    assert "отозвать" in phone.get(page).text
    answer = phone.post(f"{page}/withdrawal", page=page)
    assert answer.headers["Location"] == f"{address}/works?back={work.id}"
    assert "Вернуть" in phone.get(answer.headers["Location"]).text
    assert "Ивановы" in school.client("Соколова").get("/inbox").text
    assert "Семья отозвала" in phone.get(f"/receipt/{work.receipt}").text
    listed = f"{address}/works?back={work.id}"
    assert phone.post(f"{page}/withdrawal/withdrawal", page=listed).headers["Location"] == page
    assert school.store[UPLOADS].all()[0].withdrawn_at is None


def test_once_the_teacher_has_opened_it_it_stays(school: NamedSchool) -> None:
    work, (phone, address) = sent(school), opened(school)
    page = f"{address}/works/{work.id}"
    token = phone.get(page).token
    school.client("Соколова").get(f"/inbox/{work.id}")
    assert "отозвать" not in phone.get(page).text
    answer = phone.send(f"{page}/withdrawal", {"token": token})
    assert "уже открыл" in phone.get(answer.headers["Location"]).text
    assert school.store[UPLOADS].all()[0].withdrawn_at is None


def test_nobody_else_takes_it_back(school: NamedSchool) -> None:
    work = sent(school)
    stranger, theirs = opened(school, "Петровы")
    path = f"{theirs}/works/{work.id}/withdrawal"
    assert stranger.post(path, page=f"{theirs}/hand-in").status == 404
    without_pin = school.client()
    mine = f"/s/{school.token('Ивановы')}"
    asked = without_pin.post(f"{mine}/works/{work.id}/withdrawal", page=f"{mine}/unlock")
    assert "/unlock" in asked.headers["Location"]
    assert school.store[UPLOADS].all()[0].withdrawn_at is None
