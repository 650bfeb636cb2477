"""A preview as sentences for the command line (O2)."""

from collections.abc import Iterator
from typing import Final

from kiosk.office.exchange.preview import Difference, Entry, Part, Preview
from kiosk.problems import N_, Problem

SHOWN: Final = 100
"""So many entries of a list are told one by one."""


def lines_of(preview: Preview, *, check: bool) -> list[Problem]:
    """What was done, or with ``check`` would be done."""
    lines = [line for part in preview.parts for line in _part(part)]
    lines += [Problem(CAUTION, values={"cell": one.field, "text": one}) for one in preview.cautions]  # type: ignore[dict-item]  # because a sentence may hold a sentence, worded with it
    if preview.is_idle:
        lines.append(Problem(NOTHING_CHANGES))
    else:
        lines.append(Problem(ONLY_CHECKED if check else WRITTEN))
    return lines


def _part(part: Part) -> Iterator[Problem]:
    values = {"added": len(part.added), "changed": len(part.changed), "gone": len(part.gone), "left": part.left}
    yield Problem(part.title)
    yield Problem(COUNTS, values=values)
    if part.note:
        yield part.note
    for sentence, entries in ((ADDED, part.added), (CHANGED, part.changed), (GONE, part.gone)):
        yield from _entries(sentence, entries)


def _entries(sentence: str, entries: list[Entry]) -> Iterator[Problem]:
    for entry in entries[:SHOWN]:
        yield Problem(sentence, values={"what": entry.title})
        for one in entry.differences:
            yield _difference(one)
    if len(entries) > SHOWN:
        yield Problem(AND_MORE_ENTRIES, values={"more": len(entries) - SHOWN})


def _difference(one: Difference) -> Problem:
    label = Problem(one.label)
    if one.hidden:
        return Problem(CHANGES, values={"field": label})  # type: ignore[dict-item]  # the same
    return Problem(FROM_TO, values={"field": label, "old": one.old or "—", "new": one.new or "—"})  # type: ignore[dict-item]  # the same


COUNTS: Final = N_("  added: %(added)s, changed: %(changed)s, ended: %(gone)s, as before: %(left)s")
ADDED: Final = N_("  + %(what)s")
CHANGED: Final = N_("  * %(what)s")
GONE: Final = N_("  - %(what)s")
FROM_TO: Final = N_("      %(field)s: %(old)s → %(new)s")
CHANGES: Final = N_("      %(field)s: changes")
AND_MORE_ENTRIES: Final = N_("  … and %(more)s more")
CAUTION: Final = N_("Note %(cell)s: %(text)s")
NOTHING_CHANGES: Final = N_("Nothing changes: all of this stands in the kiosk already.")
ONLY_CHECKED: Final = N_("This was only a check, nothing was written. Without --check it will be.")
WRITTEN: Final = N_("Written.")
