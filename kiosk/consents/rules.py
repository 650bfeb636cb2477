"""What a student's papers come to on a date: agreed, asked, over, withdrawn, or nothing yet (F5). Pure."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

import msgspec

from kiosk.consents.records import Act, Consent, Kind, Shown, Step
from kiosk.problems import N_


class State(StrEnum):
    """Where a consent stands; the first that fits any of a student's papers holds."""

    RECEIVED = "received"
    HANDED_OUT = "handed_out"
    OVER = "over"
    WITHDRAWN = "withdrawn"
    NOTHING = "nothing"


STATE_LABEL: Final = {
    State.RECEIVED: N_("received"),
    State.HANDED_OUT: N_("handed out, not back yet"),
    State.OVER: N_("its term is over"),
    State.WITHDRAWN: N_("consent withdrawn"),
    State.NOTHING: N_("not asked yet"),
}
ORDER: Final = tuple(State)


class Standing(msgspec.Struct, frozen=True):
    """One kind of consent of one student on a date. ``by_list``: an imported list says so, no paper is kept."""

    student: int
    kind: Kind
    state: State
    consent: Consent | None = None
    step: Step | None = None
    by_list: bool = False

    @property
    def agreed(self) -> bool:
        """The school may."""
        return self.state is State.RECEIVED

    @property
    def scanned(self) -> bool:
        """A scan of the paper is kept."""
        return self.consent is not None and scan_of(self.consent) is not None

    @property
    def allowed(self) -> tuple[Shown, ...]:
        """What may be published."""
        return self.step.allowed if self.agreed and self.step else ()


def live(consent: Consent) -> list[Step]:
    """Steps that hold."""
    return [step for step in consent.steps if step.taken_back_at is None]


def last(consent: Consent, act: Act) -> Step | None:
    """The last step of a kind that holds."""
    return next((step for step in reversed(live(consent)) if step.act is act), None)


def scan_of(consent: Consent) -> Step | None:
    """The step that brought the scan in force."""
    return last(consent, Act.SCANNED)


def state_of(consent: Consent, date: dt.date) -> tuple[State, Step | None]:
    """Where one paper stands on a date, and the step that says so."""
    received, withdrawn = last(consent, Act.RECEIVED), last(consent, Act.WITHDRAWN)
    if withdrawn is not None and withdrawn.date <= date:
        return State.WITHDRAWN, withdrawn
    if received is not None:
        over = received.until is not None and received.until < date
        return (State.OVER if over else State.RECEIVED), received
    handed = last(consent, Act.HANDED_OUT)
    return (State.HANDED_OUT, handed) if handed else (State.NOTHING, None)


def standing(student: int, kind: Kind, papers: Iterable[Consent], date: dt.date, *, by_list: bool) -> Standing:
    """All papers of a student together: any guardian's signature is enough.

    What an imported list says holds until a paper of this kind was received once: from then on papers alone do.
    """
    found = [(state_of(one, date), one) for one in papers if one.student == student and one.kind is kind]
    best = min(found, key=lambda pair: (ORDER.index(pair[0][0]), -pair[1].id), default=None)
    signed = any(last(one, Act.RECEIVED) for _, one in found)
    if by_list and not signed:
        return Standing(student, kind, State.RECEIVED, best[1] if best else None, None, by_list=True)
    if best is None:
        return Standing(student, kind, State.NOTHING)
    (state, step), consent = best
    return Standing(student, kind, state, consent, step)
