"""The act of destruction: what was erased, what stays and why; it names nobody (L19). Russian only."""

from typing import Final

import msgspec

from kiosk.documents import docx
from kiosk.office.retention.naming import on_paper
from kiosk.office.retention.records import Destruction, Kept
from kiosk.problems import Refusal
from kiosk.words.names import short_name

ABOUT: Final = {
    Kept.FAMILY: "об уничтожении персональных данных семьи",
    Kept.WORKS: "об уничтожении сданных работ с истёкшим сроком хранения",
    Kept.REPORTS: "об обезличивании отчётов с истёкшим сроком хранения",
    Kept.PLANS: "об обезличивании корректировок планов с истёкшим сроком хранения",
}
NOBODY: Final = "ФИО субъектов вписываются от руки, если акт хранится отдельно от системы: ____________________________"
WAY: Final = (
    "Записи удалены из базы данных вместе с прежними их редакциями в журнале изменений, файлы удалены с диска, "
    "файл базы переписан заново. Цепочка журнала изменений цела."
)
COPIES: Final = (
    "Ночные копии, сделанные до этой даты, заменяются новыми в течение 14 ночей. Копии на съёмных носителях "
    "уничтожены: «___» __________ 20___ г., подпись ______________."
)


class Act(msgspec.Struct, frozen=True):
    """Numbers, grounds, files, signatures."""

    number: int
    school: str
    about: str
    date: str
    subject: str
    ground: str
    erased: tuple[tuple[str, str], ...]
    nameless: tuple[tuple[str, str], ...]
    kept: tuple[tuple[str, str], ...]
    kept_until: str
    files: tuple[str, ...]
    by: str

    @property
    def file_name(self) -> str:
        """Name of a file to keep, without its ending."""
        return f"Акт об уничтожении {self.number}"


def act(found: Destruction) -> Act:
    """The act from what was written down when it happened."""
    subject = ""
    if found.what is Kept.FAMILY:
        code = f", код {found.code}" if found.code else ""
        students = ", ".join(f"№ {student}" for student in found.students) or "нет"
        subject = f"Учётная запись семьи № {found.household}{code}; записи обучающихся: {students}."
    return Act(
        number=found.id,
        school=found.school_name,
        about=ABOUT[found.what],
        date=f"{found.on:%d.%m.%Y}",
        subject=subject,
        ground=found.ground,
        erased=on_paper(found.erased),
        nameless=on_paper(found.nameless),
        kept=on_paper(found.kept),
        kept_until=f"{found.kept_until:%d.%m.%Y}" if found.kept_until else "",
        files=found.files,
        by=short_name(found.by),
    )


def act_docx(paper: Act) -> bytes | Refusal:
    """The same as a Word document."""
    rows = [
        *(("уничтожено", *pair) for pair in paper.erased),
        *(("обезличено", *pair) for pair in paper.nameless),
        *(("сохранено", *pair) for pair in paper.kept),
    ]
    return docx.fill(
        "destruction",
        {
            "number": paper.number,
            "school": paper.school,
            "title": f"Акт {paper.about}",
            "date": paper.date,
            "subject": paper.subject,
            "nobody": NOBODY if paper.subject else "",
            "ground": paper.ground,
            "rows": [{"done": done, "what": what, "number": number} for done, what, number in rows],
            "kept_until": paper.kept_until,
            "files": list(paper.files),
            "way": WAY,
            "copies": COPIES,
            "by": paper.by,
        },
    )
