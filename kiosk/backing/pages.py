"""Backing tracks in the browser: /backing, by piece, brought, handed out, played (W6)."""

import secrets
from typing import Final

from flask import Blueprint, Response, abort, request
from msgspec.structs import replace

from kiosk.assignments.whose import own_groups, visible_students
from kiosk.backing import actions, queries
from kiosk.backing.queries import Line
from kiosk.backing.records import Track
from kiosk.people.names import class_label, student_name
from kiosk.people.records import Staff, Student
from kiosk.problems import N_, Refusal
from kiosk.signin.permissions import Action
from kiosk.told.queries import with_name
from kiosk.web import Form, answer, as_brought, as_shown, here, permit, press, see
from kiosk.works.pages import me

bp = Blueprint("backing", __name__)

FEW: Final = 60
"""A teacher's students stand all to be ticked; of a whole school one looks for a name first."""
PIECE: Final = 200
LABELS: Final = {
    "piece": N_("Piece"),
    "title": N_("What this track is"),
    "file": N_("Recordings"),
    "groups": N_("Groups"),
    "students": N_("Students"),
}
CHOOSE_A_FILE: Final = N_("Choose at least one recording.")


@bp.get("/backing")
@permit(Action.BACKING)
def tracks() -> Response:
    """Pieces with their tracks and who has them."""
    withdrawn = request.args.get("withdrawn") == "1"
    return answer(
        whole="backing/list.html",
        pieces=queries.pieces(here.store, here.actor, me(), withdrawn=withdrawn),
        withdrawn=withdrawn,
        may_bring=me() is not None,
    )


@bp.get("/backing/new")
@permit(Action.BACKING)
def new() -> Response:
    """Which piece, which recordings."""
    own_staff()
    return new_page(Form.filled(piece=request.args.get("piece", "")[:PIECE]))


@bp.post("/backing/new")
@permit(Action.BACKING)
def bring() -> Response:
    """Keep them; the next page asks who gets the first."""
    staff, form = own_staff(), Form(request.form)
    piece = form.text("piece", limit=PIECE, required=True)
    files = [actions.Brought(one.filename or "", one.stream) for one in request.files.getlist("file") if one.filename]
    if not files:
        form.refuse("file", CHOOSE_A_FILE)
    if not form.problems:
        key, now = press("backing track"), here.clock.now()
        outcome = actions.bring(here.store, here.actor, staff, piece, files, key=key, now=now)
        if not isinstance(outcome, Refusal):
            return see(f"/backing/{outcome[0].id}?brought={len(outcome)}")
        form.take(outcome)
    return new_page(form, status=422)


@bp.get("/backing/<int:track>")
@permit(Action.BACKING)
def one(track: int) -> Response:
    """A track: heard, named, handed out."""
    line = found(track)
    return track_page(line, kept_form(line))


@bp.post("/backing/<int:track>")
@permit(Action.BACKING)
def hand_out(track: int) -> Response:
    """Save what it is called and who has it. «Find» looks for students and saves nothing."""
    line = own(track)
    form = Form(request.form)
    if form.typed("do") == "find":
        return track_page(line, form)
    piece = form.text("piece", limit=PIECE, required=True)
    title = form.text("title", limit=actions.TITLE)
    groups, students = form.ids("groups"), form.ids("students")
    if not set(groups) <= {*line.track.groups, *(id for id, _ in groups_to_choose())}:
        form.refuse("groups", N_("Choose one of your groups."))
    if not set(students) <= {*line.track.students, *seen()}:
        form.refuse("students", N_("Choose one of your students."))
    if form.typed("rev") not in {"", str(line.track.rev)}:
        form.refuse("piece", actions.SOMEBODY_ELSE)
    if not form.problems:
        fresh = having(replace(line.track, piece=piece, title=title), students, groups)
        outcome = actions.rewrite(here.store, here.actor, line.track, fresh)
        if not isinstance(outcome, Refusal):
            for other in others_of(outcome) if form.flag("all") else ():
                actions.rewrite(here.store, here.actor, other, having(other, students, groups))
            return see(f"/backing/{track}?saved=1")
        form.take(outcome)
    return track_page(line, form, status=422)


@bp.get("/backing/<int:track>/file")
@permit(Action.BACKING)
def sound(track: int) -> Response:
    """The sound as the player asks for it; ``?save=1``: to keep."""
    there = found(track).track
    path, name = here.store.vault.path(there.file.blob), queries.name_to_keep(there)
    return as_brought(path, name) if request.args.get("save") else as_shown(path, name)


@bp.post("/backing/<int:track>/withdrawal")
@permit(Action.BACKING)
def withdraw(track: int) -> Response:
    """Families have it no more."""
    actions.settle(here.store, here.actor, own(track).track, withdrawn_at=here.clock.now())
    return see(f"/backing/{track}")


@bp.post("/backing/<int:track>/withdrawal/withdrawal")
@permit(Action.BACKING)
def bring_back(track: int) -> Response:
    """They have it again."""
    actions.settle(here.store, here.actor, own(track).track, withdrawn_at=None)
    return see(f"/backing/{track}")


# helpers


def found(track: int) -> Line:
    """A track one may see; what may not be seen is not there, and to change it is not one's own."""
    line = queries.track(here.store, here.actor, me(), track)
    return line or abort(404 if request.method == "GET" else 403)


def own(track: int) -> Line:
    """One that one may change."""
    line = found(track)
    return line if line.own else abort(403)


def having(track: Track, students: tuple[int, ...], groups: tuple[int, ...]) -> Track:
    """The track for these; whoever has it and is not shown to the one who ticks keeps it."""
    shown, choosable = seen(), {id for id, _ in groups_to_choose()}
    kept_students = [id for id in track.students if id not in shown]
    kept_groups = [id for id in track.groups if id not in choosable]
    return replace(
        track,
        students=tuple(dict.fromkeys((*students, *kept_students))),
        groups=tuple(dict.fromkeys((*groups, *kept_groups))),
    )


def others_of(track: Track) -> list[Track]:
    """Other tracks of the same piece by whoever brought this one."""
    there = queries.pieces(here.store, here.actor, me())
    return [
        line.track
        for piece in there
        for line in piece.tracks
        if piece.name == track.piece and line.track.staff == track.staff and line.track.id != track.id
    ]


def own_staff() -> Staff:
    """Who brings a track; an account without a person brings none."""
    return me() or abort(404)


def seen() -> dict[int, Student]:
    """Students to whom one may give it."""
    return visible_students(here.store, here.actor, me())


def groups_to_choose() -> list[tuple[int, str]]:
    """Groups to tick."""
    return [(one.id, one.name) for one in own_groups(here.store, here.actor, me())]


def new_page(form: Form, status: int = 200) -> Response:
    """The form of a piece and its recordings."""
    return answer(
        whole="backing/new.html",
        status=status,
        form=form,
        labels=labels(),
        pieces=queries.pieces_known(here.store),
        key=secrets.token_hex(16),
        megabytes=here.settings.upload_megabytes,
    )


def kept_form(line: Line) -> Form:
    """The form as the track stands."""
    form = Form.filled(piece=line.track.piece, title=line.track.title, rev=line.track.rev)
    form.fields.setlist("groups", [str(id) for id in line.track.groups])
    form.fields.setlist("students", [str(id) for id in line.track.students])
    return form


def track_page(line: Line, form: Form, status: int = 200) -> Response:
    """The track; students to tick are all of a few, else those who have it and those looked for."""
    q = form.typed("q")[:100]
    everybody = with_name((one for one in seen().values() if one.retired_on is None), "")
    chosen = set(Form(form.fields).ids("students"))
    matches = [one.id for one in with_name(everybody, q)] if q else []
    students = queries.narrowed(everybody, chosen, matches, FEW)
    return answer(
        whole="backing/track.html",
        status=status,
        form=form,
        line=line,
        labels=labels(),
        groups=groups_to_choose(),
        students=[(one.id, f"{student_name(one)}, {class_label(one)}") for one in students],
        many=len(everybody) > FEW,
        nobody=bool(q) and not matches,
        saved=request.args.get("saved") == "1",
        brought=Form(request.args).number("brought") or 0,
        others=len(others_of(line.track)) if line.own else 0,
    )


def labels() -> dict[str, str]:
    """How fields are called in the summary of problems."""
    return {name: here.words.gettext(label) for name, label in LABELS.items()}
