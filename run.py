#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""Starts Kamerton: `python3 run.py`, `run.py demo`, `run.py test`, `run.py --help` (O5).

The standard library is all it needs. It makes an environment of its own in `.venv`, installs what requirements.txt
lists (from the folder `wheels` beside it, else from the index) and hands over to `python -m kiosk.cli`.
The second start installs nothing. The file must *parse* on Python 3.6, so that an old one is refused with a sentence.
"""

import os
import struct
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
NEEDED = (3, 11)
WINDOWS = os.name == "nt"
DROPPED = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_USER",
    "PIP_REQUIRE_VIRTUALENV",
    "__PYVENV_LAUNCHER__",
)

SENTENCES = {
    "old python": (
        "Камертону нужен Python 3.11 или новее, а это Python {found} ({path}). "
        "Установите новый с python.org (Windows) или пакетом python3 вашей системы и запустите снова.",
        "Kamerton needs Python 3.11 or newer, this is Python {found} ({path}). "
        "Install a newer one from python.org (Windows) or your system's packages, then start again.",
    ),
    "32 bits": (
        "Это 32-битный Python ({path}), а Камертону нужен 64-битный. Установите «Windows installer (64-bit)» с python.org.",
        "This Python is 32-bit ({path}); Kamerton needs a 64-bit one: «Windows installer (64-bit)» from python.org.",
    ),
    "no ensurepip": (
        "В этом Python нет модуля {module}. В Debian и Ubuntu: sudo apt install python3-venv. Затем запустите снова.",
        "This Python has no module {module}. On Debian and Ubuntu: sudo apt install python3-venv. Then start again.",
    ),
    "read-only": (
        "Нельзя писать ни в {folder}, ни в {other}. Перенесите папку Камертона туда, где вам можно писать.",
        "Neither {folder} nor {other} can be written to. Move Kamerton's folder to where you may write.",
    ),
    "elsewhere": (
        "В папку программы писать нельзя, поэтому всё нужное и данные школы лежат в {folder}",
        "The program's folder cannot be written to, so what it needs and the school's data lie in {folder}",
    ),
    "no file": (
        "Нет файла {path}. Скопируйте папку Камертона целиком.",
        "{path} is missing. Copy the whole folder of Kamerton.",
    ),
    "other wheels": (
        "В папке wheels пакеты для Python {there}, а это Python {found}. Установите Python {there} или возьмите другой комплект.",
        "The folder wheels is for Python {there}, this is Python {found}. Install Python {there} or take another bundle.",
    ),
    "preparing": (
        "Первый запуск: готовлю окружение в {folder}",
        "First start: preparing an environment in {folder}",
    ),
    "installing": ("Устанавливаю пакеты: {count} ({source})", "Installing {count} packages ({source})"),
    "from wheels": ("из папки wheels, без сети", "from the folder wheels, without a network"),
    "from index": ("из сети", "from the network"),
    "not installed": (
        "Установка не удалась. Нужна сеть, или папка wheels с пакетами рядом с run.py. Последние строки pip:\n{tail}",
        "The installation failed. It needs a network, or a folder wheels with packages beside run.py. pip's last lines:\n{tail}",
    ),
    "not made": (
        "Не удалось приготовить окружение в {folder}: {reason}. Если Камертон запущен, остановите его; если нет, удалите эту папку.",
        "The environment in {folder} could not be made: {reason}. Stop Kamerton if it is running, else delete that folder.",
    ),
    "waiting": (
        "Другой запуск уже готовит окружение, жду его",
        "Another start is preparing the environment already; waiting for it",
    ),
    "broken off": ("Прервано. Запустите снова: начатое будет доделано.", "Broken off. Start again to finish."),
}


class Refused(Exception):
    """Something that a person can put right; carries the sentence."""


def main(arguments):
    try:
        check_python()
        python, storage = environment(with_tests=arguments[:1] == ["test"])
    except Refused as refusal:
        say(str(refusal), sys.stderr)
        return 1
    except KeyboardInterrupt:
        say(sentence("broken off"), sys.stderr)
        return 1
    return hand_over(python, arguments, storage)


# What this machine must have


def check_python(version=None, bits=None):
    """Refused for an interpreter that cannot run Kamerton. The arguments are for tests."""
    version = version or sys.version_info[:3]
    if tuple(version[:2]) < NEEDED:
        raise Refused(sentence("old python", found=".".join(map(str, version)), path=sys.executable))
    if (bits or struct.calcsize("P") * 8) < 64:
        raise Refused(sentence("32 bits", path=sys.executable))


# The environment


def environment(with_tests=False):
    """(Python of a ready environment, folder for the school's data or None for the usual one)."""
    home = ROOT
    if not os.path.exists(marker(ROOT, False)) and not is_writable(ROOT):
        home = fallback_folder()
    wanted = [False, True] if with_tests else [False]
    if not all(os.path.exists(marker(home, tests)) for tests in wanted):
        with Turn(os.path.join(home, ".venv.lock")):
            install(home, wanted)  # what another start has made meanwhile is not made again
    return venv_python(home), None if home == ROOT else os.path.join(home, "storage")


class Turn:
    """One start at a time makes the environment; the system lets the turn go when the process ends, however it ends."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.file = open(self.path, "a")
        if not self.taken(wait=False):
            say(sentence("waiting"))
            while not self.taken(wait=True):
                pass

    def taken(self, wait):
        try:
            if WINDOWS:
                import msvcrt

                self.file.seek(0)
                msvcrt.locking(self.file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(self.file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # on Windows waiting gives up after ten seconds
            return False
        return True

    def __exit__(self, *_error):
        self.file.close()


def fallback_folder():
    home = os.path.join(user_folder(), "Kamerton" if WINDOWS else "kamerton")
    try:
        os.makedirs(home, exist_ok=True)
    except OSError:
        pass
    if not is_writable(home):
        raise Refused(sentence("read-only", folder=ROOT, other=home))
    say(sentence("elsewhere", folder=home))
    return home


def user_folder():
    if WINDOWS:
        return os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    return os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")


def is_writable(folder):
    """Tried, not asked: permissions, a read-only disk and Windows' rules all show in the same way."""
    probe = os.path.join(folder, ".written-%d.tmp" % os.getpid())
    try:
        with open(probe, "w"):
            pass
        os.remove(probe)
    except OSError:
        return False
    return True


def venv_python(home):
    return os.path.join(home, ".venv", *(("Scripts", "python.exe") if WINDOWS else ("bin", "python")))


def marker(home, with_tests):
    """The file that says «ready», written last: its name holds what it was made from and where.

    A changed list, another Python or a moved folder (a venv knows its own path) each ask for a new installation.
    """
    import hashlib

    made_from = hashlib.sha256(
        repr((sys.version, os.path.realpath(sys.executable), home)).encode("utf-8", "surrogateescape")
    )
    for name in requirement_files(with_tests):
        path = os.path.join(ROOT, name)
        try:
            with open(path, "rb") as file:
                made_from.update(file.read().replace(b"\r\n", b"\n"))
        except OSError:
            raise Refused(sentence("no file", path=path))
    kind = "tests" if with_tests else "ready"
    return os.path.join(home, ".venv", "kamerton-%s-%s" % (kind, made_from.hexdigest()[:16]))


def requirement_files(with_tests):
    return ["requirements.txt", "requirements-dev.txt"] if with_tests else ["requirements.txt"]


def install(home, wanted):
    """Make what is not there yet of the environment."""
    folder = os.path.join(home, ".venv")
    pip_wheel = pip_in(wheels_folder())
    if not os.path.exists(marker(home, False)):
        say(sentence("preparing", folder=folder))
        make_venv(folder, with_pip=not pip_wheel)
    for with_tests in wanted:
        if not os.path.exists(marker(home, with_tests)):
            pip_install(venv_python(home), requirement_files(with_tests)[-1], pip_wheel)
            with open(marker(home, with_tests), "w"):
                pass


def wheels_folder():
    """The folder with packages if it is there; Refused if it was made for another Python."""
    folder = os.path.join(ROOT, "wheels")
    if not os.path.isdir(folder):
        return None
    here = "cp%d%d" % sys.version_info[:2]
    tags = {
        part
        for name in os.listdir(folder)
        if name.startswith("msgspec-")
        for part in name.split("-")
        if part[:3] == "cp3"
    }
    if tags and here not in tags:
        there = ", ".join(sorted("3." + tag[3:].rstrip("t") for tag in tags))
        raise Refused(sentence("other wheels", there=there, found="%d.%d" % sys.version_info[:2]))
    return folder


def pip_in(wheels):
    """pip's own wheel among the packages: it runs from the zip, so that even a Python without ensurepip can install."""
    names = (
        sorted(name for name in os.listdir(wheels) if name.startswith("pip-") and name.endswith(".whl"))
        if wheels
        else []
    )
    return os.path.join(wheels, names[-1]) if names else None


def make_venv(folder, with_pip):
    try:
        import venv

        if with_pip:
            import ensurepip  # noqa: F401  Debian leaves it out of python3
    except ImportError as missing:
        raise Refused(sentence("no ensurepip", module=missing.name))
    try:
        venv.EnvBuilder(clear=True, with_pip=with_pip, symlinks=not WINDOWS).create(folder)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Refused(sentence("not made", folder=folder, reason=error))


def pip_install(python, requirements, pip_wheel):
    wheels = wheels_folder()
    listed = os.path.join(ROOT, requirements)
    pip = [os.path.join(pip_wheel, "pip")] if pip_wheel else ["-m", "pip"]
    command = (
        [python] + pip + ["install", "--no-input", "--disable-pip-version-check", "--progress-bar", "off", "-r", listed]
    )
    if wheels:
        command += ["--no-index", "--find-links", wheels]
    if requirements == "requirements.txt":
        command += ["--only-binary", ":all:", "--require-hashes"]
    with open(listed, encoding="utf-8") as file:
        count = sum(1 for line in file if "==" in line and not line.startswith("#"))
    say(sentence("installing", count=count, source=sentence("from wheels" if wheels else "from index")))
    follow(command, count)


def follow(command, count):
    """Run pip; one line that moves on a terminal, and its last words if it fails."""
    tail, seen, moving = [], 0, sys.stdout.isatty()
    variables = clean_environment()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=variables) as process:
        for raw in process.stdout:
            line = raw.decode("utf-8", "replace").rstrip()
            if not line.startswith("WARNING"):  # «retrying», five times for each package
                tail = (tail + [line[:200]])[-8:]
            if line.startswith("Collecting ") and moving:
                seen += 1
                name = line.split()[1].split("=")[0].split("[")[0]
                sys.stdout.write("\r  %d/%d %-40s" % (min(seen, count), count, name))
                sys.stdout.flush()
    if moving:
        sys.stdout.write("\r%-60s\r" % "")
    if process.returncode:
        raise Refused(sentence("not installed", tail="\n".join("  " + line for line in tail)))


# Handing over


def hand_over(python, arguments, storage):
    """Become the kiosk. On Windows exec would return to the shell at once, so there it is a child we wait for."""
    variables = clean_environment()
    variables.update(PYTHONPATH=ROOT, PYTHONUTF8="1", PYTHONNOUSERSITE="1")
    # threads with a heap of their own each cost megabytes more and are no faster (glibc only)
    variables.setdefault("MALLOC_ARENA_MAX", "1")
    if arguments[:1] != ["test"]:
        # without docstrings and the columns of tracebacks the server needs 4 MB less; tests need their assertions
        variables.update(PYTHONOPTIMIZE="2", PYTHONNODEBUGRANGES="1")
    if storage:
        variables.setdefault("KAMERTON_STORAGE", storage)
    # -P: a file called flask.py in the folder one stands in is not Flask
    command = [python, "-P", "-m", "kiosk.cli"] + arguments
    sys.stdout.flush()
    if not WINDOWS:
        os.execve(python, command, variables)
    process = subprocess.Popen(command, env=variables)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the console gives Ctrl-C to both: the kiosk stops by itself, we wait for it
            continue


def clean_environment():
    return {name: value for name, value in os.environ.items() if name not in DROPPED}


# Words


def sentence(name, **values):
    return SENTENCES[name][0 if speaks_russian() else 1].format(**values)


def speaks_russian():
    """Russian, unless the terminal cannot show it or the machine clearly speaks another language."""
    try:
        "я".encode(getattr(sys.stderr, "encoding", None) or "ascii")
    except (UnicodeError, LookupError):
        return False
    chosen = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return chosen.split(".")[0].lower() in ("", "c", "posix") or chosen.lower().startswith("ru")


def say(text, stream=None):
    stream = stream or sys.stdout
    encoding = getattr(stream, "encoding", None) or "ascii"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
