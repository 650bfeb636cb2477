"""The list on paper: one content for print and DOCX (F10). Russian only, as the school's papers are."""

import msgspec

from kiosk.acquaintance.queries import day
from kiosk.acquaintance.records import SigningList, Whose
from kiosk.acquaintance.rules import Line
from kiosk.documents import docx
from kiosk.problems import Refusal


class PaperLine(msgspec.Struct, frozen=True):
    """A line to sign; the date stands there when it is known."""

    place: int
    name: str
    guardian: str
    date: str


class ListPaper(msgspec.Struct, frozen=True):
    """Head, what is made known, the lines."""

    number: int
    school: str
    date: str
    title: str
    families: bool
    lines: tuple[PaperLine, ...]

    @property
    def file_name(self) -> str:
        """Name of a file to keep, without its ending."""
        return f"Лист ознакомления {self.number}"


def list_paper(signing_list: SigningList, found: tuple[Line, ...]) -> ListPaper:
    """A list as it is printed, signatures that came back with their dates."""
    return ListPaper(
        number=signing_list.id,
        school=signing_list.school,
        date=day(signing_list.made_on),
        title=signing_list.about,
        families=signing_list.whose is Whose.FAMILIES,
        lines=tuple(
            PaperLine(place, line.person.name, line.person.guardian, f"{line.on:%d.%m.%Y}" if line.on else "")
            for place, line in enumerate(found, 1)
        ),
    )


def to_docx(paper: ListPaper) -> bytes | Refusal:
    """The same as a Word document."""
    rows = [{"place": one.place, "name": one.name, "guardian": one.guardian, "date": one.date} for one in paper.lines]
    return docx.fill(
        "acquaintance",
        {
            "number": paper.number,
            "school": paper.school,
            "date": paper.date,
            "title": paper.title,
            "staff": [] if paper.families else rows,
            "families": rows if paper.families else [],
        },
    )
