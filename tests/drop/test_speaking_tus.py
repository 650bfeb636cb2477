"""The protocol of uploads, header by header: tus 1.0.0 with its extensions (W1)."""

import base64
import hashlib
from urllib.parse import unquote

import pytest

from kiosk.drop.records import ARRIVALS, UPLOADS
from tests.drop.uploading import BODY, SONG, Client, encoded, metadata
from tests.school import NamedSchool


def sealed(algorithm: str, content: bytes) -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def test_what_the_server_speaks(school: NamedSchool) -> None:
    for path in ("/uploads/", "/uploads/any"):
        answer = Client(school, family="").ask("OPTIONS", path, Tus_Resumable="", Origin="http://evil.example")
        assert (answer.status, answer.headers["Tus-Version"]) == (204, "1.0.0")
        assert answer.headers["Tus-Extension"] == "creation,creation-with-upload,termination,checksum,expiration"
        assert answer.headers["Tus-Max-Size"] == str(4096 * 1024 * 1024)
        assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
        assert not [name for name in dict(answer.headers) if name.startswith("Access-Control")]


def test_a_file_in_two_requests_becomes_a_work_under_a_receipt(school: NamedSchool) -> None:
    client = Client(school)
    url = client.begun(assignment="")
    assert url.startswith("/uploads/")
    assert client.head(url) == 0
    first = client.patch(url, 0, SONG[:1000])
    assert (first.status, first.headers["Upload-Offset"], first.body) == (204, "1000", b"")
    assert "Upload-Expires" in first.headers
    assert client.head(url) == 1000
    last = client.patch(url, 1000, SONG[1000:])
    assert (last.status, last.headers["Upload-Offset"]) == (204, str(len(SONG)))
    (upload,) = school.store[UPLOADS].all()
    assert unquote(last.headers["Kiosk-Receipt"]) == f"/receipt/{upload.receipt}"
    assert (upload.sha256, upload.size_bytes) == (hashlib.sha256(SONG).hexdigest(), len(SONG))
    assert (upload.file_name, upload.how, upload.task) == ("Полонез.mp3", "card + PIN", "Полонез наизусть")
    assert school.store.vault.path(upload.blob).read_bytes() == SONG
    assert list(school.store.vault.parts()) == []
    answer = client.ask("HEAD", url)
    assert answer.headers["Upload-Offset"] == answer.headers["Upload-Length"] == str(len(SONG))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Upload-Metadata"] == metadata(school, assignment="")
    assert client.browser.get(last.headers["Kiosk-Receipt"]).status == 200
    assert client.patch(url, 0, b"x").status == 409
    assert client.patch(url, len(SONG), b"").status == 204


def test_a_file_in_one_request(school: NamedSchool) -> None:
    client = Client(school)
    answer = client.begin(len(SONG), body=SONG)
    assert (answer.status, answer.headers["Upload-Offset"]) == (201, str(len(SONG)))
    assert "Kiosk-Receipt" in answer.headers
    some = client.begin(len(SONG), body=SONG[:10])
    assert (some.status, some.headers["Upload-Offset"]) == (201, "10")
    assert client.head(some.headers["Location"]) == 10
    assert school.store[UPLOADS].count() == 1


REFUSED = (
    # what is sent, what is answered
    ({"Tus_Resumable": ""}, 412),
    ({"Tus_Resumable": "0.2.2"}, 412),
    ({"Upload_Length": ""}, 400),
    ({"Upload_Length": "-1"}, 400),
    ({"Upload_Length": "1e3"}, 400),
    ({"Upload_Length": "9" * 40}, 400),
    ({"Upload_Length": "١٢"}, 400),
    ({"Upload_Length": "", "Upload_Defer_Length": "1"}, 400),
    ({"Upload_Length": str(10 * 1024**3)}, 413),
    ({"Upload_Metadata": "filename"}, 400),
    ({"Upload_Metadata": "student !!"}, 400),
    ({"Upload_Metadata": "student MQ==,student MQ=="}, 400),
    ({"Upload_Metadata": "a b c"}, 400),
    ({"Upload_Metadata": ""}, 400),
    ({"Upload_Metadata": encoded(student="999", task="этюд")}, 404),
    ({"Upload_Metadata": encoded(student="ё", task="этюд")}, 400),
    ({"Upload_Metadata": encoded(student="1", task="")}, 400),
    ({"Upload_Metadata": "x" * 9000}, 400),
    ({"Origin": "http://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Sec_Fetch_Site": "cross-site"}, 403),
)


def test_what_is_not_the_protocol_begins_nothing(school: NamedSchool) -> None:
    client = Client(school)
    for headers, status in REFUSED:
        sent = {name: value.encode().decode("latin-1") for name, value in headers.items()}
        answer = client.begin(len(SONG), body=b"", **sent)
        assert answer.status == status, headers
        assert school.store[ARRIVALS].all() == [], headers
        if status == 412:
            assert answer.headers["Tus-Version"] == "1.0.0"


REFUSED_BYTES: tuple[tuple[dict[str, str], bytes, int], ...] = (
    ({"Tus_Resumable": ""}, b"xx", 412),
    ({"Content_Type": "application/octet-stream"}, b"xx", 415),
    ({"Content_Type": ""}, b"xx", 415),
    ({"Upload_Offset": ""}, b"xx", 400),
    ({"Upload_Offset": "-5"}, b"xx", 400),
    ({"Upload_Offset": "4"}, b"xx", 409),
    ({"Upload_Offset": "6"}, b"xx", 409),
    ({"Upload_Checksum": "md5 xx"}, b"xx", 400),
    ({"Upload_Checksum": "sha1"}, b"xx", 400),
    ({"Upload_Checksum": sealed("sha1", b"yy")}, b"xx", 460),
    ({"Upload_Checksum": sealed("sha256", b"yy")}, b"xx", 460),
    ({"Origin": "http://evil.example"}, b"xx", 403),
    ({}, SONG + b"more", 413),
)


def test_a_refused_patch_changes_nothing(school: NamedSchool) -> None:
    client = Client(school)
    url = client.begun()
    client.patch(url, 0, b"ID3\x03!")
    for headers, body, status in REFUSED_BYTES:
        assert client.patch(url, 5, body, **headers).status == status, headers
        assert client.head(url) == 5, headers


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_right_checksum(school: NamedSchool, algorithm: str) -> None:
    client = Client(school)
    url = client.begun()
    assert client.patch(url, 0, SONG[:99], Upload_Checksum=sealed(algorithm, SONG[:99])).status == 204
    assert client.patch(url, 99, SONG[99:], Upload_Checksum=sealed(algorithm, SONG[99:])).status == 204
    assert school.store[UPLOADS].all()[0].sha256 == hashlib.sha256(SONG).hexdigest()
    wrong = client.begin(4, body=b"ID3\x03", Upload_Checksum=sealed(algorithm, b"else"))
    assert wrong.status == 460


def test_the_method_may_come_in_a_header(school: NamedSchool) -> None:
    client = Client(school)
    url = client.begun()
    kind = {"Upload_Offset": "0", "Content_Type": BODY["Content-Type"]}
    assert client.ask("POST", url, SONG[:9], X_HTTP_Method_Override="PATCH", **kind).status == 204
    assert client.ask("POST", url, X_HTTP_Method_Override="HEAD").headers["Upload-Offset"] == "9"
    assert client.ask("POST", url, X_HTTP_Method_Override="DELETE").status == 204
    assert client.ask("HEAD", url).status == 404
    other = client.begun()
    assert client.ask("POST", other).status == 405
    assert client.ask("POST", other, X_HTTP_Method_Override="BREW").status == 405
    assert client.ask("GET", other, X_HTTP_Method_Override="DELETE", Origin="http://evil.example").status == 403
    assert client.ask("GET", other, X_HTTP_Method_Override="DELETE", Tus_Resumable="").status == 412
    assert client.ask("PATCH", other, X_HTTP_Method_Override="DELETE").status == 204


def test_every_answer_names_the_version(school: NamedSchool) -> None:
    client, nobody = Client(school), Client(school, family="")
    answers = [client.ask("GET", "/uploads/"), client.begin(5), client.begin(-1), client.ask("HEAD", "/uploads/none")]
    answers += [nobody.begin(5), client.begin(5, Origin="http://evil.example"), client.begin(5, Tus_Resumable="")]
    assert [one.status for one in answers] == [200, 201, 400, 404, 401, 403, 412]
    assert [one.headers["Tus-Resumable"] for one in answers] == ["1.0.0"] * len(answers)


def test_an_upload_that_is_ended_leaves_nothing(school: NamedSchool) -> None:
    client = Client(school)
    url = client.begun()
    client.patch(url, 0, SONG[:100])
    assert client.ask("DELETE", url).status == 204
    for method in ("HEAD", "PATCH", "DELETE", "GET"):
        assert client.ask(method, url, Content_Type=BODY["Content-Type"], Upload_Offset="0").status == 404
    assert list(school.store.vault.folder.glob("*.part")) == []


def test_a_work_handed_in_stays_when_its_address_is_dropped(school: NamedSchool) -> None:
    client = Client(school)
    answer = client.begin(len(SONG), body=SONG)
    assert client.ask("DELETE", answer.headers["Location"]).status == 204
    (upload,) = school.store[UPLOADS].all()
    assert school.store.vault.has(upload.blob)


def test_an_empty_file_is_whole_and_gets_no_receipt(school: NamedSchool) -> None:
    client = Client(school)
    answer = client.begin(0)
    assert (answer.status, client.head(answer.headers["Location"])) == (201, 0)
    assert "Kiosk-Receipt" not in answer.headers
    assert school.store[UPLOADS].all() == []
