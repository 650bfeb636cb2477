"""The form of a notice (F4)."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final

import msgspec

from kiosk.problems import N_
from kiosk.web import Form

LONGEST: Final = dt.timedelta(days=366)
TITLE_LETTERS: Final = 80
TEXT_LETTERS: Final = 1500
TARGETS: Final = ("departments", "groups", "households")


class NoticeInput(msgspec.Struct, frozen=True):
    """What is told, when, to whom. ``ask_again``: marks of reading made so far say nothing any more."""

    title: str
    text: str
    since: dt.date
    until: dt.date
    for_everyone: bool = False
    for_staff: bool = False
    departments: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    households: tuple[int, ...] = ()
    must_read: bool = False
    ask_again: bool = False


def read_notice(form: Form, offered: Mapping[str, Collection[int]], today: dt.date) -> NoticeInput | None:
    """A notice, or None with the problems at their fields. ``offered``: ids that may be ticked, by field."""
    title = form.text("title", limit=TITLE_LETTERS, required=True)
    text = form.text("text", limit=TEXT_LETTERS, required=True, lines=True)
    since, until = form.date("since", required=True), form.date("until", required=True)
    everyone, staff = form.flag("for_everyone"), form.flag("for_staff")
    ticked = {name: _ticked(form, name, offered[name]) for name in TARGETS}
    if not (everyone or staff or any(ticked.values())) and not form.problems:
        form.refuse("for_everyone", N_("Say whom the notice is for: tick at least one line."))
    if since and until:
        _judge_days(form, since, until, today)
    if form.problems or since is None or until is None:
        return None
    return NoticeInput(
        title=title,
        text=text,
        since=since,
        until=until,
        for_everyone=everyone,
        for_staff=staff,
        departments=() if everyone else ticked["departments"],
        groups=() if everyone else ticked["groups"],
        households=() if everyone else ticked["households"],
        must_read=form.flag("must_read"),
        ask_again=form.flag("ask_again"),
    )


def _judge_days(form: Form, since: dt.date, until: dt.date, today: dt.date) -> None:
    if until < since:
        form.refuse("until", N_("The last day comes before the first. Mend one of them."))
    elif until < today:
        form.refuse("until", N_("The last day is over already: nobody would see the notice."))
    elif until - since > LONGEST:
        form.refuse("until", N_("A notice stands for a year at most. What holds longer belongs into the instructions."))


def _ticked(form: Form, name: str, offered: Collection[int]) -> tuple[int, ...]:
    ids = form.ids(name)
    if set(ids) - set(offered):
        form.refuse(name, N_("Choose one of the list."))
    return ids
