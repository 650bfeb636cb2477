"""Sound for the made-up school: short melodies as WAV files, computed, so that there is something to hear."""

import io
import math
import wave
from collections.abc import Sequence
from typing import Final

RATE: Final = 8000
LOUDNESS: Final = 60
MIDDLE: Final = 128
A4: Final = 440.0
A4_NUMBER: Final = 69
SEMITONES: Final = 12
FADE: Final = 3.0
"""So quickly a tone dies away, as on a piano."""

LARK: Final = (76, 74, 72, 71, 69, 71, 72, 74, 76, 81, 79, 76)
"""A melody of our own in A minor, as MIDI numbers."""


def melody(notes: Sequence[int], *, seconds_each: float = 0.4) -> bytes:
    """The notes one after another as a WAV file, one voice, eight bits."""
    samples = bytearray()
    for note in notes:
        frequency = A4 * 2 ** ((note - A4_NUMBER) / SEMITONES)
        for place in range(int(RATE * seconds_each)):
            moment = place / RATE
            samples.append(
                MIDDLE + round(LOUDNESS * math.exp(-FADE * moment) * math.sin(math.tau * frequency * moment))
            )
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(bytes(samples))
    return written.getvalue()
