"""tuspy, a client that knows nothing of Kamerton, against the real server (W1)."""

import hashlib
import io
from collections.abc import Iterator
from typing import BinaryIO

import pytest
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from kiosk.drop.records import UPLOADS
from tests.drop.wire import Served, behind_a_server
from tests.school import NamedSchool

FILM = b"ID3\x03" + bytes(range(256)) * 20000


@pytest.fixture
def there(school: NamedSchool) -> Iterator[Served]:
    with behind_a_server(school) as server:
        yield server


@pytest.fixture
def film() -> BinaryIO:
    """Handed over open: files that tuspy opens by itself it leaves open."""
    return io.BytesIO(FILM)


def client(there: Served) -> TusClient:
    return TusClient(f"http://localhost:{there.port}/uploads/", headers={"Cookie": there.cookie})


def told(there: Served) -> dict[str, str]:
    student = str(there.school.students["Мария"].id)
    return {"filename": "Полонез.mp3", "student": student, "task": "Полонез", "assignment": ""}


def whole(there: Served) -> None:
    (upload,) = there.school.store[UPLOADS].all()
    assert (upload.sha256, upload.file_name) == (hashlib.sha256(FILM).hexdigest(), "Полонез.mp3")


@pytest.mark.parametrize("chunk", [400_000, 10**9])
@pytest.mark.parametrize("checksum", [False, True])
def test_in_pieces_or_at_once_with_and_without_checksums(
    there: Served, film: BinaryIO, chunk: int, *, checksum: bool
) -> None:
    client(there).uploader(file_stream=film, chunk_size=chunk, metadata=told(there), upload_checksum=checksum).upload()
    whole(there)


def test_it_goes_on_where_it_stopped(there: Served, film: BinaryIO) -> None:
    first = client(there).uploader(file_stream=film, chunk_size=300_000, metadata=told(there))
    for _ in range(2):
        first.upload_chunk()  # type: ignore[no-untyped-call]  # because tuspy says nothing of it
    again = client(there).uploader(file_stream=film, chunk_size=10**9, url=first.url)
    assert again.offset == 600_000
    again.upload()
    whole(there)


def test_without_a_session_it_is_told_so(there: Served, film: BinaryIO) -> None:
    stranger = TusClient(f"http://localhost:{there.port}/uploads/")
    with pytest.raises(TusCommunicationError) as refused:
        stranger.uploader(file_stream=film, metadata=told(there)).upload()
    assert refused.value.status_code == 401
