"""The commands of `run.py` and their options; each does its work in a module of its own, imported when chosen."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from kiosk import __version__
from kiosk.cli.saying import words

_ = words().gettext
DEFAULT_COMMAND: Final = "serve"
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False, readable=True)
NEW_FILE = click.Path(path_type=Path, dir_okay=False)
PORT = click.IntRange(0, 65535)

storage_option = click.option("--storage", type=FOLDER, help=_("folder of the school's data"))
port_option = click.option("--port", type=PORT, help=_("port to listen on, 8080 unless set"))
listen_option = click.option("--listen", metavar="ADDRESS", help=_("address to listen on"))
browser_option = click.option(
    "--browser/--no-browser", default=True, help=_("open the browser when somebody sits here")
)


class ServeByDefault(click.Group):
    """`run.py --port 8090` is `run.py serve --port 8090`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--help", "-h", "--version"}
        if not args or (args[0].startswith("-") and args[0] not in own):
            args = [DEFAULT_COMMAND, *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=ServeByDefault,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("Kamerton: the music school's own server. Without a command it starts the server."),
)
@click.version_option(__version__, prog_name="Kamerton", message="%(prog)s %(version)s")
def cli() -> None:
    pass


@cli.command(help=_("Start the server. This is what happens without a command."))
@port_option
@listen_option
@storage_option
@browser_option
def serve(port: int | None, listen: str | None, storage: Path | None, *, browser: bool) -> None:
    from kiosk.cli.serving import serve_school

    serve_school(storage, {"port": port, "listen": listen}, browser=browser)


@cli.command(help=_("Start a made-up school around today, in a folder of its own."))
@click.option("--size", type=click.Choice(["small", "school"]), default="small", help=_("40 or 480 students"))
@port_option
@listen_option
@storage_option
@click.option("--access-json", type=NEW_FILE, help=_("write addresses and sign-in data into this file"))
@browser_option
def demo(
    size: str, port: int | None, listen: str | None, storage: Path | None, access_json: Path | None, *, browser: bool
) -> None:
    from kiosk.cli.serving import serve_demo

    serve_demo(size, storage, {"port": port, "listen": listen}, access_json=access_json, browser=browser)


@cli.command("import", help=_("Take staff, students, subjects, groups, timetable from XLSX or CSV files."))
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--check", is_flag=True, help=_("only say what would happen"))
@storage_option
def import_(files: Sequence[Path], storage: Path | None, *, check: bool) -> None:
    from kiosk.cli.exchanging import import_files

    import_files(files, storage, check=check)


@cli.command(help=_("Write everything as XLSX and JSON lines into a folder."))
@click.argument("folder", type=FOLDER)
@storage_option
def export(folder: Path, storage: Path | None) -> None:
    from kiosk.cli.exchanging import export_folder

    export_folder(folder, storage)


@cli.command(help=_("Write a whole copy while the server runs: into a file, a folder, a USB stick."))
@click.argument("dest", required=False, type=click.Path(path_type=Path))
@storage_option
def backup(dest: Path | None, storage: Path | None) -> None:
    from kiosk.cli.keeping import make_backup

    make_backup(dest, storage)


@cli.command("key-sheet", help=_("Show the school's key to write down: with it cards stay good after a restore."))
@storage_option
def key_sheet(storage: Path | None) -> None:
    from kiosk.cli.keeping import show_key

    show_key(storage)


@cli.command(help=_("Put a copy back in place; what stood there is moved aside, not deleted."))
@click.argument("file", type=FILE)
@click.option(
    "--at", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"]), help=_("bring back this moment")
)
@click.option("--key", help=_("the key that run.py key-sheet showed; without it all cards are issued anew"))
@storage_option
def restore(file: Path, at: dt.datetime | None, key: str | None, storage: Path | None) -> None:
    from kiosk.cli.keeping import restore_backup

    restore_backup(file, storage, at=at, key=key)


@cli.command(help=_("Look whether a copy is whole; without a file, whether the school's data are."))
@click.argument("file", required=False, type=FILE)
@storage_option
def verify(file: Path | None, storage: Path | None) -> None:
    from kiosk.cli.keeping import verify_backup

    verify_backup(file, storage)


@cli.command(help=_("Print a one-time code for a technician's sign-in, here at this PC."))
@click.argument("login", required=False)
@storage_option
def technician(login: str | None, storage: Path | None) -> None:
    from kiosk.cli.keeping import technician_code

    technician_code(login, storage)


BENCHES = ("store", "pages", "timetable", "reports", "families", "lowband", "evening", "drop")


@cli.command(help=_("Measure this PC: store, pages, timetables, reports, families, a slow link, an evening, uploads."))
@click.argument("name", type=click.Choice(BENCHES))
@click.option("--rows", type=click.IntRange(1000, 5_000_000), default=100_000, help=_("report rows in the store"))
@click.option("--json", "json_file", type=NEW_FILE, help=_("write every figure into this file"))
def bench(name: str, rows: int, json_file: Path | None) -> None:
    from kiosk.cli.measuring import measure

    measure(name, rows, json_file)


@cli.command(
    help=_("Run every check of the program itself; what follows is handed to pytest."),
    context_settings={"ignore_unknown_options": True},
)
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def test(ctx: click.Context, pytest_arguments: Sequence[str]) -> None:
    from kiosk.cli.testing import check_everything

    ctx.exit(check_everything(pytest_arguments))
