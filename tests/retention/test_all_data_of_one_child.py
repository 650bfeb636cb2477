"""All data of one child as a zip, for two alone; it stands in the log, and others are not in it (L19)."""

import io
import json
import zipfile

from tests.reports.filling import accept_day
from tests.retention.filling import whole_family
from tests.school import NamedSchool


def test_the_zip_of_a_child(school: NamedSchool) -> None:
    accept_day(school, "Соколова", Мария="гамма Ре мажор", Артём="этюд")
    whole_family(school)
    deputy, maria = school.client("Ким"), school.students["Мария"].id
    answer = deputy.post(f"/office/retention/students/{maria}/data.zip", page=f"/students/{maria}")
    assert answer.status == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.body)) as packed:
        names = packed.namelist()
        data = json.loads(packed.read("data.json"))
        page = packed.read("data.html").decode()
        files = {packed.read(name) for name in names if name.startswith("files/")}
    assert {"data.json", "data.html", "data.xlsx"} <= set(names)
    assert len(files) == 3
    assert b"ID3 sound" in files
    assert data["student"][0]["health"] == "астма"
    assert [len(data[name]) for name in ("consents", "uploads", "statements", "told_absences")] == [2, 1, 1, 1]
    assert [len(data[name]) for name in ("assignments", "reviews")] == [1, 1]
    assert data["assignments"][0]["done_at"]
    assert [one["value"] for one in data["marks"] if one["kind"] == "work"] == ["5"]
    assert {row["homework"] for row in data["lessons_held"]} == {"гамма Ре мажор", ""}
    assert "Иванова Ольга Игоревна" in page
    assert "гамма Ре мажор" in page
    assert "Артём" not in page
    assert "Артём" not in json.dumps(data, ensure_ascii=False)
    (entry,) = school.store.log.search(limit=1)
    assert (entry.what, entry.note) == ("L19 data of one child carried out", f"student:{maria}")


def test_nobody_else_takes_it(school: NamedSchool) -> None:
    maria = school.students["Мария"].id
    for who in ("Соколова", "Зимина", "Боровая"):
        browser = school.client(who)
        assert browser.post(f"/office/retention/students/{maria}/data.zip", page="/timetable").status == 403
    assert school.client("Ким").post("/office/retention/students/999/data.zip", page="/students/1").status == 404
