"""A backing track that the accompanist has handed out."""

import io
import wave

from kiosk.backing import actions
from kiosk.backing.records import Track
from kiosk.problems import Refusal
from tests.school import NamedSchool

PIECE = "М. Глинка, «Жаворонок»"


def sound(seconds: int = 1) -> bytes:
    """A real WAV file, silent."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * 8000 * seconds)
    return written.getvalue()


def hand_out_a_track(school: NamedSchool) -> Track:
    """Дроздов's recording, given to Мария and to the ensemble that he plays for."""
    store, actor = school.store, school.actor("Дроздов")
    files = [actions.Brought("медленно.wav", io.BytesIO(sound()))]
    brought = actions.bring(store, actor, school.staff["Дроздов"], PIECE, files, key=None, now=school.clock.now())
    assert not isinstance(brought, Refusal)
    to = {"students": (school.students["Мария"].id,), "groups": (school.groups["Терция"].id,)}
    given = actions.rewrite(store, actor, brought[0], piece=PIECE, title="медленно", **to)
    assert not isinstance(given, Refusal)
    return given
