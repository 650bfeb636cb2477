"""A client of the protocol for tests: what a family's browser or a program would send, nothing hidden."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from flask import Response

from kiosk.drop.records import ARRIVALS, Arrival
from kiosk.signin import passes
from tests.school import Answer, Browser, NamedSchool

VERSION = {"Tus-Resumable": "1.0.0"}
BODY = {"Content-Type": "application/offset+octet-stream"}
SONG = b"ID3\x03" + bytes(range(256)) * 400


def encoded(**told: object) -> str:
    """Upload-Metadata of these."""
    return ",".join(f"{key} {base64.b64encode(str(value).encode()).decode()}" for key, value in told.items())


def metadata(school: NamedSchool, child: str = "Мария", **more: object) -> str:
    """What belongs to an upload for a child."""
    told = {"filename": "Полонез.mp3", "filetype": "audio/mpeg", "student": school.students[child].id}
    return encoded(**(told | {"task": "Полонез наизусть"} | more))


def pass_of(school: NamedSchool, family: str = "Ивановы", *, pin: bool = True) -> str:
    """The cookie that a family's page gives."""
    response = passes.give(school.store, Response(), school.cards[family], pin=pin, now=school.clock.now())
    return response.headers["Set-Cookie"].split(";")[0].split("=", 1)[1]


def give_pass(browser: Browser, school: NamedSchool, family: str, *, pin: bool = True) -> None:
    """As the family's page does."""
    browser.client.set_cookie(passes.COOKIE, pass_of(school, family, pin=pin), path=passes.PATH)


def begun(school: NamedSchool, family: str = "Ивановы", size: int = len(SONG)) -> Arrival:
    """An upload of a family without a byte yet."""
    Client(school, family).begin(size)
    return school.store[ARRIVALS].all()[-1]


@dataclass
class Client:
    """Speaks tus over the test client."""

    school: NamedSchool
    family: str = "Ивановы"
    staff: str = ""
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.browser = self.school.client(self.staff)
        if self.family:
            give_pass(self.browser, self.school, self.family)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """One request; names of headers are written with _ for -, and None leaves one out."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in (VERSION | named).items() if value}
        return Answer(self.browser.client.open(path, method=method, data=body, headers=sent))

    def begin(self, size: int, told: str | None = None, body: bytes = b"", **headers: str) -> Answer:
        """POST /uploads/."""
        kind = BODY if body else {}
        named = {"Upload_Length": str(size), "Upload_Metadata": metadata(self.school) if told is None else told}
        return self.ask("POST", "/uploads/", body, **(named | {"Content_Type": kind.get("Content-Type", "")} | headers))

    def begun(self, size: int = len(SONG), **told: object) -> str:
        """The address of a new upload."""
        answer = self.begin(size, metadata(self.school, **told))  # type: ignore[arg-type]  # because names are free
        assert answer.status == 201, answer.text
        return str(answer.headers["Location"])

    def patch(self, url: str, offset: int, body: bytes, **headers: str) -> Answer:
        """PATCH at an offset."""
        return self.ask(
            "PATCH", url, body, **({"Upload_Offset": str(offset), "Content_Type": BODY["Content-Type"]} | headers)
        )

    def head(self, url: str) -> int:
        """The offset that HEAD tells."""
        answer = self.ask("HEAD", url)
        assert answer.status == 200, answer.status
        return int(answer.headers["Upload-Offset"])
