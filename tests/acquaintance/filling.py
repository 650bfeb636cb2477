"""A list of the deputy's (F10)."""

from kiosk.acquaintance.actions import make
from kiosk.acquaintance.records import Reach, SigningList, Whose
from kiosk.problems import Refusal
from tests.school import TODAY, NamedSchool


def hand_out(
    school: NamedSchool, whose: Whose = Whose.FAMILIES, reach: Reach = Reach.SCHOOL, order: int = 0
) -> SigningList:
    """The order of the named school is to be known."""
    given = SigningList(
        about="Приказ № 87-у", address="/orders/1", order=order, whose=whose, reach=reach, made_by="", made_on=TODAY
    )
    made = make(school.store, school.actor("Ким"), given, school="ДМШ № 2", today=TODAY, key=None)
    assert not isinstance(made, Refusal)
    return made
