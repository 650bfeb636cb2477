"""The catalogue is complete, or the build says what is missing and where (O6)."""

import gettext
from io import BytesIO
from pathlib import Path

import polib
import pytest

from kiosk.words import build

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'


def used(tmp_path: Path, source: str, template: str = "") -> dict[build.Key, build.Use]:
    (tmp_path / "kiosk" / "reports").mkdir(parents=True)
    (tmp_path / "templates" / "reports").mkdir(parents=True)
    (tmp_path / "kiosk" / "reports" / "rules.py").write_text(source, encoding="utf-8")
    (tmp_path / "templates" / "reports" / "day.html").write_text(template, encoding="utf-8")
    return build.used_sentences(tmp_path)


def faults(uses: dict[build.Key, build.Use], tmp_path: Path, **books: str) -> list[str]:
    folder = tmp_path / "ru"
    folder.mkdir()
    for name, text in books.items():
        (folder / f"{name}.po").write_text(HEADER + text, encoding="utf-8")
    catalogue, found = build.joined_catalogue(folder)
    return found + build.faults_of(uses, catalogue)


def test_sentences_are_found_in_code_and_templates(tmp_path: Path) -> None:
    source = (
        'Problem("one " "sentence", field="a")\nN_("two")\nRefusal.of("three", field="b")\nother.of("not this")\n'
        'Problem(msgid)\n_(name)\npgettext("month", "May")\n'
    )
    template = (
        '{{ _("four") }}{{ ngettext("%(num)s row", "%(num)s rows", n) }}{{ _(label) }}{% trans %}five{% endtrans %}'
    )
    uses = used(tmp_path, source, template)
    assert set(uses) == {
        ("", "one sentence"),
        ("", "two"),
        ("", "three"),
        ("month", "May"),
        ("", "four"),
        ("", "%(num)s row"),
        ("", "five"),
    }
    assert uses["", "%(num)s row"].plural == "%(num)s rows"
    assert uses["", "two"].places == ["kiosk/reports/rules.py:2"]
    assert uses["", "two"].rooms == {"reports"}


def test_a_problem_that_counts_has_three_forms(tmp_path: Path) -> None:
    uses = used(tmp_path, 'Problem("Rows still open: %(count)s", values={"count": 3})')
    assert uses["", "Rows still open: %(count)s"].plural == "Rows still open: %(count)s"


@pytest.mark.parametrize(
    ("source", "book", "fault"),
    (
        ('N_("a")', "", "missing"),
        ("", 'msgid "a"\nmsgstr "б"\n', "unused"),
        ('N_("a")', '#, fuzzy\nmsgid "a"\nmsgstr "б"\n', "fuzzy"),
        ('N_("a")', 'msgid "a"\nmsgstr ""\n', "untranslated"),
        ('N_("a %(n)s")', 'msgid "a %(n)s"\nmsgstr "б"\n', "placeholders"),
        ('N_("a")', 'msgid "a"\nmsgstr "б %(n)s"\n', "placeholders"),
        ('ngettext("a", "b", n)', 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "в"\nmsgstr[1] "г"\n', "3 plural forms"),
    ),
)
def test_what_is_wrong_is_said(tmp_path: Path, source: str, book: str, fault: str) -> None:
    found = faults(used(tmp_path, source), tmp_path, reports=book)
    assert len(found) == 1
    assert fault in found[0]


def test_one_sentence_has_one_wording(tmp_path: Path) -> None:
    uses = used(tmp_path, 'N_("a")')
    found = faults(uses, tmp_path, people='msgid "a"\nmsgstr "б"\n', reports='msgid "a"\nmsgstr "в"\n')
    assert found == ["reports.po: worded in two ways: 'a'"]


def test_missing_sentences_are_put_where_they_belong(tmp_path: Path) -> None:
    uses = used(tmp_path, 'N_("a")\nProblem("%(count)s open")')
    folder = tmp_path / "ru"
    folder.mkdir()
    build.add_missing(uses, folder)
    book = polib.pofile(str(folder / "reports.po"))
    assert [entry.msgid for entry in book] == ["%(count)s open", "a"]
    assert len(book[0].msgstr_plural) == 3
    build.add_missing(uses, folder)
    assert len(polib.pofile(str(folder / "reports.po"))) == 2


def test_the_compiled_catalogue_speaks_russian_and_is_always_the_same(tmp_path: Path) -> None:
    plural = (
        'msgid "%(num)s row"\nmsgid_plural "%(num)s rows"\nmsgstr[0] "строка"\nmsgstr[1] "строки"\nmsgstr[2] "строк"\n'
    )
    (tmp_path / "reports.po").write_text(HEADER + plural, encoding="utf-8")
    catalogue, _ = build.joined_catalogue(tmp_path)
    assert build.compiled(catalogue) == build.compiled(catalogue)
    words = gettext.GNUTranslations(BytesIO(build.compiled(catalogue)))
    forms = [words.ngettext("%(num)s row", "%(num)s rows", count) for count in (1, 2, 5, 11, 21, 104)]
    assert forms == ["строка", "строки", "строк", "строк", "строка", "строки"]


def test_a_stale_catalogue_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "ru.mo").write_bytes(b"old")
    assert build.stale({}, tmp_path / "ru.mo")
    (tmp_path / "ru.mo").write_bytes(build.compiled({}))
    assert not build.stale({}, tmp_path / "ru.mo")


def test_this_projects_own_catalogue_is_complete(capsys: pytest.CaptureFixture[str]) -> None:
    status = build.main(["--check"])
    assert status == 0, capsys.readouterr().out
