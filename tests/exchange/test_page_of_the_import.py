"""The page of the import: preview, «Записать», and what is erased afterwards (O2, L21). It works without a script."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from kiosk.office.exchange.pending import KEPT_HOURS, PENDING
from kiosk.people.records import STAFF
from kiosk.timetable.records import VERSIONS
from tests.exchange.bringing import sheet
from tests.school import Answer, NamedSchool

HEAD = ["Ф.И.О.", "Роли", "Телефон"]


def look(school: NamedSchool, who: str, *files: Path, since: str = "") -> Answer:
    """Send files by the form of the page."""
    browser = school.client(who)
    token = browser.get("/office/import").token
    opened = [(path.open("rb"), path.name) for path in files]
    answer = browser.send("/office/import", {"token": token, "file": opened, "since": since})
    for file, _ in opened:
        file.close()
    return answer


def write(school: NamedSchool, who: str, preview: Answer) -> Answer:
    """Press «Записать» on a preview."""
    action = re.search(r'action="(/office/import/\d+/writing)"', preview.text)
    seal = re.search(r'name="seal" value="(\w+)"', preview.text)
    assert action
    assert seal
    return school.client(who).post(action[1], {"seal": seal[1]}, page="/office/import")


def staff_sheet(folder: Path, phone: str) -> Path:
    return sheet(folder, "Сотрудники", HEAD, ["Белов Илья Петрович", "преподаватель", phone])


def test_old_and_new_stand_side_by_side(school: NamedSchool, tmp_path: Path) -> None:
    write(school, "Ким", look(school, "Ким", staff_sheet(tmp_path, "+7 (000) 1")))
    text = look(school, "Ким", staff_sheet(tmp_path, "+7 (000) 2")).text
    assert "телефон <s>+7 (000) 1</s> → +7 (000) 2" in text


def test_written_once_and_the_file_is_erased(school: NamedSchool, tmp_path: Path) -> None:
    preview = look(school, "Ким", staff_sheet(tmp_path, "+7 (000) 1"))
    assert len(list(school.store.vault.ids())) == 1
    assert write(school, "Ким", preview).status == 303
    assert list(school.store.vault.ids()) == []
    again = write(school, "Ким", preview)
    assert again.status == 422
    assert "уже записаны или убраны" in again.text


def test_refused_files_are_not_kept(school: NamedSchool, tmp_path: Path) -> None:
    answer = look(school, "Ким", sheet(tmp_path, "Сотрудники", HEAD, ["Белов И.П.", "кто-то", ""]))
    assert answer.status == 422
    assert answer.text.count("Сотрудники!") == 2
    assert "<title>Ошибка: " in answer.text
    assert list(school.store.vault.ids()) == []
    assert school.store[PENDING].count() == 0


def test_what_nobody_wrote_is_erased_later(school: NamedSchool, tmp_path: Path) -> None:
    look(school, "Ким", staff_sheet(tmp_path, "+7 (000) 1"))
    school.clock.advance(dt.timedelta(hours=KEPT_HOURS + 1))
    look(school, "Боровая", staff_sheet(tmp_path, "+7 (000) 2"))
    assert school.store[PENDING].count() == len(list(school.store.vault.ids())) == 1


def test_when_the_kiosk_changed_meanwhile_one_looks_again(school: NamedSchool, tmp_path: Path) -> None:
    preview = look(school, "Ким", staff_sheet(tmp_path, "+7 (000) 1"))
    write(school, "Боровая", look(school, "Боровая", staff_sheet(tmp_path, "+7 (000) 2")))
    again = write(school, "Ким", preview)
    assert again.status == 422
    assert "<s>+7 (000) 2</s>" in again.text
    assert write(school, "Ким", again).status == 303
    assert school.store[STAFF].find("Белов")[0].phone == "+7 (000) 1"


def test_the_day_of_a_new_timetable(on_site: NamedSchool, tmp_path: Path) -> None:
    head = ["День", "Начало", "Конец", "Преподаватель", "Предмет", "Группа/учащийся", "Кабинет"]
    row = ["Среда", "14:00", "14:40", "Белов И.П.", "Специальность", "Ёлкин Матвей", 9]
    path = sheet(tmp_path, "Расписание", head, row)
    assert look(on_site, "Ким", path, since="32.13").status == 422
    preview = look(on_site, "Ким", path, since="11.01.2027")
    assert "Новое расписание с 11.01.2027" in preview.text
    write(on_site, "Ким", preview)
    assert on_site.store[VERSIONS].all()[-1].since == dt.date(2027, 1, 11)


def test_a_technician_does_not_see_health(school: NamedSchool, tmp_path: Path) -> None:
    rows = (["Фамилия", "Имя", "Класс", "ОВЗ"], ["Петров", "Артём", 4, "нарушение слуха"])
    path = sheet(tmp_path, "Учащиеся", *rows)
    assert "нарушение слуха" in look(school, "Ким", path).text
    seen = look(school, "Боровая", path).text
    assert "здоровье" in seen
    assert "нарушение слуха" not in seen


def test_teachers_have_no_business_here(school: NamedSchool) -> None:
    assert school.client("Соколова").get("/office/import").status == 404
    assert school.client("Соколова").get("/office/export.zip").status == 404
