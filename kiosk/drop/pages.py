"""Uploads that survive anything: /uploads/ speaks tus 1.0.0 (W1).

Headers are settled here. The bytes are read from the request's stream, or by a server that receives by itself: it says
so in the environ (`bringing.BODY`), is handed where the bytes go, and answers when they have ended.
"""

import functools
from typing import Final, cast

import msgspec
from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import ClientDisconnected

from kiosk.drop import arrivals, asking, protocol
from kiosk.drop.arrivals import Limits
from kiosk.drop.bringing import BODY, Body, Bringing, Headers, answered, further, receipt_address
from kiosk.drop.depot import Depot, when
from kiosk.drop.protocol import NotTaken
from kiosk.drop.records import Arrival
from kiosk.drop.room import arrived
from kiosk.drop.samples import same_file
from kiosk.drop.writing import Ended, Ending
from kiosk.problems import Problem
from kiosk.signin.permissions import Action
from kiosk.web import everyone, here, permit
from kiosk.web.guard import ForeignForm, comes_from_here

bp = Blueprint("uploads", __name__, url_prefix="/uploads")

EXTENSION: Final = "kiosk.drop"
MEGABYTE: Final = 1024 * 1024
PIECE: Final = 256 * 1024
NOT_ALLOWED: Final = 405


def depot() -> Depot:
    """The one of this app."""
    return cast("Depot", current_app.extensions[EXTENSION])


@bp.route("/", methods=["OPTIONS"], provide_automatic_options=False)
@bp.route("/<key>", methods=["OPTIONS"], provide_automatic_options=False)
@everyone
def about(key: str = "") -> Response:
    """What this server speaks. No foreign page is granted anything."""
    del key
    return _answer(204, protocol.about(limits().largest))


@bp.post("/")
@permit(Action.UPLOAD, header=protocol.HEADER)
def begin() -> Response:
    """A new upload, with its first bytes if the client sent them along."""
    _speaks_tus()
    size = protocol.number(request.headers.get("Upload-Length"), "Upload-Length")
    arrivals.refuse_too_large(size, limits())
    has_body = _has_body()
    if has_body and request.mimetype != protocol.BODY_KIND:
        raise NotTaken(415, Problem(protocol.NOT_READABLE, values={"header": "Content-Type"}))
    length = request.content_length if has_body else 0
    if length is not None and length > size:
        raise NotTaken(413)
    arrival = arrivals.begin(here.store, asking.wanted(size), limits(), now=here.clock.now())
    made = {"Location": f"/uploads/{arrival.key}", "Upload-Expires": protocol.http_date(arrival.expires_at)}
    if not has_body or not size:
        return _answer(201, made)
    return receive(arrival, 0, length, 201, made)


@bp.get("/")
@permit(Action.UPLOAD, header=protocol.HEADER)
def unfinished() -> Response:
    """What those who use this browser began and did not finish: to go on after the page was opened anew."""
    mine = [one for actor in asking.makers() for one in arrivals.unfinished_of(here.store, actor.ref)]
    return _json([described(one) for one in mine])


@bp.route("/<key>", methods=["GET", "HEAD", "PATCH", "DELETE", "POST"], provide_automatic_options=False)
@permit(Action.UPLOAD, header=protocol.HEADER)
def one(key: str) -> Response:
    """One upload: how far it is, more bytes, its end."""
    asked = request.headers.get("X-HTTP-Method-Override", request.method).upper()
    act = {"GET": state, "HEAD": offset, "PATCH": append, "DELETE": drop}.get(asked)
    if asked != "GET":
        _speaks_tus()
    if act is None:
        raise NotTaken(NOT_ALLOWED, headers={"Allow": "GET, HEAD, PATCH, DELETE, OPTIONS"})
    return act(_mine(key))


def offset(arrival: Arrival) -> Response:
    """HEAD: how many bytes are on the disk. What is still coming of it is ended: the client has begun anew."""
    with depot().alone(arrival.key):
        fresh = depot().settle(arrival.key)
    if fresh is None:
        raise NotTaken(404)
    headers = {"Upload-Offset": str(arrived(here.store, fresh)), "Upload-Length": str(fresh.size)}
    if fresh.metadata:
        headers["Upload-Metadata"] = fresh.metadata
    return _answer(200, headers | further(fresh))


def state(arrival: Arrival) -> Response:
    """GET: the same and the receipt as JSON; nothing is ended by looking."""
    return _json(described(arrival))


def append(arrival: Arrival) -> Response:
    """PATCH: more bytes at the offset."""
    if request.mimetype != protocol.BODY_KIND:
        raise NotTaken(415, Problem(protocol.NOT_READABLE, values={"header": "Content-Type"}))
    start = protocol.number(request.headers.get("Upload-Offset"), "Upload-Offset")
    if arrival.done_at is not None and not (start == arrival.size and not _has_body()):
        raise NotTaken(409)
    if arrival.done_at is not None:
        return _answer(204, {"Upload-Offset": str(arrival.size)} | further(arrival))
    return receive(arrival, start, request.content_length if _has_body() else 0, 204, {})


def drop(arrival: Arrival) -> Response:
    """DELETE: it is not wanted any more. A work handed in stays handed in, only its address here is forgotten."""
    with depot().alone(arrival.key):
        depot().drop(arrival)
    return _answer(204, {})


@bp.post("/<key>/proof")
@permit(Action.UPLOAD, header=protocol.HEADER)
def proof(key: str) -> Response:
    """Whether the file that the client holds begins as what arrived: a phone may have made it anew (L15)."""
    _speaks_tus()
    arrival = _mine(key)
    start = protocol.number(request.headers.get("Upload-Offset"), "Upload-Offset")
    if arrival.done_at is not None or start != arrived(here.store, arrival):
        raise NotTaken(412)
    same = same_file(here.store.vault.part(arrival.key), start, request.get_data())
    return _answer(204 if same else 409, {})


def receive(arrival: Arrival, start: int, length: int | None, good: int, headers: Headers) -> Response:
    """Bytes into the part: by the server that receives by itself, or read here."""
    checksum = protocol.checksum(request.headers.get("Upload-Checksum"))
    answer = functools.partial(answered, good, headers, here.words)
    bringing = Bringing(depot(), arrival.key, answer)
    with depot().alone(arrival.key):
        bringing.open(arrival, start, length, checksum)
    body: Body | None = request.environ.get(BODY)
    if body is not None:
        body.give(bringing)
        return Response(status=202)
    _read(bringing, length)
    bringing.wait()
    status, said, text = bringing.answer()
    return Response(text, status, said)


def _read(bringing: Bringing, length: int | None) -> None:
    """The request's own stream, where the server has the whole body before it asks."""
    request.max_content_length = None
    request.max_form_memory_size = None
    ending, came = Ending.COMPLETE, 0
    try:
        while piece := request.stream.read(PIECE):
            came += len(piece)
            bringing.append(piece)
    except Ended:
        return
    except (ClientDisconnected, OSError):
        ending = Ending.BROKEN
    if length is not None and came < length:
        ending = Ending.BROKEN
    bringing.end(ending)


@bp.after_request
def say_version(response: Response) -> Response:
    """Every answer says what is spoken here, those of the door too."""
    response.headers.setdefault(protocol.HEADER, protocol.VERSION)
    return response


@bp.errorhandler(NotTaken)
def refused(refusal: NotTaken) -> Response:
    """A refusal: the protocol's status, and a sentence when a person has to know."""
    problem = refusal.problem
    text = here.words.gettext(problem.msgid) % problem.values if problem else ""
    response = _answer(refusal.status, refusal.headers)
    response.content_type = "text/plain; charset=utf-8"
    if request.method != "HEAD":
        response.set_data(text)
    return response


def limits() -> Limits:
    """What the machine's settings allow."""
    settings = here.settings
    return Limits(settings.largest_upload_megabytes * MEGABYTE, settings.family_megabytes * MEGABYTE)


def described(arrival: Arrival) -> dict[str, object]:
    """An upload for the page's script."""
    return {
        "url": f"/uploads/{arrival.key}",
        "offset": arrived(here.store, arrival),
        "size": arrival.size,
        "filename": arrival.file_name,
        "student": arrival.student,
        "assignment": arrival.assignment,
        "task": arrival.task,
        "parcel": arrival.parcel,
        "expires": when(arrival.expires_at),
        "receipt": arrival.receipt or None,
        "receipt_url": receipt_address(arrival) if arrival.receipt else None,
    }


def _mine(key: str) -> Arrival:
    """The upload, when it belongs to whoever uses this browser. Raises NotTaken: to others it is not there."""
    found = arrivals.by_key(here.store, key)
    if found is None or not asking.whose_it_is(found):
        raise NotTaken(404)
    if found.done_at is None and found.expires_at < here.clock.now():
        raise NotTaken(410)
    return found


def _speaks_tus() -> None:
    """The version header, which no foreign page may send, and no foreign page's name."""
    if "Origin" in request.headers and not comes_from_here():
        raise ForeignForm
    protocol.same_version(request.headers.get(protocol.HEADER))


def _has_body() -> bool:
    return bool(request.content_length) or BODY in request.environ or "Transfer-Encoding" in request.headers


def _answer(status: int, headers: Headers) -> Response:
    response = Response(status=status, headers={"Tus-Resumable": protocol.VERSION, **headers})
    response.headers["Cache-Control"] = "no-store"
    if status == 204:  # noqa: PLR2004
        del response.headers["Content-Type"]
    return response


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), content_type="application/json")
