"""W2, A2, P5: opened, remarked on, marked, sent back or accepted; every step can be taken back; nothing is lost."""

import datetime as dt
import re

import pytest
from hypothesis import given, strategies

from kiosk.assignments.queries import tasks_of
from kiosk.drop.records import UPLOADS, Channel, Taken
from kiosk.journal.records import MARKS, Conditions, Identified, Mark, Value
from kiosk.works.records import REVIEWS, Review, State
from kiosk.works.rules import read_seconds, seconds_as_read
from tests.assignments.filling import assign
from tests.documents.recordings import SCORE, mp4
from tests.drop.uploading import SONG, Client, metadata
from tests.naughty import SAFE
from tests.school import TODAY, NamedSchool
from tests.works.filling import answer, hand_in, spoken

MONDAY = TODAY + dt.timedelta(6)


def only(school: NamedSchool) -> Review:
    (review,) = school.store[REVIEWS].all()
    return review


def marks(school: NamedSchool) -> list[Mark]:
    return [one for one in school.store[MARKS].all() if not one.withdrawn]


def test_accepted_with_words_and_a_mark(school: NamedSchool) -> None:
    assign(school, "Мария")
    work = hand_in(school, assignment="a1")
    done = answer(school, work)
    assert (done.status, done.headers["Location"]) == (303, f"/inbox?done={work.id}")
    review, (mark,) = only(school), marks(school)
    assert (review.state, review.text, review.staff) == (
        State.ACCEPTED,
        "Уже звучит целиком.",
        school.staff["Соколова"].id,
    )
    assert (mark.value, mark.subject_name, mark.on, mark.work, mark.task) == (
        Value.FOUR_PLUS,
        "Специальность",
        TODAY,
        work.receipt,
        "a1",
    )
    assert (mark.identified, mark.conditions) == (Identified.CARD_AND_PIN, Conditions.HOME)
    assert "принята" in school.client("Соколова").get(f"/inbox?done={work.id}").text


def test_opening_it_takes_it_up_and_it_can_be_laid_back(school: NamedSchool) -> None:
    """Only its own teacher takes it up; the deputy looks without a trace."""
    assign(school, "Мария")
    work = hand_in(school, assignment="a1")
    for who, states in (("Ким", []), ("Дроздов", []), ("Соколова", [State.OPEN])):
        assert school.client(who).get(f"/inbox/{work.id}").status == 200
        assert [one.state for one in school.store[REVIEWS].all()] == states
    page = f"/inbox/{work.id}"
    laid_back = school.client("Соколова").post(f"{page}/state", {"state": "new"}, page="/inbox")
    assert (laid_back.headers["Location"], only(school).state) == ("/inbox", State.NEW)
    assert "ждёт рецензии" in school.client("Ким").get("/inbox").text


def test_sent_back_the_task_is_open_again_until_its_new_day(school: NamedSchool) -> None:
    assign(school, "Мария")
    work, maria = hand_in(school, assignment="a1"), school.students["Мария"].id
    assert answer(school, work, "redo", due="30.11", mark="").status == 303
    (task,) = tasks_of(school.store, maria, TODAY)
    assert (only(school).state, task.again, task.due) == (State.RETURNED, True, MONDAY)
    board = school.client("Соколова").get("/assignments/a1").text
    assert "на доработке" in board
    assert "сдали: 0 из 1" in board
    school.client("Соколова").post(f"/inbox/{work.id}/state", {"state": "open"}, page=f"/inbox/{work.id}")
    (task,) = tasks_of(school.store, maria, TODAY)
    assert (only(school).state, task.again) == (State.OPEN, False)
    assert "сдали: 1 из 1" in school.client("Соколова").get("/assignments/a1").text
    assert marks(school) == []


def test_a_mark_is_changed_and_taken_away_with_its_review(school: NamedSchool) -> None:
    work = hand_in(school)
    answer(school, work)
    answer(school, work, mark="5", conditions="online")
    assert [(one.value, one.conditions) for one in marks(school)] == [(Value.FIVE, Conditions.ONLINE)]
    answer(school, work, mark="")
    assert marks(school) == []
    answer(school, work, mark="passed")
    assert [one.value for one in marks(school)] == [Value.PASSED]
    assert school.store[MARKS].count() == 1


def test_remarks_with_their_time_are_added_changed_struck_and_brought_back(school: NamedSchool) -> None:
    work = hand_in(school)
    added = answer(school, work, "remark", at="1:32", remark="считай паузу", upload=work.id)
    assert added.headers["Location"] == f"/inbox/{work.id}#remarks"
    answer(school, work, "remark", at="0.05", remark="хорошо")
    assert [(one.at, one.text) for one in only(school).remarks] == [(92, "считай паузу"), (5, "хорошо")]
    answer(school, work, "remark", **{"at.0": "1:33", "remark.0": "паузу считай вслух"})
    answer(school, work, "strike:1")
    assert [(one.at, one.text, one.struck) for one in only(school).remarks] == [
        (93, "паузу считай вслух", False),
        (5, "хорошо", True),
    ]
    text = school.client("Соколова").get(f"/inbox/{work.id}").text
    assert f'href="/inbox/{work.id}/file#t=93"' in text
    assert "<s>хорошо</s>" in text
    answer(school, work, "restore:1")
    assert not only(school).remarks[1].struck
    assert only(school).state is State.OPEN


def test_of_a_film_whose_length_is_known_remarks_stand_on_a_tape(school: NamedSchool) -> None:
    """A video is shown within the page, a photo too, a score is a download."""
    work = hand_in(school, "Мария", (mp4(), "полонез.mp4"), (b"GIF89a" + bytes(20), "ноты.gif"), (SCORE, "п.musicxml"))
    answer(school, work, "remark", at="0:00", remark="начало", upload=work.id)
    answer(school, work, "remark", at="2:41", remark="конец", upload=work.id)
    text = school.client("Соколова").get(f"/inbox/{work.id}").text
    assert [float(place) for place in re.findall(r'<ellipse cx="([\d.]+)"', text)] == [8, 788]
    assert f'<video controls preload="metadata" id="f{work.id}"' in text
    assert f'<img loading="lazy" src="/inbox/{work.id + 1}/file"' in text
    assert f'<a href="/inbox/{work.id + 2}/file?save=1" download>п.musicxml</a>' in text
    assert "2:41" in text


def test_what_was_typed_stays_at_every_press(school: NamedSchool) -> None:
    """A remark, a code for the phone: the words of the review are kept with it."""
    work = hand_in(school)
    answer(school, work, "remark", at="0:05", remark="хорошо", text="Недописанное")
    assert only(school).text == "Недописанное"
    wrong = answer(school, work, "accept", at="полторы минуты", remark="не так", text="Дописанное")
    assert wrong.status == 422
    for typed in ("Дописанное", "полторы минуты", "не так", 'href="#at"'):
        assert typed in wrong.text
    assert only(school).text == "Недописанное"
    assert "/sound/" in answer(school, work, "ticket", text="Дописанное").text
    assert only(school).text == "Дописанное"


def test_a_remark_by_htmx_is_a_part_that_carries_a_fresh_key(school: NamedSchool) -> None:
    work, teacher = hand_in(school), school.client("Соколова")
    page = teacher.get(f"/inbox/{work.id}")
    typed: dict[str, object] = {"token": page.token, "do": "remark", "at": "0:07", "remark": "тише", "key": "k1"}
    part = teacher.send(f"/inbox/{work.id}/review", typed, htmx=True)
    assert (part.status, part.text.lstrip().startswith('<div id="remarks">')) == (200, True)
    assert 'value="k1"' not in part.text
    teacher.send(f"/inbox/{work.id}/review", typed, htmx=True)  # the same press again
    assert len(only(school).remarks) == 1
    kept = {"token": page.token, "do": "save", "text": "Сама", "rev": 1}
    assert teacher.send(f"/inbox/{work.id}/review", kept, htmx=True).text.strip() == "Сохранено."
    assert (only(school).text, len(only(school).remarks)) == ("Сама", 1)


def test_a_file_that_was_still_on_its_way_waits_for_an_answer_too(school: NamedSchool) -> None:
    """A press with two films may take days: what comes after the review is not overlooked."""
    Client(school).begin(len(SONG), metadata(school, parcel="p1"), body=SONG)
    (work,) = school.store[UPLOADS].all()
    school.clock.advance(dt.timedelta(minutes=5))
    answer(school, work)
    school.clock.advance(dt.timedelta(days=1))
    teacher = school.client("Соколова")
    assert "1 работа ждёт" not in teacher.get("/inbox").text
    Client(school).begin(len(SONG), metadata(school, parcel="p1", filename="вторая.mp3"), body=SONG)
    inbox = teacher.get("/inbox").text
    for shown in ("1 работа ждёт", "после ответа пришёл файл", '<b class="ok">'):
        assert shown in inbox
    assert "пришёл после ответа" in teacher.get(f"/inbox/{work.id}").text
    assert '<b class="ok">' not in teacher.get("/inbox").text
    school.clock.advance(dt.timedelta(minutes=5))
    answer(school, work)
    assert "после ответа пришёл файл" not in teacher.get("/inbox").text


def test_the_family_reads_a_mark_with_the_review_and_not_of_a_struck_work(school: NamedSchool) -> None:
    """Under the PIN too: what is kept while somebody is still at it is nobody's to read."""
    deputy, phone = school.client("Ким"), school.client()
    taken = Taken(channel=Channel.HAND, at=school.now(), by="Ким", account=school.staff["Ким"].account)
    work, unlock = hand_in(school, taken=taken), f"/s/{school.token('Ивановы')}/unlock"
    phone.post(unlock, {"pin": school.pin("Ивановы")})
    for do, shown in (("save", False), ("accept", True)):
        answer(school, work, do)
        assert ("4+" in phone.get(unlock).text) is shown
    deputy.post(f"/inbox/{work.id}/withdrawal", page="/inbox")
    assert "4+" not in phone.get(unlock).text
    deputy.post(f"/inbox/{work.id}/withdrawal/withdrawal", page="/inbox")
    assert "4+" in phone.get(unlock).text


def test_two_who_answer_the_same_work(school: NamedSchool) -> None:
    """One's own later words win, another's are never written over."""
    work = hand_in(school)
    answer(school, work, "save", text="Соколова пишет")
    assert answer(school, work, "save", text="и ещё", rev=1).status == 303
    theirs = answer(school, work, "accept", who="Ким", instead="1", text="Ким пишет", rev=1)
    assert theirs.status == 422
    for shown in ("кто-то другой", "Ким пишет", "<p>и ещё</p>"):
        assert shown in theirs.text
    deputy = school.client("Ким")
    typed = {"token": deputy.get(f"/inbox/{work.id}").token, "do": "save", "text": "Ким пишет", "rev": 1, "instead": 1}
    by_itself = deputy.send(f"/inbox/{work.id}/review", typed, htmx=True)
    assert (by_itself.status, by_itself.text.strip().startswith('<b class="bad">')) == (422, True)
    assert only(school).text == "и ещё"
    assert answer(school, work, "accept", who="Ким", instead="1", text="Ким пишет", rev=only(school).rev).status == 303


def test_one_teacher_with_two_windows(school: NamedSchool) -> None:
    """A window that stood open beside does not wipe out what was written in the other one."""
    work, teacher = hand_in(school), school.client("Соколова")
    left, right = (re.search(r'name="window" value="(\w+)"', teacher.get(f"/inbox/{work.id}").text) for _ in "12")
    assert left is not None
    assert right is not None
    assert answer(school, work, "save", text="Слева", rev=1, window=left[1]).status == 303
    assert answer(school, work, "save", text="Слева дальше", rev=1, window=left[1]).status == 303  # its own last word
    refused = answer(school, work, "remark", text="", mark="", at="0:05", remark="тише", rev=1, window=right[1])
    assert refused.status == 422
    for shown in ("в другом окне", "<p>Слева дальше</p>", f'name="window" value="{right[1]}"', "тише"):
        assert shown in refused.text
    assert (only(school).text, len(only(school).remarks), len(marks(school))) == ("Слева дальше", 0, 1)
    seen = only(school).rev
    again = answer(school, work, "remark", text="Справа", at="0:05", remark="тише", rev=seen, window=right[1])
    assert again.status == 303
    assert (only(school).text, len(only(school).remarks)) == ("Справа", 1)


def test_another_of_the_childs_teachers_undoes_nothing_in_passing(school: NamedSchool) -> None:
    """Дроздов plays for the ensemble in which Мария sits; what Соколова has decided stays, unless he says «instead»."""
    assign(school, "Мария")
    work, address = hand_in(school, assignment="a1"), "/inbox/1"
    spoken(school, work)
    answer(school, work)
    drozdov, before = school.client("Дроздов"), only(school)
    page = drozdov.get(address).text
    for button in ('value="accept"', 'value="ticket"', f"{address}/state", "Зачеркнуть"):
        assert button not in page
    sent: dict[str, object] = {"token": drozdov.get("/backing/new").token, "state": "new"}
    for path in ("state", "sounds/0/withdrawal"):
        assert drozdov.send(f"{address}/{path}", sent).status == 403
    assert only(school) == before
    assert drozdov.get(f"{address}?instead=1").text.count('name="instead" value="1"') == 3
    for path in ("sounds/0/withdrawal", "state"):
        assert drozdov.send(f"{address}/{path}", sent | {"instead": "1"}).status == 303
    assert (only(school).sounds[0].struck, only(school).state) == (True, State.NEW)


REFUSED = (
    ("redo", {"due": "23.11"}, "due"),
    ("redo", {"due": "когда-нибудь"}, "due"),
    ("accept", {"mark": "6"}, "mark"),
    ("accept", {"oral": "25.11.2026"}, "oral"),
    ("accept", {"text": "я" * 4001}, "text"),
    ("remark", {"at": "1:75", "remark": "x"}, "at"),
    ("remark", {"at": "0:01", "remark": "я" * 301}, "remark"),
)


@pytest.mark.parametrize(("do", "more", "field"), REFUSED)
def test_what_cannot_be_is_said(school: NamedSchool, do: str, more: dict[str, object], field: str) -> None:
    work = hand_in(school)
    refused = answer(school, work, do, **more)  # type: ignore[arg-type]  # because they are fields of the form
    assert refused.status == 422
    assert f'<a href="#{field}">' in refused.text
    assert marks(school) == []


@pytest.mark.parametrize("do", ("", "burn", "strike:x", "strike:99", "strike", f"strike:{'9' * 5000}"))
def test_presses_that_are_none(school: NamedSchool, do: str) -> None:
    work = hand_in(school)
    assert answer(school, work, do).status in {303, 400}
    assert all(not one.remarks for one in school.store[REVIEWS].all())


def test_nobody_else_answers(school: NamedSchool) -> None:
    work = hand_in(school)
    for who in ("Белов", "Зимина", "Боровая"):
        client = school.client(who)
        assert client.get(f"/inbox/{work.id}").status == 404
        token = client.get("/secret").token
        for act in ("review", "state"):
            assert client.send(f"/inbox/{work.id}/{act}", {"token": token, "do": "accept"}).status == 403
    assert school.store[REVIEWS].count() == 0


def test_the_next_one_of_the_same_task(school: NamedSchool) -> None:
    """Twenty works of one task go by one press each: what waits for the same task comes next, then any other."""
    assign(school, "Мария", "Пётр")
    other = hand_in(school, "Матвей", household=0)
    first, second = hand_in(school, assignment="a1"), hand_in(school, "Пётр", assignment="a1")
    assert answer(school, first).headers["Location"] == f"/inbox/{second.id}?done={first.id}"
    page = school.client("Соколова").get(f"/inbox/{second.id}?done={first.id}").text
    assert "Иванова Мария: принята" in page
    assert answer(school, second).headers["Location"] == f"/inbox/{other.id}?done={second.id}"


# как написано, сколько секунд, как читается
TIMES = (
    ("1:32", 92, "1:32"),
    ("1.32", 92, "1:32"),
    ("92", 92, "1:32"),
    ("0:05", 5, "0:05"),
    ("5", 5, "0:05"),
    ("61:00", 3660, "1:01:00"),
    ("1:01:01", 3661, "1:01:01"),
    ("1:75", None, ""),
    ("1:60:00", None, ""),
    ("25:00:00", None, ""),
    ("-1", None, ""),
    ("минута", None, ""),
    ("", None, ""),
)


@pytest.mark.parametrize(("typed", "seconds", "read"), TIMES)
def test_times(typed: str, seconds: int | None, read: str) -> None:
    assert read_seconds(typed) == seconds
    assert seconds is None or seconds_as_read(seconds) == read


@given(strategies.integers(0, 24 * 3600 - 1))
def test_a_time_is_read_as_it_is_written(seconds: int) -> None:
    assert read_seconds(seconds_as_read(seconds)) == seconds


@pytest.mark.parametrize("text", SAFE)
def test_naughty_texts(school: NamedSchool, text: str) -> None:
    work = hand_in(school)
    answer(school, work, "remark", at="0:01", remark=text[:300], text=text)
    page = school.client("Соколова").get(f"/inbox/{work.id}")
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text


def test_a_review_that_was_spoken_at_a_consultation(school: NamedSchool) -> None:
    """W2: the family reads on which day; the words themselves need not be written."""
    work = hand_in(school)
    assert answer(school, work, text="", oral="вчера").status == 303
    assert only(school).oral_on == TODAY - dt.timedelta(1)
    assert 'value="23.11.2026"' in school.client("Соколова").get(f"/inbox/{work.id}").text
    phone, card = school.client(), f"/s/{school.token('Ивановы')}"
    phone.post(f"{card}/unlock", {"pin": school.pin("Ивановы")})
    assert "Рецензия дана устно, на консультации пн, 23 ноября" in phone.get(f"{card}/works/{work.id}").text
