"""The accompanist hands out backing tracks by piece; families hear and keep theirs, nobody else's (W6)."""

import io
from urllib.parse import quote

import pytest

from kiosk.backing.records import TRACKS, Track
from kiosk.people.actions import retire
from kiosk.people.records import GROUPS, STUDENTS, Group
from kiosk.store import where
from tests.backing.filling import PIECE, sound
from tests.school import TODAY, Answer, Browser, NamedSchool


def brought(browser: Browser, *files: tuple[str, bytes], piece: str = PIECE, key: str = "a1") -> int:
    """Bring recordings; the status of the answer."""
    contents = [(io.BytesIO(content), name) for name, content in files]
    return browser.post("/backing/new", {"piece": piece, "file": contents, "key": key}, page="/backing/new").status


def the_track(school: NamedSchool) -> Track:
    (track,) = school.store[TRACKS].all()
    return track


def handed_out(school: NamedSchool, who: str = "Дроздов", **to: object) -> int:
    track = the_track(school)
    fields = {"piece": track.piece, "title": track.title, "rev": track.rev, "do": "save", **to}
    return school.client(who).post(f"/backing/{track.id}", fields, page=f"/backing/{track.id}").status


@pytest.fixture
def track(school: NamedSchool) -> Track:
    assert brought(school.client("Дроздов"), ("медленно.wav", sound())) == 303
    return the_track(school)


def test_a_family_hears_and_keeps_what_its_child_was_given(school: NamedSchool, track: Track) -> None:
    token = school.token("Ивановы")
    family = school.client()
    assert "Фонограммы" not in family.get(f"/s/{token}").text
    assert handed_out(school, students=[school.students["Мария"].id]) == 303
    assert f"/s/{token}/tracks" in family.get(f"/s/{token}").text
    page = family.get(f"/s/{token}/tracks")
    assert "Жаворонок" in page.text
    assert "медленно" in page.text
    played = Answer(family.client.get(f"/s/{token}/tracks/{track.id}", headers={"Range": "bytes=0-99"}))
    assert (played.status, played.body) == (206, sound()[:100])
    assert played.headers["Content-Type"].startswith("audio/")
    kept = family.get(f"/s/{token}/tracks/{track.id}?save=1")
    assert kept.body == sound()
    assert kept.headers["Content-Disposition"].startswith("attachment")


def test_nobody_else_has_it(school: NamedSchool, track: Track) -> None:
    assert handed_out(school, students=[school.students["Мария"].id]) == 303
    other = school.token("Петровы")
    assert school.client().get(f"/s/{other}/tracks/{track.id}").status == 404
    assert "Жаворонок" not in school.client().get(f"/s/{other}/tracks").text
    assert school.client("Белов").get(f"/backing/{track.id}").status == 404
    assert school.client("Белов").get(f"/backing/{track.id}/file").status == 404


def test_a_child_who_has_left_has_it_no_more(school: NamedSchool, track: Track) -> None:
    token, maria = school.token("Ивановы"), school.students["Мария"]
    assert handed_out(school, students=[maria.id]) == 303
    retire(school.store, school.actor("Ким"), STUDENTS, maria, on=TODAY)
    assert school.client().get(f"/s/{token}/tracks/{track.id}").status == 404
    assert "Фонограммы" not in school.client().get(f"/s/{token}").text


def test_what_a_group_has_its_members_have_as_long_as_they_belong(school: NamedSchool, track: Track) -> None:
    token = school.token("Ивановы")
    assert handed_out(school, groups=[school.groups["Терция"].id]) == 303
    assert school.client().get(f"/s/{token}/tracks/{track.id}").status == 200


def test_withdrawn_it_is_gone_from_families_and_comes_back(school: NamedSchool, track: Track) -> None:
    token = school.token("Ивановы")
    handed_out(school, students=[school.students["Мария"].id])
    accompanist = school.client("Дроздов")
    page = f"/backing/{track.id}"
    assert accompanist.post(f"{page}/withdrawal", page=page).status == 303
    assert school.client().get(f"/s/{token}/tracks/{track.id}").status == 404
    assert "Жаворонок" not in accompanist.get("/backing").text
    assert "отозвана" in accompanist.get("/backing?withdrawn=1").text
    assert accompanist.post(f"{page}/withdrawal/withdrawal", page=page).status == 303
    assert school.client().get(f"/s/{token}/tracks/{track.id}").status == 200


# файл, чем он отвечает
NOT_TAKEN = [
    (("нет.wav", b""), "файл пуст"),
    (("ноты.pdf", b"%PDF-1.4\n" + b"1" * 2000), "не запись"),
    (("взлом.mp3", b"<!doctype html><script>1</script>" + b" " * 400), "веб-страниц"),
]


@pytest.mark.parametrize(("file", "said"), NOT_TAKEN, ids=[file[0] for file, _ in NOT_TAKEN])
def test_what_is_no_recording_is_refused_and_the_piece_stays(
    school: NamedSchool, file: tuple[str, bytes], said: str
) -> None:
    browser = school.client("Дроздов")
    contents = [(io.BytesIO(sound()), "медленно.wav"), (io.BytesIO(file[1]), file[0])]
    fields: dict[str, object] = {"piece": PIECE, "file": contents, "key": "b1"}
    answer = browser.post("/backing/new", fields, page="/backing/new")
    assert answer.status == 422
    assert said in answer.text.lower()
    assert "Жаворонок" in answer.text
    assert not school.store[TRACKS].all()
    assert list(school.store.vault.ids()) == []


def test_sent_twice_it_is_one_track(school: NamedSchool) -> None:
    browser = school.client("Дроздов")
    assert brought(browser, ("медленно.wav", sound())) == brought(browser, ("медленно.wav", sound())) == 303
    assert len(school.store[TRACKS].all()) == 1


def test_several_recordings_of_a_piece_are_brought_at_once(school: NamedSchool) -> None:
    assert brought(school.client("Дроздов"), ("медленно.wav", sound()), ("в темпе.wav", sound(2))) == 303
    assert {one.title for one in school.store[TRACKS].search(where("piece") == PIECE)} == {"медленно", "в темпе"}


def test_one_gives_it_to_the_own_students_only(school: NamedSchool, track: Track) -> None:
    strangers = [one.id for name, one in school.students.items() if name not in {"Мария", "Артём"}]
    assert handed_out(school, students=strangers[:1]) == 422
    assert the_track(school).students == ()
    assert school.client("Соколова").post(f"/backing/{track.id}", {"piece": "x"}, page="/backing").status in {403, 404}


def test_somebody_elses_change_is_not_written_over(school: NamedSchool, track: Track) -> None:
    handed_out(school, students=[school.students["Мария"].id])
    stale: dict[str, object] = {"piece": "Другое", "title": "", "rev": track.rev, "do": "save"}
    answer = school.client("Дроздов").post(f"/backing/{track.id}", stale, page=f"/backing/{track.id}")
    assert answer.status == 422
    assert "изменил кто-то другой" in answer.text
    assert "Другое" in answer.text


def test_in_a_large_school_one_looks_for_a_name_and_nothing_is_saved(school: NamedSchool, track: Track) -> None:
    page = f"/backing/{track.id}"
    fields: dict[str, object] = {
        "piece": "Новое имя",
        "title": "",
        "q": "Мар",
        "do": "find",
        "students": [school.students["Пётр"].id],
    }
    answer = school.client("Ким").post(page, fields, page=page)
    assert answer.status == 200
    assert "Новое имя" in answer.text
    assert "checked" in answer.text
    assert the_track(school).students == ()


def test_whoever_is_not_shown_to_the_one_who_ticks_keeps_it(school: NamedSchool) -> None:
    """The deputy gave it to others, too: the accompanist sees only the own students and groups."""
    brought(school.client("Дроздов"), ("медленно.wav", sound()), ("в темпе.wav", sound(2)))
    slow, quick = school.store[TRACKS].all()
    with school.store.change(school.actor("Ким"), "a choir of others") as change:
        choir = change.add(GROUPS, Group(name="Хор", kind="хор")).id
    peter, maria = school.students["Пётр"].id, school.students["Мария"].id
    for track in (slow, quick):
        page = f"/backing/{track.id}"
        given: dict[str, object] = {"piece": PIECE, "title": track.title, "students": [peter], "groups": [choir]}
        assert school.client("Ким").post(page, given, page=page).status == 303
    page = f"/backing/{slow.id}"
    fields: dict[str, object] = {"piece": PIECE, "title": "медленно", "all": "1", "students": [maria]}
    assert school.client("Дроздов").post(page, fields, page=page).status == 303
    assert [(one.students, one.groups) for one in school.store[TRACKS].all()] == [((maria, peter), (choir,))] * 2
    assert school.client("Дроздов").get(f"{page}?brought={'9' * 5000}").status == 200
    assert school.client("Дроздов").post(page, {"do": "find", "students": "9" * 5000}, page=page).status == 200


def test_what_one_track_of_a_piece_has_the_others_have_by_one_tick(school: NamedSchool) -> None:
    brought(school.client("Дроздов"), ("медленно.wav", sound()), ("в темпе.wav", sound(2)))
    slow, quick = school.store[TRACKS].all()
    page = f"/backing/{slow.id}"
    given = [school.students["Мария"].id]
    fields: dict[str, object] = {"piece": PIECE, "title": "медленно", "do": "save", "all": "1", "students": given}
    assert school.client("Дроздов").post(page, fields, page=page).status == 303
    assert {one.title: one.students for one in school.store[TRACKS].all()} == {
        "медленно": (school.students["Мария"].id,),
        "в темпе": (school.students["Мария"].id,),
    }
    kept = school.client("Дроздов").get(f"/backing/{quick.id}/file?save=1").headers["Content-Disposition"]
    assert quote("Жаворонок") in kept
    assert quote("в темпе.wav") in kept
