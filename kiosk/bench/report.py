"""How measurements are shown: a table for people, JSON for comparing (architecture.md, section 5)."""

import statistics
from collections.abc import Iterable
from pathlib import Path

import msgspec


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """One measure of one run.

    value: ours, the median of `runs`, in `unit`. peer: the same done by `peer_name`, in this unit; 0 without a peer.
    ratio: value / peer, 0 without a peer. goal: the goal in words. met: did this run meet it.
    """

    value: float
    unit: str
    peer: float
    peer_name: str
    ratio: float
    goal: str
    met: bool
    runs: list[float]


def measure(
    runs: Iterable[float],
    unit: str,
    *,
    goal: str,
    peer: Iterable[float] = (),
    peer_name: str = "",
    most: float | None = None,
    most_ratio: float | None = None,
    least_ratio: float | None = None,
) -> Measure:
    """A measure of these runs beside its peer's; met if it is within `most`, `most_ratio` and `least_ratio`."""
    ours, theirs = list(runs), list(peer)
    value = statistics.median(ours)
    beside = statistics.median(theirs) if theirs else 0.0
    ratio = value / beside if beside else 0.0
    met = (most is None or value <= most) and (most_ratio is None or ratio <= most_ratio)
    met = met and (least_ratio is None or ratio >= least_ratio)
    return Measure(
        value=_short(value),
        unit=unit,
        peer=_short(beside),
        peer_name=peer_name,
        ratio=_short(ratio),
        goal=goal,
        met=met,
        runs=[_short(run) for run in ours],
    )


def show(measures: dict[str, Measure]) -> None:
    """Print the table."""
    width = max(map(len, measures))
    for name, one in measures.items():
        peer = f"{one.peer_name} {one.peer:g}, ratio {one.ratio:g}" if one.peer else one.peer_name
        mark = "met   " if one.met else "MISSED"
        print(f"{name:<{width}}  {one.value:>10g} {one.unit:<7} {mark} {one.goal:<42} {peer}")


def write(measures: dict[str, Measure], path: Path) -> None:
    """Write the JSON of a run, with every single value."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(measures)))


def _short(value: float) -> float:
    """Four figures: the rest is noise."""
    return float(f"{value:.4g}")
