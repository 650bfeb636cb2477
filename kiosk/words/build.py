"""Compiles the Russian catalogue and says what is wrong with it: `python -m kiosk.words.build [--check] [--add]`.

A tool for developers: polib is not shipped. The Russian of a capability lies in `kiosk/words/ru/<capability>.po`,
of what several use in `common.po`; all of them together become `ru.mo`.
"""

import argparse
import ast
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec
import polib
from jinja2 import Environment, TemplateSyntaxError
from jinja2.ext import extract_from_ast

from kiosk.words.tongue import COUNT

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).with_name("ru")
COMPILED = Path(__file__).with_name("ru.mo")

ARGUMENTS = {"_": 1, "N_": 1, "Problem": 1, "gettext": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}
"""The functions that mark a sentence, and how many of their arguments are strings of it."""

TEMPLATES = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)

PLURAL_FORMS = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
PLURALS = 3
HEADER = {"Content-Type": "text/plain; charset=utf-8", "Language": "ru", "Plural-Forms": PLURAL_FORMS}
COUNTED = f"%({COUNT})s"
"""A Problem that counts has three forms in Russian, though it has one msgid."""

PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")
NOT_CAPABILITIES = {"base", "errors", "parts"}

Key = tuple[str, str]
"""Context («» for none) and msgid: what a sentence is known by."""

Call = tuple[int, str, list[str]]
"""Line, marking function, its strings."""


class Use(msgspec.Struct):
    """A sentence as code and templates use it."""

    plural: str = ""
    places: list[str] = msgspec.field(default_factory=list)
    rooms: set[str] = msgspec.field(default_factory=set)


def main(arguments: list[str] | None = None) -> int:
    """0 when the catalogue is whole, 1 with a line for each thing that is not."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.words.build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, only say what is wrong")
    parser.add_argument("--add", action="store_true", help="put missing sentences, untranslated, into their .po files")
    chosen = parser.parse_args(arguments)
    uses = used_sentences(ROOT)
    if chosen.add:
        add_missing(uses, FOLDER)
    catalogue, faults = joined_catalogue(FOLDER)
    faults += faults_of(uses, catalogue)
    if chosen.check:
        faults += stale(catalogue, COMPILED)
    else:
        COMPILED.write_bytes(compiled(catalogue))
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{len(catalogue)} sentences, {len(uses)} used, {len(faults)} faults\n")
    return 1 if faults else 0


# what is used


def used_sentences(root: Path) -> dict[Key, Use]:
    """Every sentence of kiosk/**.py and templates/**.html with the places that use it."""
    uses: dict[Key, Use] = defaultdict(Use)
    for path, read in sources(root):
        place = path.relative_to(root)
        for line, name, strings in reading(path, read):
            key, plural = keyed(name, strings)
            use = uses[key]
            use.plural = use.plural or plural
            use.places.append(f"{place.as_posix()}:{line}")
            use.rooms.add(room_of(place))
    return dict(uses)


def sources(root: Path) -> Iterator[tuple[Path, Callable[[str], Iterator[Call]]]]:
    """Sources of sentences with the way to read them."""
    yield from ((path, calls_in_python) for path in sorted((root / "kiosk").rglob("*.py")))
    yield from ((path, calls_in_template) for path in sorted((root / "templates").rglob("*.html")))


def reading(path: Path, read: Callable[[str], Iterator[Call]]) -> list[Call]:
    """Calls of one file; a file that does not parse yet is said and passed over, its own checks refuse it."""
    try:
        return list(read(path.read_text(encoding="utf-8")))
    except (SyntaxError, TemplateSyntaxError) as unread:
        sys.stderr.write(f"{path}: not read: {unread}\n")
        return []


def calls_in_python(source: str) -> Iterator[Call]:
    """Calls of the marking functions whose sentences stand there literally."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (name := marking_name(node.func)):
            strings = [part.value for part in node.args[: ARGUMENTS[name]] if isinstance(part, ast.Constant)]
            if strings and len(strings) == ARGUMENTS[name] and all(isinstance(part, str) for part in strings):
                yield node.lineno, name, [str(part) for part in strings]


def marking_name(function: ast.expr) -> str:
    """Which marking function a call names; `Refusal.of` counts, another `of` does not."""
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in ARGUMENTS:
            return name
        case ast.Attribute(value=ast.Name(id="Refusal"), attr="of"):
            return "Problem"
        case _:
            return ""


def calls_in_template(source: str) -> Iterator[Call]:
    """The same of a template, by Jinja's own reader."""
    for line, name, message in extract_from_ast(TEMPLATES.parse(source)):
        strings = [message] if isinstance(message, str) else [part for part in message or () if part is not None]
        if len(strings) >= ARGUMENTS.get(name, sys.maxsize):
            yield line, name, strings[: ARGUMENTS[name]]


def keyed(name: str, strings: list[str]) -> tuple[Key, str]:
    """What a call marks: context and msgid, and its plural."""
    match name, strings:
        case "ngettext", [one, many]:
            return ("", one), many
        case "pgettext", [context, msgid]:
            return (context, msgid), ""
        case "npgettext", [context, one, many]:
            return (context, one), many
        case "_" | "gettext", [msgid]:
            return ("", msgid), ""
        case _:
            return ("", strings[0]), strings[0] if COUNTED in strings[0] else ""


def room_of(path: Path) -> str:
    """The capability that a file belongs to: the name of its folder."""
    room = Path(path.parts[1]).stem
    return "web" if path.parts[0] == "templates" and (room in NOT_CAPABILITIES or room.startswith("base")) else room


# what is translated


def joined_catalogue(folder: Path) -> tuple[dict[Key, polib.POEntry], list[str]]:
    """All .po files as one, and a fault for a sentence that two of them word differently."""
    catalogue: dict[Key, polib.POEntry] = {}
    faults = []
    for path in sorted(folder.glob("*.po")):
        for entry in polib.pofile(str(path), encoding="utf-8"):
            key = (entry.msgctxt or "", entry.msgid)
            if key in catalogue and not same_text(catalogue[key], entry):
                faults.append(f"{path.name}: worded in two ways: {entry.msgid!r}")
            catalogue.setdefault(key, entry)
    return catalogue, faults


def same_text(one: polib.POEntry, other: polib.POEntry) -> bool:
    return (one.msgstr, one.msgstr_plural) == (other.msgstr, other.msgstr_plural)


def faults_of(uses: dict[Key, Use], catalogue: dict[Key, polib.POEntry]) -> list[str]:
    """Missing and unused sentences, then what is wrong within an entry."""
    missing = [f"{uses[key].places[0]}: missing: {key[1]!r}" for key in uses if key not in catalogue]
    unused = [f"unused: {key[1]!r}" for key in catalogue if key not in uses]
    within = [
        f"{uses[key].places[0]}: {fault}: {key[1]!r}"
        for key, entry in catalogue.items()
        if key in uses
        for fault in entry_faults(entry, uses[key].plural)
    ]
    return missing + unused + within


def entry_faults(entry: polib.POEntry, plural: str) -> Iterator[str]:
    """Why one entry cannot be shown to people as it stands."""
    texts = list(entry.msgstr_plural.values()) if plural else [entry.msgstr]
    if entry.fuzzy:
        yield "fuzzy"
    if plural and len(texts) != PLURALS:
        yield f"{PLURALS} plural forms wanted"
    if not all(texts):
        yield "untranslated"
        return
    wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(plural))
    for text in texts:
        if set(PLACEHOLDER.findall(text)) - wanted or (not plural and wanted - set(PLACEHOLDER.findall(text))):
            yield f"placeholders differ in {text!r}"


# what is written


def compiled(catalogue: dict[Key, polib.POEntry]) -> bytes:
    """The .mo file: the same catalogue gives the same bytes, whenever it is built."""
    book = polib.POFile()
    book.metadata = HEADER
    book.extend(catalogue[key] for key in sorted(catalogue))
    return bytes(book.to_binary())


def stale(catalogue: dict[Key, polib.POEntry], path: Path) -> list[str]:
    if path.is_file() and path.read_bytes() == compiled(catalogue):
        return []
    return [f"{path.name} is not what the .po files say: run python -m kiosk.words.build"]


def add_missing(uses: dict[Key, Use], folder: Path) -> None:
    """Puts an empty entry for each missing sentence into the .po file of its capability."""
    catalogue, _ = joined_catalogue(folder)
    for key in sorted(uses.keys() - catalogue.keys()):
        use = uses[key]
        entry = polib.POEntry(msgid=key[1], msgctxt=key[0] or None)
        if use.plural:
            entry.msgid_plural = use.plural
            entry.msgstr_plural = dict.fromkeys(range(PLURALS), "")
        path = folder / f"{home_of(use.rooms)}.po"
        path.write_text(f"{opened(path)}\n{entry}", encoding="utf-8", newline="\n")


def home_of(rooms: Iterable[str]) -> str:
    """A sentence of one capability lies with it, one that several use lies in common.po."""
    names = sorted(rooms)
    return names[0] if len(names) == 1 else "common"


def opened(path: Path) -> str:
    if path.is_file():
        return path.read_text(encoding="utf-8")
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in HEADER.items())
    return f'msgid ""\nmsgstr ""\n{lines}'


if __name__ == "__main__":
    raise SystemExit(main())
