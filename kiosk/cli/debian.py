"""What the tests need that pip cannot bring, through apt where that is allowed: a browser, fonts, LibreOffice."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from ctypes.util import find_library
from pathlib import Path
from typing import Final

from kiosk.cli.saying import say
from kiosk.problems import N_


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _file(path: str) -> Callable[[], bool]:
    return lambda: Path(path).exists()


PACKAGES: Final[Mapping[str, Callable[[], bool]]] = {
    "chromium": _program("chromium"),
    "fonts-noto-core": _file("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf"),
    "libcairo2": lambda: find_library("cairo") is not None,
    "libreoffice-calc": _file("/usr/lib/libreoffice/program/libsclo.so"),
    "libreoffice-writer": _file("/usr/lib/libreoffice/program/libswlo.so"),
    "poppler-utils": _program("pdftoppm"),
}


def bring_missing() -> None:
    """Install what is missing; where that is not possible, say what to install and go on: the tests will tell."""
    missing = [name for name, is_there in PACKAGES.items() if not is_there()]
    if not missing:
        return
    names = " ".join(missing)
    if shutil.which("apt-get") is None or (command := _apt_get()) is None:
        say(N_("The tests need these as well; please install them: %(names)s"), names=names)
        return
    say(N_("Installing for the tests: %(names)s"), names=names)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*command, "update", "-q"], check=False, env=environment)  # noqa: S603  because the words are ours
    install = [*command, "install", "-y", "-q", "--no-install-recommends", *missing]
    if subprocess.run(install, check=False, env=environment).returncode:  # noqa: S603  because the words are ours
        say(N_("apt-get could not install them; the tests that need them will fail"))


def _apt_get() -> list[str] | None:
    """The command as root, or through sudo if that asks for no password; None if neither."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return ["apt-get"]
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode == 0:  # noqa: S603  because the words are ours
        return [sudo, "-n", "apt-get"]
    return None
