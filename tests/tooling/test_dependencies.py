"""O5: what is installed is what is pinned, known, licensed and without a known hole."""

import datetime as dt
import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADVISORIES = tomllib.loads((Path(__file__).with_name("advisories.toml")).read_text("utf-8"))
ALLOWED_LICENCES = re.compile(r"MIT|BSD|Zope|ZPL|PSF|Apache|LGPL-2\.1", re.IGNORECASE)


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    found = [line.partition(";")[0].strip(" \\") for line in lines if "==" in line and not line.startswith("#")]
    return {
        normal(package.partition("[")[0]): version for package, _, version in (line.partition("==") for line in found)
    }


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


RUNTIME, TESTS = pins("requirements.txt"), pins("requirements-dev.txt")
WINDOWS_ONLY = {"colorama", "tzdata"}


@pytest.mark.parametrize("name", ("requirements.txt", "requirements-dev.txt", "requirements-photos.txt"))
def test_every_line_is_a_pin(name: str) -> None:
    assert all(re.fullmatch(r"\d+(\.\d+)+", version) for version in pins(name).values())


def test_the_extra_is_what_is_tried() -> None:
    assert pins("requirements-photos.txt").items() <= TESTS.items()


def test_every_pin_carries_the_hashes_of_its_files() -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    for block in re.split(r"\n(?=[\w])", text.partition("argon2")[1] + text.partition("argon2")[2]):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}$", block.rstrip(), re.MULTILINE), block.splitlines()[0]


@pytest.mark.parametrize(("package", "version"), sorted(RUNTIME.items()))
def test_what_runs_is_what_is_pinned(package: str, version: str) -> None:
    if package not in WINDOWS_ONLY:
        assert metadata.version(package) == version


def test_everything_beneath_is_pinned_too() -> None:
    wanted = {
        normal(re.split(r"[\s;<>=!~\[(]", needed)[0])
        for package in RUNTIME.keys() - WINDOWS_ONLY
        for needed in metadata.requires(package) or []
        if "extra ==" not in needed
    }
    assert wanted - {"importlib-metadata", "typing-extensions"} <= RUNTIME.keys()


@pytest.mark.parametrize("advisory", ADVISORIES["advisory"], ids=lambda advisory: advisory["id"])
def test_no_known_hole_is_installed(advisory: dict[str, str]) -> None:
    installed = metadata.version(advisory["package"])
    assert numbers(installed) >= numbers(advisory["fixed_in"]), advisory["what"]


def test_the_list_of_holes_is_dated() -> None:
    assert isinstance(ADVISORIES["looked_through"], dt.date)


@pytest.mark.parametrize("package", sorted(RUNTIME))
def test_each_runtime_package_is_explained_with_its_licence(package: str) -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    row = next((line for line in page.splitlines() if line.startswith(f"| {package} ")), "")
    assert ALLOWED_LICENCES.search(row), package


@pytest.mark.parametrize("package", sorted(RUNTIME.keys() - WINDOWS_ONLY))
def test_licences_are_what_the_page_says(package: str) -> None:
    about = metadata.metadata(package)
    stated = [
        value[:60] for name in ("License-Expression", "License", "Classifier") for value in about.get_all(name) or []
    ]
    said = " ".join(value for value in stated if "::" not in value or value.startswith("License"))
    assert ALLOWED_LICENCES.search(said), said
