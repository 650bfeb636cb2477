"""A review as it is typed: words, remarks with their times, mark, conditions, the day of a redo (W2)."""

import datetime as dt
from typing import Final

import msgspec

from kiosk.journal.records import Conditions, Value
from kiosk.problems import N_
from kiosk.web import Form
from kiosk.works.rules import read_seconds

TEXT_LETTERS: Final = 4000
REMARK_LETTERS: Final = 300
MOST_REMARKS: Final = 100
WINDOW_LETTERS: Final = 40
LABELS: Final = {
    "text": N_("Review for the family"),
    "oral": N_("Said at a consultation on"),
    "mark": N_("Mark"),
    "at": N_("Remark at"),
    "remark": N_("Text of the remark"),
    "due": N_("To be done again by"),
}
NO_TIME: Final = N_("Write the time as the player shows it: 1:32.")
NO_WORDS: Final = N_("Write the remark itself.")
PAST: Final = N_("This day is over. Choose a later one.")
AHEAD: Final = N_("A consultation that is still to come has said nothing yet. Write its day afterwards.")
ENOUGH: Final = N_("A hundred remarks are enough for one work: write the rest into the review.")


class Answer(msgspec.Struct):
    """What was typed. ``remarks``: what existing remarks became, by their place; ``added``: a new one.

    ``window``: in which of the teacher's windows.
    """

    text: str
    mark: Value | None
    conditions: Conditions | None
    due: dt.date | None
    oral: dt.date | None = None
    added: tuple[int, str] | None = None
    upload: int = 0
    window: str = ""
    remarks: dict[int, tuple[int, str]] = msgspec.field(default_factory=dict)


def read_answer(form: Form, places: int, *, today: dt.date, redo: bool) -> Answer:
    """What stands in the form, problems at their fields. ``places``: how many remarks there are already."""
    text = form.text("text", limit=TEXT_LETTERS, lines=True)
    mark, conditions = form.choice("mark", Value), form.choice("conditions", Conditions)
    due = form.date("due") if redo else None
    if due is not None and due < today:
        form.refuse("due", PAST)
    oral = form.date("oral")
    if oral is not None and oral > today:
        form.refuse("oral", AHEAD)
    at, remark = form.text("at", limit=20), form.text("remark", limit=REMARK_LETTERS)
    answer = Answer(text, mark, conditions, due, oral, upload=form.id("upload") or 0)
    answer.window = form.text("window", limit=WINDOW_LETTERS)
    if remark:
        seconds = _time(form, "at", at or "0")
        answer.added = (seconds, remark)
        if places >= MOST_REMARKS:
            form.refuse("remark", ENOUGH)
    for place in range(places):
        if f"remark.{place}" in form:
            words = form.text(f"remark.{place}", limit=REMARK_LETTERS)
            if not words:
                form.refuse(f"remark.{place}", NO_WORDS)
            answer.remarks[place] = (_time(form, f"at.{place}", form.text(f"at.{place}", limit=20)), words)
    return answer


def _time(form: Form, name: str, typed: str) -> int:
    seconds = read_seconds(typed)
    if seconds is None:
        form.refuse(name, NO_TIME)
    return seconds or 0
