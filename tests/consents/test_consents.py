"""Three papers per student: printed, received, scanned, withdrawn; who has not agreed; what is undone (F5, P3)."""

import datetime as dt
import io
import re

import docx
import pytest
from msgspec.structs import replace

from kiosk.consents import actions
from kiosk.consents.queries import Filter, Register, board, orders_that_ask
from kiosk.consents.records import CONSENTS, Act, Consent, Kind, Step
from kiosk.consents.rules import State, scan_of, standing
from kiosk.office.exchange.desk import agreed_families
from kiosk.people.records import HOUSEHOLDS
from tests.consents.filling import PDF, receive, scanned
from tests.school import TODAY, Browser, NamedSchool

YESTERDAY, TOMORROW = TODAY - dt.timedelta(1), TODAY + dt.timedelta(1)


def step(act: Act, date: dt.date = YESTERDAY, *, until: dt.date | None = None, undone: bool = False) -> Step:
    at = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    return Step(at, "Ким", act, date, until, taken_back_at=at if undone else None)


# что было с бумагой, отметка в загруженном списке, что получается сегодня
OUT, IN, GONE = Act.HANDED_OUT, Act.RECEIVED, Act.WITHDRAWN
PAPERS = [
    ((), False, State.NOTHING),
    ((), True, State.RECEIVED),
    (((step(OUT),),), False, State.HANDED_OUT),
    (((step(OUT),),), True, State.RECEIVED),
    (((step(OUT), step(IN)),), False, State.RECEIVED),
    (((step(OUT), step(IN, undone=True)),), False, State.HANDED_OUT),
    (((step(IN, until=TODAY),),), False, State.RECEIVED),
    (((step(IN, until=YESTERDAY),),), False, State.OVER),
    (((step(IN), step(GONE)),), False, State.WITHDRAWN),
    (((step(IN), step(GONE)),), True, State.WITHDRAWN),  # a paper outranks the list
    (((step(IN), step(GONE, TOMORROW)),), False, State.RECEIVED),
    (((step(IN), step(GONE, undone=True)),), False, State.RECEIVED),
    (((step(IN), step(GONE)), (step(OUT),)), False, State.HANDED_OUT),
    (((step(IN), step(GONE)), (step(IN),)), False, State.RECEIVED),  # the other guardian agreed
]


@pytest.mark.parametrize(("papers", "by_list", "wanted"), PAPERS)
def test_where_a_consent_stands(papers: tuple[tuple[Step, ...], ...], by_list: bool, wanted: State) -> None:
    kept = [Consent(id=place, student=1, kind=Kind.DISTANCE, steps=steps) for place, steps in enumerate(papers, 1)]
    others = [Consent(id=9, student=2, kind=Kind.DISTANCE, steps=(step(IN),))]
    others += [Consent(id=8, student=1, kind=Kind.DATA, steps=(step(IN),))]
    assert standing(1, Kind.DISTANCE, [*kept, *others], TODAY, by_list=by_list).state is wanted


def state(school: NamedSchool, child: str, kind: Kind = Kind.DISTANCE, date: dt.date = TODAY) -> State:
    return Register(school.store, date).of(school.students[child].id, kind).state


def ids(school: NamedSchool, *children: str) -> list[int]:
    return [school.students[child].id for child in children]


def names_of(answer: str) -> list[str]:
    return re.findall(r'name="students" value="\d+"(?: checked)?> ([^<]+)<', answer)


def test_the_list_shows_who_has_not_agreed(school: NamedSchool) -> None:
    deputy = school.client("Ким")
    everybody = ["Иванов Пётр", "Иванова Мария", "Петров Артём", "Ёлкин Матвей"]
    assert sorted(names_of(deputy.get("/consents").text)) == sorted(everybody)
    receive(school, "Мария")
    assert "Иванова Мария" not in names_of(deputy.get("/consents").text)
    assert names_of(deputy.get("/consents?state=received").text) == ["Иванова Мария"]
    group = school.groups["Терция"].id
    assert names_of(deputy.get(f"/consents?group={group}").text) == ["Петров Артём"]
    assert len(names_of(deputy.get("/consents?kind=data").text)) == 4
    assert names_of(deputy.get("/consents?group=99&order=x&kind=zzz&done=abc").text) == []


def test_marked_many_at_once_and_undone(school: NamedSchool) -> None:
    deputy = school.client("Ким")
    marked: dict[str, object] = {"students": ids(school, "Мария", "Пётр"), "date": "20.11.2026"}
    fields = {"kind": "distance", "key": "a1", **marked}
    done = deputy.post("/consents/received", fields, page="/consents")
    again = deputy.post("/consents/received", fields, page="/consents")
    assert done.headers["Location"] == again.headers["Location"]
    assert len(school.store[CONSENTS].all()) == 2
    page = deputy.get(done.headers["Location"].partition("#")[0])
    assert "Отмечено согласий: 2." in page.text
    assert {state(school, "Мария"), state(school, "Пётр")} == {State.RECEIVED}
    number = re.search(r"/consents/marks/(\d+)/withdrawal", page.text)
    assert number
    assert deputy.post(number[0], {"kind": "distance"}, page="/consents").status == 303
    assert {state(school, "Мария"), state(school, "Пётр")} == {State.NOTHING}
    late = deputy.post(number[0], {"kind": "distance"}, page="/consents")
    assert late.status == 422
    assert "Отменять нечего" in late.text


# что напечатали в форме, что сказано
WRONG = [
    ({"students": []}, "Отметьте хотя бы одного"),
    ({"students": ["999"]}, "Отметьте хотя бы одного"),
    ({"date": ""}, "Заполните"),
    ({"date": "25.11.2026"}, "Этот день ещё не наступил"),
    ({"until": "01.11.2026"}, "Срок заканчивается раньше"),
    ({"kind": "publishing", "allowed": "soul"}, "Выберите из списка"),
]


@pytest.mark.parametrize(("typed", "said"), WRONG)
def test_wrong_marks_are_refused_and_stay_typed(school: NamedSchool, typed: dict[str, object], said: str) -> None:
    fields = {"kind": "distance", "students": ids(school, "Мария"), "date": "24.11.2026", **typed}
    answer = school.client("Ким").post("/consents/received", fields, page="/consents")
    assert (answer.status, said in answer.text) == (422, True)
    assert school.store[CONSENTS].all() == []
    if typed.get("students") is None:
        assert f'value="{ids(school, "Мария")[0]}" checked' in answer.text


def test_printing_notes_it_and_fills_in_what_is_known(school: NamedSchool) -> None:
    deputy = school.client("Ким")
    fields: dict[str, object] = {"kind": "distance", "students": ids(school, "Мария"), "order": "1"}
    done = deputy.post("/consents/handed-out", fields, page="/consents")
    assert state(school, "Мария") is State.HANDED_OUT
    paper = deputy.get(done.headers["Location"]).text
    assert all(part in paper for part in ("Иванова Мария", "Иванова Ольга Игоревна", "3 (8)", "Орлова А. С."))
    assert "приказом № 87-у от 12.11.2026" in paper
    assert deputy.post("/consents/handed-out", {"kind": "distance"}, page="/consents").status == 422
    receive(school, "Мария")
    (one,) = school.store[CONSENTS].all()
    assert [each.act for each in one.steps] == [Act.HANDED_OUT, Act.RECEIVED]
    assert one.guardian == "Иванова Ольга Игоревна"


def test_counts_add_up_to_all_students(school: NamedSchool) -> None:
    """Who has a paper at home still lacks a consent: a part of those, never a third heap."""
    deputy = school.client("Ким")
    receive(school, "Артём")
    handed: dict[str, object] = {"kind": "distance", "students": ids(school, "Мария")}
    assert deputy.post("/consents/handed-out", handed, page="/consents").status == 303
    (tally, *_) = board(school.store, TODAY, Kind.DISTANCE, Filter(), state="").tallies
    assert (tally.agreed, tally.lacking, tally.handed_out) == (1, 3, 1)
    heads = re.findall(r'<th scope="col" class="num">([^<]+)</th>', deputy.get("/consents").text)
    assert heads == ["Получено", "Нет", "из них выдано"]


# вид, что обязано стоять на бумаге
ON_PAPER = [
    ("distance", ("Положением".lower(), "за жизнь и здоровье", "отозвать")),
    ("data", ("Цель:", "Данные ребёнка:", "Действия:", "Оператор", "Документ, удостоверяющий личность", "отозвать")),
    ("publishing", ("Фотографии", "Да", "Нет", "Условия и запреты", "Электронная почта", "удалит данные")),
]


@pytest.mark.parametrize(("kind", "parts"), ON_PAPER)
def test_papers_for_all_who_have_not(school: NamedSchool, kind: str, parts: tuple[str, ...]) -> None:
    deputy = school.client("Ким")
    receive(school, "Пётр", Kind(kind))
    page = deputy.get(f"/consents/paper?kind={kind}").text
    assert page.count("<article") == 3
    assert "Иванов Пётр" not in page
    document = docx.Document(io.BytesIO(deputy.get(f"/consents/paper.docx?kind={kind}").body))
    words = "\n".join(
        [one.text for one in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    assert words.count("СОГЛАСИЕ") == 3
    for part in parts:
        assert part in page
        assert part in words


def one_child(school: NamedSchool, deputy: Browser, path: str, fields: dict[str, object]) -> int:
    page = f"/consents/students/{school.students['Мария'].id}"
    return deputy.post(path, fields, page=page).status


def test_one_student_received_withdrawn_undone(school: NamedSchool) -> None:
    deputy, page = school.client("Ким"), f"/consents/students/{school.students['Мария'].id}"
    answers: dict[str, object] = {"date": "23.11.2026", "allowed": ["photo", "sound"]}
    assert one_child(school, deputy, f"{page}/publishing", answers) == 303
    shown = deputy.get(page).text
    assert "Публикация: ответы получены 23.11.2026" in shown
    assert "фотографии, аудиозаписи" in shown
    assert one_child(school, deputy, f"{page}/publishing/withdrawal", {"withdrawn": "22.11.2026"}) == 422
    assert one_child(school, deputy, f"{page}/publishing/withdrawal", {"withdrawn": "24.11.2026"}) == 303
    assert state(school, "Мария", Kind.PUBLISHING) is State.WITHDRAWN
    assert state(school, "Мария", Kind.PUBLISHING, YESTERDAY) is State.RECEIVED
    assert one_child(school, deputy, f"{page}/publishing/withdrawal", {"withdrawn": "24.11.2026"}) == 422
    assert one_child(school, deputy, "/consents/1/step/withdrawal", {}) == 303
    assert state(school, "Мария", Kind.PUBLISHING) is State.RECEIVED
    assert "<s>" in deputy.get(page).text
    assert one_child(school, deputy, "/consents/1/step/withdrawal/withdrawal", {}) == 303
    assert state(school, "Мария", Kind.PUBLISHING) is State.WITHDRAWN
    assert one_child(school, deputy, "/consents/1/step/withdrawal/withdrawal", {}) == 422
    for _ in range(2):
        assert one_child(school, deputy, "/consents/1/step/withdrawal", {}) == 303
    assert state(school, "Мария", Kind.PUBLISHING) is State.NOTHING
    assert one_child(school, deputy, "/consents/1/step/withdrawal", {}) == 422


# имя файла, содержимое, ответ
SCANS = [
    ("согласие.pdf", PDF, 303, ""),
    ("photo.JPG", b"\xff\xd8\xff\xe0picture", 303, ""),
    ("x.png", b"\x89PNG\r\n\x1a\npicture", 303, ""),
    ("page.pdf", b"<script>alert(1)</script>", 422, "Это не PDF"),
    ("empty.pdf", b"", 422, "Выберите файл"),
]


@pytest.mark.parametrize(("name", "content", "status", "said"), SCANS, ids=[scan[0] for scan in SCANS])
def test_scans_are_judged_by_their_bytes(
    school: NamedSchool, name: str, content: bytes, status: int, said: str
) -> None:
    paper, deputy = receive(school, "Мария"), school.client("Ким")
    fields: dict[str, object] = {"scan": (io.BytesIO(content), name)}
    answer = deputy.post(f"/consents/{paper.id}/scan", fields, page=f"/consents/students/{paper.student}")
    assert answer.status == status
    assert said in answer.text
    assert len(list(school.store.vault.ids())) == (1 if status == 303 else 0)


def test_a_scan_too_large_is_not_kept(school: NamedSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MEGABYTES", 0)
    paper, deputy = receive(school, "Мария"), school.client("Ким")
    fields: dict[str, object] = {"scan": (io.BytesIO(PDF), "скан.pdf")}
    answer = deputy.post(f"/consents/{paper.id}/scan", fields, page=f"/consents/students/{paper.student}")
    assert (answer.status, "Файл больше 0 МБ" in answer.text) == (422, True)
    assert list(school.store.vault.ids()) == []


def test_a_scan_is_a_download_for_two_alone(school: NamedSchool) -> None:
    paper = scanned(school, "Мария")
    answer = school.client("Орлова").get(f"/consents/{paper.id}/scan")
    assert (answer.status, answer.body) == (200, PDF)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    technician = school.client("Боровая")
    assert technician.get(f"/consents/{paper.id}/scan").status == 404
    assert "/scan" not in school.client("Зимина").get(f"/consents/students/{paper.student}").text
    assert school.client("Соколова").get("/consents").status == 404
    school.client("Ким").post(f"/consents/{paper.id}/step/withdrawal", page=f"/consents/students/{paper.student}")
    kept = school.store[CONSENTS].get(paper.id)
    assert kept is not None
    assert scan_of(kept) is None
    assert school.client("Орлова").get(f"/consents/{paper.id}/scan").status == 404


def by_list(school: NamedSchool, family: str) -> None:
    with school.store.change(school.actor("Ким"), "imported") as change:
        household = change.get(HOUSEHOLDS, school.households[family].id)
        assert household is not None
        change.put(HOUSEHOLDS, replace(household, consent_distance=True, consent_data=True))


def test_an_imported_list_holds_until_there_is_a_paper(school: NamedSchool) -> None:
    by_list(school, "Ивановы")
    assert state(school, "Мария") is State.RECEIVED
    deputy, page = school.client("Ким"), f"/consents/students/{school.students['Мария'].id}"
    assert "по загруженному списку" in deputy.get(page).text
    assert one_child(school, deputy, f"{page}/distance/withdrawal", {"withdrawn": "24.11.2026"}) == 303
    assert (state(school, "Мария"), state(school, "Пётр")) == (State.WITHDRAWN, State.RECEIVED)
    household = school.households["Ивановы"].id
    agreed = agreed_families(school.store, TODAY)
    assert (agreed[household, "consent_distance"], agreed[household, "consent_data"]) == (False, True)


def test_an_order_asks_for_those_of_its_scope(school: NamedSchool) -> None:
    receive(school, "Мария")
    deputy = school.client("Ким")
    page = deputy.get("/orders/1").text
    assert "Учащихся без согласия на дистанционное обучение: 3 из 4" in page
    assert '<a href="/consents?order=1">Нет согласий: 3</a>' in page
    assert "/consents?order=1" not in school.client("Соколова").get("/orders/1").text
    assert "Нет согласий: 3" in deputy.get("/morning").text
    assert len(names_of(deputy.get("/consents?order=1").text)) == 3
    assert [one.lacking for one in orders_that_ask(school.store, TODAY)] == [3]
    for child in ("Пётр", "Артём", "Матвей"):
        receive(school, child)
    assert orders_that_ask(school.store, TODAY) == []
    assert "В списке никого" in deputy.get("/consents?order=1").text


def test_beside_the_student_and_the_family(school: NamedSchool) -> None:
    receive(school, "Мария", Kind.DATA)
    deputy = school.client("Ким")
    for page in (f"/students/{school.students['Мария'].id}", f"/families/{school.households['Ивановы'].id}"):
        shown = deputy.get(page).text
        assert "Персональные данные: согласие получено 24.11.2026" in shown
        assert "Дистанционное обучение: согласия ещё нет" in shown
    assert "/consents/students" not in school.client("Ким").get(f"/groups/{school.groups['Терция'].id}").text
