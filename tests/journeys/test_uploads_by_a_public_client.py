"""tus-js-client as its authors ship it, in a real browser, against the real server (W1)."""

import hashlib
from pathlib import Path

from kiosk.drop.records import UPLOADS
from kiosk.signin import passes
from tests.drop.uploading import pass_of
from tests.journeys.conftest import Kiosk, Opened, away

VENDOR = Path(__file__).parents[1] / "data/vendor"
NAME = "tus-js-client-4.3.1.min.js"
MEGABYTES = 12

BEGIN = """
async ([student, megabytes]) => {
  const piece = new Uint8Array(1 << 20);
  for (let i = 0; i < piece.length; i++) piece[i] = (i * 31 + (i >> 8)) & 255;
  window.film = new File(["ID3\\x03", ...Array(megabytes).fill(piece)], "Полонез.mp3", {type: "audio/mpeg"});
  const hash = window.isSecureContext ? 1 : 0;
  window.options = {
    endpoint: "/uploads/", chunkSize: 3 << 20, retryDelays: [0, 100, 200, 400, 800, 1600],
    metadata: {filename: "Полонез.mp3", filetype: "audio/mpeg", student: String(student), task: "Полонез"},
  };
  return await new Promise((resolve) => {
    window.upload = new tus.Upload(window.film, {...window.options, onChunkComplete: (_, sent) => {
      if (sent > 4 << 20) window.upload.abort().then(() => resolve([window.upload.url, sent, hash]));
    }});
    window.upload.start();
  });
}
"""
GO_ON = """
async () => await new Promise(async (resolve, reject) => {
  const again = new tus.Upload(window.film, {...window.options, onError: reject,
    onSuccess: () => resolve(again.url)});
  const before = await again.findPreviousUploads();
  again.resumeFromPreviousUpload(before[0]);
  again.start();
})
"""


def film() -> bytes:
    piece = bytes((number * 31 + (number >> 8)) & 255 for number in range(1 << 20))
    return b"ID3\x03" + piece * MEGABYTES


def test_the_client_is_the_one_of_its_authors() -> None:
    line = (VENDOR / f"{NAME}.sha256").read_text("utf-8").split()
    assert line == [hashlib.sha256((VENDOR / NAME).read_bytes()).hexdigest(), NAME]


def test_it_begins_stops_and_goes_on_after_the_server_was_away(kiosk: Kiosk, opened: Opened) -> None:
    page = opened("/board", expect_errors=True)
    value = pass_of(kiosk.school)
    page.context.add_cookies([{"name": passes.COOKIE, "value": value, "url": f"{kiosk.url}/uploads/"}])
    page.evaluate((VENDOR / NAME).read_text("utf-8"))
    url, sent, secure = page.evaluate(BEGIN, [kiosk.school.students["Мария"].id, MEGABYTES])
    assert (secure, sent > 4 << 20, sent < MEGABYTES << 20) == (0, True, True)
    with away(kiosk):
        pass
    assert page.evaluate(GO_ON) == url
    (upload,) = kiosk.school.store[UPLOADS].all()
    assert upload.sha256 == hashlib.sha256(film()).hexdigest()
    assert upload.file_name == "Полонез.mp3"
