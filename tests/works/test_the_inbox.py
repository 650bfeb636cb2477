"""The teacher's inbox: works of one's own students, downloaded and never shown within our pages (W2, L6)."""

import datetime as dt
import io
import sys
from urllib.parse import quote

import pytest

from kiosk.drop.actions import Parcel, Sender, receive
from kiosk.drop.records import UPLOADS, Upload
from kiosk.problems import Refusal
from kiosk.store import Reason, Unwritable
from tests.documents.test_pictures import WHERE, photo, picture
from tests.school import NamedSchool
from tests.works.filling import hand_in

PAGE = b"GIF89a/*<!doctype html><script>alert(document.cookie)</script>*/"
"""A picture and a page at once: it counts as the first."""


def handed_in(school: NamedSchool, child: str, name: str = "Полонез.html") -> Upload:
    student = school.students[child]
    parcel = Parcel(name, io.BytesIO(PAGE))
    sender = Sender(1, student.id, f"Работа: {child}", how="card + PIN")
    outcome = receive(school.store, school.actor("Ким"), [parcel], sender, key=None, now=school.now())
    assert not isinstance(outcome, Refusal)
    return outcome[0]


# кто, чьи работы видит
SEES: tuple[tuple[str, set[str]], ...] = (
    ("Соколова", {"Мария", "Пётр", "Артём", "Матвей"}),  # her own by specialty
    ("Дроздов", {"Мария", "Артём"}),  # plays for the ensemble
    ("Белов", set()),
    ("Зимина", set()),  # head of another department
    ("Ким", {"Мария", "Пётр", "Артём", "Матвей"}),
    ("Орлова", {"Мария", "Пётр", "Артём", "Матвей"}),
)


@pytest.mark.parametrize(("who", "children"), SEES)
def test_each_sees_the_works_of_the_own_students(school: NamedSchool, who: str, children: set[str]) -> None:
    uploads = {child: handed_in(school, child) for child in ("Мария", "Пётр", "Артём", "Матвей")}
    browser = school.client(who)
    page = browser.get("/inbox?whose=all")
    assert page.status == 200
    assert {child for child in uploads if f"Работа: {child}" in page.text} == children
    statuses = {child: browser.get(f"/inbox/{upload.id}/file").status for child, upload in uploads.items()}
    assert {child for child, status in statuses.items() if status == 200} == children
    assert set(statuses.values()) <= {200, 404}


@pytest.mark.parametrize("htmx", (False, True))
def test_a_file_to_keep_is_a_download_and_nothing_else(school: NamedSchool, *, htmx: bool) -> None:
    upload = handed_in(school, "Мария")
    answer = school.client("Соколова").get(f"/inbox/{upload.id}/file?save=1", htmx=htmx)
    assert answer.body == PAGE
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert quote("Полонез.html.gif") in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_within_the_page_of_the_work_it_is_a_picture_and_never_a_page(school: NamedSchool) -> None:
    answer = school.client("Соколова").get(f"/inbox/{handed_in(school, 'Мария').id}/file")
    assert answer.headers["Content-Type"] == "image/gif"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_part_of_a_long_video_can_be_asked_for(school: NamedSchool) -> None:
    upload = handed_in(school, "Мария")
    browser = school.client("Соколова")
    with browser.client.get(f"/inbox/{upload.id}/file?save=1", headers={"Range": "bytes=2-8"}) as part:
        assert (part.status_code, part.get_data()) == (206, PAGE[2:9])


@pytest.mark.parametrize("lang", ("ru", "en"))
def test_new_ones_are_marked_until_their_teacher_has_opened_them(school: NamedSchool, lang: str) -> None:
    upload, word = handed_in(school, "Мария"), "новая" if lang == "ru" else "new"
    sokolova, drozdov = school.client("Соколова", lang), school.client("Дроздов", lang)
    assert f">{word}<" in sokolova.get("/inbox").text
    for _twice in range(2):
        sokolova.get(f"/inbox/{upload.id}/file")
    assert f">{word}<" not in sokolova.get("/inbox").text
    assert f">{word}<" in drozdov.get("/inbox?whose=all").text
    (kept,) = school.store[UPLOADS].all()
    assert kept.seen_by == (school.staff["Соколова"].id,)


def test_a_disk_that_takes_no_writing_still_gives_the_file(
    school: NamedSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L20: that somebody looked is not worth refusing the work."""
    upload = handed_in(school, "Мария")

    def refuse(*_what: object, **_more: object) -> None:
        raise Unwritable(Reason.FULL)

    monkeypatch.setattr(school.store, "change", refuse)
    assert school.client("Соколова").get(f"/inbox/{upload.id}/file").body == PAGE


def test_the_newest_comes_first(school: NamedSchool) -> None:
    handed_in(school, "Мария")
    school.clock.advance(dt.timedelta(minutes=1))
    handed_in(school, "Пётр")
    text = school.client("Соколова").get("/inbox").text
    assert text.index("Работа: Пётр") < text.index("Работа: Мария")


def test_strangers_and_bad_numbers(school: NamedSchool) -> None:
    upload = handed_in(school, "Мария")
    assert school.client().get("/inbox").status == 303
    assert school.client().get(f"/inbox/{upload.id}/file").status == 303
    assert school.client("Боровая").get("/inbox").status == 404
    for number in ("0", "999", "9" * 18, "9" * 30, "-1", "ё"):
        assert school.client("Соколова").get(f"/inbox/{number}/file").status == 404


@pytest.mark.parametrize("lang", ("ru", "en"))
def test_an_empty_inbox_says_what_will_come(school: NamedSchool, lang: str) -> None:
    page = school.client("Соколова", lang).get("/inbox")
    assert ("Пока" in page.text, "Nothing has been handed in yet" in page.text) == (lang == "ru", lang == "en")


def test_photos_have_small_pictures_where_the_extra_is_installed(
    school: NamedSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = hand_in(school, "Мария", (photo(drawn=picture((1600, 1000))), "тетрадь.jpg"))
    browser = school.client("Соколова")
    small = f"/inbox/{upload.id}/file?small=1"
    assert f'<img src="{small}" alt=""' in browser.get("/inbox").text
    assert len(browser.get(small).body) < len(browser.get(small.replace("?small=1", "")).body)
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert "<img" not in browser.get("/inbox").text
    assert WHERE not in browser.get(small).body


def test_a_small_picture_is_no_looking(school: NamedSchool) -> None:
    upload = hand_in(school, "Мария", (photo(), "тетрадь.jpg"))
    school.client("Соколова").get(f"/inbox/{upload.id}/file?small=1")
    (kept,) = school.store[UPLOADS].all()
    assert kept.seen_by == ()
