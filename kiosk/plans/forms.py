"""The form of a correction → its content, or problems by field (D4)."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

from kiosk.plans.records import Content
from kiosk.problems import N_, Problem
from kiosk.regime.records import LessonKind
from kiosk.web import Form

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)
FAR: Final = N_("This date cannot be right. Write one between 2000 and 2100.")
CHOOSE: Final = N_("Choose one of the list.")


def read_content(
    form: Form,
    *,
    subjects: Mapping[int, str],
    whom: Mapping[str, str],
    why_off: Callable[[dt.date], Problem | None],
) -> Content | None:
    """What is to change; a new date on which the school rests is refused with the nearest school day (L7)."""
    subject = form.id("subject", required=True) or 0
    chosen = form.one_of("whom", tuple(whom), required=True)
    what, why = (form.text(name, limit=500, required=True, lines=True) for name in ("what", "why"))
    old, new = (_day(form, name) for name in ("old_date", "new_date"))
    kind = form.choice("kind", LessonKind, required=True)
    means = form.text("means", limit=300)
    if subject and subject not in subjects:
        form.refuse("subject", CHOOSE)
    if new and not form.problem("new_date") and (rest := why_off(new)) is not None:
        form.problems.append(Problem(rest.msgid, "new_date", rest.paragraph, rest.values))
    if form.problems or old is None or new is None or kind is None:
        return None
    number = int(chosen[1:])
    return Content(
        subject=subject,
        subject_name=subjects[subject],
        student=number if chosen.startswith("s") else 0,
        group=number if chosen.startswith("g") else 0,
        whom=whom[chosen],
        what=what,
        why=why,
        old_date=old,
        new_date=new,
        kind=kind,
        means=means,
    )


def _day(form: Form, name: str) -> dt.date | None:
    date = form.date(name, required=True)
    if date and not EARLIEST <= date <= LATEST:
        form.refuse(name, FAR)
        return None
    return date


def content_form(content: Content) -> Form:
    """What stands in the form of a correction that is mended."""
    return Form.filled(
        subject=content.subject,
        whom=f"s{content.student}" if content.student else f"g{content.group}",
        what=content.what,
        why=content.why,
        old_date=f"{content.old_date:%d.%m.%Y}",
        new_date=f"{content.new_date:%d.%m.%Y}",
        kind=content.kind.value,
        means=content.means,
    )
