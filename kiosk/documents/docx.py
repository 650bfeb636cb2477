"""Filling Word templates: orders, agreements, consents, Annex 1 (H3, O1, F5).

Schools may bring templates of their own, so a template is a stranger: it runs in Jinja's sandbox, and what is filled
in is escaped (without that «&» and «<» vanish silently and may break the file).
"""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from kiosk.problems import N_, Problem, Refusal

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2 import Environment

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "templates" / "docx"
MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNPACKED_LIMIT: Final = 64 * 1024 * 1024


def fill(template: str | bytes, context: Mapping[str, object]) -> bytes | Refusal:
    """The filled document, the same bytes for the same filling.

    `template` is the name of a shipped one («annex-1») or the bytes of a school's own.

    A school's template that asks for something unknown, or more than filling in, is refused with what is wrong.
    """
    unknown = unknown_names(template, frozenset(context))
    if isinstance(unknown, Refusal):
        return unknown
    if unknown:
        values = {"names": ", ".join(sorted(unknown))}
        return Refusal(problems=(Problem(N_("The template asks for what is not known: %(names)s"), values=values),))
    from jinja2 import TemplateError
    from jinja2.exceptions import SecurityError

    document = _opened(template)
    try:
        document.render(_printable(context), jinja_env=_sandbox(), autoescape=True)
    except SecurityError:
        return Refusal(problems=(Problem(N_("The template tries to do more than fill in text; it was not run")),))
    except (TemplateError, ArithmeticError, AttributeError, TypeError, ValueError, LookupError) as error:
        return _not_a_template(error)
    whole = io.BytesIO()
    document.save(whole)
    return _undated(whole.getvalue())


def _undated(document: bytes) -> bytes:
    """The same document without the moments at which its parts were packed: a reprint has the same bytes (H3)."""
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as packed, zipfile.ZipFile(whole, "w") as again:
        for name in packed.namelist():
            part = zipfile.ZipInfo(name)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            again.writestr(part, packed.read(name))
    return whole.getvalue()


def unknown_names(template: str | bytes, known: frozenset[str]) -> set[str] | Refusal:
    """Names a template asks for beyond `known`; a Refusal if it is no Word document or its marks are broken."""
    from jinja2 import TemplateError
    from lxml.etree import LxmlError

    if isinstance(template, bytes) and (problem := _problem_of_file(template)):
        return Refusal(problems=(problem,))
    try:
        names = _opened(template).get_undeclared_template_variables(jinja_env=_sandbox())
    except (TemplateError, LxmlError, KeyError, ValueError) as error:
        return _not_a_template(error)
    return cast("set[str]", names) - known  # because docxtpl is untyped


def _problem_of_file(template: bytes) -> Problem | None:
    """A Word document is a zip with one known member, and it must not swell beyond what a form can need."""
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            sizes = {member.filename: member.file_size for member in packed.infolist()}
    except zipfile.BadZipFile:
        return Problem(N_("This is not a Word document; save the template as .docx"))
    if "word/document.xml" not in sizes:
        return Problem(N_("This is not a Word document; save the template as .docx"))
    if sum(sizes.values()) > UNPACKED_LIMIT:
        return Problem(N_("The template is too large when unpacked; remove the pictures from it"))
    return None


def _opened(template: str | bytes) -> "DocxTemplate":
    from docxtpl import DocxTemplate

    return DocxTemplate(TEMPLATES / f"{template}.docx" if isinstance(template, str) else io.BytesIO(template))


def _sandbox() -> "Environment":
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _not_a_template(error: Exception) -> Refusal:
    problem = Problem(N_("A mark in the template is broken: %(reason)s"), values={"reason": str(error)})
    return Refusal(problems=(problem,))


def _printable(value: Any) -> Any:  # noqa: ANN401  because a context is any nesting of mappings, lists and values
    """Text without the signs that XML forbids (a pasted NUL would make a file that Word cannot open)."""
    if isinstance(value, str):
        return "".join(sign for sign in value if sign >= " " or sign in "\n\t").encode(errors="ignore").decode()
    if isinstance(value, Mapping):
        return {name: _printable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part) for part in value]
    return value
