"""W2: the inbox by student, task, day and state; a receipt looked up; all works of a task as one streamed zip."""

import datetime as dt
import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from kiosk.documents.zip_stream import PIECE, stream_zip, unique_names
from tests.assignments.filling import assign
from tests.school import NamedSchool
from tests.works.filling import TONE, answer, hand_in, tone

DAY = dt.timedelta(1)


def shown(school: NamedSchool, query: str = "", who: str = "Соколова") -> list[str]:
    """Receipts in the order of the inbox."""
    rows = school.client(who).get(f"/inbox?{query}").text.partition("<tbody>")[2].partition("</tbody>")[0]
    return [row.partition('data-th="Квитанция">')[2].partition("<")[0] for row in rows.split("<tr")[1:]]


def test_what_waits_comes_first_and_each_filter_narrows(school: NamedSchool) -> None:
    assign(school, "Мария", "Пётр")
    first = hand_in(school, assignment="a1")
    school.clock.advance(DAY)
    second = hand_in(school, "Пётр", assignment="a1")
    school.clock.advance(DAY)
    third = hand_in(school, task="Полонез")
    answer(school, third)
    answer(school, first, "redo", mark="")
    in_order = [second.receipt, third.receipt, first.receipt]
    assert shown(school) == in_order
    for query, found in (
        (f"student={school.students['Пётр'].id}", [second]),
        ("task=a1", [second, first]),
        ("state=accepted", [third]),
        ("state=returned", [first]),
        ("state=new", [second]),
        ("since=26.11", [third]),
        (f"q={third.receipt}", [third]),
        (f"q={third.receipt.lower()}", [third]),
        ("q=иванов+пет", [second]),
        ("q=иванов+пётр", [second]),
        ("student=999", []),
        ("since=вздор", [second, third, first]),
    ):
        assert shown(school, query) == [one.receipt for one in found], query


def test_the_office_finds_a_receipt_and_a_stranger_does_not(school: NamedSchool) -> None:
    work = hand_in(school)
    assert shown(school, f"q={work.receipt}", "Ким") == [work.receipt]
    assert shown(school, f"q={work.receipt}", "Белов") == []


def test_what_was_answered_long_ago_is_found_by_its_day(school: NamedSchool) -> None:
    old, waiting = hand_in(school), hand_in(school, "Пётр")
    answer(school, old)
    school.clock.advance(130 * DAY)
    assert shown(school) == [waiting.receipt]
    assert shown(school, "since=01.11.2026") == [waiting.receipt, old.receipt]


def test_all_works_of_a_task_as_one_zip(school: NamedSchool) -> None:
    """Names are safe and each is there once; struck works and links are left out."""
    assign(school, "Мария", "Пётр")
    two = ((TONE, "этюд.wav"), (tone(0.2), "этюд.wav"))
    hand_in(school, "Мария", *two, assignment="a1")
    hand_in(school, "Пётр", (tone(0.3), "../../C:\\запись?.wav"), assignment="a1")
    hand_in(school, "Мария", (tone(0.4), "чужое.wav"))
    packed = school.client("Соколова").get("/assignments/a1/works.zip")
    assert packed.headers["Content-Type"] == "application/zip"
    assert packed.headers["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(packed.body)) as archive:
        assert archive.testzip() is None
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        names = sorted(archive.namelist())
        assert archive.read(archive.namelist()[0]) in {TONE, tone(0.2), tone(0.3)}
    assert names == [
        "Иванов П., 2026-11-24, запись.wav",
        "Иванова М., 2026-11-24, этюд (2).wav",
        "Иванова М., 2026-11-24, этюд.wav",
    ]


@pytest.mark.parametrize(("who", "reference"), [("Соколова", "a1"), ("Соколова", "a9"), ("Белов", "a1")])
def test_no_works_no_zip(school: NamedSchool, who: str, reference: str) -> None:
    assign(school, "Мария")
    assert school.client(who).get(f"/assignments/{reference}/works.zip").status == 404


def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as there:
        there.truncate(64 * 1024 * 1024)
    tracemalloc.start()
    size = sum(map(len, stream_zip([("a.wav", large), ("b.wav", large)])))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 2 * large.stat().st_size
    assert most < 8 * PIECE


NAMES = (
    (["а.mp3", "б.mp3"], ["а.mp3", "б.mp3"]),
    (["а.mp3", "А.MP3", "а.mp3"], ["а.mp3", "А (2).MP3", "а (3).mp3"]),
    (["а", "а"], ["а", "а (2)"]),
    (["а (2).mp3", "а.mp3", "а.mp3"], ["а (2).mp3", "а.mp3", "а (3).mp3"]),
)


@pytest.mark.parametrize(("wanted", "given"), NAMES)
def test_each_name_is_given_once(wanted: list[str], given: list[str]) -> None:
    assert list(unique_names(wanted)) == given


def test_a_file_that_the_disk_has_lost_is_said_and_the_others_come(
    school: NamedSchool, caplog: pytest.LogCaptureFixture
) -> None:
    assign(school, "Мария", "Пётр")
    lost, kept = (
        hand_in(school, "Мария", (tone(0.3), "а.wav"), assignment="a1"),
        hand_in(school, "Пётр", assignment="a1"),
    )
    school.store.vault.remove([lost.blob])
    teacher = school.client("Соколова")
    for how in ("", "?save=1", "?small=1"):
        answered = teacher.get(f"/inbox/{lost.id}/file{how}")
        assert (answered.status, "больше нет на диске" in answered.text) == (404, True)
    assert lost.blob in caplog.text
    with zipfile.ZipFile(io.BytesIO(teacher.get("/assignments/a1/works.zip").body)) as packed:
        assert [packed.read(name) for name in packed.namelist()] == [TONE]
    assert kept.blob != lost.blob
