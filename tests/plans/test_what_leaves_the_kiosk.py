"""Reasons of teachers and terms of work leave only with those who may read them (L21, O2)."""

import io
import zipfile

import pytest

from kiosk.load.actions import set_terms
from kiosk.load.records import Terms
from tests.plans.filling import file_correction
from tests.school import TODAY, NamedSchool


@pytest.mark.parametrize(("who", "carries"), [("Ким", True), ("Боровая", False)])
def test_the_export(school: NamedSchool, who: str, *, carries: bool) -> None:
    file_correction(school, "Соколова")
    set_terms(school.store, school.actor("Ким"), Terms(staff=school.staff["Соколова"].id, since=TODAY))
    body = school.client(who).get("/office/export.zip").body
    names = " ".join(zipfile.ZipFile(io.BytesIO(body)).namelist())
    assert ("plan_corrections" in names) is carries
    assert ("staff_terms" in names) is carries
    assert "special_days" in names
