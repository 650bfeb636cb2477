"""Names of people as a Russian school writes them: surname first, initials after, never torn apart by a line break."""

NBSP = "\u00a0"


def initial(word: str) -> str:
    """«Мария» → «М.», «Анна-Мария» → «А.-М.»; an empty word gives nothing."""
    return "-".join(f"{part[0].upper()}." for part in word.split("-") if part)


def initials(surname: str, first: str, patronymic: str = "") -> str:
    """«Иванова М. П.»; whatever is missing is left out."""
    short = [initial(first.strip()), initial(patronymic.strip())]
    return NBSP.join(part for part in [surname.strip(), *short] if part)


def short_name(full: str) -> str:
    """«Иванова Мария Петровна» → «Иванова М. П.». One word stays as it is."""
    surname, first, *rest = [*full.split(), "", ""][:3] if full.strip() else ("", "", "")
    return initials(surname, first, rest[0] if rest else "")


def child_name(first: str, surname: str) -> str:
    """«Мария И.», «Елизавета К.-П.»: all that an open or family page says of a child (F1)."""
    return NBSP.join(part for part in (first.strip(), initial(surname.strip())) if part)
