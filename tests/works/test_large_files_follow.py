"""F9, W1: a film of two gigabytes on a stick: the work is taken in first, its files follow by the resumable way."""

import re

from kiosk.drop.records import UPLOADS
from tests.drop.uploading import SONG, Client, metadata
from tests.school import NamedSchool
from tests.works.test_taking_in_a_work import only, take_in


def test_a_file_that_follows_comes_under_the_receipt_of_its_work(school: NamedSchool) -> None:
    where_to = take_in(school, link="", later="1").headers["Location"]
    work = only(school)
    assert where_to == f"/inbox/{work.id}/files"
    page = school.client("Соколова").get(where_to).text
    parcel = re.search(r'name="key" value="(\w+)"', page)
    assert parcel is not None
    assert 'data-channel="messenger"' in page
    teacher = Client(school, family="", staff="Соколова")
    told = metadata(school, parcel=parcel[1], channel="messenger", task="Полонез")
    for _ in range(2):
        assert teacher.begin(len(SONG), told, body=SONG).status == 201
    first, second = school.store[UPLOADS].all()
    assert (first.id, first.receipt, second.receipt) == (work.id, work.receipt, work.receipt)
    assert first.blob
    assert second.blob
    assert first.taken == second.taken == work.taken  # the day it came, not the day its file followed
    assert first.task == second.task == work.task


def test_only_who_took_it_in_adds_to_it(school: NamedSchool) -> None:
    where_to = take_in(school, link="", later="1").headers["Location"]
    assert school.client("Ким").get(where_to).status == 404
    assert school.client("Белов").get(where_to).status == 404
    teacher = school.client("Соколова")
    assert "Добавить файлы" in teacher.get(f"/inbox/{only(school).id}").text
    teacher.post(f"/inbox/{only(school).id}/withdrawal", page="/inbox")
    assert teacher.get(where_to).status == 404
