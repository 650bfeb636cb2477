"""A backing track that the accompanist has handed out, a part that he has checked."""

import io
import wave

from msgspec.structs import replace

from kiosk.backing import actions, checking
from kiosk.backing.records import PART_CHECKS, Heard, PartCheck, Track
from kiosk.journal.records import Value
from kiosk.problems import Refusal
from tests.school import TODAY, NamedSchool

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
    given = actions.rewrite(store, actor, brought[0], replace(brought[0], title="медленно", **to))
    assert not isinstance(given, Refusal)
    return given


def check_a_part(school: NamedSchool, note: str = "Считай паузы") -> PartCheck:
    """Мария has played the second part of the ensemble's piece to Дроздов."""
    given = checking.Given(
        group=school.groups["Терция"].id,
        piece=PIECE,
        part="вторая партия",
        on=TODAY,
        heard=Heard.SCHOOL,
        marks={school.students["Мария"].id: (Value.FOUR_PLUS, note)},
    )
    actor, staff = school.actor("Дроздов"), school.staff["Дроздов"]
    (made,) = checking.record(school.store, actor, staff, given, key=None, now=school.clock.now())
    found = school.store[PART_CHECKS].get(made)
    assert found is not None
    return found
