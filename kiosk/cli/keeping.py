"""`run.py backup`, `restore`, `verify`, `technician`: what keeps a school safe (O4, L6)."""

import datetime as dt
import zipfile
from pathlib import Path

from kiosk.cli.opening import clock_for, opened, settings_for
from kiosk.cli.saying import Refused, say, show
from kiosk.problems import N_, Problem
from kiosk.settings import Settings


def make_backup(dest: Path | None, storage: Path | None) -> None:
    from kiosk.store.backup import backup

    settings = settings_for(storage)
    _require_data(settings)
    target = dest or settings.storage / "backup"
    if dest is None:
        target.mkdir(parents=True, exist_ok=True)
    say(N_("Writing a copy of %(folder)s"), folder=str(settings.storage))
    with opened(settings, beside_server=True) as store:
        made = backup(store, target)
    say(N_("Done, read again and whole: %(file)s (%(size)s KB)"), file=str(made.path), size=-(-made.size // 1024))


def show_key(storage: Path | None) -> None:
    """The key that no copy holds, for paper: `restore --key` takes it."""
    from kiosk.store.keysheet import key_sheet

    settings = settings_for(storage)
    _require_data(settings)
    with opened(settings, beside_server=True) as store:
        key = key_sheet(store.secret)
    show(f"\n    {key}\n")
    say(N_('Keep it on paper, apart from the copies: run.py restore FILE --key "…" then keeps cards and PINs good'))


def restore_backup(file: Path, storage: Path | None, *, at: dt.datetime | None, key: str | None) -> None:
    from kiosk.store.keysheet import read_key_sheet
    from kiosk.store.restore import restore

    settings = settings_for(storage)
    clock = clock_for(settings)
    try:
        secret = read_key_sheet(key) if key else None
    except ValueError as error:
        raise Refused(
            Problem(N_("The key does not match its own check letters; read it from the sheet again"))
        ) from error
    moment = at.replace(tzinfo=clock.zone) if at else None
    require_zip(file)
    restored = restore(file, settings.storage, now=clock.now(), at=moment, secret=secret)
    made = f"{clock.local(dt.datetime.fromisoformat(restored.made_at)):%d.%m.%Y %H:%M}"
    say(N_("Restored: the copy of %(made)s is in %(folder)s"), made=made, folder=str(settings.storage))
    if restored.aside:
        say(N_("What stood there before was kept in %(folder)s"), folder=str(restored.aside))
    if restored.new_secret:
        say(N_("The key is new, so every family card and PIN slip must be printed anew"))


def verify_backup(file: Path | None, storage: Path | None) -> None:
    from kiosk.office.duties import lost_files
    from kiosk.store.backup import verify

    if file:
        require_zip(file)
        flaws, what = verify(file), str(file)
    else:
        settings = settings_for(storage)
        _require_data(settings)
        with opened(settings, beside_server=True) as store:
            flaws, what = [*store.check(), *lost_files(store)], str(settings.storage)
    if flaws:
        raise Refused(*(Problem(N_("%(what)s is damaged"), flaw.where, values={"what": flaw.what}) for flaw in flaws))
    say(N_("%(what)s is whole"), what=what)


def require_zip(file: Path) -> None:
    """A file of quite another kind is told so in words, before anybody speaks of damage."""
    if not zipfile.is_zipfile(file):
        raise Refused(Problem(N_("%(file)s is no copy of Kamerton, or it is cut off"), values={"file": str(file)}))


def technician_code(login: str | None, storage: Path | None) -> None:
    """A code for whoever can sit down at this PC: that is what proves a technician."""
    from kiosk.actor import SYSTEM, Role
    from kiosk.signin.actions import give_code
    from kiosk.signin.records import ACCOUNTS

    settings = settings_for(storage)
    _require_data(settings)
    with opened(settings, beside_server=True) as store:
        accounts = [account for account in store[ACCOUNTS].all(order=("name",)) if Role.TECHNICIAN in account.roles]
        if login:
            accounts = [account for account in accounts if account.name == login]
        if not accounts:
            raise Refused(
                Problem(N_("There is no such technician. Before the first set-up, start run.py: it shows the code"))
            )
        if len(accounts) > 1:
            names = ", ".join(account.name for account in accounts)
            raise Refused(
                Problem(
                    N_("Say which technician: run.py technician LOGIN. There are %(names)s"), values={"names": names}
                )
            )
        code = give_code(store, SYSTEM, accounts[0].id, now=clock_for(settings).now())
    say(N_("One-time code for %(login)s:"), login=accounts[0].name)
    show(f"\n    {code}\n")
    say(N_("It works once and not for long. Enter it instead of the password, then choose a new one"))


def _require_data(settings: Settings) -> None:
    if not (settings.storage / "kiosk.db").exists():
        values: dict[str, str | int | float] = {"folder": str(settings.storage)}
        raise Refused(Problem(N_("There is no school in %(folder)s. Name its folder with --storage"), values=values))
