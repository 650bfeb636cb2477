"""What is at home, who shares it, whose individual decision holds; what lessons are made of it (F6, T1, T2)."""

import datetime as dt

import pytest
from msgspec.structs import replace

from kiosk.people import equipment
from kiosk.people.records import (
    HOME_DECISIONS,
    HOUSEHOLDS,
    AtHome,
    Help,
    HomeDecision,
    Household,
    Line,
)
from tests.school import TODAY, NamedSchool

WEEK = dt.timedelta(7)

# двое детей (1 и 2); ответы семьи или слова списка; кто может заниматься, кто делит одно устройство
HOMES = [
    ({}, {1, 2}, ()),
    ({"devices": "телефон", "internet": "да"}, {1, 2}, (1, 2)),
    ({"devices": "телефон; ноутбук", "internet": "да"}, {1, 2}, ()),
    ({"devices": "телефон", "internet": "нет"}, set(), (1, 2)),
    ({"devices": "нет"}, set(), ()),
    ({"at_home": AtHome(line=Line.NONE, phones=2)}, set(), ()),
    ({"at_home": AtHome(line=Line.WIRED)}, set(), ()),
    ({"at_home": AtHome(line=Line.MOBILE, phones=1)}, {1, 2}, (1, 2)),
    ({"at_home": AtHome(line=Line.MOBILE, phones=1, own=(1,))}, {1}, ()),
    ({"at_home": AtHome(line=Line.MOBILE, phones=1, computers=1, own=(1,))}, {1, 2}, ()),
    ({"at_home": AtHome(line=Line.MOBILE, tablets=2)}, {1, 2}, ()),
    # answers outrank the list's words
    ({"devices": "нет", "internet": "нет", "at_home": AtHome(line=Line.WIRED, computers=2)}, {1, 2}, ()),
]

# ответы семьи или слова списка; что стоит на бумаге
IN_WORDS = [
    ({}, ""),
    ({"devices": "планшет", "internet": "нет"}, "Дома для занятий есть планшет, интернета нет."),
    ({"devices": "Телефон; ноутбук", "internet": "да"}, "Дома для занятий есть телефон и ноутбук, есть интернет."),
    ({"devices": "планшет"}, "Дома для занятий есть планшет."),
    ({"internet": "Wi-Fi"}, "Дома для занятий интернет Wi-Fi."),
    ({"devices": "нет"}, "Дома для занятий нет устройств."),
    ({"at_home": AtHome(line=Line.NONE, tablets=1)}, "Дома для занятий есть планшет, интернета нет."),
    ({"at_home": AtHome(line=Line.NONE)}, "Дома для занятий нет устройств, интернета нет."),
    (
        {"at_home": AtHome(line=Line.MOBILE, phones=2, tablets=1, computers=1)},
        "Дома для занятий есть телефон (2), планшет и компьютер, интернет мобильный.",
    ),
]


@pytest.mark.parametrize(("fields", "sentence"), IN_WORDS)
def test_what_is_at_home_is_a_sentence_of_what_is_known(fields: dict[str, object], sentence: str) -> None:
    assert equipment.at_home_in_words(replace(Household(), **fields)) == sentence


@pytest.mark.parametrize(("fields", "able", "sharing"), HOMES)
def test_who_can_follow_lessons_from_home(fields: dict[str, object], able: set[int], sharing: tuple[int, ...]) -> None:
    home = replace(Household(students=(1, 2)), **fields)
    assert equipment.able(home) == able
    assert equipment.without_line([home]) == {1, 2} - able
    assert equipment.sharing(home) == sharing


def test_a_second_home_with_a_line_is_enough() -> None:
    homes = [Household(students=(1,), internet="нет"), Household(students=(1,), internet="да")]
    assert equipment.without_line(homes) == frozenset()


def decision(*helps: Help, since: dt.date = TODAY, until: dt.date = TODAY + WEEK, **more: object) -> HomeDecision:
    fields = {"student": 1, "help": helps, "since": since, "until": until, "decided_on": TODAY, **more}
    return HomeDecision(**fields)  # type: ignore[arg-type]  # because the table gives any field


# что решено, считается ли, что связи нет
HELPS = [((Help.PHONE,), True), ((Help.MATERIALS, Help.LETTERS), True), ((Help.PLACE,), False), ((Help.DEVICE,), False)]


@pytest.mark.parametrize(("helps", "lacking"), HELPS)
def test_a_place_or_a_device_brings_a_line(helps: tuple[Help, ...], lacking: bool) -> None:
    homes = [Household(students=(1,), internet="нет")]
    assert (1 in equipment.without_line(homes, [decision(*helps)])) is lacking


def test_the_decision_made_last_holds_on_its_days() -> None:
    first, second = decision(Help.PHONE, id=1), decision(Help.PLACE, id=2, since=TODAY + WEEK)
    assert equipment.in_force([second, first], TODAY) == {1: first}
    assert equipment.in_force([second, first], TODAY + WEEK) == {1: second}
    assert equipment.in_force([first], TODAY + WEEK + WEEK) == {}


def answers(**more: object) -> dict[str, object]:
    return {"line": "mobile", "phones": "1", **more}


def test_a_family_answers_and_the_lists_words_stay(school: NamedSchool) -> None:
    deputy, home = school.client("Ким"), school.households["Ивановы"]
    with school.store.change(school.actor("Ким"), "imported") as change:
        home = change.put(HOUSEHOLDS, replace(home, devices="планшет", internet="да"))
    path = f"/families/{home.id}/equipment"
    assert "планшет; интернет: да" in deputy.get(path).text
    assert deputy.post(path, answers(rev=home.rev, messenger="МАКС")).status == 303
    saved = school.store[HOUSEHOLDS].get(home.id)
    assert saved is not None
    assert saved.at_home == AtHome(line=Line.MOBILE, phones=1, messenger="МАКС", told_on=TODAY)
    assert saved.devices == "планшет"
    assert deputy.post(path, answers(rev=home.rev)).status == 422
    page = deputy.get("/equipment").text
    assert "Иванова Мария, Иванов Пётр" in page
    assert "телефон — 1; интернет: мобильный; мессенджер: МАКС" in page
    assert "1 из 2 семей" in page


# что ввели, что сказано
WRONG = [
    ({"line": ""}, "Выберите из списка"),
    ({"phones": "много"}, "число"),
    ({"phones": "0", "own": ["1"]}, "Своё устройство отмечено у большего числа детей"),
]


@pytest.mark.parametrize(("typed", "said"), WRONG)
def test_answers_that_cannot_be(school: NamedSchool, typed: dict[str, object], said: str) -> None:
    path = f"/families/{school.households['Ивановы'].id}/equipment"
    answer = school.client("Ким").post(path, answers(**typed))
    assert (answer.status, said in answer.text) == (422, True)


def decided(**more: object) -> dict[str, object]:
    fields = {"help": ["phone", "materials"], "since": "24.11.2026", "until": "28.11.2026", "reason": "нет связи"}
    return {**fields, "channel": "телефон", **more}


def test_a_decision_is_taken_shown_and_taken_back(school: NamedSchool) -> None:
    deputy, path = school.client("Ким"), f"/equipment/students/{school.students['Мария'].id}"
    assert deputy.post(path, decided()).status == 303
    page = deputy.get(path).text
    assert "консультации по телефону, задания на бумаге" in page
    assert "Ким В. П." in page
    morning = deputy.get("/morning").text
    assert "Индивидуальное решение (Иванова Мария) заканчивается" in morning
    assert "индивидуальное решение до 28.11.2026" in deputy.get(f"/students/{school.students['Мария'].id}").text
    assert deputy.post("/equipment/decisions/1/withdrawal", page=path).status == 303
    assert "Индивидуальное решение (" not in deputy.get("/morning").text
    assert "<s>" in deputy.get(path).text
    deputy.post("/equipment/decisions/1/withdrawal/withdrawal", page=path)
    deputy.post(path, decided(since="29.11.2026", until="28.12.2026"))
    assert "Индивидуальное решение (" not in deputy.get("/morning").text
    assert len(school.store[HOME_DECISIONS].all()) == 2


# что ввели, что сказано
REFUSED = [
    ({"help": []}, "Отметьте хотя бы одно"),
    ({"help": ["other"]}, "Заполните"),
    ({"until": "01.11.2026"}, "Последний день раньше первого"),
    ({"until": "01.02.2028"}, "не больше чем на год"),
    ({"channel": "голубиная почта"}, "Выберите из списка"),
    ({"reason": ""}, "Заполните"),
]


@pytest.mark.parametrize(("typed", "said"), REFUSED)
def test_decisions_that_cannot_be(school: NamedSchool, typed: dict[str, object], said: str) -> None:
    path = f"/equipment/students/{school.students['Мария'].id}"
    answer = school.client("Ким").post(path, decided(**typed))
    assert (answer.status, said in answer.text) == (422, True)
    assert school.store[HOME_DECISIONS].all() == []


def test_questionnaires_for_those_not_asked(school: NamedSchool) -> None:
    deputy = school.client("Ким")
    assert deputy.get("/equipment/questionnaire").text.count("АНКЕТА") == 2
    one = deputy.get(f"/equipment/questionnaire?family={school.households['Петровы'].id}").text
    assert "Петров Артём, 4 (8)" in one
    assert "Иванова" not in one
