"""The form of the sheet's head and codes → a record, or problems by field (L3)."""

import re
from typing import Final

from kiosk.hours.records import USUAL_CODES, Code, SheetSettings
from kiosk.problems import N_
from kiosk.web import Form

LONGEST_CODE: Final = 4
WRONG_OKPO: Final = N_("An OKPO code has 8 or 10 figures.")
WRONG_CODE: Final = N_("A code is one to four letters or figures, such as Ф or ДО.")
SAME_CODE: Final = N_("«%(code)s» stands for two things. Each needs a code of its own.")
OKPO: Final = re.compile(r"\d{8}(\d{2})?")


def read_settings(form: Form) -> SheetSettings | None:
    """Head and codes; an empty code is the usual one."""
    okpo = form.text("okpo", limit=20)
    if okpo and not OKPO.fullmatch(okpo):
        form.refuse("okpo", WRONG_OKPO)
    codes: dict[str, str] = {}
    for code in Code:
        letters = form.text(f"code-{code.value}", limit=20) or USUAL_CODES[code]
        if len(letters) > LONGEST_CODE or not letters.isalnum():
            form.refuse(f"code-{code.value}", WRONG_CODE)
        elif letters.casefold() in {one.casefold() for one in codes.values()}:
            form.refuse(f"code-{code.value}", SAME_CODE, code=letters)
        codes[code.value] = letters
    settings = SheetSettings(
        division=form.text("division", limit=120, required=True),
        okpo=okpo,
        responsible=form.text("responsible", limit=120),
        executor=form.text("executor", limit=120),
        codes={name: letters for name, letters in codes.items() if letters != USUAL_CODES[Code(name)]},
    )
    return None if form.problems else settings


def settings_form(settings: SheetSettings) -> Form:
    """What stands in the form at first."""
    return Form.filled(
        division=settings.division,
        okpo=settings.okpo,
        responsible=settings.responsible,
        executor=settings.executor,
        **{f"code-{code.value}": settings.letters(code) for code in Code},
    )
