"""Writes the hashes of every wheel into requirements.txt: `python docs/scripts/pin_hashes.py` after a version changed.

pip says which file it would take for each platform and Python, and the hash that the index gives for it; nothing is
installed. With hashes in the list pip refuses a package that is not the one we tried.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

LIST = Path(__file__).parents[2] / "requirements.txt"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
LINUX = ("manylinux2014", "manylinux_2_17", "manylinux_2_24", "manylinux_2_27", "manylinux_2_28", "manylinux_2_34")
PLATFORMS = (
    ("win_amd64",),
    tuple(f"{tag}_x86_64" for tag in LINUX),
    tuple(f"{tag}_aarch64" for tag in LINUX),
    ("macosx_11_0_arm64", "macosx_14_0_arm64"),
)
PIN = re.compile(r"^(?P<pin>[\w.-]+==[\w.]+)(?P<marker> ; [^\\]+?)?(?: \\)?$")


def main() -> None:
    """Ask for every platform, then write the list anew; comments and markers stay."""
    lines = [line for line in LIST.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("--hash")]
    found = [PIN.match(line) for line in lines]
    pins = [match["pin"] for match in found if match]
    hashes = defaultdict(set)
    for tags in PLATFORMS:
        for python in PYTHONS:
            for name, digest in chosen(pins, tags, python):
                hashes[name].add(digest)
    written = []
    for line, match in zip(lines, found, strict=True):
        if match is None:
            written.append(line)
            continue
        known = sorted(hashes[normal(match["pin"].partition("==")[0])])
        sums = [f"    --hash=sha256:{digest}" for digest in known]
        written.append(" \\\n".join([match["pin"] + (match["marker"] or ""), *sums]))
    LIST.write_text("\n".join(written) + "\n", encoding="utf-8", newline="\n")
    print(f"{sum(map(len, hashes.values()))} hashes of {len(pins)} packages")


def chosen(pins: list[str], tags: tuple[str, ...], python: str) -> list[tuple[str, str]]:
    """(name, SHA-256) of the files that pip would install there."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps"]
        command += ["--only-binary", ":all:", "--target", folder, "--report", str(report), "--python-version", python]
        command += [word for tag in tags for word in ("--platform", tag)]
        subprocess.run([*command, *pins], check=True)  # noqa: S603  because it is pip with our own list
        files = json.loads(report.read_text(encoding="utf-8"))["install"]
    return [
        (normal(file["metadata"]["name"]), file["download_info"]["archive_info"]["hashes"]["sha256"]) for file in files
    ]


def normal(name: str) -> str:
    """A package's name as pip compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
