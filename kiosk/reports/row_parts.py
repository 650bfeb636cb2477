"""One row of the day, drawn anew only when something in it changed (H2)."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import msgspec
from markupsafe import Markup

from kiosk.problems import N_
from kiosk.regime.records import KIND_LABEL
from kiosk.reports.merging import mark
from kiosk.reports.records import REASON_LABEL
from kiosk.reports.views import DayView, RowView
from kiosk.web import draw, here
from kiosk.words import Tongue

FIELD_LABEL = {
    "start": N_("Begin"),
    "end": N_("End"),
    "hours": N_("Hours"),
    "kind": N_("Kind of lesson"),
    "channel": N_("Form of distance learning"),
    "homework": N_("Homework (the family sees it)"),
    "links": N_("Video, links"),
    "office": N_("Office note"),
    "off": N_("Held or not"),
    "reason": N_("Why not"),
    "makeup": N_("Make-up lesson"),
    "mark": N_("Attendance"),
    "remark": N_("Remark"),
    "whom": N_("Student or group"),
    "subject": N_("Subject"),
}
EMPTY, HELD, NOT_HELD = N_("empty"), N_("held"), N_("not held")


class Twice(msgspec.Struct, frozen=True):
    """A field that two pages typed into, worded: what stands in it, and what else was typed."""

    name: str
    label: str
    mine: str
    keep: int
    """The mark of what stands in it."""
    others: tuple[tuple[int, str], ...]
    """The mark of each rival, and its words."""
    settled: bool = False


@cache
def _reasons(words: Tongue) -> dict[str, str]:
    """Why a lesson was not held, by what a form sends."""
    return {reason.value: words.gettext(label) for reason, label in REASON_LABEL.items()}


def row_part(shown: DayView, row: RowView) -> Markup:
    """One row of a day as the page shows it."""
    words = here.words
    kinds = {kind.value: words.gettext(KIND_LABEL[kind]) for kind in dict.fromkeys((*row.kinds, row.facts.kind))}
    reasons = _reasons(words)
    subjects = {str(subject.id): subject.name for subject in shown.subjects} if row.outside else {}
    people = dict(shown.people) if row.outside else {}
    said = _Said(row, {"kind": kinds, "reason": reasons, "subject": subjects, "whom": people})
    return draw(
        "reports/_row.html",
        row=row,
        day={"date": shown.date, "closed": shown.closed, "figures": shown.figures},
        kinds=kinds,
        kind_label=KIND_LABEL,
        reason_label=REASON_LABEL,
        reasons=reasons,
        channels={channel: channel for channel in shown.channels},
        subjects=subjects,
        people=people,
        twice=list(said.twice()),
        late=list(said.late()),
    )


class _Said(msgspec.Struct, frozen=True):
    """Words for texts of fields that are codes."""

    row: RowView
    coded: Mapping[str, Mapping[str, str]]

    def twice(self) -> Iterator[Twice]:
        """Fields into which two pages typed different things, the contested ones first."""
        draft = self.row.draft
        for name, rivals in sorted(draft.rivals.items()) if draft else ():
            texts = [one.text for one in rivals if one.text != self.row.text(name)]
            if texts:
                yield self.worded(name, texts, settled=name not in self.row.contested)

    def late(self) -> Iterator[Twice]:
        """What was typed beside the confirmed row."""
        for name, text in sorted(self.row.late.items()):
            yield self.worded(name, [text])

    def worded(self, name: str, others: Iterable[str], *, settled: bool = False) -> Twice:
        """A field with all that was typed into it, in words."""
        said = tuple((mark(one), self.words(name, one)) for one in others)
        mine = self.row.text(name)
        return Twice(name, self.label(name), self.words(name, mine), mark(mine), said, settled)

    def label(self, name: str) -> str:
        """«Домашнее задание», «Замечание, Абрамова Ксения»."""
        word, _, student = name.partition(".")
        label = here.words.gettext(FIELD_LABEL[word]) if word in FIELD_LABEL else word
        whom = next((one.name for one in self.row.pupils if str(one.id) == student), "")
        return label if self.row.alone or not whom else f"{label}, {whom}"

    def words(self, name: str, text: str) -> str:
        """What a text of a field says to a reader."""
        if name == "off":
            return here.words.gettext(NOT_HELD if text else HELD)
        return self.coded.get(name, {}).get(text, text) or here.words.gettext(EMPTY)
