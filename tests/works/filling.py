"""Works handed in and answered in the named school."""

import io
import math
import struct
import wave
from typing import Any

from kiosk.drop.actions import Parcel, Sender, receive
from kiosk.drop.records import Upload
from kiosk.problems import Refusal
from kiosk.works import actions, queries
from tests.school import Answer, NamedSchool


def tone(seconds: float = 1.0, hertz: int = 440) -> bytes:
    """A WAV file that every browser plays."""
    rate = 8000
    whole = io.BytesIO()
    with wave.open(whole, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        count = int(seconds * rate)
        sound.writeframes(
            b"".join(struct.pack("<h", int(9000 * math.sin(2 * math.pi * hertz * at / rate))) for at in range(count))
        )
    return whole.getvalue()


TONE = tone()


def hand_in(school: NamedSchool, child: str = "Мария", *files: tuple[bytes, str], **more: Any) -> Upload:  # Any: fields
    """A work of a child under one receipt; the first of its files."""
    family = "Петровы" if child == "Артём" else "Ивановы"
    given: dict[str, Any] = {
        "household": school.households[family].id,
        "student": school.students[child].id,
        "task": "Этюд",
        "how": "card + PIN",
    }
    parcels = [Parcel(name, io.BytesIO(content)) for content, name in files or ((TONE, "этюд.wav"),)]
    outcome = receive(
        school.store, school.actor("Ким"), parcels, Sender(**given | more), key=None, now=school.clock.now()
    )
    assert not isinstance(outcome, Refusal)
    return outcome[0]


def answer(school: NamedSchool, work: Upload, do: str = "accept", who: str = "Соколова", **more: object) -> Answer:
    """Press a button of the review, with words by default."""
    page = f"/inbox/{work.id}"
    typed: dict[str, object] = {"text": "Уже звучит целиком.", "mark": "4+", "conditions": "home", "do": do}
    return school.client(who).post(f"{page}/review", typed | more, page=page)


def spoken(school: NamedSchool, work: Upload, content: bytes = TONE, name: str = "рецензия.wav") -> str:
    """A recording for its review, brought by the phone of Соколова; the ticket."""
    staff = school.staff["Соколова"]
    author = actions.Author(school.actor("Соколова"), staff, school.clock.now())
    there = queries.work(school.store, author.actor, staff, work.id)
    assert there is not None
    actions.open_work(school.store, author, there)
    secret = actions.issue_ticket(school.store, author, there)
    ticket = actions.good_ticket(school.store, secret, school.clock.now())
    assert ticket is not None
    done = actions.bring_sound(school.store, ticket, name, io.BytesIO(content), now=school.clock.now())
    assert not isinstance(done, Refusal)
    return secret
