"""Rows of the list of families → the draft (O2, P3)."""

from typing import Final

from msgspec.structs import replace

from kiosk.office.exchange.columns import GUARDIANS
from kiosk.office.exchange.desk import Desk
from kiosk.office.exchange.lines import Line
from kiosk.office.exchange.people import Fields, retirement, texts
from kiosk.people.records import HOUSEHOLDS, Guardian, Household
from kiosk.problems import N_
from kiosk.store import fold
from kiosk.web.forms import EMPTY


def read_family(desk: Desk, line: Line) -> None:
    """A family, known by its code, else by its children and first guardian."""
    code, children = line.text("code", limit=40), line.names("children", limit=500)
    fields = texts(line, name=100, devices=200, internet=100) | retirement(line)
    fields["students"] = tuple(dict.fromkeys(filter(None, (desk.student(line, "children", one) for one in children))))
    if not children and not line.is_computed("children"):
        line.refuse("children", EMPTY)
    fields |= {"code": code} if code else {}
    if any(line.has(f"guardian{place}") for place in range(1, GUARDIANS + 1)):
        fields["guardians"] = guardians(line)
    known = known_family(desk, code, fields)
    fields |= consents(desk, line, known)
    key = "code" if line.has("code") else "children"
    if taken := desk.take(HOUSEHOLDS, replace(known or Household(), **fields), line, key):
        desk.know_family(taken)


def consents(desk: Desk, line: Line, known: Household | None) -> Fields:
    """What the list says of consents, unless it says what the kiosk knows already, from papers or from a list (F5)."""
    said = {key: line.yes(key) for key in CONSENTS if line.has(key)}
    return {key: yes for key, yes in said.items() if known is None or desk.agreed.get((known.id, key)) is not yes}


def guardians(line: Line) -> tuple[Guardian, ...]:
    """Up to four guardians; a telephone without a name belongs to nobody."""
    found = []
    for place in range(1, GUARDIANS + 1):
        name = line.name(f"guardian{place}")
        phone, email = line.text(f"phone{place}", limit=60), line.text(f"email{place}", limit=120)
        if name:
            found.append(Guardian(name, line.text(f"relation{place}", limit=60), phone, email))
        elif phone or email:
            line.refuse(f"phone{place}" if phone else f"email{place}", WHOSE_PHONE)
    return tuple(found)


def known_family(desk: Desk, code: str, fields: Fields) -> Household | None:
    """The stored family of a row."""
    if code and (by_code := desk.family_of_code(code)):
        return by_code
    children, adults = set(fields["students"]), fields.get("guardians", ())
    for one in desk.draft.all(HOUSEHOLDS):
        if code and one.code:
            continue
        same_adult = bool(adults and one.guardians and fold(adults[0].name) == fold(one.guardians[0].name))
        if set(one.students) == children and (same_adult or not adults or not one.guardians):
            return one
        if same_adult and children & set(one.students):
            return one
    return None


def settle_families(desk: Desk, lines: list[Line]) -> None:
    """Students whose own row names a family that does not list them join it; unknown families are said once."""
    by_code = {fold(one.code): one for one in desk.draft.all(HOUSEHOLDS) if one.code}
    for line in lines:
        code = line.text("family", limit=40)
        found = desk.students.find(line.text("code", limit=40) or _name_of(line)) if code else []
        if len(found) != 1:
            continue
        household = by_code.get(fold(code))
        if household is None:
            if ("family", code) not in desk.said:
                desk.said.add(("family", code))
                line.caution("family", NO_FAMILY_YET, name=code)
        elif found[0].id not in household.students:
            joined = replace(household, students=(*household.students, found[0].id))
            by_code[fold(code)] = desk.draft.put(HOUSEHOLDS, joined)


def _name_of(line: Line) -> str:
    if not line.has("surname"):
        return line.text("full")
    return " ".join(filter(None, (line.text(key) for key in ("surname", "given", "patronymic"))))


CONSENTS: Final = ("consent_distance", "consent_data")
NO_FAMILY_YET: Final = N_("There is no family %(name)s yet. Bring the list of families too.")
WHOSE_PHONE: Final = N_("Whose telephone or e-mail is it? Write the name beside it, or empty the cell.")
