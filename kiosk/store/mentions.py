"""Where a text stands: in documents as they are, in what the log keeps of them before, in words of changes (L19).

SQLite looks first, byte by byte; what it found is looked at once more for whole words, so «Ли Ян» is not in «Ли Яна».
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from kiosk.store.codec import write_json
from kiosk.store.sqlite import Connection
from kiosk.store.tables import AnyTyped

BEFORE, AFTER = r"(?<!\w)", r"(?!\w)"
ENDING, SHORT = 2, 5
"""Letters in which the cases of a name differ; words so short are looked for whole."""


def whole(texts: Iterable[str]) -> re.Pattern[str]:
    """Any of the texts as whole words, the longest first; what follows a point after an initial is free. Not empty."""
    longest_first = sorted(filter(None, texts), key=len, reverse=True)
    ways = (BEFORE + re.escape(text) + ("" if text.endswith(".") else AFTER) for text in longest_first)
    return re.compile("|".join(ways))


def mentioning(connection: Connection, texts: Sequence[str], tables: Iterable[AnyTyped]) -> dict[str, set[int]]:
    """Ids of records by the name of their table; texts are looked for as JSON holds them."""
    found: dict[str, set[int]] = defaultdict(set)
    looked_for = [_as_stored(text) for text in texts if text]
    if not looked_for:
        return found
    words, needles = whole(looked_for), _needles(looked_for)

    def holds(body: str) -> bool:  # the pattern is slow, and most bodies hold but the surname of somebody else
        return any(text in body for text in looked_for) and words.search(body) is not None

    for table in tables:
        sql = f"SELECT id,body FROM {table.quoted} WHERE {_any('body', needles)}"
        found[table.name].update(id for id, body in connection.execute(sql, needles) if holds(body))
    sql = f"SELECT name,record,CAST(body AS TEXT) FROM change_rows WHERE {_any('CAST(body AS TEXT)', needles)}"
    for name, record, body in connection.execute(sql, needles):
        if holds(body):
            found[name].add(record)
    return {name: ids for name, ids in found.items() if ids}


def noted(connection: Connection, texts: Sequence[str]) -> list[int]:
    """Numbers of changes whose note or description holds one of the texts."""
    looked_for = [text for text in texts if text]
    if not looked_for:
        return []
    sql = f"SELECT number FROM changes WHERE {_any('note', looked_for)} OR {_any('what', looked_for)} ORDER BY number"
    return [row[0] for row in connection.execute(sql, (*looked_for, *looked_for))]


def _any(column: str, texts: Sequence[str]) -> str:
    return "(" + " OR ".join(f"instr({column},?)" for _ in texts) + ")"


def _needles(texts: Sequence[str]) -> list[str]:
    """The fewest beginnings of words one of which stands in each text.

    A name is written in many ways and cases round one stem, and each look takes time.
    """
    longest = {max(text.split(), key=len) for text in texts if text.split()}
    stems = {word[:-ENDING] if len(word) > SHORT else word for word in longest}
    return sorted(stem for stem in stems if not any(other in stem for other in stems if other != stem))


def _as_stored(text: str) -> str:
    """A text between the quotes of its JSON."""
    return write_json(text).decode()[1:-1]
