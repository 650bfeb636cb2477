"""The three papers to sign, one content for print and DOCX, for one student or many (F5). Russian only.

Each is a document for itself; what is known is filled in, the rest is a line to write on.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Final

import msgspec

from kiosk.actor import Role
from kiosk.consents.queries import Register, Signer
from kiosk.consents.records import Kind, Shown
from kiosk.documents import docx
from kiosk.people.equipment import at_home_in_words
from kiosk.people.names import class_label, full_name
from kiosk.people.records import Programme, Student
from kiosk.problems import Refusal
from kiosk.regime.records import Order
from kiosk.school.queries import the_school
from kiosk.signin.records import ACCOUNTS
from kiosk.store import Store
from kiosk.words.names import short_name

BLANK: Final = "____________________"
LONG: Final = "____________________________________________________________"

TITLE: Final = {
    Kind.DISTANCE: "на обучение с применением дистанционных образовательных технологий",
    Kind.DATA: "на обработку персональных данных обучающегося",
    Kind.PUBLISHING: "на обработку персональных данных, разрешённых для распространения",
}
FILE_NAME: Final = {
    Kind.DISTANCE: "Согласие на дистанционное обучение",
    Kind.DATA: "Согласие на обработку данных",
    Kind.PUBLISHING: "Согласие на публикацию",
}
PROGRAMME: Final = {
    Programme.PRE_PROFESSIONAL: "дополнительная предпрофессиональная",
    Programme.GENERAL: "дополнительная общеразвивающая",
}
SHOWN: Final = {
    Shown.NAME: "Фамилия, имя, класс, отделение",
    Shown.PHOTO: "Фотографии с уроков, концертов, конкурсов и школьных мероприятий",
    Shown.VIDEO: "Видеозаписи выступлений и открытых уроков",
    Shown.SOUND: "Аудиозаписи выступлений",
    Shown.RESULTS: "Результаты концертов, конкурсов и аттестации, награды",
}
PLACES: Final = ("на официальном сайте школы", "на странице школы в социальной сети", "на стенде в здании школы")


class ConsentPaper(msgspec.Struct, frozen=True):
    """One paper: to whom and from whom, points in their order, the table of yes and no, the signature."""

    school: str
    director: str
    title: str
    facts: tuple[tuple[str, str], ...]
    opening: str
    points: tuple[str, ...]
    table: tuple[str, ...]
    guardian: str


class School(msgspec.Struct, frozen=True):
    """What all papers take from the school."""

    name: str
    address: str
    director: str


class Child(msgspec.Struct, frozen=True):
    """For whom and with whose signature a paper is made."""

    student: Student
    signer: Signer | None
    at_home: str

    @property
    def guardian(self) -> str:
        """Who signs, or a line for the name."""
        return self.signer.guardian.name if self.signer else ""

    @property
    def phone(self) -> str:
        """How to reach them, or a line."""
        return (self.signer.guardian.phone if self.signer else "") or BLANK


def papers_for(
    store: Store, kind: Kind, students: Iterable[Student], *, signer: str = "", order: Order | None = None
) -> list[ConsentPaper]:
    """The papers of these students; ``signer`` names a guardian, else the first of each family signs."""
    register = Register(store, store.clock.today())
    school = school_of(store)
    made = []
    for one in students:
        signers = register.signers(one.id)
        chosen = next((each for each in signers if each.code == signer), signers[0] if signers else None)
        home = next((each for each in register.homes(one.id) if chosen and each.id == chosen.household), None)
        made.append(paper(kind, Child(one, chosen, at_home_in_words(home) if home else ""), school, order))
    return made


def school_of(store: Store) -> School:
    """The school and its director, as the papers name them."""
    found = the_school(store)
    accounts = store[ACCOUNTS].all(order=("id",))
    director = next((one.name for one in accounts if Role.DIRECTOR in one.roles and not one.closed), "")
    return School(
        found.name if found else "", found.post_address if found else "", short_name(director) if director else BLANK
    )


def paper(kind: Kind, child: Child, school: School, order: Order | None) -> ConsentPaper:
    """One paper with everything that is known."""
    points = {Kind.DISTANCE: _distance, Kind.DATA: _data, Kind.PUBLISHING: _publishing}[kind]
    return ConsentPaper(
        school=school.name,
        director=school.director,
        title=TITLE[kind],
        facts=_facts(kind, child, school),
        opening=_opening(kind, child),
        points=tuple(points(child, order)),
        table=tuple(SHOWN.values()) if kind is Kind.PUBLISHING else (),
        guardian=child.guardian,
    )


def _facts(kind: Kind, child: Child, school: School) -> tuple[tuple[str, str], ...]:
    one = child.student
    born = f"{one.born:%d.%m.%Y}" if one.born else "«___» __________ ______ г."
    student = (
        ("Обучающийся", full_name(one)),
        ("Класс, программа", f"{class_label(one)}, {PROGRAMME[one.programme]}"),
    )
    if kind is Kind.DISTANCE:
        return (("Родитель (законный представитель)", child.guardian or LONG), ("Телефон", child.phone), *student)
    identity = (
        ("Родитель (законный представитель)", child.guardian or LONG),
        ("Адрес", LONG),
        ("Документ, удостоверяющий личность", "серия ________ № ______________ выдан (кем, когда)\n" + LONG),
        ("Основание полномочий", "родитель / опекун по документу № ____________ от ____________"),
        ("Телефон", child.phone),
    )
    contact = (("Электронная почта", LONG),) if kind is Kind.PUBLISHING else ()
    operator = (("Оператор", f"{school.name}, {school.address or 'адрес: ' + LONG}"),)
    return (*identity, *contact, *student, ("Дата рождения, документ обучающегося", f"{born}, {BLANK}"), *operator)


def _opening(kind: Kind, child: Child) -> str:
    name = child.guardian or LONG
    match kind:
        case Kind.DISTANCE:
            return (
                f"Я, {name}, согласен (согласна), чтобы мой ребёнок обучался с применением дистанционных "
                "образовательных технологий."
            )
        case Kind.DATA:
            return (
                f"Я, {name}, действуя в интересах моего ребёнка, свободно, своей волей и в его интересах даю оператору "
                "согласие на обработку персональных данных на следующих условиях."
            )
        case Kind.PUBLISHING:
            return (
                f"Я, {name}, действуя в интересах моего ребёнка, отвечаю по каждой строке таблицы, разрешаю ли я школе "
                "показывать эти данные неограниченному кругу лиц."
            )


def _distance(child: Child, order: Order | None) -> Iterable[str]:
    if order is None:
        yield (
            "Согласие действует с «___» __________ 20___ г. по «___» __________ 20___ г.; если дата окончания не "
            "указана — до конца обучения в школе."
        )
    else:
        yield (
            f"Согласие действует на период, установленный приказом № {order.number} от {order.signed:%d.%m.%Y} "
            "и приказами, которые его продлевают."
        )
    yield (
        "С положением школы о дистанционном режиме обучения, с расписанием дистанционных занятий и с перечнем "
        "платформ, по которым они проводятся, ознакомлен (ознакомлена)."
    )
    yield child.at_home or f"Дома для занятий есть: {LONG}."
    yield (
        "Обеспечу ребёнку место и условия для занятий, буду следить за посещением и выполнением заданий и сообщать "
        "преподавателю, если ребёнок не может заниматься."
    )
    yield "Понимаю, что во время занятий вне школы за жизнь и здоровье ребёнка отвечаю я."
    yield "Согласие могу отозвать письменным заявлением на имя директора."


def _data(child: Child, order: Order | None) -> Iterable[str]:  # noqa: ARG001  because the three are called alike
    yield (
        "Цель: приём и обучение ребёнка, расписание и учёт занятий, отчёты преподавателей, аттестация, связь с семьёй, "
        "исполнение школой обязанностей по закону."
    )
    yield (
        "Данные ребёнка: фамилия, имя, отчество, дата рождения, данные документа, класс, программа, инструмент, "
        "посещаемость, отметки, задания и сданные работы, награды. Данные родителя: фамилия, имя, отчество, степень "
        "родства, телефон, электронная почта, сведения об устройствах и связи для занятий дома."
    )
    yield (
        "Действия: сбор, запись, систематизация, хранение, уточнение, использование, передача в случаях, "
        "предусмотренных законом, обезличивание, блокирование, удаление и уничтожение — с использованием средств "
        "автоматизации на сервере в здании школы и на бумаге."
    )
    yield "Другому лицу обработка не поручается. Сведения о здоровье этим согласием не охватываются."
    yield (
        "Согласие действует на время обучения ребёнка в школе и в течение сроков хранения документов, установленных "
        "законом и решением школы."
    )
    yield (
        "Согласие можно отозвать в любое время письменным заявлением на имя директора; после отзыва школа прекратит "
        "обработку, кроме той, которую закон разрешает или требует без согласия."
    )


def _publishing(child: Child, order: Order | None) -> Iterable[str]:  # noqa: ARG001  the same
    yield f"Где школа показывает данные: {', '.join(PLACES)}. Адреса: {BLANK}{BLANK}."
    yield "Цель: рассказать о школе, концертах, конкурсах и достижениях учеников."
    yield f"Условия и запреты для тех, кто увидит эти данные (если есть): {BLANK}{BLANK}."
    yield (
        "Если в строке не отмечено «да», школа эти данные не публикует. Отказ не влияет на обучение и участие ребёнка "
        "в концертах."
    )
    yield "Согласие действует до «___» __________ 20___ г.; если дата не указана — до конца обучения в школе."
    yield (
        "Прекратить публикацию можно в любое время по требованию на имя директора; школа удалит данные в срок, "
        "установленный законом."
    )


def file_name(kind: Kind, papers: list[ConsentPaper], day: dt.date) -> str:
    """Name of a file to keep, without its ending: one student's name, else how many and when."""
    if len(papers) == 1:
        name = next(value for label, value in papers[0].facts if label == "Обучающийся")
        return f"{FILE_NAME[kind]}, {name}"
    return f"{FILE_NAME[kind]}, {len(papers)} шт., {day:%Y-%m-%d}"


def to_docx(papers: list[ConsentPaper]) -> bytes | Refusal:
    """All papers as one Word document, each on pages of its own."""
    return docx.fill(
        "consent",
        {
            "papers": [
                {
                    "first": place == 0,
                    "school": one.school,
                    "director": one.director,
                    "title": one.title,
                    "facts": [{"name": name, "value": value} for name, value in one.facts],
                    "opening": one.opening,
                    "points": [{"place": number, "text": text} for number, text in enumerate(one.points, 1)],
                    "table": list(one.table),
                    "guardian": one.guardian or BLANK,
                }
                for place, one in enumerate(papers)
            ]
        },
    )
