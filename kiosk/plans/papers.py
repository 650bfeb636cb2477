"""The paper of a correction: one content for print and DOCX (D4). Russian only."""

from typing import Final

import msgspec

from kiosk.clock import Clock
from kiosk.documents import docx
from kiosk.plans.records import STATE_ON_PAPER, Correction, State
from kiosk.problems import Refusal
from kiosk.regime.records import KIND_ON_PAPER
from kiosk.words.names import short_name

TITLE: Final = "О корректировке календарно-тематического плана"


class CorrectionPaper(msgspec.Struct, frozen=True):
    """Facts in their order, what was done about it, two signatures."""

    number: int
    school: str
    title: str
    date: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    teacher: str
    deputy: str
    state: str

    @property
    def file_name(self) -> str:
        """Name of a file to keep, without its ending."""
        return f"Корректировка плана {self.number}"


def correction_paper(found: Correction, clock: Clock) -> CorrectionPaper:
    """The paper from what the correction wrote down itself."""
    content, last = found.content, found.steps[-1]
    steps = [
        f"{clock.local(step.at):%d.%m.%Y %H:%M}: {STATE_ON_PAPER[step.state]}, {short_name(step.by)}"
        + (f" — {step.remark}" if step.remark else "")
        for step in found.steps
    ]
    return CorrectionPaper(
        number=found.id,
        school=found.school_name,
        title=TITLE,
        date=f"{clock.local(found.steps[0].at):%d.%m.%Y}",
        facts=(
            ("Преподаватель", found.staff_name),
            ("Предмет", content.subject_name),
            ("Обучающийся, группа", content.whom),
            ("Что изменяется", content.what),
            ("Причина", content.why),
            ("Дата по плану", f"{content.old_date:%d.%m.%Y}"),
            ("Новая дата", f"{content.new_date:%d.%m.%Y}"),
            ("Форма занятия", KIND_ON_PAPER[content.kind]),
            ("Технические средства", content.means or "—"),
        ),
        steps=tuple(steps),
        teacher=short_name(found.staff_name),
        deputy=short_name(last.by) if last.state is State.APPROVED else "____________________",
        state=STATE_ON_PAPER[found.state],
    )


def correction_docx(paper: CorrectionPaper) -> bytes | Refusal:
    """The same as a Word document."""
    return docx.fill(
        "plan-correction",
        {
            "number": paper.number,
            "school": paper.school,
            "title": paper.title,
            "date": paper.date,
            "facts": [{"name": name, "value": value} for name, value in paper.facts],
            "steps": list(paper.steps),
            "teacher": paper.teacher,
            "deputy": paper.deputy,
            "state": paper.state,
        },
    )
