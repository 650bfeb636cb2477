"""Names of files as people bring them, made fit for every disk."""


def safe_name(name: str, *, letters: int = 150, nameless: str = "file") -> str:
    """The file's own name without folders and signs that no disk takes; for showing and downloading only."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip(". ")
    return clean[-letters:] or nameless
