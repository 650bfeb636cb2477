"""What records are called on the pages and papers of keeping and erasing (L19)."""

from collections.abc import Iterable
from typing import Final

from kiosk.office.retention.records import Count
from kiosk.problems import N_
from kiosk.words import tongue

LABEL: Final = {
    "households": N_("record of the family"),
    "students": N_("records of students"),
    "consents": N_("consents and their scans"),
    "home_decisions": N_("individual decisions"),
    "uploads": N_("works handed in"),
    "told_absences": N_("absences told beforehand"),
    "statements": N_("statements on distance learning"),
    "learned_readings": N_("remembered readings of names"),
    "cards": N_("family cards"),
    "given_calendars": N_("calendars given to families"),
    "card_scans": N_("counts of a card's use"),
    "sessions": N_("sign-ins with a card"),
    "notice_readings": N_("marks of having read a notice"),
    "notices": N_("notices"),
    "timetable_versions": N_("names of timetables"),
    "date_changes": N_("changes of single dates"),
    "report_rows": N_("lines of reports"),
    "former_rows": N_("struck lines of reports"),
    "day_reports": N_("remarks on reports"),
    "drafts": N_("drafts of reports"),
    "plan_corrections": N_("corrections of plans"),
    "signing_lists": N_("lists to sign"),
    "orders": N_("orders"),
    "month_sheets": N_("hours sheets"),
    "half_month_sheets": N_("hours sheets of half a month"),
    "part_checks": N_("parts checked"),
    "groups": N_("groups"),
    "lessons": N_("lessons of the timetable"),
}
OTHER: Final = N_("other records")


def label(collection: str) -> str:
    """The msgid for a collection's records."""
    return LABEL.get(collection, OTHER)


def on_paper(counts: Iterable[Count]) -> tuple[tuple[str, str], ...]:
    """What and how many, as an act names it."""
    russian = tongue("ru")
    return tuple((russian.gettext(label(one.collection)), str(one.number)) for one in counts)
