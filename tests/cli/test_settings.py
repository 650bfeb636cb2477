"""O5: the settings of the machine; whatever is wrong is said with its place, all at once."""

from pathlib import Path

import pytest

from kiosk.problems import Refusal
from kiosk.settings import Settings, load, table


def loaded(folder: Path, environ: dict[str, str] | None = None, **flags: str | int | None) -> Settings:
    settings = load(folder, environ or {}, flags)
    assert isinstance(settings, Settings), settings
    return settings


def test_a_new_kiosk_needs_no_settings(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert (settings.port, settings.zone, settings.language) == (8080, "Asia/Barnaul", "ru")
    assert settings.zone_info.key == "Asia/Barnaul"


def test_the_flag_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text('port = 1\nidle_minutes = 10\nhosts = ["Kiosk.School"]\n', "utf-8-sig")
    assert loaded(tmp_path).port == 1
    assert loaded(tmp_path, {"KAMERTON_PORT": "2"}).port == 2
    assert loaded(tmp_path, {"KAMERTON_PORT": "2"}, port=3).port == 3
    settings = loaded(tmp_path, {"KAMERTON_PORT": ""}, port=None)
    assert (settings.port, settings.idle_minutes, settings.hosts) == (1, 10, ("kiosk.school",))


@pytest.mark.parametrize(
    ("line", "field"),
    (
        ("port = 70000", "port"),
        ("port = true", "port"),
        ('port = "восемь"', "port"),
        ('listen = "http://x"', "listen"),
        ('zone = "Барнаул"', "zone"),
        ('zone = "../etc"', "zone"),
        ('language = "de"', "language"),
        ("idle_minutes = 0", "idle_minutes"),
        ("hosts = 5", "hosts"),
        ('demo = "maybe"', "demo"),
        ("prot = 8080", "prot"),
        ('storage = "/"', "storage"),
    ),
)
def test_a_wrong_value_is_named(tmp_path: Path, line: str, field: str) -> None:
    (tmp_path / "kiosk.toml").write_text(line, "utf-8")
    refusal = load(tmp_path, {}, {})
    assert isinstance(refusal, Refusal)
    assert [problem.field for problem in refusal.problems] == [field]
    assert refusal.problems[0].values["source"] == "kiosk.toml"


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text("port = -1", "utf-8")
    refusal = load(tmp_path, {"KAMERTON_ZONE": "x"}, {"threads": 1})
    assert isinstance(refusal, Refusal)
    assert [problem.field for problem in refusal.problems] == ["port", "zone", "threads"]


@pytest.mark.parametrize("content", (b"port = ", "port = 1 # не".encode("cp1251"), b"\0"))
def test_a_file_that_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kiosk.toml").write_bytes(content)
    refusal = load(tmp_path, {}, {})
    assert isinstance(refusal, Refusal)
    assert str(tmp_path) in str(refusal.problems[0].values["file"])


def test_every_setting_has_a_line_in_the_table() -> None:
    rows = {name: (kind, default) for name, kind, default, help_ in table() if help_}
    assert rows["port"] == ("number", "8080")
    assert rows["hosts"] == ("list of text", "")
    assert "storage" not in rows
