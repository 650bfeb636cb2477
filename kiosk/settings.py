"""The settings of this machine, in one table: name, type, default, help (O5).

They come, the later winning, from the defaults here, `storage/kiosk.toml`, the environment (`KAMERTON_PORT=8090`)
and the flags of the command line. What the director decides (hours, marks, platforms) is not here: that is
`kiosk/school`, dated and kept with the reports.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.problems import N_, Problem, Refusal

FILE_NAME: Final = "kiosk.toml"
ENVIRONMENT_PREFIX: Final = "KAMERTON_"
EVERY_ADDRESS: Final = "0.0.0.0"  # noqa: S104  because phones reach the kiosk over the school's network

Value = str | int | tuple[str, ...]


class _WrongValue(ValueError):
    """A value that cannot be taken; carries the msgid that says what is allowed instead."""

    def __init__(self, msgid: str) -> None:
        super().__init__(msgid)
        self.msgid = msgid


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What one running kiosk has to know about its machine. Made by `load`, never changed afterwards."""

    storage: Path
    listen: str = field(default=EVERY_ADDRESS, metadata={"help": "address to listen on; 0.0.0.0 is all of this PC"})
    port: int = field(default=8080, metadata={"help": "port of the kiosk: the number that stands on paper"})
    hosts: tuple[str, ...] = field(default=(), metadata={"help": "further names by which browsers may call the kiosk"})
    zone: str = field(default="Asia/Barnaul", metadata={"help": "time zone of the school"})
    language: str = field(default="ru", metadata={"help": "language until somebody chooses: ru or en"})
    idle_minutes: int = field(default=30, metadata={"help": "minutes without a touch after which staff are signed out"})
    upload_megabytes: int = field(default=100, metadata={"help": "largest hand-in by a plain form, in megabytes"})
    largest_upload_megabytes: int = field(
        default=4096, metadata={"help": "largest file of an upload that may be resumed"}
    )
    family_megabytes: int = field(default=20480, metadata={"help": "room for the works of one family, in megabytes"})
    threads: int = field(default=8, metadata={"help": "requests answered at the same time"})
    demo: bool = field(default=False, metadata={"help": "a school of invented people (only `run.py demo` sets it)"})

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


def load(storage: Path, environ: Mapping[str, str], flags: Mapping[str, Value | None]) -> Settings | Refusal:
    """Settings for the school in `storage`, or every wrong one with its place named.

    A flag that is None was not given. A missing kiosk.toml is no error: a new kiosk has none.
    """
    problems: list[Problem] = []
    settings = Settings(storage=storage)
    for source, given in (
        (FILE_NAME, _from_file(storage / FILE_NAME, problems)),
        (ENVIRONMENT_PREFIX, _from_environment(environ)),
        ("--", {name: value for name, value in flags.items() if value is not None}),
    ):
        settings = _with(settings, given, source, problems)
    return Refusal(problems=tuple(problems)) if problems else settings


def table() -> list[tuple[str, str, str, str]]:
    """(name, type, default, help) of every setting, for the manual and `--help`."""
    return [
        (setting.name, _type_name(setting), _shown_default(setting), setting.metadata["help"])
        for setting in _settable().values()
    ]


def _with(settings: Settings, given: Mapping[str, object], source: str, problems: list[Problem]) -> Settings:
    known = _settable()
    for name, value in given.items():
        if name not in known:
            problems.append(
                Problem(
                    N_("%(source)s: there is no setting called %(name)s"), name, values={"source": source, "name": name}
                )
            )
            continue
        try:
            readable: dict[str, Any] = {name: _READERS[name](value)}  # because the table says which type a name has
            settings = replace(settings, **readable)
        except _WrongValue as wrong:
            values = {"source": source, "name": name, "value": str(value)}
            problems.append(Problem(wrong.msgid, name, values=values))
    return settings


def _from_file(path: Path, problems: list[Problem]) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        values = {"file": str(path), "reason": str(error)}
        problems.append(Problem(N_("%(file)s cannot be read as settings: %(reason)s"), values=values))
    except OSError as error:
        values = {"file": str(path), "reason": error.strerror or str(error)}
        problems.append(Problem(N_("%(file)s cannot be opened: %(reason)s"), values=values))
    return {}


def _from_environment(environ: Mapping[str, str]) -> Mapping[str, object]:
    """Only the names of settings: other programs may use the prefix for their own ends."""
    given = {name: environ.get(ENVIRONMENT_PREFIX + name.upper(), "") for name in _settable()}
    return {name: value for name, value in given.items() if value}


def _settable() -> dict[str, "Field[object]"]:
    return {setting.name: setting for setting in fields(Settings) if "help" in setting.metadata}


_TYPE_NAMES: Final[Mapping[type, str]] = {tuple: "list of text", str: "text", int: "number", bool: "yes or no"}


def _type_name(setting: "Field[object]") -> str:
    return _TYPE_NAMES[type(setting.default)]


def _shown_default(setting: "Field[object]") -> str:
    return ", ".join(setting.default) if isinstance(setting.default, tuple) else str(setting.default)


def _number(low: int, high: int, msgid: str) -> Callable[[object], int]:
    def read(value: object) -> int:
        text = str(value).strip()
        if isinstance(value, bool) or not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise _WrongValue(msgid)
        return int(text)

    return read


def _address(value: object) -> str:
    text = str(value).strip()
    if not text or any(sign.isspace() or sign in "/;,*" for sign in text):
        raise _WrongValue(N_("%(source)s: %(name)s must be an address such as 192.168.1.10, not «%(value)s»"))
    return text


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.replace(",", " ").split()
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise _WrongValue(N_("%(source)s: %(name)s must be a list of names, not «%(value)s»"))
    return tuple(name.strip().lower() for name in value if name.strip())


def _zone(value: object) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _WrongValue(
            N_("%(source)s: %(name)s must be a time zone such as Asia/Barnaul or Europe/Moscow, not «%(value)s»")
        ) from None


def _language(value: object) -> str:
    if value not in {"ru", "en"}:
        raise _WrongValue(N_("%(source)s: %(name)s must be ru or en, not «%(value)s»"))
    return str(value)


def _yes_or_no(value: object) -> bool:
    if value in {True, "1", "yes", "true"}:
        return True
    if value in {False, "0", "no", "false"}:
        return False
    raise _WrongValue(N_("%(source)s: %(name)s must be true or false, not «%(value)s»"))


_READERS: Final[Mapping[str, Callable[[object], Value]]] = {
    "listen": _address,
    "port": _number(0, 65535, N_("%(source)s: %(name)s must be a number from 0 to 65535, not «%(value)s»")),
    "hosts": _names,
    "zone": _zone,
    "language": _language,
    "idle_minutes": _number(1, 1440, N_("%(source)s: %(name)s must be from 1 to 1440 minutes, not «%(value)s»")),
    "upload_megabytes": _number(1, 4096, N_("%(source)s: %(name)s must be from 1 to 4096 megabytes, not «%(value)s»")),
    "largest_upload_megabytes": _number(
        1, 65536, N_("%(source)s: %(name)s must be from 1 to 65536 megabytes, not «%(value)s»")
    ),
    "family_megabytes": _number(
        1, 1048576, N_("%(source)s: %(name)s must be from 1 to 1048576 megabytes, not «%(value)s»")
    ),
    "threads": _number(2, 128, N_("%(source)s: %(name)s must be a number from 2 to 128, not «%(value)s»")),
    "demo": _yes_or_no,
}
