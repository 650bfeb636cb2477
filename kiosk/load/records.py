"""On what terms somebody works here: dated, never rewritten (L11)."""

import datetime as dt
from enum import StrEnum

from kiosk.problems import N_
from kiosk.store import Collection, Record


class Employment(StrEnum):
    """Main place of work or beside another one."""

    MAIN = "main"
    INTERNAL = "internal"
    EXTERNAL = "external"


class Category(StrEnum):
    """Qualification category of a teacher."""

    NONE = "none"
    FIT = "fit"
    FIRST = "first"
    HIGHEST = "highest"


EMPLOYMENT_LABEL = {
    Employment.MAIN: N_("main place of work"),
    Employment.INTERNAL: N_("second post in this school"),
    Employment.EXTERNAL: N_("part-time beside another employer"),
}
CATEGORY_LABEL = {
    Category.NONE: N_("without category"),
    Category.FIT: N_("fit for the post"),
    Category.FIRST: N_("first category"),
    Category.HIGHEST: N_("highest category"),
}
EMPLOYMENT_ON_PAPER = {
    Employment.MAIN: "основная работа",
    Employment.INTERNAL: "внутреннее совмещение",
    Employment.EXTERNAL: "по совместительству",
}
CATEGORY_ON_PAPER = {
    Category.NONE: "без категории",
    Category.FIT: "соответствие",
    Category.FIRST: "первая",
    Category.HIGHEST: "высшая",
}


class Terms(Record, kw_only=True):
    """The terms of one member of staff from a date on. Shares are hundredths of a full post: 150 is one and a half."""

    staff: int
    since: dt.date
    teacher_share: int = 0
    accompanist_share: int = 0
    employment: Employment = Employment.MAIN
    category: Category = Category.NONE
    education: str = ""
    experience_years: int = 0
    consultation_quarters: int = 0
    """The yearly pool of consultations, outside the weekly load, in quarters of an hour."""
    allowance: str = ""
    ground: str = ""
    taken_back: bool = False


TERMS = Collection("staff_terms", Terms, indexes=(("staff",),))
COLLECTIONS = (TERMS,)
