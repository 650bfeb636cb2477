"""The register of approved platforms: states, usual ones with what is known of them, one change (§3, D3)."""

import datetime as dt
from typing import Final

import msgspec
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.problems import N_, Refusal
from kiosk.school.records import CHANNELS, Channel, ChannelDecision, ChannelState, Reach
from kiosk.school.rules import channel_on
from kiosk.store import Store

MOST_CHANNELS: Final = 60
CHANNEL_STATE_LABEL: Final = {
    ChannelState.ALLOWED: N_("allowed"),
    ChannelState.RESTRICTED: N_("works with restrictions"),
    ChannelState.UNAVAILABLE: N_("not used"),
}
REACH_LABEL: Final = {
    Reach.LIVE: N_("picture and sound"),
    Reach.SOUND: N_("sound only"),
    Reach.LETTERS: N_("letters and files, answered later"),
}


class Usual(msgspec.Struct, frozen=True):
    """A platform that schools name, what was known of it and as of when: to be checked before it is allowed."""

    name: str
    remark: str
    as_of: dt.date


USUAL: Final = (
    Usual("МАКС", N_("joining is voluntary for families"), dt.date(2025, 11, 1)),
    Usual("Сферум", N_("made for schools; look whether yours may join"), dt.date(2025, 11, 1)),
    Usual("Яндекс Телемост", N_("look at the length of free calls"), dt.date(2025, 11, 1)),
    Usual("Zoom", N_("look whether it is open to your school"), dt.date(2025, 11, 1)),
    Usual(
        "WhatsApp", N_("calls restricted since August 2025, hardly reachable since February 2026"), dt.date(2026, 2, 12)
    ),
    Usual("Telegram", N_("calls restricted since August 2025"), dt.date(2025, 11, 28)),
    Usual("Skype", N_("closed in May 2025"), dt.date(2025, 5, 5)),
)
"""None is ticked for a school, each is a decision of its own; telephone, SMS, e-mail and the own page need none."""


class PlatformLine(msgspec.Struct, frozen=True):
    """A line of the register: the channel and what holds today; None when its first decision lies ahead."""

    channel: Channel
    today: ChannelDecision | None

    @property
    def offered(self) -> bool:
        """Lessons and reports of today may name it."""
        return self.today is not None and self.today.state is not ChannelState.UNAVAILABLE

    @property
    def history(self) -> tuple[ChannelDecision, ...]:
        """All decisions, the last made first."""
        return tuple(reversed(self.channel.history))


def register(store: Store, today: dt.date) -> list[PlatformLine]:
    """All channels in the order in which they were entered, the offered ones first."""
    lines = [PlatformLine(one, channel_on(one, today)) for one in store[CHANNELS].all(order=("id",))]
    return sorted(lines, key=lambda line: not line.offered)


def decide_channel(
    store: Store, actor: Actor, name: str, decision: ChannelDecision, reach: Reach | None
) -> Channel | Refusal:
    """What holds for a channel from a date on. A name that differs only in capitals is the same channel.

    Rows and lessons that were saved before keep their channel.
    """
    with store.change(actor, "D3 decision about a channel") as change:
        known = {one.name.casefold(): one for one in change.search(CHANNELS)}
        channel = known.get(name.casefold())
        if channel is None and len(known) >= MOST_CHANNELS:
            return Refusal.of(TOO_MANY, "name", "§3")
        change.touch("school", "timetable")
        if channel is None:
            first = Channel(
                name=name, since=decision.since, state=decision.state, note=decision.why, by=decision.by, reach=reach
            )
            return change.add(CHANNELS, first)
        decisions = (*channel.decisions, decision)
        return change.put(CHANNELS, replace(channel, decisions=decisions, reach=reach or channel.reach))


TOO_MANY: Final = N_("The register is full. Decide anew about one that is in it.")
