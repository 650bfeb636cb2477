"""What a family has at home for learning at a distance: a line, devices (F6). What is not known hinders nobody."""

from collections.abc import Iterable

from kiosk.people.records import Household

NONE = frozenset({"нет", "нету", "не", "no", "none", "-", "—", "0", "отсутствует"})


def has_line(household: Household) -> bool:
    """False when the family said that it has no internet or no device at home."""
    return plain(household.internet) not in NONE and plain(household.devices) not in NONE


def devices(household: Household) -> tuple[str, ...]:
    """«телефон, ноутбук» → two; empty when nobody asked yet."""
    named = (plain(part) for part in household.devices.replace(";", ",").split(","))
    return tuple(part for part in named if part and part not in NONE)


def shares_one_device(household: Household) -> bool:
    """Brothers and sisters who have one device between them cannot both be in a lesson (T2)."""
    return len(household.students) > 1 and len(devices(household)) == 1


def without_line(households: Iterable[Household]) -> frozenset[int]:
    """Students none of whose households has a line."""
    households = [household for household in households if household.retired_on is None]
    able = {student for household in households if has_line(household) for student in household.students}
    return frozenset(student for household in households for student in household.students) - able


def plain(text: str) -> str:
    """Typed words to compare."""
    return " ".join(text.casefold().split())
