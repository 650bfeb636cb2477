"""Statements for single students, the register of platforms, decisions of the school (§3, §4, D1–D3, L21)."""

import datetime as dt
import re

import pytest
from msgspec.structs import replace

from kiosk.regime import queries
from kiosk.regime.points import POINTS, Choice, Decided, Point, decided_on
from kiosk.regime.records import DECISIONS, STATEMENTS, Decision
from kiosk.school.queries import channels
from kiosk.school.records import CHANNELS, Channel, ChannelDecision, ChannelState, Reach
from kiosk.school.rules import channel_on, is_offered, reach_of
from tests.school import TODAY, Answer, NamedSchool

NEW_STATEMENT, PLATFORMS, DECIDE = "/orders/statements/new", "/orders/platforms", "/orders/decisions"


def problems_of(answer: Answer) -> dict[str, str]:
    """What the page says at which field."""
    return dict(re.findall(r'class="problem" id="([\w-]+)-p">([^<]*)', answer.text))


# statements


def statement_fields(school: NamedSchool, **other: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "student": school.students["Мария"].id,
        "ground": "illness",
        "note": "пневмония",
        "since": "24.11.2026",
        "until": "8.12.2026",
        "teacher": school.staff["Соколова"].id,
        "guardian": "Иванова О. И.",
        "signed": "24.11.2026",
    }
    return {**fields, **other}


def test_one_student_learns_at_a_distance_without_an_order(at_school: NamedSchool) -> None:
    deputy = at_school.client("Ким")
    assert deputy.post(NEW_STATEMENT, statement_fields(at_school)).headers["Location"] == "/orders/statements"
    found = queries.ruling_for(at_school.store, TODAY, student=at_school.students["Мария"].id)
    assert found.statement is not None
    assert not queries.ruling_for(at_school.store, TODAY, student=at_school.students["Пётр"].id).distance
    assert queries.order_on(at_school.store, TODAY) is None


@pytest.mark.parametrize(("who", "sees"), [("Орлова", True), ("Ким", True), ("Зимина", False), ("Соколова", False)])
def test_why_is_seen_by_director_and_deputy_alone(at_school: NamedSchool, who: str, *, sees: bool) -> None:
    at_school.client("Ким").post(NEW_STATEMENT, statement_fields(at_school))
    reader, student = at_school.client(who), at_school.students["Мария"].id
    listed = reader.get("/orders/statements").text
    asked = reader.get(f"/orders/rules?whom=s{student}&date=24.11.2026").text
    assert "Иванова Мария" in listed
    assert ("пневмония" in listed) is sees
    assert ("<dd>болезнь" in asked) is sees
    assert "заявление преподавателя и родителя" in asked


WRONG_STATEMENTS = (
    ({"student": "999"}, "student"),
    ({"student": ""}, "student"),
    ({"teacher": "999"}, "teacher"),
    ({"guardian": ""}, "guardian"),
    ({"ground": "лень"}, "ground"),
    ({"until": "23.11.2026"}, "until"),
    ({"until": "24.11.2028"}, "until"),
    ({"signed": "вечером"}, "signed"),
)


@pytest.mark.parametrize(("other", "field"), WRONG_STATEMENTS)
def test_what_a_statement_may_not_say(school: NamedSchool, other: dict[str, object], field: str) -> None:
    answer = school.client("Ким").post(NEW_STATEMENT, statement_fields(school, **other))
    assert answer.status == 422
    assert field in problems_of(answer)
    assert school.store[STATEMENTS].count() == 0


def test_a_statement_is_annulled_and_given_anew(school: NamedSchool) -> None:
    deputy = school.client("Ким")
    deputy.post(NEW_STATEMENT, statement_fields(school))
    twice = deputy.post(NEW_STATEMENT, statement_fields(school, since="1.12.2026", until="20.12.2026"))
    assert "since" in problems_of(twice)
    path = "/orders/statements/1/annulment"
    assert deputy.post(path, {"why": ""}, page="/orders/statements").status == 422
    assert deputy.post(path, {"why": "выздоровела"}, page="/orders/statements").status == 303
    assert "Ким В. П.: выздоровела" in deputy.get("/orders/statements").text
    assert deputy.post(NEW_STATEMENT, statement_fields(school, since="1.12.2026", until="20.12.2026")).status == 303


def test_the_school_may_want_an_order_for_one_student(school: NamedSchool) -> None:
    fields: dict[str, object] = {"choice": "order", "since": "1.11.2026", "reason": "так решил учредитель"}
    school.client("Орлова").post(f"{DECIDE}/one_student", fields)
    answer = school.client("Ким").post(NEW_STATEMENT, statement_fields(school))
    assert "приказ" in problems_of(answer)["student"]


# platforms

OLD = Channel(name="WhatsApp", since=dt.date(2026, 9, 1), note="как всегда")
RESTRICTED = ChannelDecision(dt.date(2026, 10, 1), ChannelState.RESTRICTED, "звонки ограничены", "Орлова")
GONE = ChannelDecision(dt.date(2026, 11, 20), ChannelState.UNAVAILABLE, "не открывается", "Орлова")
BACK_IN_OCTOBER = ChannelDecision(dt.date(2026, 10, 1), ChannelState.ALLOWED, "ошибка", "Ким")

# решения о платформе, дата, состояние (нет — ещё не решено), предлагается ли
STATES = (
    ((), dt.date(2026, 8, 31), None, False),
    ((), dt.date(2026, 9, 1), "allowed", True),
    ((RESTRICTED, GONE), dt.date(2026, 9, 30), "allowed", True),
    ((RESTRICTED, GONE), dt.date(2026, 10, 1), "restricted", True),
    ((RESTRICTED, GONE), dt.date(2026, 11, 19), "restricted", True),
    ((RESTRICTED, GONE), dt.date(2026, 11, 20), "unavailable", False),
    ((GONE, RESTRICTED), dt.date(2026, 11, 20), "unavailable", False),
    ((RESTRICTED, BACK_IN_OCTOBER), dt.date(2026, 10, 1), "allowed", True),
)


@pytest.mark.parametrize(("decisions", "date", "state", "offered"), STATES)
def test_a_platform_has_states_by_date(
    decisions: tuple[ChannelDecision, ...], date: dt.date, state: str | None, *, offered: bool
) -> None:
    channel = replace(OLD, decisions=decisions)
    found = channel_on(channel, date)
    assert (found.state if found else None) == state
    assert is_offered(channel, date) is offered


# канал, что сказано, что он передаёт
REACHES = (
    ("телефон", None, Reach.SOUND),
    ("Телефон", None, Reach.SOUND),
    ("эл. почта", None, Reach.LETTERS),
    ("СМС", None, Reach.LETTERS),
    ("МАКС", None, Reach.LIVE),
    ("МАКС", Reach.LETTERS, Reach.LETTERS),
)


@pytest.mark.parametrize(("name", "said", "reach"), REACHES)
def test_what_a_channel_carries(name: str, said: Reach | None, reach: Reach) -> None:
    assert reach_of(Channel(name=name, since=TODAY, reach=said)) is reach


def test_a_decision_holds_from_its_date_and_the_history_stays(school: NamedSchool) -> None:
    deputy = school.client("Ким")
    gone: dict[str, object] = {"name": "макс", "state": "unavailable", "since": "1.12.2026", "why": "не открывается"}
    assert deputy.post(PLATFORMS, gone).headers["Location"] == PLATFORMS
    new: dict[str, object] = {
        "name": "Сферум",
        "state": "restricted",
        "since": "24.11.2026",
        "why": "не у всех",
        "reach": "live",
    }
    assert deputy.post(PLATFORMS, new).status == 303

    def names(date: dt.date) -> list[str]:
        return [one.name for one in channels(school.store, on=date)]

    assert names(TODAY) == ["телефон", "эл. почта", "МАКС", "Сферум"]
    assert names(dt.date(2026, 12, 1)) == ["телефон", "эл. почта", "Сферум"]
    text = deputy.get(PLATFORMS).text
    for said in ("с 1 сентября 2026: можно", "с 1 декабря 2026: не используется", "не открывается", "Ким В. П."):
        assert said in text
    assert len(school.store[CHANNELS].all()) == 4


def test_lessons_and_reports_offer_what_is_allowed_on_their_date(school: NamedSchool) -> None:
    gone: dict[str, object] = {"name": "МАКС", "state": "unavailable", "since": "24.11.2026", "why": "закрыт"}
    school.client("Ким").post(PLATFORMS, gone)
    assert "МАКС" not in school.client("Ким").get("/timetable/lessons/new").text
    assert "МАКС" not in school.client("Соколова").get("/report/2026-11-24").text
    assert "МАКС" in school.client("Соколова").get("/report/2026-11-17").text


WRONG_CHANNELS = (
    ({"name": ""}, "name"),
    ({"state": ""}, "state"),
    ({"state": "запрещён"}, "state"),
    ({"state": "unavailable", "why": ""}, "why"),
    ({"since": "30.02.2026"}, "since"),
    ({"since": "1.1.1900"}, "since"),
    ({"reach": "запах"}, "reach"),
    ({"name": "Zo\x00om"}, "name"),
)


@pytest.mark.parametrize(("other", "field"), WRONG_CHANNELS)
def test_what_a_decision_about_a_platform_may_not_say(
    school: NamedSchool, other: dict[str, object], field: str
) -> None:
    fields: dict[str, object] = {"name": "Zoom", "state": "allowed", "since": "24.11.2026", "why": "", "reach": ""}
    answer = school.client("Ким").post(PLATFORMS, {**fields, **other})
    assert answer.status == 422
    assert field in problems_of(answer)
    assert school.store[CHANNELS].count() == 3


def test_nothing_is_ticked_for_a_new_school_and_what_is_known_is_dated(school: NamedSchool) -> None:
    text = school.client("Орлова").get(PLATFORMS).text
    assert "WhatsApp" in text
    assert "12 февраля 2026" in text
    assert "WhatsApp" not in [one.name for one in channels(school.store, on=TODAY)]
    assert 'value="Skype"' in school.client("Орлова").get(f"{PLATFORMS}?name=Skype").text
    assert 'action="/orders/platforms"' not in school.client("Соколова").get(PLATFORMS).text


# decisions


def decision(point: str, choice: str, since: dt.date, id: int = 0) -> Decision:
    now = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    return Decision(id=id, point=point, choice=choice, since=since, decided_by="Орлова", reason="—", at=now)


DECIDED: tuple[tuple[list[tuple[str, str, dt.date]], str], ...] = (
    ([], "warn"),
    ([("telephone", "refuse", TODAY)], "refuse"),
    ([("telephone", "refuse", TODAY + dt.timedelta(1))], "warn"),
    ([("telephone", "refuse", TODAY), ("telephone", "allow", TODAY)], "allow"),
    ([("telephone", "allow", TODAY), ("telephone", "refuse", TODAY - dt.timedelta(9))], "allow"),
    ([("telephone", "three_kinds", TODAY)], "warn"),
    ([("телефон", "allow", TODAY)], "warn"),
)


@pytest.mark.parametrize(("made", "holds"), DECIDED)
def test_the_last_decision_that_has_begun_holds(made: list[tuple[str, str, dt.date]], holds: str) -> None:
    decisions = [decision(*one, id=place) for place, one in enumerate(made, 1)]
    assert decided_on(decisions, TODAY)[Point.TELEPHONE] == holds


def test_every_point_has_its_usual_answer() -> None:
    assert {one.point for one in POINTS} == set(Point)
    assert {point: Decided()[point].value for point in (Point.LIMIT, Point.VIDEO_HOURS, Point.ONE_STUDENT)} == {
        Point.LIMIT: "three_kinds",
        Point.VIDEO_HOURS: "no_hours",
        Point.ONE_STUDENT: "statement",
    }


def test_the_director_decides_and_the_history_stays(school: NamedSchool) -> None:
    director = school.client("Орлова")
    fields: dict[str, object] = {"choice": "refuse", "since": "1.11.2026", "reason": "жалобы родителей"}
    assert director.post(f"{DECIDE}/telephone", fields).headers["Location"] == DECIDE
    later: dict[str, object] = {"choice": "allow", "since": "1.12.2026", "reason": "передумали"}
    director.post(f"{DECIDE}/telephone", later)
    assert queries.decided(school.store, TODAY)[Point.TELEPHONE] is Choice.REFUSE
    assert queries.decided(school.store, dt.date(2026, 12, 1))[Point.TELEPHONE] is Choice.ALLOW
    assert "нельзя: только консультация" in director.get(DECIDE).text
    page = director.get(f"{DECIDE}/telephone").text
    for said in ("жалобы родителей", "передумали", "Орлова А. С.", "с 1 декабря 2026: можно"):
        assert said in page


def test_who_may_decide_what(school: NamedSchool) -> None:
    fields: dict[str, object] = {"choice": "hours", "since": "1.11.2026", "reason": "приказ учредителя"}
    deputy = school.client("Ким")
    assert deputy.post(f"{DECIDE}/video_hours", fields).status == 303
    other = {**fields, "choice": "allow"}
    assert deputy.post(f"{DECIDE}/telephone", other, page=f"{DECIDE}/video_hours").status == 403
    assert "Это решает директор" in deputy.get(f"{DECIDE}/telephone").text
    assert school.client("Соколова").get(f"{DECIDE}/telephone").status == 200
    assert deputy.get(f"{DECIDE}/погода").status == 404


@pytest.mark.parametrize(
    ("other", "field"),
    [({"choice": ""}, "choice"), ({"choice": "hours"}, "choice"), ({"since": ""}, "since"), ({"reason": ""}, "reason")],
)
def test_what_a_decision_needs(school: NamedSchool, other: dict[str, object], field: str) -> None:
    fields: dict[str, object] = {"choice": "allow", "since": "1.11.2026", "reason": "так"}
    answer = school.client("Орлова").post(f"{DECIDE}/telephone", {**fields, **other})
    assert answer.status == 422
    assert field in problems_of(answer)
    assert school.store[DECISIONS].count() == 0
