"""Which files of the vault are needed, and by what: the same bytes lie there once, whoever brought them (L19, W1)."""

from collections.abc import Iterator

import msgspec

from kiosk.backing.records import TRACKS
from kiosk.consents.records import CONSENTS
from kiosk.drop.records import UPLOADS
from kiosk.guides.records import VERSIONS
from kiosk.store import Store
from kiosk.works.records import REVIEWS


class Use(msgspec.Struct, frozen=True):
    """A record that needs a file."""

    collection: str
    record: int
    file: str


def uses(store: Store) -> Iterator[Use]:
    """Every record that keeps a file, but for imports that wait; a test holds that no kind was forgotten."""
    for upload in store[UPLOADS].all():
        if upload.blob:
            yield Use(UPLOADS.name, upload.id, upload.blob)
    for paper in store[CONSENTS].all():
        yield from (Use(CONSENTS.name, paper.id, step.scan.blob) for step in paper.steps if step.scan is not None)
    for track in store[TRACKS].all():
        yield Use(TRACKS.name, track.id, track.file.blob)
    for review in store[REVIEWS].all():
        yield from (Use(REVIEWS.name, review.id, sound.blob) for sound in review.sounds)
    for version in store[VERSIONS].all():
        if version.blob:
            yield Use(VERSIONS.name, version.id, version.blob)


def lost(store: Store) -> list[Use]:
    """Records whose file the disk has lost: nobody notices before somebody asks for it."""
    there = set(store.vault.ids())
    return [use for use in uses(store) if use.file not in there]


def files_in_use(store: Store) -> set[str]:
    """All files that some record keeps."""
    return {use.file for use in uses(store)}
