"""Photos are shown without the place where they were taken, dot for dot; originals are not touched (W1, L6)."""

import io
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps
from PIL.PngImagePlugin import PngInfo

from kiosk.documents import jpeg, pictures
from kiosk.documents.jpeg import NotClean
from kiosk.documents.pictures import thumbnail, without_place

WHERE = b"GPS-53.3474-83.7784"
GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def picture(side: tuple[int, int] = (64, 40)) -> Image.Image:
    drawn = Image.new("RGB", side)
    drawn.putdata([(x * 3 % 256, y * 5 % 256, (x * y) % 256) for y in range(side[1]) for x in range(side[0])])
    return drawn


def photo(kind: str = "JPEG", *, turn: int = 6, drawn: Image.Image | None = None, **more: Any) -> bytes:
    """As a phone writes it: place, maker, thumbnail of the camera, colours."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = turn, WHERE.decode()
    exif.get_ifd(GPS)[29] = WHERE.decode()
    out = io.BytesIO()
    (drawn or picture()).save(out, kind, exif=exif, icc_profile=COLOURS, **more)
    return out.getvalue()


COLOURS = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def dots(content: bytes) -> Any:
    with Image.open(io.BytesIO(content)) as opened:
        return ImageOps.exif_transpose(opened).convert("RGB").tobytes()


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize(
    "more", ({}, {"progressive": True}, {"comment": WHERE}), ids=("plain", "progressive", "remark")
)
def test_a_photo_stays_upright_and_loses_its_place(turn: int, more: dict[str, Any]) -> None:
    taken = photo(turn=turn, **more)
    assert WHERE in taken
    shown = without_place(taken, "image/jpeg")
    assert WHERE not in shown
    assert dots(shown) == dots(taken)
    with Image.open(io.BytesIO(shown)) as opened:
        assert opened.info["icc_profile"] == COLOURS
        assert dict(opened.getexif()) == ({ORIENTATION: turn} if turn > 1 else {})


def test_a_second_picture_behind_the_first_is_cut_off() -> None:
    taken = photo()
    assert without_place(taken + photo() + WHERE, "image/jpeg") == without_place(taken, "image/jpeg")


def test_cleaning_twice_is_cleaning_once() -> None:
    for turn in (1, 6):
        once = without_place(photo(turn=turn), "image/jpeg")
        assert without_place(once, "image/jpeg") == once


def test_colours_of_a_print_shop_are_kept() -> None:
    out = io.BytesIO()
    picture().convert("CMYK").save(out, "JPEG")
    assert b"Adobe" in out.getvalue()
    assert dots(without_place(out.getvalue(), "image/jpeg")) == dots(out.getvalue())


def test_png_and_webp_lose_their_remarks_too() -> None:
    told = PngInfo()
    told.add_text("Location", WHERE.decode())
    told.add_itxt("XML:com.adobe.xmp", WHERE.decode())
    for kind, more in (("PNG", {"pnginfo": told}), ("WEBP", {"lossless": True, "xmp": WHERE})):
        taken = photo(kind, turn=1, **more)
        shown = without_place(taken, f"image/{kind.lower()}")
        assert WHERE in taken
        assert WHERE not in shown
        assert dots(shown) == dots(taken)
        assert without_place(taken + WHERE, f"image/{kind.lower()}") == shown


@pytest.mark.parametrize(
    ("content", "kind"),
    (
        (b"", "image/jpeg"),
        (b"\xff\xd8", "image/jpeg"),
        (photo()[:-2], "image/jpeg"),
        (photo()[:40], "image/jpeg"),
        (b"\xff\xd8\xff\xe1\0\0\xff\xd9", "image/jpeg"),
        (b"\xff\xd8\xff\xe1\xff\xff\xff\xd9", "image/jpeg"),
        (b"\xff\xd8\xff\xda\0\2" + b"\xff" * 1_000_000, "image/jpeg"),
        (b"\xff\xd8" + b"\xff\xda\0\2" * 200_000 + b"\xff\xd9", "image/jpeg"),
        (photo("PNG")[:-1], "image/png"),
        (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0IDATcrc." * 200_000 + photo("PNG")[-12:], "image/png"),
        (b"RIFF\x0c\0\0\0WEBPVP8X\0\0\0\0", "image/webp"),
        (photo("WEBP")[:-9], "image/webp"),
        (photo(), "image/heic"),
        (photo(), "video/mp4"),
    ),
)
def test_what_cannot_be_vouched_for_is_not_shown(content: bytes, kind: str) -> None:
    with pytest.raises(NotClean):
        without_place(content, kind)


@given(at=st.integers(0, 3000), wrong=st.binary(max_size=6), cut=st.integers(0, 3000))
def test_bent_photos_are_shown_clean_or_not_at_all(at: int, wrong: bytes, cut: int) -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        bent = TAKEN[kind][:at] + wrong + TAKEN[kind][at + len(wrong) : len(TAKEN[kind]) - cut]
        try:
            shown = without_place(bent, f"image/{kind.lower()}")
        except NotClean:
            continue
        assert without_place(shown, f"image/{kind.lower()}") == shown


TAKEN = {kind: photo(kind) for kind in ("JPEG", "PNG", "WEBP")}


@given(remarks=st.binary(max_size=60), order=st.sampled_from((b"II*\0", b"MM\0*")))
def test_any_remarks_of_a_camera_are_read_or_left(remarks: bytes, order: bytes) -> None:
    assert 0 <= jpeg._orientation(b"Exif\0\0" + order + remarks) < 2**16


def test_a_thumbnail_is_small_and_upright() -> None:
    small = thumbnail(photo(drawn=picture((1600, 1000)), turn=6))
    assert small is not None
    with Image.open(io.BytesIO(small)) as opened:
        assert (opened.format, opened.size) == ("JPEG", (300, pictures.THUMBNAIL_SIDE))
        assert not dict(opened.getexif())
    assert thumbnail(b"not a picture") is None
    assert thumbnail(photo()[:300]) is None


@pytest.mark.parametrize(
    ("side", "kind", "more"),
    (
        ((6000, 5000), "PNG", {}),
        ((6000, 5000), "GIF", {}),
        ((6000, 5000), "JPEG", {"progressive": True}),
        ((9000, 9000), "JPEG", {}),
    ),
)
def test_what_unpacks_to_too_much_is_not_made_small(side: tuple[int, int], kind: str, more: dict[str, Any]) -> None:
    out = io.BytesIO()
    Image.new("L", side).save(out, kind, **more)
    assert thumbnail(out.getvalue()) is None


def test_a_large_photo_of_a_phone_is_made_small() -> None:
    out = io.BytesIO()
    Image.new("RGB", (8000, 6000)).save(out, "JPEG")
    assert thumbnail(out.getvalue()) is not None


def test_without_the_extra_there_are_no_thumbnails(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = photo()
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert thumbnail(taken) is None
