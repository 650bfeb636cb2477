"""Bring the documents back to an earlier moment (O4: `restore --at TIME`).

The log is not cut: the step back is one more change, so it leaves a trace, can be undone, and no number is used twice
(kept pages are told apart by it).
"""

import datetime as dt
from collections.abc import Iterator

from kiosk.store import log
from kiosk.store.codec import checksum, read_document, write_json
from kiosk.store.sqlite import Connection
from kiosk.store.tables import Place

_LAST_BY = """SELECT version,hash,body FROM change_rows
              WHERE name=? AND record=? AND id<? ORDER BY id DESC LIMIT 1"""


def rewind(connection: Connection, moment: dt.datetime, now: dt.datetime) -> int:
    """Put back everything that changed after this moment; the number of the change that did it, 0 if nothing had.

    Collections without history stay as they are. What was erased (L19) stays erased.
    """
    text = log.moment_text(moment)
    until = connection.execute("SELECT max(number) FROM changes WHERE at<=?", (text,)).fetchone()[0] or 0
    connection.execute("BEGIN IMMEDIATE")
    rows = [row for row in _put_back(connection, until) if row is not None]
    number = _log(connection, rows, text, now) if rows else 0
    connection.execute("COMMIT")
    return number


def _put_back(connection: Connection, until: int) -> Iterator[log.Written | None]:
    first_after = (until + 1) * log.MOST_ROWS
    sql = "SELECT DISTINCT name,record FROM change_rows WHERE id>=? ORDER BY name,record"
    for name, record in connection.execute(sql, (first_after,)).fetchall():
        known = connection.execute("SELECT place,shape FROM collections WHERE name=?", (name,)).fetchone()
        if known:
            then = connection.execute(_LAST_BY, (name, record, first_after)).fetchone()
            yield _put_back_one(connection, Place(name, known[0]), record, then, typed=known[1] != "free")


def _put_back_one(
    connection: Connection,
    table: Place,
    record: int,
    then: tuple[int, bytes | None, bytes | None] | None,
    *,
    typed: bool,
) -> log.Written | None:
    version, seal, body = then or (1, None, None)
    row = connection.execute(table.select_one, (record,)).fetchone()
    if seal is None:
        return _removed(connection, table, record, row)
    if body is None:
        return None
    rev = (row[1] if row else _last_rev(connection, table.name, record)) + 1
    if typed:
        body = write_json(read_document(body) | {"rev": rev})
        # the search text is made anew when the collection is next opened in another shape than this
        connection.execute("UPDATE collections SET shape='' WHERE name=?", (table.name,))
    if row:
        connection.execute(table.update, (rev, version, body, checksum(body), None, record))
    else:
        connection.execute(table.insert, (record, rev, version, body, checksum(body), None))
    return log.Written(table.name, record, rev, version, body)


def _removed(
    connection: Connection, table: Place, record: int, row: tuple[int, int, int, bytes] | None
) -> log.Written | None:
    if row is None:
        return None
    connection.execute(table.delete, (record,))
    return log.Written(table.name, record, row[1] + 1, row[2], None)


def _last_rev(connection: Connection, name: str, record: int) -> int:
    sql = "SELECT max(rev) FROM change_rows WHERE name=? AND record=?"
    return int(connection.execute(sql, (name, record)).fetchone()[0] or 0)


def _log(connection: Connection, rows: list[log.Written], text: str, now: dt.datetime) -> int:
    number, before, seal = log.last(connection)
    scopes = tuple(row[0] for row in connection.execute("SELECT scope FROM touched ORDER BY scope"))
    at = log.moment_text(now)
    head = log.Head(number + 1, at, "system", "O4 brought back", text, None, scopes, clock_ran_back=at < before)
    log.append(connection, head, rows, seal)
    return head.number
