"""A form as it was sent: readers that give values and collect what is wrong by field; what was typed is kept as typed.

`form = Form(request.form, today=here.clock.today())`, `form.text("name", required=True)`, `form.date("born")`; then
`if form.problems: return answer(whole="people/edit.html", status=422, form=form)`.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from enum import Enum
from typing import TypeVar

from msgspec.structs import replace
from werkzeug.datastructures import MultiDict

from kiosk.problems import N_, Problem, Refusal
from kiosk.web.reading import (
    BROKEN_TEXT,
    TOO_LONG,
    is_broken,
    read_date,
    read_hours,
    read_number,
    read_time,
    tidy,
)

Fields = Mapping[str, str] | MultiDict[str, str]
Choice = TypeVar("Choice", bound=Enum)
Value = TypeVar("Value", dt.date, dt.time, int)

EMPTY = N_("Fill this in.")
CHOOSE = N_("Choose one of the list.")
LARGEST_ID = 2**53
MOST_LISTED = 5000


class Form:
    """Fields by name. A reader that cannot read adds a Problem and gives the empty value ("", None, ())."""

    def __init__(self, fields: Fields | None = None, *, today: dt.date | None = None) -> None:
        self.fields: MultiDict[str, str] = MultiDict(fields or {})
        self.today = today
        self.problems: list[Problem] = []

    @classmethod
    def filled(cls, **values: str | int | None) -> "Form":
        """A form that nobody sent yet: what stands in its fields at first."""
        return cls({name: str(value) for name, value in values.items() if value is not None})

    # for the page

    def typed(self, name: str) -> str:
        """What stands in the field, as it was typed, but for signs that no page can carry."""
        return "".join(sign for sign in self.fields.get(name, "") if not is_broken(sign))

    def typed_all(self, name: str) -> tuple[str, ...]:
        """All values of a field that occurs several times: ticked boxes."""
        return tuple(self.fields.getlist(name))

    def problem(self, name: str) -> Problem | None:
        """The first thing wrong with the field."""
        return next((problem for problem in self.problems if problem.field == name), None)

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    # problems

    def refuse(self, name: str, msgid: str, **values: str | float) -> None:
        """Note what is wrong with a field."""
        self.problems.append(Problem(msgid, field=name, values=values))

    def take(self, refusal: Refusal) -> None:
        """What a rule refused, beside what the form itself found."""
        self.problems.extend(refusal.problems)

    # readers

    def text(self, name: str, *, limit: int = 200, required: bool = False, lines: bool = False) -> str:
        """One line, or several with `lines`, tidied; at most `limit` characters."""
        raw = self.fields.get(name, "")
        if len(raw) > limit * 4 + 1000:
            self.refuse(name, TOO_LONG, length=len(raw), limit=limit)
            return ""
        if is_broken(raw):
            self.refuse(name, BROKEN_TEXT)
            return ""
        text = tidy(raw, lines=lines)
        if len(text) > limit:
            self.refuse(name, TOO_LONG, length=len(text), limit=limit)
            return ""
        if required and not text:
            self.refuse(name, EMPTY)
        return text

    def date(self, name: str, *, required: bool = False) -> dt.date | None:
        """A day as people write it; needs the form's `today` for days without a year."""
        text = self.text(name, limit=40, required=required)
        if self.today is None:
            raise ValueError("a form with dates is given today")
        return self._value(name, read_date(text, self.today)) if text else None

    def time(self, name: str, *, required: bool = False) -> dt.time | None:
        """A time of the day."""
        text = self.text(name, limit=40, required=required)
        return self._value(name, read_time(text)) if text else None

    def hours(self, name: str, *, required: bool = False, step: int = 1) -> int | None:
        """Academic hours in whole quarter hours (P4); `step` in quarters is the school's decision."""
        text = self.text(name, limit=40, required=required)
        return self._value(name, read_hours(text, step=step)) if text else None

    def number(self, name: str, *, least: int = 0, most: int = 1_000_000, required: bool = False) -> int | None:
        """A whole number within bounds."""
        text = self.text(name, limit=40, required=required)
        return self._value(name, read_number(text, least, most)) if text else None

    def id(self, name: str, *, required: bool = False) -> int | None:
        """The id of a record, from a choice or a hidden field."""
        text = self.text(name, limit=40)
        if text in {"", "0"}:
            if required:
                self.refuse(name, CHOOSE)
            return None
        return self._id(name, text)

    def ids(self, name: str) -> tuple[int, ...]:
        """Ids of several records, each once, in the order sent."""
        texts = self.fields.getlist(name)[:MOST_LISTED]
        found = [self._id(name, text) for text in texts if text]
        return tuple(dict.fromkeys(number for number in found if number is not None))

    def choice(self, name: str, kind: type[Choice], *, required: bool = False, empty: str = "") -> Choice | None:
        """A member of an enum, sent by its value."""
        text = self.text(name, limit=100)
        if text == empty:
            if required:
                self.refuse(name, CHOOSE)
            return None
        member = next((member for member in kind if str(member.value) == text), None)
        if member is None:
            self.refuse(name, CHOOSE)
        return member

    def choices(self, name: str, kind: type[Choice]) -> tuple[Choice, ...]:
        """Ticked members of an enum, in the enum's order; values that are no members are refused."""
        texts = set(self.fields.getlist(name)[:MOST_LISTED]) - {""}
        if texts - {str(member.value) for member in kind}:
            self.refuse(name, CHOOSE)
        return tuple(member for member in kind if str(member.value) in texts)

    def one_of(self, name: str, allowed: Collection[str], *, required: bool = False) -> str:
        """One of these words; "" when none was chosen."""
        text = self.text(name, limit=200)
        if text and text not in allowed:
            self.refuse(name, CHOOSE)
            return ""
        if required and not text:
            self.refuse(name, CHOOSE)
        return text

    def list(self, name: str, *, limit: int = 200) -> tuple[str, ...]:
        """All values of a field that occurs several times, each a tidied line."""
        texts = self.fields.getlist(name)[:MOST_LISTED]
        if any(is_broken(text) for text in texts):
            self.refuse(name, BROKEN_TEXT)
            return ()
        tidied = tuple(map(tidy, texts))
        longest = max(map(len, tidied), default=0)
        if longest > limit:
            self.refuse(name, TOO_LONG, length=longest, limit=limit)
            return ()
        return tidied

    def flag(self, name: str) -> bool:
        """True when the box was ticked."""
        return self.fields.get(name, "") not in {"", "0", "no"}

    def _id(self, name: str, text: str) -> int | None:
        number = read_number(text, 1, LARGEST_ID)
        if isinstance(number, Problem):
            self.refuse(name, CHOOSE)
            return None
        return number

    def _value(self, name: str, read: Value | Problem) -> Value | None:
        if isinstance(read, Problem):
            self.problems.append(replace(read, field=name))
            return None
        return read
