"""What a file is: by content, never by name; pages and programs under any name are refused (W1, L6)."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.documents import kinds
from kiosk.documents.kinds import Found, refused_by_head, served_name, what_is
from kiosk.documents.media import BEGINNINGS, ENDINGS, Kind, plays
from kiosk.documents.peek import Peek
from kiosk.problems import Problem
from tests.documents.recordings import (
    GIF,
    ID3_MP3,
    JPEG,
    PAGE,
    PNG,
    SCORE,
    SVG,
    box,
    film,
    heic,
    mp3,
    mp4,
    ole,
    packed,
    webm,
)

# name at home, content, kind, media type, what has to be said of it
TAKEN_IN: tuple[tuple[str, bytes, Kind, str, str], ...] = (
    ("IMG_1.jpg", JPEG, Kind.PHOTO, "image/jpeg", ""),
    ("снимок", PNG, Kind.PHOTO, "image/png", ""),
    ("a.gif", GIF, Kind.PHOTO, "image/gif", ""),
    ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 ", Kind.PHOTO, "image/webp", ""),
    ("IMG_2.HEIC", heic(), Kind.PHOTO, "image/heic", kinds.HEIC),
    ("IMG_2.HEIF", heic(b"mif1"), Kind.PHOTO, "image/heic", kinds.HEIC),
    ("a.avif", box(b"ftyp", b"avif", bytes(4), b"mif1"), Kind.PHOTO, "image/avif", ""),
    ("скан.tif", b"II*\0" + bytes(20), Kind.PHOTO, "image/tiff", kinds.NO_PLAYER),
    ("a.mp3", ID3_MP3, Kind.SOUND, "audio/mpeg", ""),
    ("a.mp3", mp3(), Kind.SOUND, "audio/mpeg", ""),
    ("a.mp3", mp3(before=bytes(1000)), Kind.SOUND, "audio/mpeg", ""),
    ("Диктофон.m4a", mp4(b"", b"M4A "), Kind.SOUND, "audio/mp4", ""),
    ("запись.aac", b"\xff\xf1\x50\x80" + bytes(50), Kind.SOUND, "audio/aac", ""),
    ("a.wav", b"RIFF\x24\0\0\0WAVEfmt ", Kind.SOUND, "audio/wav", ""),
    ("a.ogg", b"OggS" + bytes(24) + b"\x01vorbis", Kind.SOUND, "audio/ogg", ""),
    ("голосовое.oga", b"OggS" + bytes(24) + b"OpusHead", Kind.SOUND, "audio/ogg", ""),
    ("a.flac", b"fLaC" + bytes(40), Kind.SOUND, "audio/flac", ""),
    ("a.amr", b"#!AMR\n" + bytes(40), Kind.SOUND, "audio/amr", kinds.NO_PLAYER),
    ("Голос 001.3gp", mp4(b"", b"3gp4"), Kind.SOUND, "audio/3gpp", ""),
    ("a.wma", bytes.fromhex("3026b2758e66cf11") + bytes(90), Kind.SOUND, "audio/x-ms-wma", kinds.NO_PLAYER),
    ("a.aif", b"FORM\0\0\0\0AIFF", Kind.SOUND, "audio/aiff", kinds.NO_PLAYER),
    ("a.webm", webm("A_OPUS"), Kind.SOUND, "audio/webm", ""),
    ("zhavoronok.mp4", mp4(), Kind.VIDEO, "video/mp4", ""),
    ("потоком.mp4", mp4(index_last=False), Kind.VIDEO, "video/mp4", ""),
    ("IMG_3.MOV", mp4(b"hvc1", b"qt  "), Kind.VIDEO, "video/quicktime", kinds.HEVC),
    ("VID_4.mp4", mp4(b"hev1"), Kind.VIDEO, "video/mp4", kinds.HEVC),
    ("долби.mov", mp4(b"dvh1", b"qt  "), Kind.VIDEO, "video/quicktime", kinds.HEVC),
    ("старая.mov", mp4()[len(film()[0]) :], Kind.VIDEO, "video/quicktime", ""),
    ("a.3gp", mp4(b"s263", b"3gp5"), Kind.VIDEO, "video/3gpp", kinds.NO_PLAYER),
    ("оборвана.mp4", film()[0] + box(b"mdat", bytes(100)), Kind.VIDEO, "video/mp4", kinds.BROKEN_OFF),
    ("a.webm", webm("V_VP9", "A_OPUS"), Kind.VIDEO, "video/webm", ""),
    ("a.mkv", webm("V_MPEG4/ISO/AVC", kind="matroska"), Kind.VIDEO, "video/x-matroska", kinds.NO_PLAYER),
    ("a.mkv", webm("V_MPEGH/ISO/HEVC", kind="matroska"), Kind.VIDEO, "video/x-matroska", kinds.HEVC),
    ("a.avi", b"RIFF\x10\0\0\0AVI LIST", Kind.VIDEO, "video/x-msvideo", kinds.NO_PLAYER),
    (
        "a.wmv",
        bytes.fromhex("3026b2758e66cf11") + bytes(90) + bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b"),
        Kind.VIDEO,
        "video/x-ms-wmv",
        kinds.NO_PLAYER,
    ),
    ("00001.MTS", (bytes(4) + b"\x47" + bytes(187)) * 6, Kind.VIDEO, "video/mp2t", kinds.NO_PLAYER),
    ("ноты.pdf", b"%PDF-1.7\n", Kind.PDF, "application/pdf", ""),
    ("ответы.docx", packed({"[Content_Types].xml": "", "word/document.xml": ""}), Kind.DOCUMENT, "docx", ""),
    ("таблица.xlsx", packed({"[Content_Types].xml": "", "xl/workbook.xml": ""}), Kind.DOCUMENT, "xlsx", ""),
    ("доклад.pptx", packed({"ppt/presentation.xml": ""}), Kind.DOCUMENT, "pptx", ""),
    (
        "ответы.odt",
        packed({"content.xml": ""}, "application/vnd.oasis.opendocument.text"),
        Kind.DOCUMENT,
        "application/vnd.oasis.opendocument.text",
        "",
    ),
    ("старый.doc", ole(), Kind.DOCUMENT, "application/msword", ""),
    ("старая.xls", ole("Workbook"), Kind.DOCUMENT, "application/vnd.ms-excel", ""),
    ("a.rtf", b"{\\rtf1", Kind.DOCUMENT, "application/rtf", ""),
    ("ответы.txt", "1. Тоника".encode(), Kind.DOCUMENT, "text/plain", ""),
    ("ответы.txt", "1. Тоника".encode("cp1251"), Kind.DOCUMENT, "text/plain", ""),
    ("ответы.txt", "1. Тоника".encode("utf-16"), Kind.DOCUMENT, "text/plain", ""),
    ("диктант.mscz", packed({"META-INF/container.xml": "", "диктант.mscx": ""}), Kind.NOTATION, "musescore", ""),
    ("a.mscx", b'<?xml version="1.0"?><museScore version="4.20">', Kind.NOTATION, "musicxml", ""),
    ("a.sib", b"\x0fSIBELIUS" + bytes(40), Kind.NOTATION, "sibelius", ""),
    ("a.mus", b"ENIGMA BINARY FILE" + bytes(40), Kind.NOTATION, "finale", ""),
    ("a.musicxml", SCORE, Kind.NOTATION, "musicxml", ""),
    ("a.xml", SCORE.decode().encode("utf-16"), Kind.NOTATION, "musicxml", ""),
    ("a.mxl", packed({"META-INF/container.xml": "", "score.xml": SCORE}), Kind.NOTATION, "musicxml", ""),
    ("a.mid", b"MThd\0\0\0\6", Kind.NOTATION, "audio/midi", ""),
    ("a.gp5", b"\x18FICHIER GUITAR PRO v5.00", Kind.NOTATION, "guitar-pro", ""),
    ("всё.zip", packed({"1.jpg": JPEG, "2.jpg": JPEG}), Kind.ARCHIVE, "application/zip", ""),
)

# name at home, content, what is said
REFUSED: tuple[tuple[str, bytes, str], ...] = (
    ("фото.jpg", PAGE, kinds.PAGE),
    ("фото.jpg", SVG, kinds.PAGE),
    ("фото.jpg", b"\xef\xbb\xbf  \n<!-- " + b"x" * 900 + b" --><html>", kinds.PAGE),
    ("фото.jpg", PAGE.decode().encode("utf-16"), kinds.PAGE),
    ("ответы.txt", PAGE, kinds.PAGE),
    ("ответы.txt", b"hello <script>alert(1)</script>", kinds.UNKNOWN),
    ("рисунок.svg", SVG, kinds.PAGE),
    ("видео.mp4", b"<!--mdat--><html>", kinds.PAGE),
    ("фото.jpg", b"MZ\x90\0" + bytes(60), kinds.PROGRAM),
    ("ноты.pdf", b"\x7fELF\2\1\1", kinds.PROGRAM),
    ("ноты.pdf", b"#!/bin/sh\nrm -rf ~", kinds.PROGRAM),
    ("игра.zip", packed({"AndroidManifest.xml": "", "classes.dex": ""}), kinds.PROGRAM),
    ("фото.lnk", b"L\0\0\0\x01\x14\x02\0" + bytes(40), kinds.PROGRAM),
    ("setup.doc", ole("_Tables"), kinds.UNKNOWN),
    ("всё.rar", b"Rar!\x1a\7\0", kinds.OTHER_ARCHIVE),
    ("всё.7z", b"7z\xbc\xaf'\x1c\0\4", kinds.OTHER_ARCHIVE),
    ("всё.zip", packed({"1.jpg": JPEG})[:-30], kinds.CUT_ARCHIVE),
    ("script.bat", b"del *.*", kinds.UNKNOWN),
    ("фото.jpg", b"one", kinds.UNKNOWN),
    ("данные.bin", bytes(9000), kinds.UNKNOWN),
    ("Dutyfree.jpg", b"Dutyfree and more", kinds.UNKNOWN),
    ("пусто.mp4", b"", kinds.EMPTY),
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "file"


@pytest.mark.parametrize(("name", "content", "kind", "media_type", "note"), TAKEN_IN, ids=range(len(TAKEN_IN)))
def test_what_a_family_hands_in(place: Path, name: str, content: bytes, kind: Kind, media_type: str, note: str) -> None:
    place.write_bytes(content)
    found = what_is(place, name)
    assert isinstance(found, Found), found
    assert (found.kind, found.note) == (kind, note)
    endings = {"docx": "wordprocessing", "xlsx": "spreadsheet", "pptx": "presentationml"}
    assert endings.get(media_type, media_type) in found.media_type
    assert found.media_type in ENDINGS
    for cut in (8, 64, 512, 4096):
        assert refused_by_head(content[:cut], name) is None, cut


@pytest.mark.parametrize(("name", "content", "said"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_not_taken_in(place: Path, name: str, content: bytes, said: str) -> None:
    place.write_bytes(content)
    refused = what_is(place, name)
    assert isinstance(refused, Problem), refused
    assert refused.msgid == said
    assert refused.field == "file"


def test_a_name_says_nothing_about_the_kind(place: Path) -> None:
    place.write_bytes(JPEG)
    assert {what_is(place, name) for name in ("a.mp4", "a.html", "a.exe", "", "a")} == {what_is(place, "a.jpg")}


# two things at once: the first counts, and it is never given out under the name of the other
POLYGLOTS = (
    ("picture.html", b"GIF89a=1;/*" + PAGE + b"*/", "image/gif", "picture.html.gif"),
    ("photo.jpg", JPEG + packed({"evil.exe": b"MZ"}), "image/jpeg", "photo.jpg"),
    ("photo.jar", JPEG + packed({"META-INF/MANIFEST.MF": ""}), "image/jpeg", "photo.jar.jpg"),
    ("ноты.zip", b"%PDF-1.4\n" + packed({"a": ""}), "application/pdf", "ноты.zip.pdf"),
    ("звук.svg", ID3_MP3 + SVG, "audio/mpeg", "звук.svg.mp3"),
)


@pytest.mark.parametrize(("name", "content", "media_type", "given_as"), POLYGLOTS)
def test_a_file_that_is_two_things(place: Path, name: str, content: bytes, media_type: str, given_as: str) -> None:
    place.write_bytes(content)
    found = what_is(place, name)
    assert isinstance(found, Found)
    assert found.media_type == media_type
    assert served_name(name, media_type) == given_as


def test_the_index_is_found_behind_gigabytes_and_little_is_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beginning, index = film(b"hvc1")
    data = (1).to_bytes(4, "big") + b"mdat" + (16 + 3 * 2**30).to_bytes(8, "big")
    with place.open("wb") as out:
        out.write(beginning + data)
        out.seek(len(beginning) + 16 + 3 * 2**30)
        out.write(index)
    read: list[int] = []
    at = Peek.at

    def counted(self: Peek, start: int, length: int) -> bytes:
        got = at(self, start, length)
        read.append(len(got))
        return got

    monkeypatch.setattr(Peek, "at", counted)
    found = what_is(place, "a.mov")
    assert isinstance(found, Found)
    assert (found.note, found.seconds) == (kinds.HEVC, 161)
    assert sum(read) < 10_000


LIES = (
    box(b"ftyp", b"isom") + b"\0\0\0\0moov" + b"\xff\xff\xff\xfftrak" * 50,
    box(b"ftyp", b"isom") + (b"\0\0\0\x08free" * 5000),
    box(b"ftyp", b"isom") + b"\0\0\0\1moov" + b"\xff" * 8 + bytes(400),
    box(b"ftyp", b"isom") + b"\0\0\0\2moov" + bytes(400),
    box(b"ftyp", b"isom", b"\0\0\0\0moov\0\0\0\0trak\0\0\0\0mdia\0\0\0\0minf\0\0\0\0stbl\0\0\0\0stsd"),
)


@pytest.mark.parametrize("content", LIES, ids=range(len(LIES)))
def test_boxes_that_lie_about_their_length_end_somewhere(place: Path, content: bytes) -> None:
    place.write_bytes(content)
    found = what_is(place, "a.mp4")
    assert isinstance(found, Found)
    assert found.kind is Kind.VIDEO


def contents() -> Iterator[st.SearchStrategy[bytes]]:
    """Anything behind each beginning, real files cut and bent, boxes in disorder."""
    beginnings = [bytes(place) + sign + (found.within or b"").rjust(8) for place, sign, found in BEGINNINGS]
    yield st.binary(max_size=300)
    yield st.builds(bytes.__add__, st.sampled_from(beginnings), st.binary(max_size=300))
    real = st.sampled_from([content for _, content, *_ in TAKEN_IN])
    yield st.builds(lambda content, cut: content[:cut], real, st.integers(0, 6000))
    yield st.builds(
        lambda content, at, wrong: content[:at] + wrong + content[at + len(wrong) :],
        real,
        st.integers(0, 400),
        st.binary(max_size=8),
    )


@given(content=st.one_of(*contents()), name=st.text(max_size=20))
def test_any_bytes_get_a_kind_or_a_sentence(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "x")
        place.write_bytes(content)
        found = what_is(place, name)
    if isinstance(found, Found):
        assert found.media_type in ENDINGS
        assert refused_by_head(content[: kinds.HEAD_BYTES], name) is None
        assert served_name(name, found.media_type).lower().endswith(ENDINGS[found.media_type])
    else:
        assert found.msgid
    for cut in range(0, min(len(content), 64), 7):
        early = refused_by_head(content[:cut], name)
        assert early is None or isinstance(found, Problem)


def test_only_pictures_sound_and_video_are_shown_in_a_page() -> None:
    shown = {media_type for media_type in ENDINGS if plays(media_type)}
    assert {"image/jpeg", "audio/mpeg", "video/mp4", "video/quicktime"} <= shown
    assert all(media_type.split("/")[0] in {"image", "audio", "video"} for media_type in shown)
    assert shown.isdisjoint({"audio/midi", "image/heic", "text/html", "image/svg+xml", "text/plain", "application/pdf"})
