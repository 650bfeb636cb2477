"""The hour rule: minutes of a lesson → quarters of an academic hour, and the sentence that explains them (P4, L9).

Whole-number arithmetic throughout: a lesson at the border of two steps must never fall to one side by a rounding error.
"""

from collections.abc import Iterable

import msgspec

from kiosk.problems import N_, Problem, Value
from kiosk.school.records import Band, HourOverride, HourRule, Rounding
from kiosk.school.rules import QUARTERS_PER_HOUR, hours_text

TENTHS = 10

BY_STEPS = {
    Rounding.NEAREST_UP: N_(
        "%(minutes)s min at %(of)s min an hour in steps of %(step)s h, to the nearest, half a step up = %(hours)s h"
    ),
    Rounding.NEAREST_DOWN: N_(
        "%(minutes)s min at %(of)s min an hour in steps of %(step)s h, to the nearest, half a step down = %(hours)s h"
    ),
    Rounding.UP: N_("%(minutes)s min at %(of)s min an hour in steps of %(step)s h, always up = %(hours)s h"),
    Rounding.DOWN: N_("%(minutes)s min at %(of)s min an hour in steps of %(step)s h, always down = %(hours)s h"),
}
ONE_HOUR = N_("%(minutes)s min: one academic hour")
EXACTLY = N_("%(minutes)s min at %(of)s min an hour = %(hours)s h")
BY_TABLE = N_("%(minutes)s min by the school's table (from %(from)s min) = %(hours)s h")
BY_SUBJECT = N_("%(minutes)s min by the rule for the subject %(subject)s = %(hours)s h")
BY_HAND = N_("%(hours)s h were set for this lesson by hand; by the rule: %(rule)s h for %(minutes)s min")


class Reckoned(msgspec.Struct, frozen=True):
    """Quarters of an academic hour and the override they come from, if any."""

    quarters: int
    override: HourOverride | None = None


def quarter_hours_of(minutes: int, rule: HourRule, subject: int = 0) -> int:
    """Quarters of an academic hour in so many minutes of a subject (0: any); at least one step of the rule.

    With 40 minutes and half-hour steps: 20 → 2, 40 → 4, 60 → 6, 80 → 8.
    """
    return reckoned(minutes, rule, subject).quarters


def reckoned(minutes: int, rule: HourRule, subject: int = 0) -> Reckoned:
    """The same with the override that decided, so that the number can be explained."""
    override = override_for(minutes, rule, subject)
    if override is not None:
        return Reckoned(override.quarters, override)
    if rule.bands:
        return Reckoned(band_of(minutes, rule.bands).quarters)
    return Reckoned(steps_of(minutes, rule) * rule.step_quarters)


def override_for(minutes: int, rule: HourRule, subject: int) -> HourOverride | None:
    """What was decided for the subject: first for exactly these minutes, then for lessons of any length."""
    theirs = [one for one in rule.overrides if subject and one.subject == subject]
    exact = next((one for one in theirs if one.minutes == minutes), None)
    return exact or next((one for one in theirs if one.minutes == 0), None)


def steps_of(minutes: int, rule: HourRule) -> int:
    """Whole steps in so many minutes by the rule's rounding; never less than one."""
    whole, rest = divmod(max(minutes, 0) * QUARTERS_PER_HOUR, rule.minutes * rule.step_quarters)
    half = 2 * rest - rule.minutes * rule.step_quarters
    up = {
        Rounding.NEAREST_UP: half >= 0,
        Rounding.NEAREST_DOWN: half > 0,
        Rounding.UP: rest > 0,
        Rounding.DOWN: False,
    }
    return max(1, whole + up[rule.rounding])


def band_of(minutes: int, bands: Iterable[Band]) -> Band:
    """The last line of the table that begins at or before so many minutes; the first line for shorter lessons."""
    lines = sorted(bands, key=lambda band: band.from_tenths)
    begun = [band for band in lines if band.from_tenths <= minutes * TENTHS]
    return begun[-1] if begun else lines[0]


def explained(
    minutes: int, rule: HourRule, override: HourOverride | None = None, *, quarters: int | None = None
) -> Problem:
    """«55 мин по правилу для предмета «Хор» = 1,5 ч»: the sentence under a number of hours (L9).

    ``quarters`` is what stands at the lesson: when the rule gives another number, the sentence says so.
    """
    by_rule = override.quarters if override else quarter_hours_of(minutes, rule)
    if quarters is not None and quarters != by_rule:
        by_hand: dict[str, Value] = {"hours": hours_text(quarters), "rule": hours_text(by_rule), "minutes": minutes}
        return Problem(BY_HAND, values=by_hand)
    shown: dict[str, Value] = {"minutes": minutes, "hours": hours_text(by_rule)}
    if override is not None:
        return Problem(BY_SUBJECT, values={**shown, "subject": f"«{override.name}»"})
    if rule.bands:
        return Problem(BY_TABLE, values={**shown, "from": minutes_text(band_of(minutes, rule.bands).from_tenths)})
    if minutes == rule.minutes and by_rule == QUARTERS_PER_HOUR:
        return Problem(ONE_HOUR, values={"minutes": minutes})
    if minutes * QUARTERS_PER_HOUR == by_rule * rule.minutes:
        return Problem(EXACTLY, values={**shown, "of": rule.minutes})
    step = hours_text(rule.step_quarters)
    return Problem(BY_STEPS[rule.rounding], values={**shown, "of": rule.minutes, "step": step})


def explained_for(minutes: int, rule: HourRule, subject: int = 0, *, quarters: int | None = None) -> Problem:
    """The same for a lesson of a subject: finds the override itself."""
    return explained(minutes, rule, override_for(minutes, rule, subject), quarters=quarters)


def minutes_text(tenths: int) -> str:
    """«42,5» from tenths of a minute."""
    return f"{tenths / TENTHS:g}".replace(".", ",")
