"""Who may do what: the one table of role × action (P1, L21). What is *whose* is decided where the object is found.

Every route names one action; a test walks all routes with all roles and compares with this table.
"""

from enum import StrEnum
from typing import Final

from kiosk.actor import Actor, Role


class Action(StrEnum):
    """What can be asked for. The first four are for people without an account."""

    OPEN = "open"
    """Anybody: doors, board, sign-in, help."""
    CARD = "card"
    """Whoever holds a card's token: the route itself finds the card."""
    CARD_PIN = "card_pin"
    """The same with the family's PIN given in this session (P5)."""
    SET_UP = "set_up"
    """Before the school is set up, with the code from the terminal."""

    SIGNED_IN = "signed_in"
    REPORT_OWN = "report_own"
    REPORTS_READ = "reports_read"
    REPORTS_ACCEPT = "reports_accept"
    """Accepting and returning days, typing in sheets filled by hand (H4)."""
    TIMETABLE_READ = "timetable_read"
    TIMETABLE_EDIT = "timetable_edit"
    PEOPLE_READ = "people_read"
    PEOPLE_EDIT = "people_edit"
    HEALTH_READ = "health_read"
    ABSENCE_REASONS_READ = "absence_reasons_read"
    CONSENTS_READ = "consents_read"
    """Who agreed to what, and who has not (F5)."""
    CONSENTS_EDIT = "consents_edit"
    """Papers printed, handed out, received, withdrawn (F5)."""
    CONSENT_SCANS = "consent_scans"
    """Scans of signed papers: they show passports and addresses (L21)."""
    HOME_DECIDE = "home_decide"
    """The individual decision for a student without device or line (F6)."""
    ERASE = "erase"
    """How long data is kept, erasing a family that has left, all data of one child (L19)."""
    CARDS_PRINT = "cards_print"
    INBOX = "inbox"
    """Works of one's students and what is answered to them; a head sees the department's, two see all (W2)."""
    BACKING = "backing"
    """Backing tracks and part checks (W6)."""
    UPLOAD = "upload"
    """Handing in by the protocol of uploads: families by their pass, staff who take works in (W1, F9)."""
    TASKS = "tasks"
    """Tasks for one's students; a head sees those of the department, two see all (W3)."""
    SCHOOL_EDIT = "school_edit"
    """Names, card texts, approved channels (D3)."""
    ORDERS_READ = "orders_read"
    ORDERS_EDIT = "orders_edit"
    """Orders, statements, exceptions, the register of platforms (D1–D3)."""
    DECISIONS_EDIT = "decisions_edit"
    """What the regulation leaves open; most points are the director's alone."""
    CALENDAR_READ = "calendar_read"
    CALENDAR_EDIT = "calendar_edit"
    """The academic calendar is the deputy's alone (§2, D4)."""
    CALENDAR_SAMPLE = "calendar_sample"
    """Loading the sample of 2026/27 and taking it back: every day of it waits for the deputy's check (L7)."""
    LOAD_READ = "load_read"
    """Weekly hours; a head of department sees their own department's (L11)."""
    LOAD_EDIT = "load_edit"
    """Terms of work and the tariff list (L11)."""
    HOURS_READ = "hours_read"
    """Accounts of hours: one's own, a head those of the department, two of everybody (H4)."""
    HOURS_SHEET = "hours_sheet"
    """The hours sheet, its settings, monitoring, the export of a period (L3, L17)."""
    HOURS_CLOSE = "hours_close"
    """Closing a month and correcting it (L3)."""
    PLANS_READ = "plans_read"
    PLANS_READ_DEPARTMENT = "plans_read_department"
    PLANS_READ_ALL = "plans_read_all"
    """Corrections of plans: teachers see their own, a head the department's, two all of them (D4)."""
    PLANS_FILE = "plans_file"
    PLANS_APPROVE = "plans_approve"
    """The deputy approves or returns (D4)."""
    ABSENCES_EDIT = "absences_edit"
    """Absences of staff and substitutions (L1)."""
    NOTICES_EDIT = "notices_edit"
    """Notices to families and staff, who has not read them and by which telephone they are reached (F4)."""
    GUIDES_EDIT = "guides_edit"
    """The school's own instructions and its regulation (F7)."""
    LISTS_TO_SIGN = "lists_to_sign"
    """Acquaintance lists: who is on them and who has signed (F10)."""
    EXCHANGE = "exchange"
    """Import and export of everything (O2)."""
    ACCOUNTS = "accounts"
    """One-time codes, ending sessions (L6)."""
    MACHINE = "machine"
    """Backups, settings of the PC (O4, O5)."""


D, U, H, T, A, K = Role.DIRECTOR, Role.DEPUTY, Role.HEAD_OF_DEPARTMENT, Role.TEACHER, Role.ACCOMPANIST, Role.TECHNICIAN
EVERYONE: Final = frozenset(Role)

TABLE: Final[dict[Action, frozenset[Role]]] = {
    Action.SIGNED_IN: EVERYONE,
    Action.REPORT_OWN: frozenset({T, A}),
    Action.REPORTS_READ: frozenset({D, U, H}),
    Action.REPORTS_ACCEPT: frozenset({D, U}),
    Action.TIMETABLE_READ: EVERYONE,
    Action.TIMETABLE_EDIT: frozenset({D, U}),
    Action.PEOPLE_READ: frozenset({D, U, H, K}),
    Action.PEOPLE_EDIT: frozenset({D, U, K}),
    Action.HEALTH_READ: frozenset({D, U}),
    Action.ABSENCE_REASONS_READ: frozenset({D, U}),
    Action.CONSENTS_READ: frozenset({D, U, H, K}),
    Action.CONSENTS_EDIT: frozenset({D, U, K}),
    Action.CONSENT_SCANS: frozenset({D, U}),
    Action.HOME_DECIDE: frozenset({D, U}),
    Action.ERASE: frozenset({D, U}),
    Action.CARDS_PRINT: frozenset({D, U, K}),
    Action.INBOX: frozenset({D, U, H, T, A}),
    Action.BACKING: frozenset({D, U, H, T, A}),
    Action.UPLOAD: frozenset({D, U, H, T, A}),
    Action.TASKS: frozenset({D, U, H, T, A}),
    Action.SCHOOL_EDIT: frozenset({D, U, K}),
    Action.ORDERS_READ: EVERYONE,
    Action.ORDERS_EDIT: frozenset({D, U}),
    Action.DECISIONS_EDIT: frozenset({D, U}),
    Action.CALENDAR_READ: EVERYONE,
    Action.CALENDAR_EDIT: frozenset({U}),
    Action.CALENDAR_SAMPLE: frozenset({U, K}),
    Action.LOAD_READ: frozenset({D, U, H}),
    Action.LOAD_EDIT: frozenset({D, U}),
    Action.HOURS_READ: frozenset({D, U, H, T, A}),
    Action.HOURS_SHEET: frozenset({D, U}),
    Action.HOURS_CLOSE: frozenset({D, U}),
    Action.PLANS_READ: frozenset({D, U, H, T, A}),
    Action.PLANS_READ_DEPARTMENT: frozenset({H}),
    Action.PLANS_READ_ALL: frozenset({D, U}),
    Action.PLANS_FILE: frozenset({T, A}),
    Action.PLANS_APPROVE: frozenset({U}),
    Action.ABSENCES_EDIT: frozenset({D, U}),
    Action.NOTICES_EDIT: frozenset({D, U, K}),
    Action.GUIDES_EDIT: frozenset({D, U}),
    Action.LISTS_TO_SIGN: frozenset({D, U}),
    Action.EXCHANGE: frozenset({D, U, K}),
    Action.ACCOUNTS: frozenset({K}),
    Action.MACHINE: frozenset({K}),
}

WITHOUT_ACCOUNT: Final = frozenset({Action.OPEN, Action.CARD, Action.CARD_PIN, Action.SET_UP})
FAMILIES_TOO: Final = frozenset({Action.UPLOAD})
"""What a family may that is known here, beside the staff of the table."""


def allows(actor: Actor, action: Action) -> bool:
    """May the actor do this at all? CARD and CARD_PIN are settled by the route that opens the card."""
    if actor.household and action in FAMILIES_TOO:
        return True
    return action in WITHOUT_ACCOUNT or (actor.is_staff and actor.has(*TABLE[action]))
