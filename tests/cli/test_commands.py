"""O4, O5, L6: every command says what it does, and ends with 0, 1 or 2."""

import re
import zipfile
from pathlib import Path

import pytest

from kiosk.actor import SYSTEM, Role
from kiosk.cli.__main__ import main
from kiosk.cli.group import cli
from kiosk.cli.opening import clock_for, opened, settings_for
from kiosk.cli.saying import language, problem_of
from kiosk.signin.actions import add_account, secret_of
from kiosk.signin.records import Account
from kiosk.store import Busy, Damaged, Newer, Reason, StoreError, Unwritable
from kiosk.words import tongue

COMMANDS = (
    "serve",
    "demo",
    "import",
    "export",
    "backup",
    "key-sheet",
    "restore",
    "verify",
    "technician",
    "bench",
    "test",
)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    for name in ("KAMERTON_STORAGE", "KAMERTON_PORT"):
        monkeypatch.delenv(name, raising=False)


def account(storage: Path, name: str, *roles: Role) -> int:
    with opened(settings_for(storage), beside_server=True) as store:
        return add_account(store, SYSTEM, Account(name=name, roles=roles)).id


def test_no_command_is_without_help() -> None:
    assert sorted(cli.commands) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: run.py {command}")


@pytest.mark.parametrize(
    "arguments",
    (["nonsense"], ["--nonsense"], ["serve", "--port", "70000"], ["import"], ["restore", "нет.zip"], ["bench", "x"]),
)
def test_wrong_use_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "Error:" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", (["backup"], ["key-sheet"], ["verify"], ["technician"]))
def test_where_there_is_no_school_nothing_is_made(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "пусто"
    assert main([*arguments, "--storage", str(folder)]) == 1
    assert "There is no school in" in capsys.readouterr().err
    assert not folder.exists()


def test_wrong_settings_are_refused_before_anything_starts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kiosk.toml").write_text("port = 0.5\nprot = 1\n", "utf-8")
    assert main(["--storage", str(tmp_path)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "port: kiosk.toml: port must be a number from 0 to 65535, not «0.5»",
        "prot: kiosk.toml: there is no setting called prot",
    ]


def test_a_copy_is_made_looked_at_and_put_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    storage, other = tmp_path / "школа", tmp_path / "другой ПК"
    account(storage, "Орлова Анна", Role.DIRECTOR)
    copy = tmp_path / "копия.zip"
    assert main(["backup", str(copy), "--storage", str(storage)]) == 0
    assert main(["verify", str(copy)]) == 0
    assert main(["verify", "--storage", str(storage)]) == 0
    assert main(["restore", str(copy), "--storage", str(other)]) == 0
    said = capsys.readouterr().out
    assert "is whole" in said
    assert "every family card and PIN slip must be printed anew" in said
    assert (other / "kiosk.db").exists()


def test_a_spoilt_copy_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoilt = tmp_path / "копия.zip"
    with zipfile.ZipFile(spoilt, "w") as archive:
        archive.writestr("kiosk.db", "nothing")
    assert main(["verify", str(spoilt)]) == 1
    assert main(["restore", str(spoilt), "--storage", str(tmp_path / "x")]) == 1
    assert "is damaged" in capsys.readouterr().err


@pytest.mark.parametrize("command", (["verify"], ["restore", "--storage", "x"]))
def test_what_is_no_copy_at_all_is_called_so(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "снимок.png"
    picture.write_bytes(b"\x89PNG and so on")
    assert main([*command, str(picture)]) == 1
    said = capsys.readouterr().err
    assert ("is no copy of Kamerton" in said, "zip file" in said) == (True, False)


def test_with_the_key_from_paper_a_restored_school_keeps_its_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, copy = tmp_path / "old", tmp_path / "new", tmp_path / "copy.zip"
    account(old, "Белов", Role.TECHNICIAN)
    assert main(["key-sheet", "--storage", str(old)]) == 0
    key = re.search(r"^    (\S.*)$", capsys.readouterr().out, re.MULTILINE)
    assert key is not None
    assert main(["backup", str(copy), "--storage", str(old)]) == 0
    assert main(["restore", str(copy), "--storage", str(new), "--key", key[1]]) == 0
    said = capsys.readouterr().out
    assert ("The key is new" in said, (new / "secret").read_bytes()) == (False, (old / "secret").read_bytes())
    assert re.search(r"the copy of \d\d\.\d\d\.\d{4} \d\d:\d\d is in", said)


def test_a_technician_gets_a_code_at_the_pc_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    account(tmp_path, "Соколова", Role.TEACHER)
    technician = account(tmp_path, "Белов", Role.TECHNICIAN)
    assert main(["technician", "--storage", str(tmp_path)]) == 0
    found = re.search(r"^    (\S+)$", capsys.readouterr().out, re.MULTILINE)
    assert found is not None
    settings = settings_for(tmp_path)
    with opened(settings, beside_server=True) as store:
        kept = secret_of(store, technician)
        assert kept.code_hash
        assert found[1] not in kept.code_hash
        assert kept.code_until is not None
        assert kept.code_until > clock_for(settings).now()


def test_of_two_technicians_one_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    account(tmp_path, "Белов", Role.TECHNICIAN)
    account(tmp_path, "Ким", Role.TECHNICIAN)
    assert main(["technician", "--storage", str(tmp_path)]) == 1
    assert "Белов, Ким" in capsys.readouterr().err
    assert main(["technician", "Ким", "--storage", str(tmp_path)]) == 0
    assert main(["technician", "Орлова", "--storage", str(tmp_path)]) == 1


@pytest.mark.parametrize(
    "error",
    (
        Busy(Path("storage"), 17),
        Busy(Path("storage"), 0),
        *(Unwritable(reason, "detail") for reason in Reason),
        Damaged("kiosk.db"),
        Newer("kiosk.db", 2, 1),
        StoreError("something"),
    ),
)
def test_every_error_of_the_store_is_a_sentence(error: StoreError) -> None:
    sentence = tongue("en").worded(problem_of(error))
    assert "%(" not in sentence
    assert sentence[0].isupper() or sentence.startswith("kiosk.db")


@pytest.mark.parametrize(
    ("variables", "encoding", "code"),
    (
        ({}, "utf-8", "ru"),
        ({"LANG": "C.UTF-8"}, "utf-8", "ru"),
        ({"LANG": "ru_RU.UTF-8"}, "cp866", "ru"),
        ({"LANG": "en_US.UTF-8"}, "utf-8", "en"),
        ({}, "ascii", "en"),
        ({}, None, "en"),
    ),
)
def test_the_language_of_a_terminal(variables: dict[str, str], encoding: str | None, code: str) -> None:
    assert language(variables, encoding) == code
