"""O5: `run.py test` runs everything, shows everything, and ends with pytest's own line."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.cli import debian, testing
from kiosk.cli.testing import Step

ROOT = Path(__file__).resolve().parents[2]
GOOD = Step("good", ("-c", "print('not shown')"))
BAD = Step("bad", ("-c", "print('ёлка: what is wrong'); raise SystemExit(3)"))


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """No apt, and pytest only noted: this very run is one."""
    asked: list[list[str]] = []

    def run_pytest(arguments: list[str]) -> int:
        asked.append(arguments)
        return 0

    monkeypatch.setattr(debian, "bring_missing", lambda: None)
    monkeypatch.setattr(testing, "run_pytest", run_pytest)
    return asked


def test_ci_calls_the_one_command_and_nothing_cleverer() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert lines[1:] == ["set -eu", 'cd "$(dirname "$0")/.."', "exec python3 run.py test"]


def test_a_check_that_is_well_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert testing.run(GOOD).status == 0
    assert capsys.readouterr().out.split()[:2] == ["good", "ok"]


def test_all_run_even_when_one_failed_and_the_end_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], alone: list[list[str]]
) -> None:
    monkeypatch.setattr(testing, "CHECKS", (BAD, GOOD))
    assert testing.check_everything([]) == 1
    said = capsys.readouterr().out
    assert "FAILED" in said
    assert "ёлка: what is wrong" in said
    assert said.splitlines()[-1].startswith("good")
    assert alone == [[]]


def test_all_well_is_0(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing, "CHECKS", (GOOD,))
    assert testing.check_everything([]) == 0


def test_arguments_are_pytests_and_then_only_pytest_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], alone: list[list[str]]
) -> None:
    monkeypatch.setattr(testing, "CHECKS", (BAD,))
    assert testing.check_everything(["tests/cli", "-x"]) == 0
    assert alone == [["tests/cli", "-x"]]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("step", testing.CHECKS, ids=lambda step: step.name)
def test_every_check_is_there_to_be_run(step: Step) -> None:
    module = step.arguments[1] if step.arguments[0] == "-m" else "importlinter.cli"
    code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({module!r}) is None)"
    done = subprocess.run([sys.executable, "-c", code], env=testing.environment(), check=False)
    assert done.returncode == 0


def test_what_apt_may_not_bring_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setattr(debian, "PACKAGES", {"chromium": lambda: False, "poppler-utils": lambda: True})
    monkeypatch.setattr("shutil.which", lambda _name: None)
    debian.bring_missing()
    assert capsys.readouterr().out == "The tests need these as well; please install them: chromium\n"
