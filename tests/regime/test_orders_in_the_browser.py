"""Orders as the director enters them: opened, extended, cut short, closed, annulled; what is refused and where (D1)."""

import datetime as dt
import io
import re

import docx
import pytest
from msgspec.structs import replace

from kiosk.people.records import DEPARTMENTS, HOUSEHOLDS, STUDENTS
from kiosk.regime import queries
from kiosk.regime.records import ORDERS, Effect, Mode, Order, Scope
from kiosk.school.records import YEARS, AcademicYear
from tests.school import TODAY, Answer, NamedSchool

NEW = "/orders/new"
YEAR = AcademicYear(name="2026/27", since=dt.date(2026, 9, 1), until=dt.date(2027, 5, 31))


def order_fields(**other: object) -> dict[str, object]:
    """An order for the whole school in December, as the form sends it."""
    fields: dict[str, object] = {
        "number": "95-у",
        "signed": "24.11.2026",
        "cause": "climatic",
        "reason": "мороз ниже 40 градусов",
        "since": "1.12.2026",
        "until": "12.12.2026",
        "scope": "school",
        "mode": "full",
    }
    return {**fields, **other}


def change_fields(effect: str, until: str, **other: object) -> dict[str, object]:
    fields: dict[str, object] = {"number": "96-у", "signed": "24.11.2026", "reason": "эпидемия"}
    return {**fields, "effect": effect, "until": until, **other}


def problems_of(answer: Answer) -> dict[str, str]:
    """What the page says at which field."""
    return dict(re.findall(r'class="problem" id="([\w-]+)-p">([^<]*)', answer.text))


def orders(school: NamedSchool) -> list[Order]:
    return school.store[ORDERS].all(order=("id",))


def with_year(school: NamedSchool) -> None:
    with school.store.change(school.actor("Ким"), "P4 year") as change:
        change.add(YEARS, YEAR)


def test_an_order_opens_a_period(school: NamedSchool) -> None:
    director = school.client("Орлова")
    answer = director.post(NEW, order_fields(text="Пункт о буфете.\nПункт о дежурстве."))
    assert answer.headers["Location"] == "/orders/2"
    opened = orders(school)[1]
    assert (opened.number, opened.scope, opened.mode, opened.effect) == ("95-у", Scope.SCHOOL, Mode.FULL, Effect.OPEN)
    assert opened.as_signed is not None
    assert (opened.as_signed.director, opened.as_signed.platforms[0]) == ("Орлова Анна Сергеевна", "телефон")
    page = director.get("/orders/2").text
    for said in (
        "№ 95-у от 24 ноября 2026",
        "1–12 декабря",
        "предстоит",
        "учащихся 4",
        "Учащихся без согласия на дистанционное обучение",
    ):
        assert said in page
    assert "№ 95-у" in director.get("/orders").text
    ruling = queries.order_on(school.store, dt.date(2026, 12, 5))
    assert ruling is not None
    assert ruling.number == "95-у"


# что введено, поле, слово в отказе
WRONG = (
    ({"number": ""}, "number", ""),
    ({"number": "87-У", "signed": "12.11.2026"}, "number", "уже введён"),
    ({"signed": "32.11.2026"}, "signed", ""),
    ({"since": ""}, "since", ""),
    ({"until": "30.11.2026"}, "until", "раньше, чем начинается 01.12.2026"),
    ({"until": "1.12.2199"}, "until", "год"),
    ({"until": "1.06.2027"}, "until", "Учебный год 2026/27 кончается 31.05.2027"),
    ({"since": "1.06.2027", "until": "1.07.2028"}, "until", "Дольше года"),
    ({"since": "28.11.2026"}, "since", "действует приказ № 87-у"),
    ({"since": "17.11.2026", "until": "18.11.2026"}, "since", "Продлите, сократите или завершите"),
    ({"scope": "departments"}, "departments", "хотя бы одно отделение"),
    ({"scope": "groups"}, "groups", "хотя бы одну группу"),
    ({"scope": "students"}, "students", "хотя бы одного"),
    ({"groups": ["1"]}, "scope", "Отмечены группы"),
    ({"scope": "groups", "groups": ["999"]}, "groups", "из списка"),
    ({"experimental_groups": ["999"]}, "experimental_groups", "из списка"),
    ({"scope": "страна"}, "scope", ""),
    ({"mode": ""}, "mode", ""),
    ({"cause": ""}, "cause", ""),
    ({"reason": "\x00"}, "reason", ""),
    ({"text": "ы" * 5000}, "text", ""),
)


@pytest.mark.parametrize(("other", "field", "said"), WRONG, ids=[str(other)[:50] for other, *_ in WRONG])
def test_what_an_order_may_not_say(school: NamedSchool, other: dict[str, object], field: str, said: str) -> None:
    with_year(school)
    answer = school.client("Ким").post(NEW, order_fields(**other))
    assert answer.status == 422
    assert said in problems_of(answer).get(field, answer.text)
    assert f'href="#{field}"' in answer.text
    assert len(orders(school)) == 1


def test_over_new_year_is_lawful(school: NamedSchool) -> None:
    with_year(school)
    assert school.client("Ким").post(NEW, order_fields(since="28.12.2026", until="16.01.2027")).status == 303
    assert queries.order_on(school.store, dt.date(2027, 1, 1)) is not None


def test_a_narrower_order_may_lie_inside_a_wider_one(school: NamedSchool) -> None:
    group = school.groups["Терция"].id
    fields = order_fields(since="20.11.2026", until="22.11.2026", scope="groups", groups=[group], mode="blended")
    assert school.client("Ким").post(NEW, fields).status == 303
    same = order_fields(number="99", since="22.11.2026", until="23.11.2026", scope="groups", groups=[group])
    assert "since" in problems_of(school.client("Ким").post(NEW, same))
    date = dt.date(2026, 11, 21)
    for student, number in (("Мария", "95-у"), ("Пётр", "87-у")):
        found = queries.ruling_for(school.store, date, student=school.students[student].id)
        assert found.order is not None
        assert found.order.number == number
    found = queries.ruling_for(school.store, date, group=group)
    assert found.mode is Mode.BLENDED


def test_an_order_for_a_department(school: NamedSchool) -> None:
    piano = school.store[DEPARTMENTS].all(order=("id",))[0]
    with school.store.change(school.actor("Ким"), "department") as change:
        change.put(STUDENTS, replace(school.students["Мария"], department=piano.id))
    fields = order_fields(scope="departments", departments=[piano.id])
    school.client("Ким").post(NEW, fields)
    date = dt.date(2026, 12, 5)
    assert queries.ruling_for(school.store, date, student=school.students["Мария"].id).distance
    assert not queries.ruling_for(school.store, date, student=school.students["Артём"].id).distance
    page = school.client("Ким").get("/orders/2").text
    assert "отделения: Фортепиано" in page
    assert "учащихся 1," in page


# продление, сокращение, завершение приказа № 87-у (16–28 ноября), подписанные 24 ноября; последний день
GOOD = (
    ("extend", "5.12.2026"),
    ("extend", "29.11.2026"),
    ("cut", "26.11.2026"),
    ("close", "24.11.2026"),
    ("close", "23.11.2026"),
)


@pytest.mark.parametrize(("effect", "until"), GOOD)
def test_a_period_is_changed_by_a_further_order(school: NamedSchool, effect: str, until: str) -> None:
    director = school.client("Орлова")
    first = orders(school)[0]
    assert director.post("/orders/1/change", change_fields(effect, until)).headers["Location"] == "/orders/1"
    assert orders(school)[0] == first
    day = dt.date(*map(int, reversed(until.split("."))))
    last = queries.order_on(school.store, max(day, dt.date(2026, 11, 23)))
    assert last is not None
    assert last.until == day or day < TODAY
    assert queries.order_on(school.store, max(day, dt.date(2026, 11, 23)) + dt.timedelta(1)) is None
    assert "№ 96-у" in director.get("/orders").text
    assert "№ 96-у" in director.get("/orders/1").text
    assert director.get("/orders/2").status == 200


BAD: tuple[tuple[str, str, dict[str, object], str, str], ...] = (
    ("extend", "28.11.2026", {}, "until", "Чтобы продлить"),
    ("extend", "20.11.2026", {}, "until", "Чтобы продлить"),
    ("extend", "30.06.2027", {}, "until", "Учебный год 2026/27"),
    ("cut", "28.11.2026", {}, "until", "выберите день раньше"),
    ("cut", "22.11.2026", {}, "until", "Самый ранний последний день — 23.11.2026"),
    ("close", "15.11.2026", {}, "until", "Самый ранний последний день"),
    ("close", "24.11.2026", {"signed": "30.11.2026"}, "signed", "завершён 28.11.2026"),
    ("extend", "5.12.2026", {"number": "87-у", "signed": "12.11.2026"}, "number", "уже введён"),
    ("open", "5.12.2026", {}, "effect", ""),
    ("", "5.12.2026", {}, "effect", ""),
    ("extend", "", {}, "until", ""),
)


@pytest.mark.parametrize(("effect", "until", "other", "field", "said"), BAD)
def test_what_a_change_may_not_say(
    school: NamedSchool, effect: str, until: str, other: dict[str, object], field: str, said: str
) -> None:
    with_year(school)
    answer = school.client("Ким").post("/orders/1/change", change_fields(effect, until, **other))
    assert answer.status == 422
    assert said in problems_of(answer)[field]
    assert len(orders(school)) == 1


def test_extended_twice_cut_short_and_never_again(school: NamedSchool) -> None:
    deputy = school.client("Ким")
    steps = (("1", "extend", "5.12.2026"), ("2", "extend", "12.12.2026"), ("3", "cut", "8.12.2026"))
    for number, effect, until in steps:
        assert deputy.post("/orders/1/change", change_fields(effect, until, number=number)).status == 303
    earlier = deputy.post("/orders/1/change", change_fields("extend", "20.12.2026", number="0", signed="20.11.2026"))
    assert "Этот срок позже изменил приказ № 3" in problems_of(earlier)["signed"]
    assert deputy.post("/orders/1/change", change_fields("close", "24.11.2026", number="4")).status == 303
    over = deputy.post("/orders/1/change", change_fields("extend", "1.12.2026", number="5", signed="25.11.2026"))
    assert "завершён 24.11.2026" in problems_of(over)["signed"]
    assert [one.number for one in orders(school)] == ["87-у", "1", "2", "3", "4"]
    assert "Продлить" not in deputy.get("/orders/1").text or queries.order_on(school.store, TODAY) is not None


def test_called_off_before_it_began(school: NamedSchool) -> None:
    deputy = school.client("Ким")
    deputy.post(NEW, order_fields())
    assert deputy.post("/orders/2/change", change_fields("close", "30.11.2026")).status == 303
    assert queries.order_on(school.store, dt.date(2026, 12, 1)) is None
    assert "Период отменён до начала" in deputy.get("/orders/2").text
    assert "Отменить переход" in deputy.get("/orders/3/paper").text


def test_an_order_entered_by_mistake_is_annulled_and_stays_to_be_seen(school: NamedSchool) -> None:
    deputy = school.client("Ким")
    assert "why" in problems_of(deputy.post("/orders/1/annulment", {"why": " "}, page="/orders/1"))
    assert deputy.post("/orders/1/annulment", {"why": "не та дата"}, page="/orders/1").status == 303
    assert queries.order_on(school.store, TODAY) is None
    for path in ("/orders", "/orders/1"):
        text = deputy.get(path).text
        assert "Ким В. П.: не та дата" in text
        assert "<s>" in text
    assert "аннулирован" in deputy.get("/orders/1/paper").text
    again = order_fields(number="87-у", signed="12.11.2026", since="16.11.2026", until="28.11.2026")
    assert deputy.post(NEW, again).status == 303
    back = deputy.post("/orders/1/annulment/withdrawal", {}, page="/orders/1")
    assert back.status == 422
    assert "уже введён" in back.text


def test_an_annulment_is_taken_back(school: NamedSchool) -> None:
    deputy = school.client("Ким")
    deputy.post("/orders/1/change", change_fields("extend", "5.12.2026"))
    for order in (1, 2):
        deputy.post(f"/orders/{order}/annulment", {"why": "ошибка"}, page=f"/orders/{order}")
    assert queries.order_on(school.store, TODAY) is None
    assert deputy.post("/orders/1/annulment/withdrawal", {}, page="/orders/1").status == 303
    further = deputy.get("/orders/2").text  # its period goes on without it
    assert "аннулирован" in further
    assert "effect=extend" not in further
    assert "effect=extend" in deputy.get("/orders/1").text
    deputy.post("/orders/1/annulment", {"why": "ошибка"}, page="/orders/1")
    assert deputy.post("/orders/1/annulment/withdrawal", {}, page="/orders/1").status == 303
    assert queries.order_on(school.store, dt.date(2026, 12, 1)) is None
    assert deputy.post("/orders/2/annulment/withdrawal", {}, page="/orders/2").status == 303
    assert queries.order_on(school.store, dt.date(2026, 12, 1)) is not None


def test_two_at_one_order(school: NamedSchool) -> None:
    deputy = school.client("Ким")
    answer = deputy.post("/orders/1/annulment", {"why": "ошибка", "rev": 7}, page="/orders/1")
    assert "тем временем" in problems_of(answer)["why"]
    assert orders(school)[0].annulled is None


def test_sent_twice_is_stored_once(school: NamedSchool) -> None:
    deputy = school.client("Ким")
    assert [deputy.post(NEW, order_fields()).status for _ in range(2)] == [303, 422]
    assert len(orders(school)) == 2


def test_others_read_and_change_nothing(school: NamedSchool) -> None:
    teacher = school.client("Соколова")
    page = teacher.get("/orders/1").text
    assert "санитарно-эпидемиологические" in page
    assert 'action="/orders' not in page
    assert teacher.get(NEW).status == 404


def test_an_order_for_single_students_does_not_tell_why(school: NamedSchool) -> None:
    fields = order_fields(scope="students", students=[school.students["Мария"].id], reason="перелом руки")
    school.client("Орлова").post(NEW, fields)
    assert "перелом руки" in school.client("Ким").get("/orders/2").text
    for who in ("Соколова", "Зимина", "Боровая"):
        other = school.client(who)
        assert "перелом" not in other.get("/orders/2").text
        assert other.get("/orders/2/paper").status == 404
        assert other.get("/orders/2/paper.docx").status == 404
        assert "Иванова Мария" in other.get("/orders").text


def test_who_studies_how_and_why(school: NamedSchool) -> None:
    teacher = school.client("Соколова")
    student, group = school.students["Мария"].id, school.groups["Терция"].id
    assert "на всю школу" in teacher.get("/orders/rules").text
    assert "16 ноября" not in teacher.get(f"/orders/rules?whom=s{student}&date=1.12.2026").text
    assert "занятия в школе" in teacher.get(f"/orders/rules?whom=s{student}&date=1.12.2026").text
    assert "конференции, по приказу № 87-у" in teacher.get(f"/orders/rules?whom=g{group}&date=20.11.2026").text
    school.client("Ким").post("/orders/1/change", change_fields("close", "24.11.2026"))
    assert "завершён приказом № 96-у" in teacher.get(f"/orders/rules?whom=s{student}&date=27.11.2026").text
    for odd in ("?whom=x9", "?whom=s", "?whom=s999", "?date=40.40", "?whom=g%00"):
        assert teacher.get(f"/orders/rules{odd}").status in {200, 422}


# the paper


def words_of(body: bytes) -> str:
    """All that stands in a Word document."""
    document = docx.Document(io.BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_paper_in_print_and_word_says_the_same(school: NamedSchool) -> None:
    director = school.client("Орлова")
    director.post(NEW, order_fields(text="Закрыть буфет <&>.", experimental_groups=[school.groups["Терция"].id]))
    printed = director.get("/orders/2/paper").text.replace("&lt;&amp;&gt;", "<&>")
    answer = director.get("/orders/2/paper.docx")
    assert answer.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    written = words_of(answer.body)
    for said in (
        "Детская музыкальная школа № 2",
        "24 ноября 2026 г.",
        "95-у",
        "мороз ниже 40 градусов",
        "ПРИКАЗЫВАЮ",
        "с 1 декабря 2026 г. по 12 декабря 2026 г. всех обучающихся школы",
        "не более 30 минут",
        "телефон, эл. почта, МАКС",
        "Ансамбль «Терция»",
        "Закрыть буфет <&>.",
        "Орлова А. С.",
        "Соколова Мария Павловна",
        "Иванова Мария, 3 (8)",
        "Петрова Ольга Игоревна",
    ):
        assert said in printed.replace("\u00a0", " "), said
        assert said in written.replace("\u00a0", " "), said


def test_a_reprint_is_the_same_paper(school: NamedSchool) -> None:
    director = school.client("Орлова")
    director.post(NEW, order_fields())
    before = director.get("/orders/2/paper").text
    director.post("/office/school", {"name": "Школа искусств", "short_name": "ДШИ"})
    assert "Школа искусств" not in director.get("/orders/2/paper").text
    assert director.get("/orders/2/paper").text.split("<main")[1] == before.split("<main")[1]


PAPERS = (
    ("extend", "5.12.2026", "Продлить срок"),
    ("cut", "26.11.2026", "Сократить срок"),
    ("close", "24.11.2026", "Завершить обучение"),
)


@pytest.mark.parametrize(("effect", "until", "said"), PAPERS)
def test_papers_of_changes(school: NamedSchool, effect: str, until: str, said: str) -> None:
    director = school.client("Орлова")
    director.post("/orders/1/change", change_fields(effect, until))
    assert f"{said}, установлен" in director.get("/orders/2/paper").text
    assert "№ 87-у" in words_of(director.get("/orders/2/paper.docx").body)


def test_nobody_to_sign_is_no_empty_list(school: NamedSchool) -> None:
    with school.store.change(school.actor("Ким"), "families gone") as change:
        for household in school.households.values():
            change.put(HOUSEHOLDS, replace(household, retired_on=TODAY))
    director = school.client("Орлова")
    assert "родители (законные представители)</h2>" not in director.get("/orders/1/paper").text
    assert "ознакомлены родители" not in words_of(director.get("/orders/1/paper.docx").body)
