"""What the sheets look like: kinds, columns, and how schools call them (O2, T3).

The same table serves reading, templates to download, the export and the words of the preview. Headings are the
school's own, hence Russian; `label` is the msgid under which a page names the field.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

import msgspec

from kiosk.problems import N_
from kiosk.store import fold


class Kind(StrEnum):
    """The lists that a school brings, in the order in which they are understood."""

    SUBJECTS = "subjects"
    STAFF = "staff"
    GROUPS = "groups"
    STUDENTS = "students"
    FAMILIES = "families"
    TIMETABLE = "timetable"


class Column(msgspec.Struct, frozen=True):
    """A column: its key in the program, its heading and other names for it, an example for the template.

    A column with an empty example is understood but left out of templates; ``sheet`` says whether the export has it.
    """

    key: str
    heading: str
    label: str
    also: tuple[str, ...] = ()
    example: str = ""
    width_mm: float = 30
    sheet: bool = True


class Layout(msgspec.Struct, frozen=True):
    """A kind of sheet. ``needs``: each group has to have one of its columns, else the sheet is something else."""

    kind: Kind
    title: str
    sheet: str
    hints: tuple[str, ...]
    columns: tuple[Column, ...]
    needs: tuple[tuple[str, ...], ...]

    def column(self, key: str) -> Column:
        """The column of this key."""
        return next(column for column in self.columns if column.key == key)

    def keys(self) -> dict[str, str]:
        """Key by folded heading."""
        return {plain(name): column.key for column in self.columns for name in (column.heading, *column.also)}


def plain(heading: str) -> str:
    """A heading as it is compared: letters and figures only, so that «Ф. И. О.» is «ФИО»."""
    return re.sub(r"[\W_]+", "", fold(heading))


RETIRED: Final = Column("retired", "Выбыл", N_("left on"), ("Выбыла", "Дата выбытия", "Уволен", "Отчислен"))
DEPARTMENT: Final = Column("department", "Отделение", N_("department"), ("Отделения", "Отдел"), "Фортепиано", 40)
PHONE: Final = Column("phone", "Телефон", N_("telephone"), ("Тел.", "Моб. телефон"), "+7 (000) 000-00-00", 38)
EMAIL_NAMES: Final = ("Эл. почта", "Электронная почта", "Почта", "Email")
PROGRAMME: Final = Column(
    "programme", "Программа", N_("programme"), ("Образовательная программа",), "предпрофессиональная", 42
)

FUNDING: Final = Column(
    "funding", "Финансирование", N_("who pays"), ("Источник финансирования", "Оплата"), "бюджет", 32
)


def names_of(full: str, example: tuple[str, str, str]) -> tuple[Column, ...]:
    """A person's name in three columns, or whole in one."""
    return (
        Column("full", "Ф.И.О.", N_("name"), ("Фамилия, имя, отчество", "Фамилия Имя Отчество", full), sheet=False),
        Column("surname", "Фамилия", N_("surname"), (), example[0]),
        Column("given", "Имя", N_("given name"), (), example[1]),
        Column("patronymic", "Отчество", N_("patronymic"), (), example[2]),
    )


SUBJECTS: Final = Layout(
    Kind.SUBJECTS,
    N_("Subjects"),
    "Предметы",
    ("предмет", "дисциплин"),
    (
        Column("name", "Предмет", N_("subject"), ("Название", "Наименование предмета", "Дисциплина"), "Сольфеджио", 60),
        Column("short", "Сокращение", N_("short name"), ("Кратко", "Сокр."), "сольф."),
        Column("cycle", "Цикл", N_("subject cycle"), ("Предметная область",), "Теория и история музыки", 60),
        DEPARTMENT,
        Column("individual", "Форма занятий", N_("form of lessons"), ("Форма",), "групповая"),
        Column("collective", "Хор/оркестр/ансамбль", N_("choir, orchestra, ensemble"), ("Коллектив",), "нет", 38),
        Column("retired", "Не преподаётся с", N_("not taught from"), ("Снят",)),
    ),
    (("name",), ("cycle", "individual", "collective", "short")),
)
STAFF: Final = Layout(
    Kind.STAFF,
    N_("Staff"),
    "Сотрудники",
    ("сотрудник", "преподавател", "персонал", "педагог", "staff"),
    (
        Column("code", "Код", N_("code"), ("Таб. №", "Табельный номер"), "С100", 16),
        *names_of("Сотрудник", ("Соловьёва", "Мария", "Павловна")),
        Column("roles", "Роли", N_("roles"), ("Роль", "Должность", "Должности"), "преподаватель, концертмейстер", 60),
        DEPARTMENT,
        Column("subjects", "Предметы", N_("subjects"), ("Предмет", "Ведёт предметы"), "Специальность (фортепиано)", 60),
        Column("category", "Категория", N_("category"), ("Квалификационная категория",), "первая"),
        Column("room", "Кабинет", N_("room"), ("Каб.",), "7", 18),
        PHONE,
        Column("email", "E-mail", N_("e-mail"), EMAIL_NAMES, "name@example.org", 40),
        Column("weekly", "Часов в неделю", N_("hours a week"), ("Нагрузка", "Часы в неделю"), "18"),
        RETIRED,
    ),
    (("full", "surname"), ("roles", "category", "weekly", "subjects")),
)
GROUPS: Final = Layout(
    Kind.GROUPS,
    N_("Groups"),
    "Группы",
    ("групп", "коллектив", "класс"),
    (
        Column("name", "Группа", N_("group"), ("Название", "Название группы", "Коллектив"), "3/8 А", 40),
        Column("kind", "Вид", N_("kind"), ("Тип", "Вид группы"), "теоретическая"),
        Column("study_year", "Класс", N_("year of study"), ("Год обучения",), "3", 18),
        PROGRAMME,
        Column("teachers", "Преподаватели", N_("teachers"), ("Преподаватель", "Руководитель"), "Соловьёва М.П.", 45),
        Column(
            "members",
            "Состав",
            N_("members"),
            ("Учащиеся", "Обучающиеся", "Список"),
            "Абрамова Ксения, Юрьев Пётр",
            120,
        ),
        FUNDING,
        RETIRED,
    ),
    (("name",), ("members", "kind", "teachers")),
)
STUDENTS: Final = Layout(
    Kind.STUDENTS,
    N_("Students"),
    "Учащиеся",
    ("учащи", "обучающ", "учени", "students"),
    (
        Column("code", "Код", N_("code"), ("Номер дела", "Личное дело"), "У500", 16),
        *names_of("Учащийся", ("Абрамова", "Ксения", "Олеговна")),
        Column("born", "Дата рождения", N_("date of birth"), ("Д.р.", "Дата рожд.", "Родился"), "24.11.2016"),
        Column("study_year", "Класс", N_("year of study"), ("Год обучения",), "3", 16),
        Column("term_years", "Срок обучения", N_("years of the programme"), ("Срок",), "8", 22),
        PROGRAMME,
        Column("class_label", "Обозначение класса", N_("class"), (), "3/8"),
        Column("instrument", "Инструмент", N_("instrument"), ("Специальность",), "фортепиано"),
        Column(
            "teacher", "Преподаватель", N_("teacher"), ("Преподаватель по специальности", "Педагог"), "Соловьёва М.П."
        ),
        DEPARTMENT,
        Column("group", "Группа", N_("group"), ("Теоретическая группа",), "3/8 А"),
        Column("collective", "Коллектив", N_("choir, orchestra, ensemble"), ("Хор/оркестр/ансамбль",), "", sheet=False),
        Column("family", "Семья", N_("family"), ("Код семьи",), "Сем500", 18),
        Column("shift", "Смена в школе", N_("shift at school"), ("Смена",), "1", 18),
        Column("plan", "Индивидуальный план", N_("individual plan"), ("ИУП",), "нет"),
        Column("health", "ОВЗ", N_("health"), ("Здоровье",)),
        FUNDING,
        RETIRED,
    ),
    (("full", "surname"), ("born", "study_year", "instrument", "programme")),
)


def guardian_columns() -> Iterator[Column]:
    """Four guardians with their telephone and mail; one mail without a figure is the first one's."""
    examples = ("Абрамова Ольга Игоревна", "мать", "+7 (000) 000-00-00", "name@example.org")
    labels = (N_("guardian"), N_("relation"), N_("telephone"), N_("e-mail"))
    for number in range(1, GUARDIANS + 1):
        first = number == 1
        given = examples if first else ("", "", "", "")
        yield Column(
            f"guardian{number}", f"Представитель {number}", labels[0], _first("Представитель", first), given[0]
        )
        yield Column(
            f"relation{number}", f"Кем приходится {number}", labels[1], _first("Кем приходится", first), given[1]
        )
        yield Column(f"phone{number}", f"Телефон {number}", labels[2], _first("Телефон", first), given[2])
        yield Column(
            f"email{number}", f"E-mail {number}", labels[3], ("E-mail", *EMAIL_NAMES) if first else (), given[3]
        )


def _first(name: str, is_first: bool) -> tuple[str, ...]:  # noqa: FBT001  because it is private to the line above
    return (name,) if is_first else ()


GUARDIANS: Final = 4
FAMILIES: Final = Layout(
    Kind.FAMILIES,
    N_("Families"),
    "Семьи",
    ("сем", "родител", "families"),
    (
        Column("code", "Код", N_("code"), ("Код семьи",), "Сем500", 18),
        Column("name", "Семья", N_("family"), ("Название семьи",), "", 30),
        Column("children", "Дети", N_("children"), ("Учащиеся", "Ребёнок", "Дети в школе"), "Абрамова Ксения", 60),
        *guardian_columns(),
        Column(
            "consent_distance",
            "Согласие на дистанционное обучение",
            N_("consent to distance learning"),
            ("Согласие на ДО",),
            "да",
        ),
        Column(
            "consent_data",
            "Согласие на обработку данных",
            N_("consent to the use of data"),
            ("Согласие на обработку персональных данных",),
            "да",
        ),
        Column("devices", "Устройства", N_("devices at home"), (), "телефон, ноутбук", 40),
        Column("internet", "Интернет", N_("internet at home"), (), "да"),
        RETIRED,
    ),
    (("children",), ("guardian1", "phone1", "consent_data", "consent_distance", "devices")),
)
TIMETABLE: Final = Layout(
    Kind.TIMETABLE,
    N_("Timetable"),
    "Расписание",
    ("расписан", "timetable"),
    (
        Column("day", "День", N_("day"), ("День недели",), "Понедельник"),
        Column("start", "Начало", N_("start"), ("Время начала", "С"), "14:00", 18),
        Column("end", "Конец", N_("end"), ("Окончание", "Время окончания", "До"), "14:40", 18),
        Column("time", "Время", N_("time"), ("Время занятия",), sheet=False),
        Column("teacher", "Преподаватель", N_("teacher"), ("Педагог", "Ф.И.О. преподавателя"), "Соловьёва М.П.", 45),
        Column("accompanist", "Концертмейстер", N_("accompanist"), ("Конц.",), "Дроздов П.И.", 45),
        Column(
            "subject",
            "Предмет",
            N_("subject"),
            ("Наименование предмета", "Дисциплина"),
            "Специальность (фортепиано)",
            60,
        ),
        Column(
            "whom",
            "Группа/учащийся",
            N_("group or student"),
            ("Учащийся/группа", "Ф.И. обучающегося/группа", "Учащийся", "Группа", "Обучающийся"),
            "Абрамова Ксения",
            50,
        ),
        Column("room", "Кабинет", N_("room"), ("Каб.", "Аудитория"), "7", 18),
        Column("kind", "Вид занятия", N_("kind of lesson"), ("Форма занятия",), "", 50),
        Column("channel", "Платформа", N_("platform"), ("Форма дистанционного обучения", "Форма ДО", "Ресурс")),
        Column("address", "Ссылка", N_("how to join"), ("Подключение", "Адрес"), "", 50),
        Column(
            "hours", "Часы", N_("academic hours"), ("Учебных часов", "Кол-во учебных часов", "Количество часов"), "1"
        ),
        Column("weeks", "Недели", N_("odd or even weeks"), ("Чётность", "Неделя", "Чётность недели"), ""),
        Column("since", "Действует с", N_("in force from"), ("Начало действия", "Дата начала"), ""),
        Column("until", "Действует по", N_("in force until"), ("Дата окончания",), ""),
        Column("mode", "Режим", N_("on site or at a distance"), (), ""),
        Column("version", "Расписание с", N_("timetable from"), (), ""),
        Column("note", "Примечание", N_("note"), ("Примечания",), "", sheet=False),
    ),
    (("day",), ("start", "time"), ("teacher",), ("whom",), ("subject",)),
)
LAYOUTS: Final = {layout.kind: layout for layout in (SUBJECTS, STAFF, GROUPS, STUDENTS, FAMILIES, TIMETABLE)}

NOT_READ: Final = frozenset(plain(name) for name in ("№", "№ п/п", "п/п", "Численность", "Возраст", "Примечание", ""))
"""Columns that schools have and the kiosk has no use for: passed over without a word."""
