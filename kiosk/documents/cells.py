"""Addresses of cells: «B4» is row 3, column 1, both counted from 0."""

import re
from typing import Final

LETTERS: Final = 26
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def address(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def place_of(text: str) -> tuple[int, int] | None:
    """Row and column; None for what is no address."""
    match = _ADDRESS.fullmatch(text)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * LETTERS + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1
