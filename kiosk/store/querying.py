"""TinyDB's `where`, taught dates, enums and calm about mixed kinds (architecture: the store).

`where("date") >= day` gives a TinyDB query object; `Field` only overrides what TinyDB leaves open to subclasses.
Differences from stock TinyDB, in every engine alike, because the query object carries them:
- a comparison over mixed kinds ("a" < 3) is false instead of a TypeError;
- dates, times, moments and enums may be given as they are, they are compared with their stored form;
- `fragment` remembers its path, `matches` and `search` their flags, `one_of` copies its list.
"""

import datetime as dt
import operator
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any, cast

import msgspec
from tinydb.queries import Query, QueryInstance
from tinydb.utils import freeze as _freeze

Test = Callable[[Any], bool]
Comparison = Callable[[Any, Any], bool]
Condition = Callable[[Mapping[str, Any]], bool]
"""A TinyDB query object; anything callable on a document will do, it is only not narrowed."""
freeze: Callable[[Any], Any] = _freeze
MOMENT = "moment"
"""How a comparison with a moment is described: this, the path, the sign, the moment."""
_COMPARISONS = {"==", "!=", "<", "<=", ">", ">=", "one_of", MOMENT}


def plain(value: Any) -> Any:
    """A value as it is stored: enums by value, dates and times as ISO text (moments: UTC), tuples and sets as lists."""
    if value is None or type(value) in (str, int, float, bool):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        value = value.astimezone(dt.UTC)
    return msgspec.to_builtins(value)


class Field(Query):
    """A TinyDB query under construction; made by `where()`."""

    def __hash__(self) -> int:
        return hash(self._hash)

    # TinyDB's comparisons answer with a query, not with a bool: that is its whole language.
    def __eq__(self, rhs: object) -> QueryInstance:  # type: ignore[override]
        return _query(super().__eq__(plain(rhs)))

    def __ne__(self, rhs: object) -> QueryInstance:  # type: ignore[override]
        return _query(super().__ne__(plain(rhs)))

    def __lt__(self, rhs: Any) -> QueryInstance:
        return self._ordered("<", operator.lt, rhs)

    def __le__(self, rhs: Any) -> QueryInstance:
        return self._ordered("<=", operator.le, rhs)

    def __gt__(self, rhs: Any) -> QueryInstance:
        return self._ordered(">", operator.gt, rhs)

    def __ge__(self, rhs: Any) -> QueryInstance:
        return self._ordered(">=", operator.ge, rhs)

    def one_of(self, items: Iterable[Any]) -> QueryInstance:
        """The value is one of these (a copy is kept, so a list changed later changes nothing)."""
        return super().one_of([plain(item) for item in items])

    def any(self, cond: QueryInstance | Iterable[Any]) -> QueryInstance:
        """Any element fulfils the condition, or is one of these."""
        return super().any(cond if isinstance(cond, QueryInstance) else [plain(item) for item in cond])

    def all(self, cond: QueryInstance | Iterable[Any]) -> QueryInstance:
        """All elements fulfil the condition, or all of these are elements."""
        return super().all(cond if isinstance(cond, QueryInstance) else [plain(item) for item in cond])

    def fragment(self, document: Mapping[str, Any]) -> QueryInstance:
        """The value holds these keys with these values."""
        wanted = {key: plain(value) for key, value in document.items()}

        def test(value: Any) -> bool:
            return all(key in value and value[key] == wanted[key] for key in wanted)

        return self._generate_test(test, ("fragment", self._path, freeze(wanted)), allow_empty_path=True)

    def matches(self, regex: str, flags: int = 0) -> QueryInstance:
        """The whole text matches from its start."""
        return _with_flags(super().matches(regex, flags), flags)

    def search(self, regex: str, flags: int = 0) -> QueryInstance:
        """The text holds a match."""
        return _with_flags(super().search(regex, flags), flags)

    def _generate_test(
        self,
        test: Test,
        hashval: tuple[Any, ...],
        allow_empty_path: bool = False,  # noqa: FBT001, FBT002 - as TinyDB calls it
    ) -> QueryInstance:
        """TinyDB's one place where tests are made.

        A TypeError of mixed kinds is a no, one of somebody's own test is a bug.
        """
        asked = _loud(test) if hashval[0] == "test" else _calm(test)
        return super()._generate_test(asked, hashval, allow_empty_path)

    def _ordered(self, sign: str, compare: Comparison, rhs: Any) -> QueryInstance:
        if isinstance(rhs, dt.datetime):
            return self._generate_test(_moment_test(compare, rhs), (MOMENT, self._path, sign, _moment_text(rhs)))
        value = plain(rhs)
        return self._generate_test(lambda stored: compare(stored, value), (sign, self._path, freeze(value)))


def where(key: str) -> Field:
    """TinyDB's `where`: the start of a condition on the field `key`."""
    return cast("Field", Field()[key])  # TinyDB makes type(self)()


def decided(cond: Condition, document: Mapping[str, Any]) -> bool:
    """What the query says of a document; stock query objects, too, say no to mixed kinds instead of raising."""
    try:
        return bool(cond(document))
    except TypeError:
        return False


def lasting(cond: Condition) -> tuple[Any, ...] | None:
    """What tells the query from every other one, if it gives the same answer as long as the documents are the same.

    Somebody's own test may look at the clock; what a query maps a value with is a function as well. The description
    alone is kept and compared: the query has functions about it that take 1 KB and are asked in Python.
    """
    described = getattr(cond, "_hash", None)
    return described if isinstance(described, tuple) and _is_lasting(described) else None


def _is_lasting(described: tuple[Any, ...]) -> bool:
    match described:
        case (sign, path, *_) if sign in _COMPARISONS:
            return all(isinstance(name, str) for name in path)
        case ("and" | "or", parts):
            return all(map(_is_lasting, parts))
        case ("not", part):
            return _is_lasting(part)
        case _:
            return False


def _query(made: Any) -> QueryInstance:
    return cast("QueryInstance", made)  # TinyDB leaves the answer of its comparisons unannotated


def _calm(test: Test) -> Test:
    def calm(value: Any) -> bool:
        try:
            return bool(test(value))
        except TypeError:
            return False

    return calm


def _with_flags(query: QueryInstance, flags: int) -> QueryInstance:
    if query._hash is not None:  # noqa: SLF001 - TinyDB gives no other way to describe a query
        query._hash = (*query._hash, flags)  # noqa: SLF001 - as above
    return query


def _loud(test: Test) -> Test:
    """A TypeError inside somebody's own test must not pass for a no."""

    def loud(value: Any) -> bool:
        try:
            return bool(test(value))
        except TypeError as error:
            raise RuntimeError(f"the test of a query failed: {error}") from error

    return loud


def _moment_test(compare: Comparison, moment: dt.datetime) -> Test:
    """Moments are compared as moments: as text "…00.5Z" would sort before "…00Z"."""

    def test(stored: Any) -> bool:
        if not isinstance(stored, str):
            return False
        try:
            return compare(msgspec.convert(stored, dt.datetime), moment)
        except msgspec.ValidationError:
            return False

    return test


def _moment_text(moment: dt.datetime) -> str:
    """To the last microsecond, since two queries are one if they are described alike; local wall values stay as is."""
    return (moment if moment.tzinfo is None else moment.astimezone(dt.UTC)).isoformat()
