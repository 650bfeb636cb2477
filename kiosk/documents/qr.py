"""QR codes as one light SVG path, and what may stand in them (F1, F2, F3).

The picture is one path of horizontal runs: about 2 KB for a card's address against 12 KB from the library's own SVG,
and a family page has 4 KB in all.
"""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import Final, Literal, cast

QUIET_ZONE: Final = 4  # modules of white around the code; scanners rely on it

Matrix = Sequence[Sequence[bool]]


class Level(IntEnum):
    """How much of the code may be lost: L 7 %, M 15 %, Q 25 %. Values are those of the QR standard."""

    L = 1
    M = 0
    Q = 3


class TooLong(ValueError):
    """The text does not fit into the largest QR code of this level."""


def matrix(text: str, level: Level = Level.M, least: int = 1) -> Matrix:
    """Dark modules row by row, without the white around, of the smallest version from ``least`` on. Raises TooLong."""
    # brings Pillow along where that is installed: 8 MB that a server without a card to print does not need
    import qrcode
    from qrcode.exceptions import DataOverflowError

    code = qrcode.QRCode(version=least, error_correction=level.value, border=0)
    code.add_data(text)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        raise TooLong(len(text.encode())) from error
    return cast("Matrix", code.modules)  # because the library is untyped: rows of bool


def qr_svg(text: str, level: Level = Level.M, *, mm: float = 0, least: int = 1) -> str:
    """The code as an SVG element; ``mm`` wide, else the page decides how large it stands. Raises TooLong."""
    rows = matrix(text, level, least)
    side = len(rows) + 2 * QUIET_ZONE
    path = "".join(_path_of_row(row, number) for number, row in enumerate(rows))
    size = f' width="{mm}mm" height="{mm}mm"' if mm else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{size} viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path stroke="#000" d="{path}"/></svg>'
    )


def terminal_text(text: str) -> str:
    """The code in half blocks for a dark or light terminal: two rows of modules a line, white around it."""
    rows = matrix(text, Level.L)
    margin = 2
    width = len(rows) + 2 * margin
    empty = [False] * width
    padded = [empty] * margin + [[False] * margin + list(row) + [False] * margin for row in rows] + [empty] * margin
    if len(padded) % 2:
        padded.append(empty)
    # a printed block is the paper, a gap is the ink: terminals are mostly light on dark
    signs = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    return "\n".join(
        "".join(signs[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(padded[::2], padded[1::2], strict=True)
    )


def wifi_text(name: str, password: str, *, kind: Literal["WPA", "WEP", "nopass"] = "WPA", hidden: bool = False) -> str:
    """What phones read as «join this Wi-Fi». An empty password means an open network, whatever the kind."""
    security = kind if password else "nopass"
    secret = f"P:{_wifi_escaped(password)};" if password else ""
    return f"WIFI:T:{security};S:{_wifi_escaped(name)};{secret}{'H:true;' if hidden else ''};"


def _wifi_escaped(text: str) -> str:
    return "".join("\\" + sign if sign in '\\;,":' else sign for sign in text)


def _path_of_row(row: Sequence[bool], number: int) -> str:
    """The first run of a row is placed absolutely, the rest by their distance, which is shorter."""
    pieces: list[str] = []
    pen = 0
    for start, end in _runs(row):
        move = f"m{start - pen} 0" if pieces else f"M{start + QUIET_ZONE} {number + QUIET_ZONE}.5"
        pieces.append(f"{move}h{end - start}")
        pen = end
    return "".join(pieces)


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """(start, end) of every unbroken run of dark modules."""
    start: int | None = None
    for place, dark in enumerate([*row, False]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place
            start = None
