"""Rows of the lists of subjects and staff → the draft; how people are told from each other (O2, P1–P3)."""

from typing import Any, Final

from msgspec.structs import replace

from kiosk.actor import Role
from kiosk.office.exchange import words_of
from kiosk.office.exchange.desk import Desk
from kiosk.office.exchange.lines import Line, plain_word
from kiosk.office.exchange.words_of import first, lookup
from kiosk.people.names import full_name
from kiosk.people.records import DEPARTMENTS, STAFF, SUBJECTS, Staff, Subject
from kiosk.problems import N_
from kiosk.signin.records import ACCOUNTS, Account
from kiosk.store import fold
from kiosk.web.forms import EMPTY

Fields = dict[str, Any]  # Any: because fields of records differ; msgspec checks them at the store


def texts(line: Line, **limits: int) -> Fields:
    """Plain texts of the columns that the sheet has."""
    return {key: line.text(key, limit=limit) for key, limit in limits.items() if line.has(key)}


def retirement(line: Line) -> Fields:
    """The day of leaving, when the sheet has such a column."""
    return {"retired_on": line.date("retired")} if line.has("retired") else {}


# subjects


def read_subject(desk: Desk, line: Line) -> None:
    """A subject, known by its name."""
    name = line.name("name", limit=120, required=True)
    fields = texts(line, short=40) | retirement(line)
    if line.has("cycle"):
        cycle = line.word("cycle", lookup(words_of.CYCLE_WORDS), first(words_of.CYCLE_WORDS).values())
        fields |= {"cycle": cycle} if cycle else {}
    if line.has("individual"):
        form = line.word("individual", lookup(words_of.FORM_WORDS), first(words_of.FORM_WORDS).values())
        fields |= {} if form is None else {"individual": form}
    if line.has("collective"):
        fields["collective"] = line.yes("collective")
    if line.has("department"):
        fields["department"] = desk.department(line.text("department", limit=100))
    if not name:
        return
    known = desk.draft.get(SUBJECTS, desk.names(SUBJECTS).get(fold(name), 0))
    if known is not None and fold(known.name) != fold(name):
        known = None  # it is another subject's short name
    taken = desk.take(SUBJECTS, replace(known or Subject(name=name), **fields), line, "name")
    if taken:
        desk.named(SUBJECTS, name, taken.id)
        desk.names(SUBJECTS).setdefault(fold(taken.short), taken.id)


# names of people


def whole_name(line: Line) -> tuple[str, str, str] | None:
    """Surname, given name, patronymic, from three columns or one; None with a sentence when a part is missing."""
    if not line.has("surname"):
        words = line.name("full", required=True).split(" ", 2)
        if words == [""]:
            return None
        if len(words) == 1 or "." in words[1]:
            line.refuse("full", WHOLE_NAME)
            return None
        return words[0], words[1], words[2] if words[2:] else ""
    surname = line.name("surname", limit=100, required=True)
    given = line.name("given", limit=100, required=True)
    patronymic = line.name("patronymic", limit=100)
    return (surname, given, patronymic) if surname and given else None


# staff


def read_staff(desk: Desk, line: Line) -> None:
    """A member of staff with the roles of their account; known by code, else by name."""
    name = whole_name(line)
    fields = texts(line, code=40, category=60, room=20, phone=60, email=120) | retirement(line)
    departments = [desk.department(part) for part in line.names("department")]
    if line.has("department"):
        fields["departments"] = tuple(dict.fromkeys(departments))
    if line.has("subjects"):
        found = [desk.subject(line, "subjects", part) for part in line.names("subjects")]
        fields["subjects"] = tuple(dict.fromkeys(one for one in found if one))
    if line.has("weekly"):
        fields["weekly_quarter_hours"] = line.hours("weekly") or 0
    roles = read_roles(line)
    if name is None:
        return
    known = known_person(line, desk.staff, name, fields.get("code", ""))
    if isinstance(known, Refused):
        return
    if not fields.get("code"):
        fields.pop("code", None)
    fields |= {"surname": name[0], "given": name[1]} | ({"patronymic": name[2]} if name[2] or not known else {})
    person = replace(known or Staff(surname="", given=""), **fields)
    if known is None and roles is None:
        roles = (Role.TEACHER,)
    with_account = replace(person, account=account_of(desk, person, roles).id)
    if taken := desk.take(STAFF, with_account, line, "surname" if line.has("surname") else "full"):
        if known:
            desk.staff.forget(known)
        desk.staff.add(taken)


def read_roles(line: Line) -> tuple[Role, ...] | None:
    """Roles of a row; None when the sheet does not speak of them, or badly."""
    if not line.has("roles"):
        return None
    known = lookup(words_of.ROLE_WORDS)
    typed = line.names("roles", limit=300)
    if not typed and not line.is_computed("roles"):
        line.refuse("roles", EMPTY)
    roles = []
    for word in typed:
        role = known.get(plain_word(word))
        if role is None:
            shown = ", ".join(first(words_of.ROLE_WORDS).values())
            line.refuse("roles", NOT_A_ROLE, typed=word[:60], words=shown)
        else:
            roles.append(role)
    return tuple(role for role in Role if role in roles) or None


def account_of(desk: Desk, person: Staff, roles: tuple[Role, ...] | None) -> Account:
    """The account of a member of staff as it will be. The technician of the first set-up has one without a person."""
    name = full_name(person)
    account = desk.draft.get(ACCOUNTS, person.account) if person.account else None
    if account is None:
        owned = {one.account for one in desk.draft.all(STAFF)}
        free = [one for one in desk.draft.all(ACCOUNTS) if one.id not in owned and fold(one.name) == fold(name)]
        account = free[0] if free else Account(name=name, roles=())
        roles = tuple(role for role in Role if role in {*account.roles, *(roles or ())})
    if roles is not None and set(roles) == set(account.roles):
        roles = account.roles  # the order says nothing
    department = desk.draft.get(DEPARTMENTS, person.departments[0]) if person.departments else None
    known = desk.draft.get(STAFF, person.id)
    stays = known is not None and known.retired_on == person.retired_on
    changed = replace(
        account,
        name=name,
        roles=roles or account.roles,
        hint=department.name if department else "",
        closed=account.closed if stays else person.retired_on is not None,
    )
    return desk.draft.put(ACCOUNTS, changed) if changed != account or not account.id else account


class Refused:
    """Somebody who cannot be told from others; the sentence stands at the cell."""


def known_person(line: Line, roster: Any, name: tuple[str, str, str], code: str) -> Any:  # noqa: ANN401  because staff and students are found alike
    """The stored person of a row, None for somebody new, Refused when it might be several."""
    if code and (found := roster.by_code(code)) is not None:
        return found
    same = roster.named(*name)
    born = line.date("born") if line.has("born") else None
    if born is None and line.cell("born") is not None:
        return Refused()  # its own sentence is enough
    if born is not None:
        same = [one for one in same if one.born in (born, None)]
        same = [one for one in same if one.born == born] or same
    key = "surname" if line.has("surname") else "full"
    if code:
        taken = [one for one in same if one.code and one.id > 0]
        if taken and born is not None:
            line.refuse("code", OTHER_CODE, code=taken[0].code)
            return Refused()
        same = [one for one in same if not one.code]
    if len(same) > 1:
        line.refuse(key, SEVERAL, name=" ".join(name).strip())
        return Refused()
    return same[0] if same else None


WHOLE_NAME: Final = N_("Write surname, name and patronymic in full, such as «Соловьёва Мария Павловна».")
NOT_A_ROLE: Final = N_("There is no role «%(typed)s». Write one or several of these: %(words)s.")
OTHER_CODE: Final = N_(
    "This person is known under the code %(code)s already. Write that code, or leave the cell empty."
)
SEVERAL: Final = N_(
    "There are several people called %(name)s. Add a column «Код» or «Дата рождения», so that nobody is mistaken."
)
