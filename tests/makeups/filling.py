"""A missed lesson for pages that need one (L4)."""

from kiosk.reports.records import ROWS, AsWritten, Confirmed, Reason, Row, RowState
from tests.school import TODAY, NamedSchool


def miss_lesson(school: NamedSchool) -> Row:
    """Соколова reported that Мария's lesson was not held."""
    lesson = school.lessons["Мария"]
    row = Row(
        staff=school.staff["Соколова"].id,
        date=TODAY,
        slot=f"L{lesson.id}",
        lesson=lesson.id,
        start=lesson.start,
        end=lesson.end,
        quarter_hours=0,
        planned_quarters=4,
        student=lesson.student,
        students=(lesson.student,),
        who="Иванова Мария, 3 (8)",
        subject=lesson.subject,
        subject_name="Специальность",
        kind=lesson.kind,
        channel=lesson.channel,
        state=RowState.NOT_HELD,
        reason=Reason.STUDENT_ILL,
        confirmed=Confirmed.SINGLY,
        confirmed_at=school.clock.now(),
        written=AsWritten("Соколова Мария Павловна", "Детская музыкальная школа № 2", 40),
    )
    with school.store.change(school.actor("Соколова"), "H1 row") as change:
        return change.add(ROWS, row)
