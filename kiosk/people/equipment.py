"""What a family has at home for learning at a distance: a line, devices, who shares them (F6).

A family's own answers hold; where nobody asked yet, the words of an imported list do. What is not known hinders nobody.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from kiosk.people.records import BRINGS_A_LINE, HomeDecision, Household, Line

NONE = frozenset({"нет", "нету", "не", "no", "none", "-", "—", "0", "отсутствует"})

SOME = frozenset({"есть", "да", "имеется", "yes", "+", "1"})
"""How lists say that there is some, and no more."""


def has_line(household: Household) -> bool:
    """False when the family said that it has no internet or no device at home."""
    if (told := household.at_home) is not None:
        return told.line is not Line.NONE and told.devices > 0
    return plain(household.internet) not in NONE and plain(household.devices) not in NONE


def devices(household: Household) -> tuple[str, ...]:
    """Of a list's words: «телефон, ноутбук» → two; empty when nobody asked yet."""
    named = (plain(part) for part in household.devices.replace(";", ",").split(","))
    return tuple(part for part in named if part and part not in NONE)


def is_known(household: Household) -> bool:
    """Whether anybody asked this family."""
    return household.at_home is not None or bool(household.devices.strip() or household.internet.strip())


def able(household: Household) -> frozenset[int]:
    """Children who can follow a lesson from this home."""
    if not has_line(household):
        return frozenset()
    told = household.at_home
    if told is None or told.devices > len(told.own):
        return frozenset(household.students)
    return frozenset(household.students) & frozenset(told.own)


def sharing(household: Household) -> tuple[int, ...]:
    """Brothers and sisters with one device between them: they cannot both be in a lesson (T2)."""
    told = household.at_home
    if told is None:
        return household.students if len(household.students) > 1 and len(devices(household)) == 1 else ()
    others = tuple(student for student in household.students if student not in told.own)
    return others if len(others) > 1 and told.devices - len(told.own) == 1 else ()


def without_line(households: Iterable[Household], decisions: Iterable[HomeDecision] = ()) -> frozenset[int]:
    """Students none of whose households has a line, but for those to whom a decision in force brings one."""
    households = [household for household in households if household.retired_on is None]
    known = {student for household in households for student in household.students}
    helped = {one.student for one in decisions if BRINGS_A_LINE & set(one.help)}
    return frozenset(known).difference(helped, *(able(household) for household in households))


def in_force(decisions: Iterable[HomeDecision], date: dt.date) -> dict[int, HomeDecision]:
    """The decision of each student on a date: of several the one made last."""
    return {one.student: one for one in sorted(decisions, key=lambda one: one.id) if one.holds_on(date)}


LINE_ON_PAPER = {Line.NONE: "нет", Line.MOBILE: "мобильный", Line.WIRED: "проводной или Wi-Fi"}


def told_at_home(household: Household) -> str:
    """«телефон — 1, компьютер — 1; интернет: мобильный»: as papers say it; empty when nobody asked."""
    told = household.at_home
    if told is None:
        internet = f"интернет: {household.internet}" if household.internet else ""
        return "; ".join(part for part in (household.devices, internet) if part)
    counts = (("телефон", told.phones), ("планшет", told.tablets), ("компьютер", told.computers))
    named = ", ".join(f"{name} — {count}" for name, count in counts if count) or "устройств нет"
    messenger = f"; мессенджер: {told.messenger}" if told.messenger else ""
    return f"{named}; интернет: {LINE_ON_PAPER[told.line]}{messenger}"


def at_home_in_words(household: Household) -> str:
    """«Дома для занятий есть планшет, интернета нет.»: what is known and no more; empty when nobody asked."""
    return f"Дома для занятий {', '.join(known)}." if (known := list(_known_at_home(household))) else ""


def _known_at_home(household: Household) -> Iterator[str]:
    """Devices, then the line; of an imported list only the cells that were filled."""
    told = household.at_home
    named: tuple[str, ...]
    if told is not None:
        counts = (("телефон", told.phones), ("планшет", told.tablets), ("компьютер", told.computers))
        named = tuple(name if count == 1 else f"{name} ({count})" for name, count in counts if count)
        line = LINE_ON_PAPER[told.line]
    else:
        named, line = devices(household), household.internet.strip()
    if named:
        yield f"есть {named[0]}" if len(named) == 1 else f"есть {', '.join(named[:-1])} и {named[-1]}"
    elif told is not None or household.devices.strip():
        yield "нет устройств"
    if plain(line) in NONE:
        yield "интернета нет"
    elif line:
        yield "есть интернет" if plain(line) in SOME else f"интернет {line}"


def plain(text: str) -> str:
    """Typed words to compare."""
    return " ".join(text.casefold().split())
