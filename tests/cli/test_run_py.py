"""O5: one command on a bare machine. run.py is looked at as a file, piece by piece, and once from end to end."""

import ast
import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN_PY = ROOT / "run.py"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """run.py as a module that believes it lies in an empty folder, on a Russian machine."""
    spec = importlib.util.spec_from_file_location("run_py", RUN_PY)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path / "Школа № 2" / "Камертон (копия)"
    folder.mkdir(parents=True)
    (folder / "requirements.txt").write_text("# one\nflask==3.1.3\nclick==8.5.1\n", "utf-8")
    (folder / "requirements-dev.txt").write_text("pytest==9.2.0\n", "utf-8")
    monkeypatch.setattr(module, "ROOT", str(folder))
    for name in ("LC_ALL", "LC_MESSAGES", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    return module


def test_an_old_python_can_at_least_read_it() -> None:
    ast.parse(RUN_PY.read_text("utf-8"), feature_version=(3, 6))


def test_it_needs_the_standard_library_alone() -> None:
    tree = ast.parse(RUN_PY.read_text("utf-8"))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""])
    }
    assert imported <= sys.stdlib_module_names


@pytest.mark.parametrize(
    ("version", "bits", "words"),
    (
        ((3, 10, 13), 64, "3.11 или новее"),
        ((3, 6, 15), 64, "3.6.15"),
        ((2, 7, 18), 64, "2.7.18"),
        ((3, 12, 1), 32, "32-битный"),
    ),
)
def test_a_python_that_will_not_do(run: ModuleType, version: tuple[int, int, int], bits: int, words: str) -> None:
    with pytest.raises(run.Refused, match=words):
        run.check_python(version, bits)


def test_a_python_that_will_do(run: ModuleType) -> None:
    run.check_python((3, 11, 0), 64)
    run.check_python()


def test_every_sentence_is_there_twice(run: ModuleType) -> None:
    for russian, english in run.SENTENCES.values():
        assert any("а" <= letter <= "я" for letter in russian.lower())
        assert english.isascii() or "«" in english


@pytest.mark.parametrize(
    ("variables", "russian"),
    (
        ({}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LC_ALL": "ru_RU", "LANG": "en_US"}, True),
    ),
)
def test_it_speaks_as_the_machine_does(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], *, russian: bool
) -> None:
    monkeypatch.delenv("LANG")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert run.speaks_russian() is russian


def test_another_list_another_folder_another_kind_each_ask_for_an_installation(run: ModuleType) -> None:
    home = run.ROOT
    first = run.marker(home, with_tests=False)
    assert first != run.marker(home + "2", with_tests=False)
    assert first != run.marker(home, with_tests=True)
    assert first == run.marker(home, with_tests=False)
    Path(home, "requirements.txt").write_text("flask==3.1.4\n", "utf-8")
    assert first != run.marker(home, with_tests=False)


def test_line_ends_of_windows_ask_for_nothing(run: ModuleType) -> None:
    first = run.marker(run.ROOT, with_tests=False)
    listed = Path(run.ROOT, "requirements.txt")
    listed.write_bytes(listed.read_bytes().replace(b"\n", b"\r\n"))
    assert first == run.marker(run.ROOT, with_tests=False)


def test_half_a_copy_is_said_so(run: ModuleType) -> None:
    Path(run.ROOT, "requirements.txt").unlink()
    with pytest.raises(run.Refused, match="Скопируйте папку Камертона целиком"):
        run.environment()


def test_packages_for_another_python_are_said_so(run: ModuleType) -> None:
    wheels = Path(run.ROOT, "wheels")
    wheels.mkdir()
    (wheels / "msgspec-0.22.0-cp39-cp39-win_amd64.whl").touch()
    with pytest.raises(run.Refused, match=r"Python 3\.9, а это"):
        run.wheels_folder()


def test_packages_for_this_python_are_taken_with_their_own_pip(run: ModuleType) -> None:
    wheels = Path(run.ROOT, "wheels")
    wheels.mkdir()
    tag = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    (wheels / f"msgspec-0.22.0-{tag}-{tag}-win_amd64.whl").touch()
    (wheels / "pip-26.0-py3-none-any.whl").touch()
    assert run.wheels_folder() == str(wheels)
    assert run.pip_in(str(wheels)) == str(wheels / "pip-26.0-py3-none-any.whl")


def test_debian_without_ensurepip_is_told_what_to_install(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(run.Refused, match="sudo apt install python3-venv"):
        run.make_venv(str(Path(run.ROOT, ".venv")), with_pip=True)


def test_a_folder_one_may_not_write_to_sends_everything_to_the_user(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "данные"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "данные"))
    monkeypatch.setattr(run, "is_writable", lambda folder: folder != run.ROOT)
    monkeypatch.setattr(run, "install", lambda _home, _wanted: None)
    python, storage = run.environment()
    assert Path(storage).parent.parent == tmp_path / "данные"
    assert Path(python).is_relative_to(tmp_path / "данные")
    assert "В папку программы писать нельзя" in capsys.readouterr().out


def test_nowhere_to_write_at_all(run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(run, "is_writable", lambda _folder: False)
    with pytest.raises(run.Refused, match="Перенесите папку Камертона"):
        run.environment()


def test_a_probe_leaves_nothing_behind(run: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "пусто"
    folder.mkdir()
    assert run.is_writable(str(folder))
    assert not run.is_writable(str(folder / "нет"))
    assert list(folder.iterdir()) == []


def test_a_failed_installation_shows_the_last_words_of_pip(run: ModuleType) -> None:
    code = "print('Collecting flask==3.1.3'); print('ERROR: no network'); raise SystemExit(1)"
    with pytest.raises(run.Refused, match=r"(?s)Нужна сеть.*ERROR: no network"):
        run.follow([sys.executable, "-c", code], 2)


def test_the_marker_is_written_last(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_off(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "make_venv", lambda folder, with_pip: Path(folder).mkdir(exist_ok=with_pip or True))
    monkeypatch.setattr(run, "pip_install", broken_off)
    assert run.main(["--version"]) == 1
    assert not Path(run.marker(run.ROOT, with_tests=False)).exists()


def test_the_second_start_installs_nothing_and_hands_over(run: ModuleType) -> None:
    """From end to end: a folder with Cyrillic and spaces, a real venv without pip, a kiosk that says what it got."""
    home = Path(run.ROOT)
    venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(home / ".venv")
    Path(run.marker(str(home), with_tests=False)).touch()
    (home / "run.py").write_bytes(RUN_PY.read_bytes())
    (home / "kiosk" / "cli").mkdir(parents=True)
    (home / "kiosk" / "cli" / "__main__.py").write_text(
        "import os, sys\n"
        "print(sys.argv[1:], sys.prefix != sys.base_prefix, os.environ['PYTHONUTF8'])\n"
        "raise SystemExit(2)\n",
        "utf-8",
    )
    (home / "flask.py").write_text("raise SystemExit('a file beside us is not Flask')\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "run.py", "import", "ученики (2).xlsx"],
        cwd=home,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.stdout, done.returncode) == ("['import', 'ученики (2).xlsx'] True 1\n", 2), done.stderr


def test_an_old_python_is_refused_from_end_to_end() -> None:
    code = f"import sys, runpy; sys.version_info = (3, 8, 18); runpy.run_path({str(RUN_PY)!r}, run_name='__main__')"
    variables = {**os.environ, "LANG": "ru_RU.UTF-8", "LC_ALL": "", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=variables, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Камертону нужен Python 3.11 или новее, а это Python 3.8.18")
    assert "Traceback" not in done.stderr


HOLD = """
import runpy, sys
run = runpy.run_path(sys.argv[1], run_name="held")
with run["Turn"](sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_two_first_starts_make_the_environment_one_after_the_other(
    run: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = Path(run.ROOT, ".venv.lock")
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(RUN_PY), str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    assert first.stdout.readline() == "held\n"
    turn = run.Turn(str(lock))
    taken, tries = turn.taken, []

    def let_go_when_asked(*, wait: bool) -> bool:
        tries.append(wait)
        if wait:
            first.communicate()
        return bool(taken(wait=wait))

    turn.taken = let_go_when_asked
    with turn:
        assert first.returncode == 0
    assert tries == [False, True]
    assert "жду его" in capsys.readouterr().out


def test_what_another_start_made_meanwhile_is_not_made_again(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Path(run.marker(run.ROOT, with_tests=False))
    made.parent.mkdir()
    monkeypatch.setattr(run.Turn, "__enter__", lambda _self: made.touch())
    monkeypatch.setattr(run.Turn, "__exit__", lambda _self, *_: None)
    monkeypatch.setattr(run, "make_venv", lambda *_, **__: pytest.fail("made twice"))
    assert run.environment() == (run.venv_python(run.ROOT), None)


# чем занят · без строк документации
LEAN = [(["serve"], True), ([], True), (["demo"], True), (["bench", "pages"], True), (["test"], False)]


@pytest.mark.skipif(sys.platform == "win32", reason="there it is a child, not exec")
@pytest.mark.parametrize(("arguments", "lean"), LEAN, ids=[" ".join(row[0]) or "nothing" for row in LEAN])
def test_the_server_is_lean_and_tests_keep_their_assertions(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, arguments: list[str], *, lean: bool
) -> None:
    handed: list[dict[str, str]] = []
    monkeypatch.setattr(run.os, "execve", lambda _python, _command, variables: handed.append(variables))
    run.hand_over(sys.executable, arguments, None)
    assert (handed[0].get("PYTHONOPTIMIZE") == "2") is lean
    assert handed[0]["PYTHONUTF8"] == "1"
