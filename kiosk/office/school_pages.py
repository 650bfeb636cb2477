"""The school's own page: its names and what stands on cards and papers (F2, L14)."""

import datetime as dt
import re

import msgspec
from flask import Blueprint, Response, abort, request
from msgspec.structs import replace

from kiosk.actor import Actor
from kiosk.problems import N_
from kiosk.school.queries import the_school
from kiosk.school.records import SCHOOLS, School
from kiosk.signin.permissions import Action
from kiosk.store import Store
from kiosk.web import Form, Hosts, answer, here, permit, see

bp = Blueprint("school", __name__)

MOST_GRACE = 120
PLAIN_ADDRESS = re.compile(r"https?://[A-Za-zА-ЯЁа-яё0-9.\-]+(:[0-9]{1,5})?", re.ASCII)


class SchoolInput(msgspec.Struct, frozen=True):
    """What the page asks."""

    name: str
    short_name: str
    office: str
    post_address: str
    wifi_name: str
    wifi_password: str
    address: str
    second_address: str
    evening: dt.time
    cards_until: dt.date | None
    cards_grace: int
    board_off: dt.time
    board_on: dt.time


@bp.get("/office/school")
@permit(Action.SCHOOL_EDIT)
def school() -> Response:
    """What is written down now."""
    found = the_school(here.store) or abort(404)
    form = Form.filled(
        name=found.name,
        short_name=found.short_name,
        office=found.office,
        post_address=found.post_address,
        wifi_name=found.wifi_name,
        wifi_password=found.wifi_password,
        address=found.address,
        second_address=found.second_address,
        evening=f"{found.evening:%H:%M}",
        cards_until=f"{found.cards_until:%d.%m.%Y}" if found.cards_until else "",
        cards_grace=found.cards_grace,
        board_off=f"{found.board_off:%H:%M}",
        board_on=f"{found.board_on:%H:%M}",
    )
    return page(form)


@bp.post("/office/school")
@permit(Action.SCHOOL_EDIT)
def save() -> Response:
    """Write it down; papers made before keep the names they had."""
    found = the_school(here.store) or abort(404)
    form = Form(request.form, today=here.clock.today())
    grace = form.number("cards_grace", most=MOST_GRACE)
    given = SchoolInput(
        name=form.text("name", required=True),
        short_name=form.text("short_name", limit=40, required=True),
        office=form.text("office"),
        post_address=form.text("post_address"),
        wifi_name=form.text("wifi_name", limit=32),
        wifi_password=form.text("wifi_password", limit=63),
        address=read_address(form),
        second_address=read_second(form),
        evening=form.time("evening") or found.evening,
        cards_until=form.date("cards_until"),
        cards_grace=found.cards_grace if grace is None else grace,
        board_off=form.time("board_off") or found.board_off,
        board_on=form.time("board_on") or found.board_on,
    )
    if form.problems:
        return page(form, status=422)
    save_school(here.store, here.actor, found, given)
    return see("/office/school?saved=1")


def read_address(form: Form) -> str:
    """The address on paper: a plain one of this server, or none."""
    address = form.text("address", limit=120).rstrip("/")
    if address and not PLAIN_ADDRESS.fullmatch(address):
        form.refuse("address", N_("Write the address like http://192.168.1.10:8080, without a page behind it."))
    return address


def read_second(form: Form) -> str:
    """The server's name with its port, as people type it, or none."""
    address = form.text("second_address", limit=60).removeprefix("http://").rstrip("/")
    if address and not PLAIN_ADDRESS.fullmatch(f"http://{address}"):
        form.refuse("second_address", N_("Write the name like kiosk.local:8080, without a page behind it."))
    return address


def save_school(store: Store, actor: Actor, school: School, given: SchoolInput) -> None:
    """The school under its new names; what holds for papers made before stays."""
    with store.change(actor, "O5 school's own page saved") as change:
        change.touch("school", "timetable")
        change.put(
            SCHOOLS,
            replace(
                school,
                name=given.name,
                short_name=given.short_name,
                office=given.office,
                post_address=given.post_address,
                wifi_name=given.wifi_name,
                wifi_password=given.wifi_password,
                address=given.address,
                second_address=given.second_address,
                evening=given.evening,
                cards_until=given.cards_until,
                cards_grace=given.cards_grace,
                board_off=given.board_off,
                board_on=given.board_on,
            ),
        )


def page(form: Form, status: int = 200) -> Response:
    """The form, with the addresses by which other devices reach this PC: one of them belongs on paper (L14)."""
    _, colon, port = request.host.rpartition(":")
    port = f":{port}" if colon and port.isdigit() else ""
    found = [one for one in Hosts(here.settings.hosts).addresses() if ":" not in one]
    return answer(
        whole="office/school.html",
        status=status,
        form=form,
        here_address=request.host_url.rstrip("/"),
        elsewhere=[f"http://{one}{port}" for one in found],
    )
