"""What a person did that cannot be, as values: sentences with their paragraph, worded when a page is made.

A Problem carries an English msgid and named values, never a finished string: the catalogue in ``kiosk/words``
words it in the reader's language. What the program or the disk did wrong is an exception instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

Value = str | int | float


def N_(msgid: str) -> str:
    """Mark a sentence for the catalogue where it is written, to be worded where it is shown."""
    return msgid


class Problem(msgspec.Struct, frozen=True):
    """One sentence: what is wrong and what is allowed instead.

    ``field`` names the field of a form (or the cell of a sheet), ``paragraph`` the regulation's, such as «§1».
    """

    msgid: str
    field: str = ""
    paragraph: str = ""
    values: Mapping[str, Value] = msgspec.field(default_factory=dict)


class Refusal(msgspec.Struct, frozen=True):
    """Nothing was written; the reasons, all of them."""

    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, msgid: str, field: str = "", paragraph: str = "", **values: Value) -> Refusal:
        """A refusal of one sentence."""
        return cls((Problem(msgid, field, paragraph, values),))

    @classmethod
    def all(cls, problems: Iterable[Problem]) -> Refusal:
        """A refusal of several sentences, in their order."""
        return cls(tuple(problems))
