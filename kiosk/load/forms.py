"""The form of somebody's terms → a record, or problems by field (L11)."""

import datetime as dt
import re
from typing import Final

from kiosk.load.records import Category, Employment, Terms
from kiosk.problems import N_
from kiosk.school.rules import hours_text
from kiosk.web import Form

MOST_SHARE: Final = 200
MOST_CONSULTATION_HOURS: Final = 1000
SHARE = re.compile(r"(\d)(?:[.,](\d{1,2}))?")
EARLIEST, LATEST = dt.date(1990, 1, 1), dt.date(2100, 1, 1)

WRONG_SHARE: Final = N_("Write the share of a post like 1 or 0,75, at most 2. «%(typed)s» does not fit.")
FAR: Final = N_("This date cannot be right. Write one between 1990 and 2100.")


def read_terms(form: Form, staff: int) -> Terms | None:
    """Terms from a date on."""
    since = form.date("since", required=True)
    teacher, accompanist = read_share(form, "teacher_share"), read_share(form, "accompanist_share")
    employment = form.choice("employment", Employment, required=True)
    category = form.choice("category", Category, required=True)
    years = form.number("experience", least=0, most=70)
    hours = form.number("consultations", least=0, most=MOST_CONSULTATION_HOURS)
    education, allowance = form.text("education", limit=200), form.text("allowance", limit=100)
    ground = form.text("ground", limit=200)
    if since and not EARLIEST <= since <= LATEST:
        form.refuse("since", FAR)
    if form.problems or since is None or employment is None or category is None:
        return None
    return Terms(
        staff=staff,
        since=since,
        teacher_share=teacher,
        accompanist_share=accompanist,
        employment=employment,
        category=category,
        education=education,
        experience_years=years or 0,
        consultation_quarters=(hours or 0) * 4,
        allowance=allowance,
        ground=ground,
    )


def read_share(form: Form, name: str) -> int:
    """«0,75» → 75 hundredths of a post; empty is none."""
    text = form.text(name, limit=20)
    found = SHARE.fullmatch(text)
    share = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else 0
    if text and (found is None or share > MOST_SHARE):
        form.refuse(name, WRONG_SHARE, typed=text)
        return 0
    return share


def share_text(share: int) -> str:
    """75 → «0,75»."""
    return f"{share / 100:g}".replace(".", ",")


def terms_form(terms: Terms | None, *, since: dt.date, category: str) -> Form:
    """New terms begin with those that hold now; ``category`` is what the person's own page says."""
    one = terms or Terms(staff=0, since=since, category=category_of(category))
    return Form.filled(
        since=f"{since:%d.%m.%Y}",
        teacher_share=share_text(one.teacher_share) if one.teacher_share else "",
        accompanist_share=share_text(one.accompanist_share) if one.accompanist_share else "",
        employment=one.employment.value,
        category=one.category.value,
        education=one.education,
        experience=one.experience_years or "",
        consultations=hours_text(one.consultation_quarters) if one.consultation_quarters else "",
        allowance=one.allowance,
        ground=one.ground,
    )


def category_of(text: str) -> Category:
    """«высшая», «первая», «соответствие» as staff lists say them; none for anything else."""
    word = text.casefold()
    if "высш" in word:
        return Category.HIGHEST
    if "перв" in word:
        return Category.FIRST
    return Category.FIT if "соотв" in word else Category.NONE
