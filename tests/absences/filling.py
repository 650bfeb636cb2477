"""An absence for tests of other rooms."""

from kiosk.absences.actions import enter
from kiosk.absences.forms import AbsenceInput
from kiosk.absences.records import Absence, Cause
from tests.school import TODAY, NamedSchool


def enter_absence(school: NamedSchool, who: str) -> Absence:
    """Somebody is ill today."""
    entered = enter(
        school.store, school.actor("Ким"), AbsenceInput(school.staff[who].id, TODAY, TODAY, Cause.ILLNESS, "")
    )
    assert isinstance(entered, Absence)
    return entered
