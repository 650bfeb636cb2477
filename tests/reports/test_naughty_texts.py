"""Whatever is pasted into a report is text or a sentence: nothing half-saved, no formula in a sheet (H2, H3)."""

import io

import openpyxl
import pytest

from kiosk.reports.records import DAYS, DRAFTS, ROWS
from tests.naughty import BROKEN, NAUGHTY, SAFE, encoded
from tests.school import ORIGIN, TODAY, Answer, Browser, NamedSchool

# a sign that is no text is left out, or stands there as the form wrote it
KEPT_ALL_THE_SAME = (["нольбайт"], ["половиназнака"], ["половина\ufffd\ufffd\ufffdзнака"], ["половина%ED%A0%80знака"])
DAY = f"/report/{TODAY}"
TEXTS = ("homework", "office", "remark", "channel")
VALUES = ("start", "end", "hours", "kind", "mark", "off", "reason", "makeup", "whom", "subject")


def send(browser: Browser, fields: dict[str, str], *, path: str = DAY, htmx: bool = True) -> Answer:
    body = encoded({"token": browser.get(DAY).token, **fields})
    headers = {"Origin": ORIGIN, **({"HX-Request": "true"} if htmx else {})}
    kind = "application/x-www-form-urlencoded"
    return Answer(browser.client.post(path, data=body, headers=headers, content_type=kind))


def names(school: NamedSchool, fields: tuple[str, ...]) -> list[str]:
    slot, pupil = f"L{school.lessons['Мария'].id}", school.students["Мария"].id
    return [f"{slot}.{name}" + (f".{pupil}" if name in {"remark", "mark"} else "") for name in fields]


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_in_every_field_of_a_row_and_in_a_row_outside_the_timetable(school: NamedSchool, text: str) -> None:
    browser = school.client("Соколова")
    slot = f"L{school.lessons['Мария'].id}"
    for fields in (TEXTS, VALUES):
        answer = send(browser, {**dict.fromkeys(names(school, fields), text), "act": f"confirm:{slot}", "key": "k"})
        assert answer.status in {200, 422}
        browser.post(DAY, {"act": f"withdraw:{slot}"})
        send(browser, dict.fromkeys(names(school, fields), ""))
    outside = {"Nab1.whom": text, "Nab1.subject": text, "Nab1.start": "18:00", "act": "confirm:Nab1"}
    assert send(browser, outside).status == 422
    assert browser.get(DAY).status == 200
    assert school.store[DAYS].all() == []


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_in_drafts_keys_acts_and_names_of_fields(school: NamedSchool, text: str) -> None:
    browser = school.client("Соколова")
    slot = f"L{school.lessons['Мария'].id}"
    assert send(browser, {f"{slot}.homework": text}, path=f"{DAY}/drafts").status == 204
    assert send(browser, {f"{slot}.{text}": "x", text: "x"}, path=f"{DAY}/drafts").status == 204
    assert send(browser, {"act": text}).status == 400
    assert send(browser, {"act": f"confirm:{text}"}).status in {200, 400, 422}
    assert send(browser, {"act": f"again:{slot}:{text}"}).status == 200
    assert send(browser, {"act": "add", "key": text}).status == 200
    assert all(len(draft.fields) <= 2 for draft in school.store[DRAFTS].all())
    assert browser.get(DAY).status == 200


@pytest.mark.parametrize("text", SAFE, ids=range(len(SAFE)))
def test_what_is_kept_is_shown_as_text_and_is_no_formula(school: NamedSchool, text: str) -> None:
    browser = school.client("Соколова")
    slot = f"L{school.lessons['Мария'].id}"
    fields = dict.fromkeys(names(school, ("homework", "remark", "office")), text)
    assert send(browser, {**fields, "act": f"confirm:{slot}"}).status == 200
    assert len(school.store[ROWS].all()) == 1
    family = school.client().get(f"/s/{school.token('Ивановы')}")
    for page in (browser.get(DAY), browser.get(f"{DAY}/annex-1"), family):
        assert page.status == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get(f"{DAY}/annex-1.xlsx").body)).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s", "inlineStr"}
    assert browser.get(f"{DAY}/annex-1.docx").status == 200


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_what_cannot_be_kept_is_told_at_its_field_and_stays_in_it(school: NamedSchool, text: str) -> None:
    browser = school.client("Соколова")
    slot = f"L{school.lessons['Мария'].id}"
    answer = send(browser, {f"{slot}.homework": text, "act": f"confirm:{slot}"}, htmx=False)
    kept = [row.homework for row in school.store[ROWS].all()]
    if answer.status == 303:  # the sign was left out
        assert kept in KEPT_ALL_THE_SAME
    else:
        assert (answer.status, kept) == (422, [])
        assert 'aria-invalid="true"' in answer.text
        assert text[-50:].strip("\uffff\x07") in answer.text
