"""How people are called on screens and papers: surname first, as this country writes (ux.md)."""

from kiosk.people.records import Household, Programme, Staff, Student
from kiosk.words.names import child_name, initials


def full_name(person: Staff | Student) -> str:
    """«Соколова Мария Павловна»."""
    return " ".join(part for part in (person.surname, person.given, person.patronymic) if part)


def short_name(person: Staff | Student) -> str:
    """«Соколова М. П.»."""
    return initials(person.surname, person.given, person.patronymic)


def student_name(student: Student) -> str:
    """«Абрамова Ксения», as teachers write a student."""
    return f"{student.surname} {student.given}"


def open_name(student: Student) -> str:
    """«Мария И.»: all that the page behind a QR code says of a child (L21)."""
    return child_name(student.given, student.surname)


def class_label(student: Student) -> str:
    """«3 (8)»: third year of an eight-year programme; «3 ОР» for a general one; empty when not known."""
    if student.class_label:
        return student.class_label
    if student.programme is Programme.GENERAL:
        return f"{student.study_year} ОР"
    return f"{student.study_year} ({student.term_years})"


def household_name(household: Household) -> str:
    """What a card and a list call a family: its own name, else the first guardian's surname."""
    if household.name:
        return household.name
    return household.guardians[0].name.split(" ")[0] if household.guardians else household.code


def by_name(name: str) -> str:
    """The key that sorts names as Russians expect: ё after е, capitals as small letters."""
    return name.casefold().replace("ё", "е\uffff")
