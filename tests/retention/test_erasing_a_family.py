"""A family that has left is erased: no trace, what is kept is said, the chain is whole, an act remains (L19)."""

import datetime as dt
import io
import json
import os
import re
import zipfile
from pathlib import Path

import docx
import msgspec
import pytest
from msgspec.structs import replace

from kiosk.app import COLLECTIONS
from kiosk.consents.records import CONSENTS
from kiosk.drop.records import ARRIVALS, UPLOADS
from kiosk.notices.records import NOTICES
from kiosk.office.files_in_use import uses
from kiosk.office.retention import mentions
from kiosk.office.retention.erasing import accounts_due, erase_family, sweep, tidy_again
from kiosk.office.retention.plan import LASTING, OF_HOUSEHOLD, OF_STUDENT, POINTING, Plan, plan_of
from kiosk.office.retention.records import DESTRUCTIONS, TERMS, Destruction, Kept, Term
from kiosk.office.retention.rules import is_due, later, months_on
from kiosk.people.records import HOUSEHOLDS, STUDENTS, Household
from kiosk.problems import Refusal
from kiosk.reports.records import ROWS
from kiosk.store import where
from kiosk.store.backup import backup, verify
from kiosk.timetable.records import LESSONS
from kiosk.works.records import REVIEWS
from tests.drop.uploading import SONG, Client
from tests.reports.filling import accept_day
from tests.retention.filling import LEFT, leave, namesake, whole_family
from tests.school import TODAY, Browser, NamedSchool

NAME = re.compile("иванов", re.IGNORECASE)


def everything(school: NamedSchool, folder: Path) -> dict[str, bytes]:
    """Every byte that the school keeps: database, WAL, vault, and a backup unpacked."""
    storage = school.settings.storage
    found = {str(path.relative_to(storage)): path.read_bytes() for path in storage.rglob("*") if path.is_file()}
    made = backup(school.store, folder)
    assert verify(made.path) == []
    with zipfile.ZipFile(made.path) as archive:
        found |= {f"backup/{name}": archive.read(name) for name in archive.namelist()}
    return found


def traces(school: NamedSchool, folder: Path) -> set[str]:
    """Files that still hold the name."""
    folder.mkdir(exist_ok=True)
    files = everything(school, folder).items()
    return {name for name, content in files if NAME.search(content.decode("utf-8", errors="ignore"))}


def planned(school: NamedSchool, home: Household) -> Plan:
    return plan_of(school.store, school.clock, home)


def erased(school: NamedSchool, home: Household) -> Destruction:
    done = erase_family(
        school.store,
        school.clock,
        school.actor("Ким"),
        home,
        seal=planned(school, home).seal,
        ground="истёк срок хранения",
    )
    assert not isinstance(done, Refusal)
    return done


def test_nothing_of_the_family_is_left_anywhere(school: NamedSchool, tmp_path: Path) -> None:
    whole_family(school)
    home = leave(school)
    before = traces(school, tmp_path / "before")
    assert {"backup/kiosk.db", "backup/tinydb/students.json"} <= before
    files = set(school.store.vault.ids())
    act = erased(school, home)
    assert traces(school, tmp_path / "after") == set()
    assert school.store.check() == []
    gone = files - set(school.store.vault.ids())
    assert set(act.files) == gone
    assert len(gone) == 3  # her sound, its spoken review and her scan; what Артём handed in too stays
    assert [one.student for one in school.store[UPLOADS].all()] == [school.students["Артём"].id]
    assert school.store[CONSENTS].all() == []
    assert school.store[HOUSEHOLDS].get(home.id) is None
    assert (act.code, act.students, act.ground) == (home.code, home.students, "истёк срок хранения")


def test_what_points_to_them_still_stands(school: NamedSchool) -> None:
    whole_family(school)
    erased(school, leave(school))
    maria = school.store[STUDENTS].get(school.students["Мария"].id)
    assert maria is not None
    assert (maria.surname, maria.health, maria.individual_plan, maria.erased_on) == ("Выбывший", "", "", TODAY)
    lessons = school.store[LESSONS].search(where("student") == maria.id)
    assert [one.id for one in lessons] == [school.lessons["Мария"].id]
    deputy = school.client("Ким")
    pages = (
        f"/timetable/day/{TODAY}",
        f"/timetable/students/{maria.id}",
        f"/timetable/groups/{school.groups['Терция'].id}",
        f"/timetable/teachers/{school.staff['Соколова'].id}",
        f"/students/{maria.id}",
        "/students?retired=1",
        "/families?retired=1",
        "/consents",
        "/equipment",
        "/orders/1",
        "/orders/statements",
        "/notices",
        "/cards",
        "/morning",
        "/hours/2026-11/students",
    )
    for page in pages:
        answer = deputy.get(page)
        assert answer.status == 200, page
        assert not NAME.search(answer.text), page
    assert "Выбывший № 1" in deputy.get(f"/timetable/students/{maria.id}").text


def test_accepted_reports_keep_the_name_until_their_term(school: NamedSchool, tmp_path: Path) -> None:
    accept_day(school, "Соколова", Мария="Иванова Мария: гамма")
    home = leave(school)
    plan = planned(school, home)
    assert plan.kept["report_rows"] == 2
    assert plan.kept_until == later(TODAY, 60)
    act = erased(school, home)
    assert (act.kept_until, [(one.collection, one.number) for one in act.kept]) == (
        later(TODAY, 60),
        [("report_rows", 2)],
    )
    assert traces(school, tmp_path / "kept") == {"kiosk.db", "backup/kiosk.db", "backup/tinydb/report_rows.json"}
    assert "Иванова Мария" in school.client("Соколова").get(f"/report/{TODAY}/annex-1").text
    deputy = school.client("Ким")
    assert deputy.post("/office/retention/accounts", {"ground": "срок"}, page="/office/retention").status == 422
    decide(deputy, kept="reports", months="0")
    assert len(accounts_due(school.store, school.clock)) == 2
    assert "Убрать имена из записей: 2" in deputy.get("/office/retention").text
    done = deputy.post("/office/retention/accounts", {"ground": "срок"}, page="/office/retention")
    assert done.headers["Location"] == "/office/retention/acts/2/paper"
    assert traces(school, tmp_path / "gone") == set()
    assert school.store.check() == []
    assert {row.who for row in school.store[ROWS].all()} >= {"Выбывший №\u00a01", "Выбывший №\u00a02"}
    assert sum(row.quarter_hours for row in school.store[ROWS].all()) == 16


def decide(deputy: Browser, **typed: object) -> int:
    return deputy.post("/office/retention", {"since": "24.11.2026", "reason": "приказ", **typed}).status


def test_a_name_shared_with_somebody_who_stays_is_left_alone(school: NamedSchool) -> None:
    whole_family(school)
    maya = namesake(school)
    erased(school, leave(school))
    assert {one.text for one in school.store[NOTICES].all()} == {"", "Играет Иванова М."}
    assert school.store[STUDENTS].get(maya.id) == maya


def test_a_child_of_two_families_stays_with_the_other(school: NamedSchool) -> None:
    with school.store.change(school.actor("Ким"), "father") as change:
        change.add(HOUSEHOLDS, Household(name="Папа", students=(school.students["Мария"].id,)))
        home = change.get(HOUSEHOLDS, school.households["Ивановы"].id)
        assert home is not None
        pyotr = change.get(STUDENTS, school.students["Пётр"].id)
        assert pyotr is not None
        change.put(STUDENTS, replace(pyotr, retired_on=LEFT))
        home = change.put(HOUSEHOLDS, replace(home, retired_on=LEFT))
    assert erased(school, home).students == (pyotr.id,)
    assert school.store[STUDENTS].get(school.students["Мария"].id) == school.students["Мария"]


def left_row(school: NamedSchool, home: int) -> str:
    """What the list of those who have left says of a family; empty when it is not there."""
    page = school.client("Ким").get("/office/retention").text.replace("\u00a0", " ")
    return page.partition(f'href="/office/retention/families/{home}"')[2].partition("</tr>")[0]


def test_an_only_child_of_two_families_who_left_takes_both_with_it(school: NamedSchool) -> None:
    """Parents apart, one child: both families have left on its last day, and the last of them takes its data."""
    deputy, artyom, mother = school.client("Ким"), school.students["Артём"].id, school.households["Петровы"].id
    with school.store.change(school.actor("Ким"), "father") as change:
        father = change.add(HOUSEHOLDS, Household(name="Папа", students=(artyom,))).id
    assert [left_row(school, home) for home in (mother, father)] == ["", ""]
    page = f"/students/{artyom}"
    assert deputy.post(f"{page}/retirement", {"left_on": "20.11.2026"}, page=page).status == 303
    for home in (mother, father):
        row = left_row(school, home)
        assert "20 ноября 2026" in row
        assert "20 ноября 2027" in row
        preview = deputy.get(f"/office/retention/families/{home}").text
        assert f'action="/office/retention/students/{artyom}/data.zip"' in preview
        assert 'name="seal"' in preview
    homes = [school.store[HOUSEHOLDS].get(home) for home in (mother, father)]
    assert [erased(school, home).students for home in homes if home is not None] == [(), (artyom,)]
    assert left_row(school, mother) == left_row(school, father) == ""


def test_a_family_stays_as_long_as_any_child_of_it_studies(school: NamedSchool) -> None:
    """Its own child has left, the one whom another family has too still comes."""
    ivanovs, maria, pyotr = school.households["Ивановы"].id, school.students["Мария"].id, school.students["Пётр"]
    with school.store.change(school.actor("Ким"), "father") as change:
        change.add(HOUSEHOLDS, Household(name="Папа", students=(maria,)))
        change.put(STUDENTS, replace(pyotr, retired_on=LEFT))
    assert left_row(school, ivanovs) == ""
    home = school.store[HOUSEHOLDS].get(ivanovs)
    assert home is not None
    assert planned(school, home).refused is not None


def test_a_student_without_a_family(school: NamedSchool) -> None:
    deputy, matvey = school.client("Ким"), school.students["Матвей"]
    path = f"/office/retention/students/{matvey.id}"
    assert "ещё учится в школе" in deputy.get(path).text
    deputy.post(f"/students/{matvey.id}/retirement", page=f"/students/{matvey.id}")
    assert "Ёлкин Матвей" in deputy.get("/office/retention").text
    seal = re.search(r'name="seal" value="(\w+)"', deputy.get(path).text)
    assert seal
    fields = {"seal": seal[1], "ground": "требование семьи", "word": "Стереть"}
    assert deputy.post(path, fields).headers["Location"] == "/office/retention/acts/1/paper"
    assert deputy.get(path).status == 404
    assert len(school.store[UPLOADS].all()) == 0
    assert not school.store.mentioning(["Ёлкин"])
    assert deputy.get(f"/office/retention/students/{school.students['Мария'].id}").status == 404


def test_what_was_looked_at_is_what_happens(school: NamedSchool) -> None:
    deputy, home = school.client("Ким"), leave(school)
    path = f"/office/retention/families/{home.id}"
    page = deputy.get(path).text
    assert "Иванова Мария, Иванов Пётр" in page
    seal = re.search(r'name="seal" value="(\w+)"', page)
    assert seal
    fields = {"seal": seal[1], "ground": "истёк срок хранения", "word": "стереть"}
    assert "напечатайте слово" in deputy.post(path, {**fields, "word": "да"}).text
    assert deputy.post(path, {**fields, "ground": ""}).status == 422
    whole_family(school)
    leave(school)
    assert "что-то изменилось" in deputy.post(path, fields).text
    assert school.store[DESTRUCTIONS].all() == []


def test_nobody_who_is_here_is_erased(school: NamedSchool) -> None:
    home = school.store[HOUSEHOLDS].get(school.households["Ивановы"].id)
    assert home is not None
    plan = planned(school, home)
    assert plan.refused is not None
    outcome = erase_family(school.store, school.clock, school.actor("Ким"), home, seal=plan.seal, ground="срок")
    assert isinstance(outcome, Refusal)
    assert school.store[STUDENTS].get(school.students["Мария"].id) == school.students["Мария"]


def test_the_act_names_nobody(school: NamedSchool) -> None:
    whole_family(school)
    act = erased(school, leave(school))
    deputy, path = school.client("Ким"), f"/office/retention/acts/{act.id}/paper"
    page = deputy.get(path).text
    document = docx.Document(io.BytesIO(deputy.get(f"{path}.docx").body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*(one.text for one in document.paragraphs), *cells])
    for text in (page, words):
        assert not NAME.search(text)
        for part in (
            "истёк срок хранения",
            "согласия и их сканы",
            "уничтожено",
            "обезличено",
            act.files[0],
            "14 ночей",
        ):
            assert part in text
    assert f"Акт № {act.id} от" in deputy.get("/office/retention").text


def test_works_past_their_term(school: NamedSchool) -> None:
    whole_family(school)
    deputy = school.client("Ким")
    assert deputy.post("/office/retention/works", {"ground": "срок"}, page="/office/retention").status == 422
    assert decide(deputy, kept="works", months="0", since="01.11.2026") == 303
    assert "Стереть сданные работы: 3" in deputy.get("/office/retention").text
    assert deputy.post("/office/retention/works", {"ground": "срок"}, page="/office/retention").status == 303
    assert (school.store[UPLOADS].all(), school.store[REVIEWS].all()) == ([], [])
    assert len(list(school.store.vault.ids())) == 2  # the scan of a consent, a backing track
    assert school.store.check() == []


def test_what_was_still_on_its_way_goes_with_the_family(school: NamedSchool) -> None:
    whole_family(school)
    client = Client(school)
    client.patch(client.begun(), 0, SONG[:300])
    assert len(list(school.store.vault.parts())) == 1
    erased(school, leave(school))
    assert (list(school.store.vault.parts()), school.store[ARRIVALS].all()) == ([], [])


def test_what_a_failed_save_left_goes_after_a_month(school: NamedSchool) -> None:
    """The bytes lie in the vault before their record is written; a full disk may take the one and not the other."""
    whole_family(school)
    vault, now = school.store.vault, school.clock.now()
    known = set(vault.ids())
    for name, days in (("old", 31), ("young", 29)):
        with vault.receive() as arriving:
            arriving.write(name.encode())
        moment = (now - dt.timedelta(days)).timestamp()
        os.utime(vault.path(arriving.stored.id), (moment, moment))
    for file in known:
        os.utime(vault.path(file), (0, 0))
    tidy_again(school.store, now)
    assert known < set(vault.ids())
    assert len(set(vault.ids()) - known) == 1
    tidy_again(school.store, now + dt.timedelta(2))
    assert set(vault.ids()) == known


def test_a_file_that_outlived_its_erasing_is_swept_away(school: NamedSchool) -> None:
    whole_family(school)
    act = erased(school, leave(school))
    with school.store.vault.receive() as arriving:
        arriving.write(b"ID3 sound")
    assert arriving.stored.id in act.files
    sweep(school.store)
    assert not school.store.vault.has(arriving.stored.id)


# что напечатали, что сказано
WRONG = [
    ({"kept": ""}, "Выберите"),
    ({"months": "-1"}, "число"),
    ({"since": ""}, "Заполните"),
    ({"reason": ""}, "Заполн"),
]


@pytest.mark.parametrize(("typed", "said"), WRONG)
def test_terms_that_cannot_be(school: NamedSchool, typed: dict[str, str], said: str) -> None:
    usual = {"kept": "family", "months": "12", "since": "24.11.2026", "reason": "приказ"}
    fields: dict[str, object] = {**usual, **typed}
    answer = school.client("Ким").post("/office/retention", fields)
    assert (answer.status, said in answer.text) == (422, True)
    assert school.store[TERMS].all() == []


# с какого дня, сколько месяцев, какой день выходит
MONTHS = [
    (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
    (dt.date(2026, 11, 20), 12, dt.date(2027, 11, 20)),
    (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
    (dt.date(2026, 12, 1), 1, dt.date(2027, 1, 1)),
    (dt.date(2026, 5, 5), 0, dt.date(2026, 5, 5)),
]


@pytest.mark.parametrize(("since", "months", "until"), MONTHS)
def test_the_end_of_a_term(since: dt.date, months: int, until: dt.date) -> None:
    assert later(since, months) == until
    assert is_due(since, months, until)
    assert not is_due(since, months, until - dt.timedelta(1))


def test_the_decision_begun_last_holds() -> None:
    at = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)

    def term(number: int, months: int, since: dt.date, kept: Kept = Kept.FAMILY) -> Term:
        return Term(id=number, kept=kept, months=months, since=since, decided_by="", reason="", at=at)

    terms = [term(1, 24, TODAY), term(2, 36, TODAY + dt.timedelta(9)), term(3, 6, TODAY), term(4, 1, TODAY, Kept.WORKS)]
    assert months_on(Kept.FAMILY, TODAY - dt.timedelta(1), terms) == 12
    assert months_on(Kept.FAMILY, TODAY, terms) == 6
    assert months_on(Kept.FAMILY, TODAY + dt.timedelta(9), terms) == 36


# текст, что останется
TEXTS = [
    ("Иванова Мария играет", "выбывший играет"),
    ("Мария Иванова, Иванова М. П.", "выбывший, выбывший"),
    ("Иванова М.П.", "выбывшийП."),
    ("Ивановаград, Иванова Марияна", "Ивановаград, Иванова Марияна"),
    ("М. Иванова", "выбывший"),
    ("поздравили Иванову Марию", "поздравили выбывший"),
    ("с Марией Ивановой, у Ивановой М. П.", "с выбывший, у выбывший"),
    ("Ивановой Марии Павловне, Ивановых Марии", "выбывший, Ивановых Марии"),
    ("ничего", "ничего"),
]


@pytest.mark.parametrize(("text", "left"), TEXTS)
def test_a_name_is_taken_out_as_whole_words(text: str, left: str) -> None:
    ways = mentions.writings("Иванова", "Мария", "Павловна")
    assert mentions.without({"a": [text, 1]}, ways, "выбывший") == {"a": [left, 1]}


def test_no_collection_was_forgotten() -> None:
    """Whatever names a student or a family by its number is sorted: erased, pointed to, made nameless."""
    by_hand = {"students", "households", "report_rows", "former_rows", "notices", "plan_corrections", "signing_lists"}
    known = {one.name for one in (*OF_STUDENT, *OF_HOUSEHOLD)} | POINTING | LASTING | by_hand
    numbers = {"student", "students", "household", "households", "members", "people", "family", "families"}
    by_hand |= {"destructions"}
    naming = {one.name for one in COLLECTIONS if numbers & set(one.record.__struct_fields__)}
    assert naming - known == set()


def test_no_file_of_the_vault_was_forgotten(school: NamedSchool) -> None:
    """Every kind of record with a place in the vault tells of it, so that nobody's file is removed with another's."""
    whole_family(school)
    with_files = {one.name for one in COLLECTIONS if '"blob"' in json.dumps(msgspec.json.schema(one.record))}
    assert with_files == {"uploads", "consents", "guide_versions", "backing_tracks", "reviews"}
    assert {use.collection for use in uses(school.store)} == with_files - {"guide_versions"}
