"""Names of files as people bring them, made fit for every disk."""

import re
from typing import Final

_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=\.|\Z)", re.IGNORECASE)
"""Names that Windows gives to devices, with any ending."""


def safe_name(name: str, *, letters: int = 150, nameless: str = "file") -> str:
    """The file's own name without folders and signs that no disk takes; for showing and downloading only."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip(". ")
    kept = clean[-letters:].lstrip(". ") or nameless
    return f"_{kept}" if _DEVICES.match(kept) else kept
