"""How the files of a work are shown: heard, seen, or only to be downloaded, told by their content (W2, L6)."""

from collections.abc import Iterable

import msgspec

from kiosk.documents.kinds import Found, what_is
from kiosk.documents.media import Kind
from kiosk.drop.records import Upload
from kiosk.store import Store


class Brought(msgspec.Struct, frozen=True):
    """A file of the work as it is shown. ``note`` is a msgid (HEVC)."""

    upload: Upload
    kind: str
    note: str = ""
    seconds: int = 0

    @property
    def heard(self) -> bool:
        """Sound or video: it has moments of which something can be said."""
        return self.kind in {Kind.SOUND.value, Kind.VIDEO.value}

    @property
    def seen(self) -> bool:
        """A photo that every browser shows."""
        return self.kind == Kind.PHOTO.value and not self.note


def brought(store: Store, uploads: Iterable[Upload]) -> list[Brought]:
    """The files of a work: what is heard comes first, then the others as they came."""
    return sorted((_brought(store, one) for one in uploads), key=lambda one: not one.heard)


def _brought(store: Store, upload: Upload) -> Brought:
    if not upload.blob or not store.vault.has(upload.blob):
        return Brought(upload, "")
    what = what_is(store.vault.path(upload.blob), upload.file_name)
    if not isinstance(what, Found):
        return Brought(upload, "")
    return Brought(upload, what.kind.value, what.note, what.seconds)
