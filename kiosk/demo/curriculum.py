"""Departments, subjects and the size of the made-up school; what is written as homework."""

import random
from dataclasses import dataclass
from typing import Final

from kiosk.people.records import Cycle

THEORY: Final = "Теоретическое"
SINGING: Final = "Вокально-хоровое"

DEPARTMENT_OF: Final = {
    "фортепиано": "Фортепиано",
    "скрипка": "Струнные инструменты",
    "виолончель": "Струнные инструменты",
    "гитара": "Народные инструменты",
    "баян": "Народные инструменты",
    "домра": "Народные инструменты",
    "флейта": "Духовые и ударные инструменты",
    "кларнет": "Духовые и ударные инструменты",
    "труба": "Духовые и ударные инструменты",
    "вокал": SINGING,
}
PLAYS_ALONE: Final = frozenset({"фортепиано", "гитара", "баян"})
"""Instruments that need no accompanist."""


@dataclass(frozen=True, slots=True)
class Course:
    """A subject of the made-up school."""

    name: str
    short: str
    cycle: Cycle
    department: str
    individual: bool
    collective: bool = False


COURSES: Final = (
    *(
        Course(f"Специальность ({instrument})", f"спец. {instrument}", Cycle.PERFORMANCE, department, individual=True)
        for instrument, department in DEPARTMENT_OF.items()
    ),
    Course("Сольфеджио", "сольф.", Cycle.THEORY, THEORY, individual=False),
    Course("Музыкальная литература", "муз. лит.", Cycle.THEORY, THEORY, individual=False),
    Course("Слушание музыки", "сл. муз.", Cycle.THEORY, THEORY, individual=False),
    Course("Хор", "хор", Cycle.PERFORMANCE, SINGING, individual=False, collective=True),
    Course("Ансамбль", "анс.", Cycle.PERFORMANCE, "Струнные инструменты", individual=False, collective=True),
    Course("Оркестр", "орк.", Cycle.PERFORMANCE, "Народные инструменты", individual=False, collective=True),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How large the school is: instrument teachers, teachers of theory, choir masters, students, rooms."""

    instruments: tuple[str, ...]
    theory: int
    choir: int
    accompanists: int
    students: int
    rooms: int


PLANS: Final = {
    "small": Plan(("фортепиано", "фортепиано", "скрипка", "гитара"), 1, 1, 2, 40, 8),
    "school": Plan(
        (
            *("фортепиано",) * 13,
            *("скрипка",) * 4,
            *("виолончель",) * 2,
            *("гитара",) * 4,
            *("баян",) * 3,
            *("домра",) * 2,
            *("флейта",) * 2,
            *("кларнет", "труба"),
            *("вокал",) * 3,
        ),
        5,
        2,
        6,
        480,
        36,
    ),
}

PIECES: Final = {
    "фортепиано": "К. Черни, этюд соч. 299 № 5|П. Чайковский, «Болезнь куклы»|И. С. Бах, Маленькая прелюдия до минор|"
    "С. Майкапар, «Мотылёк»|А. Гедике, «Ригодон»|М. Клементи, сонатина № 4, ч. II|Э. Григ, «Ариэтта»",
    "скрипка": "А. Вивальди, концерт соль мажор, ч. I|Н. Рубинштейн, «Прялка»|Г. Перселл, Ария|Ф. Вольфарт, этюд № 14",
    "гитара": "М. Каркасси, Прелюд ля минор|Ф. Карулли, Ларгетто|Русская народная песня «Во саду ли»|Ф. Сор, этюд № 2",
    "": "М. Глинка, «Жаворонок»|П. Чайковский, «Старинная французская песенка»|В. А. Моцарт, Менуэт|Гамма и арпеджио",
}
WISHES: Final = (
    "играть медленно, отдельно каждой рукой",
    "наизусть первую часть",
    "следить за штрихом",
    "считать вслух",
    "темп не прибавлять",
    "дослушивать паузы",
    "видео до пятницы, играть без остановок",
    "по голосам",
    "со словами",
)
THEORY_TASKS: Final = (
    "№ 112–114 петь с дирижированием",
    "диктант дописать, второй голос",
    "интервалы от «ре» вверх и вниз, играть и петь",
    "параграф 7, ответить на вопросы письменно",
    "послушать «Детский альбом», три пьесы на выбор",
    "гамма ми минор трёх видов",
)
CHOIR_TASKS: Final = ("выучить второй куплет", "партия альтов до цифры 3", "распевка № 2 каждый день", "текст наизусть")
REMARKS: Final = (
    "Молодец, заметно вырос звук.",
    "Не готов(а) разбор, повторить к следующему разу.",
    "Посадка: локоть свободнее.",
    "Дневник не принёс(ла) второй раз.",
    "Готовиться к академическому концерту.",
)


def homework(chance: random.Random, subject: str) -> str:
    """A plausible note for column 8."""
    if subject in {"Сольфеджио", "Музыкальная литература", "Слушание музыки"}:
        return _sentence(chance.choice(THEORY_TASKS))
    if subject in {"Хор", "Ансамбль", "Оркестр"}:
        return _sentence(f"{chance.choice(PIECES[''].split('|'))}: {chance.choice(CHOIR_TASKS)}")
    instrument = subject.partition("(")[2].rstrip(")")
    piece = chance.choice(PIECES.get(instrument, PIECES[""]).split("|"))
    return _sentence(f"{piece}: {chance.choice(WISHES)}")


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
