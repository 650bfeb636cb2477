"""F9: a work that came by phone, mail or messenger is taken in by the staff: same receipt, undone, never lost."""

import hashlib
import io
import re

import pytest

from kiosk.drop.records import UPLOADS, Channel, Upload
from kiosk.office.files_in_use import files_in_use
from kiosk.store import where
from tests.assignments.filling import assign
from tests.naughty import NAUGHTY
from tests.school import ORIGIN, Answer, Browser, NamedSchool

NEW = "/inbox/new"
SOUND = b"ID3" + bytes(range(256)) * 20
LINK = "https://disk.example/polonez"


def take_in(
    school: NamedSchool, who: str = "Соколова", child: str = "Мария", lang: str = "ru", **more: object
) -> Answer:
    """Send the form as somebody; by default a link that came by messenger yesterday."""
    browser = school.client(who, lang)
    sent: dict[str, object] = {
        "token": browser.get(NEW).token,
        "student": school.students[child].id,
        "task": "Полонез",
        "channel": "messenger",
        "day": "23.11",
        "time": "19:40",
        "link": LINK,
        "key": "k1",
        **more,
    }
    return Answer(browser.client.post(NEW, data=sent, headers={"Origin": ORIGIN}))


def only(school: NamedSchool) -> Upload:
    (upload,) = school.store[UPLOADS].all()
    return upload


def row(browser: Browser, task: str = "Полонез") -> str:
    """The line of the inbox with this task; «» for none."""
    return next((line for line in browser.get("/inbox?whose=all").text.split("<tr")[1:] if task in line), "")


@pytest.mark.parametrize("lang", ("ru", "en"))
@pytest.mark.parametrize("channel", Channel)
def test_each_way_stands_in_the_inbox_with_who_took_it_in(school: NamedSchool, channel: Channel, lang: str) -> None:
    words = {
        "phone": ("по телефону", "by phone"),
        "email": ("по эл. почте", "by e-mail"),
        "messenger": ("в мессенджере", "by messenger"),
        "hand": ("из рук в руки", "by hand"),
    }
    answer = take_in(school, lang=lang, channel=channel.value)
    assert answer.status == 303
    upload = only(school)
    assert (upload.how, upload.household) == (
        f"{channel.value}: Соколова Мария Павловна",
        school.households["Ивановы"].id,
    )
    shown = school.client("Соколова", lang).get(str(answer.headers["Location"])).text
    assert upload.receipt in shown
    for text in (words[channel][lang == "en"], "Соколова М. П.", LINK, "23 ноября" if lang == "ru" else "23 November"):
        assert text in shown


def test_a_file_gets_the_receipt_that_the_familys_own_gets(school: NamedSchool) -> None:
    files = [(io.BytesIO(SOUND), "Полонез.mp3"), (io.BytesIO(SOUND[:50]), "ноты.jpg")]
    assert take_in(school, file=files, link="").status == 303
    uploads = school.store[UPLOADS].all()
    assert {upload.receipt for upload in uploads} == {uploads[0].receipt}
    shown = school.client().get(f"/receipt/{uploads[0].receipt}").text
    assert hashlib.sha256(SOUND).hexdigest() in shown.replace(" ", "").replace("\n", "")
    assert ("Мария И." in shown, "Иванова" in shown, "в мессенджере" in shown) == (True, False, True)
    assert school.client("Дроздов").get(f"/inbox/{uploads[0].id}/file").body == SOUND
    assert {upload.blob for upload in uploads} == files_in_use(school.store)


def test_played_on_the_telephone_there_is_no_file(school: NamedSchool) -> None:
    """A tick: the task is done."""
    assert take_in(school, channel="phone", link="", without="1").status == 303
    assert "без файла" in row(school.client("Соколова"))
    assert "без файла" in school.client().get(f"/receipt/{only(school).receipt}").text
    assert school.client("Соколова").get(f"/inbox/{only(school).id}/file").status == 404
    assert files_in_use(school.store) == set()


def test_the_family_finds_its_receipt(school: NamedSchool) -> None:
    take_in(school)
    phone, address = school.client(), f"/s/{school.token('Ивановы')}"
    phone.post(f"{address}/unlock", {"pin": school.pin("Ивановы")})
    assert only(school).receipt in phone.get(f"{address}/hand-in").text


def test_it_is_new_to_others_and_not_to_whoever_took_it_in(school: NamedSchool) -> None:
    take_in(school, child="Артём")
    assert (">новая<" in row(school.client("Соколова")), ">новая<" in row(school.client("Дроздов"))) == (False, True)


REFUSED = (
    ({"student": ""}, "student"),
    ({"task": " "}, "task"),
    ({"assignment": "a9"}, "assignment"),
    ({"channel": ""}, "channel"),
    ({"channel": "pigeon"}, "channel"),
    ({"day": ""}, "day"),
    ({"day": "32.11"}, "day"),
    ({"day": "25.11.2026"}, "day"),
    ({"day": "24.11", "time": "23:00"}, "day"),
    ({"time": "25:00"}, "time"),
    ({"link": ""}, "file"),
    ({"link": "javascript:alert(1)"}, "link"),
    ({"file": [(io.BytesIO(b""), "пусто.mp3")]}, "file"),
)


@pytest.mark.parametrize("lang", ("ru", "en"))
@pytest.mark.parametrize(("more", "field"), REFUSED)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    school: NamedSchool, more: dict[str, object], field: str, lang: str
) -> None:
    fresh = {name: [(io.BytesIO(b""), "пусто.mp3")] if name == "file" else value for name, value in more.items()}
    answer = take_in(school, lang=lang, **fresh)  # type: ignore[arg-type]  # because they are fields of the form
    assert answer.status == 422
    assert f'<a href="#{field}">' in answer.text
    assert "task" in more or "Полонез" in answer.text
    assert school.store[UPLOADS].count() == 0


@pytest.mark.parametrize(
    ("who", "child", "status"),
    (
        ("Белов", "Мария", 422),
        ("Зимина", "Мария", 422),
        ("Дроздов", "Пётр", 422),
        ("Дроздов", "Мария", 303),
        ("Ким", "Пётр", 303),
    ),
)
def test_for_ones_own_students_only(school: NamedSchool, who: str, child: str, status: int) -> None:
    assert take_in(school, who, child).status == status
    assert school.store[UPLOADS].count() == (status == 303)


def test_a_child_without_a_family_on_record_has_a_receipt_too(school: NamedSchool) -> None:
    assert take_in(school, child="Матвей").status == 303
    assert only(school).household == 0


def test_twice_in_a_row_is_one(school: NamedSchool) -> None:
    first, second = take_in(school), take_in(school)
    assert first.headers["Location"] == second.headers["Location"]
    assert school.store[UPLOADS].count() == 1


def test_taken_back_it_is_struck_everywhere_and_lost_nowhere(school: NamedSchool) -> None:
    take_in(school, file=[(io.BytesIO(SOUND), "Полонез.mp3")])
    uploads, teacher = school.store[UPLOADS].all(), school.client("Соколова")
    undo = f"/inbox/{uploads[0].id}/withdrawal"
    assert len(uploads) == 2
    assert teacher.post(undo, page="/inbox").status == 303
    assert teacher.post(undo, page="/inbox").status == 303
    assert school.store[UPLOADS].count(where("withdrawn_by") == "Соколова Мария Павловна") == 2
    assert "<s>Полонез</s>" in row(school.client("Дроздов"))
    receipt = school.client().get(f"/receipt/{uploads[0].receipt}").text
    assert "школа отозвала" in receipt
    assert teacher.get(f"/inbox/{uploads[0].id}/file").body == SOUND
    assert teacher.post(f"{undo}/withdrawal", page="/inbox").status == 303
    assert "<s>" not in row(teacher)
    assert "отозвала" not in school.client().get(f"/receipt/{uploads[0].receipt}").text


@pytest.mark.parametrize(
    ("who", "status"), (("Дроздов", 403), ("Белов", 403), ("Боровая", 403), ("Ким", 303), ("Орлова", 303))
)
def test_it_is_taken_back_by_whoever_took_it_in_and_by_two_of_the_office(
    school: NamedSchool, who: str, status: int
) -> None:
    take_in(school)
    browser = school.client(who)
    sent = browser.post(f"/inbox/{only(school).id}/withdrawal", page="/secret")
    assert sent.status == status
    assert (only(school).withdrawn_at is not None) == (status == 303)
    assert browser.post("/inbox/999/withdrawal", page="/secret").status == 403


def test_the_list_is_narrowed_by_a_part_of_the_name(school: NamedSchool) -> None:
    teacher = school.client("Соколова")
    found = teacher.get(f"{NEW}?q=елк", htmx=True).text
    assert re.findall(r"<option value=\"(\d+)\" selected>", found) == [str(school.students["Матвей"].id)]
    assert "<html" not in found


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_naughty_texts_are_text_or_a_sentence(school: NamedSchool, text: str) -> None:
    clean = text.encode("utf-8", "replace").decode()
    answer = take_in(school, task=clean, link=f"https://{clean}")
    assert answer.status in {303, 422}
    shown = school.client("Соколова").get("/inbox").text
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def test_it_names_the_task_of_its_student(school: NamedSchool) -> None:
    """Chosen from what the student has to do, shown by script or without; then no words are needed (W3)."""
    assign(school, "Мария")
    teacher, maria = school.client("Соколова"), school.students["Мария"].id
    there = teacher.get(f"{NEW}?student={maria}&assignment=a1").text
    assert '<option value="a1" selected>Специальность: Этюд № 8 целиком (27.11)</option>' in there
    for htmx in (True, False):
        sent: dict[str, object] = {"token": teacher.get(NEW).token, "student": maria, "do": "tasks", "day": "вчера"}
        shown = teacher.send(NEW, sent, htmx=htmx)
        assert (shown.status, 'value="a1"' in shown.text, "<html" in shown.text) == (200, True, not htmx)
    assert school.store[UPLOADS].count() == 0
    assert take_in(school, task="", assignment="a1").status == 303
    upload = only(school)
    assert (upload.assignment, upload.task) == ("a1", "Специальность: Этюд № 8 целиком")
    assert "сдали: 1 из 1" in teacher.get("/assignments/a1").text
    assert take_in(school, child="Пётр", assignment="a1", key="k2").status == 422
