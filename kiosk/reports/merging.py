"""What several pages type into one row, laid together (H2): pure.

Two PCs, two tabs, a page that comes back from a dead network: fields into which one of them typed merge. Where two
typed different things into one field, both texts stay until somebody chooses, and the choice can be turned round.
"""

import zlib
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.reports.records import Draft, Rival, Touch

MARKS_KEPT: Final = 100
"""Earlier texts of a field that are still known for such: a page open for longer is asked, not believed."""


class Page(msgspec.Struct, frozen=True):
    """One opening of the day in one browser, and up to which revision it has seen each draft.

    ``id`` empty: a sender that says nothing of itself is taken to have seen everything.
    ``typing``: only what has just been typed comes, not all that the page shows.
    """

    id: str = ""
    seen: Mapping[str, int] = msgspec.field(default_factory=dict)
    typing: bool = False


def laid_over(old: Draft, typed: Mapping[str, str], page: Page, untouched: Mapping[str, str]) -> Draft:
    """The draft with what a page sends of its row; the same draft when that says nothing new.

    ``untouched``: what stands in the fields while nobody has typed.
    """
    laid = old
    for name, text in typed.items():
        laid = _one_laid_over(laid, name, text, page, untouched.get(name, ""))
    return laid


def _one_laid_over(draft: Draft, name: str, text: str, page: Page, untouched: str) -> Draft:
    now, touch, rivals = draft.fields.get(name, untouched), draft.touched.get(name), draft.rivals.get(name, ())
    seen = page.seen.get(draft.slot, 0)
    unseen = touch is not None and page.id not in {"", touch.page} and touch.rev > seen
    earlier = (*(touch.before if touch else ()), mark(now))[-MARKS_KEPT:]
    showing = not page.typing and (text in {now, untouched} or mark(text) in earlier)
    if showing if unseen else text == now:
        return draft
    others = tuple(one for one in rivals if one.page != page.id)
    if touch and unseen:  # also when both typed the same: each of them may go on
        others = (*others, Rival(touch.page, now))
    rest = {field: there for field, there in draft.rivals.items() if field != name}
    return replace(
        draft,
        fields={**draft.fields, name: text},
        touched={**draft.touched, name: Touch(page.id, draft.rev + 1, earlier)},
        rivals=rest | ({name: others} if others else {}),
    )


def settled(rivals: tuple[Rival, ...]) -> tuple[Rival, ...]:
    """They have been looked at; they stay to be brought back."""
    return tuple(replace(one, settled=True) for one in rivals)


def chosen(draft: Draft, name: str, wanted: int) -> Draft:
    """The draft with the text of this mark in a field, be it what stands there or a rival's; it can be turned round.

    By its text and not by its place: while somebody chooses, another may type on. A text that has gone on meanwhile is
    not taken for the one that was read; then nothing is chosen, and both are shown anew.
    """
    rivals, touch, now = draft.rivals.get(name, ()), draft.touched.get(name), draft.fields.get(name, "")
    if mark(now) == wanted:
        return replace(draft, rivals={**draft.rivals, name: settled(rivals)}) if rivals else draft
    place = next((place for place, one in enumerate(rivals) if mark(one.text) == wanted), None)
    if place is None or touch is None:
        return draft
    taken = rivals[place]
    left = (*rivals[:place], Rival(touch.page, now), *rivals[place + 1 :])
    return replace(
        draft,
        fields={**draft.fields, name: taken.text},
        touched={**draft.touched, name: Touch(taken.page, draft.rev + 1, (*touch.before, mark(now))[-MARKS_KEPT:])},
        rivals={**draft.rivals, name: settled(left)},
    )


def reopened(beside: Draft, stored: Mapping[str, str]) -> Draft:
    """The draft of a row whose confirmation is taken back: what stood in it, and what was typed beside it."""
    typed = {} if beside.aside else beside.fields
    new = {name: text for name, text in typed.items() if text != stored.get(name, "")}
    fields = {**stored, **new}
    rev = beside.rev + 1
    return replace(
        beside,
        fields=fields,
        touched={name: Touch("", rev) for name in fields},
        rivals={name: (Rival("", stored.get(name, "")),) for name in new},
        aside=False,
    )


def mark(text: str) -> int:
    """A text told from others by four bytes."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))
