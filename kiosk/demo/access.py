"""Who may sign in to the made-up school: for the terminal and for scripts (`--access-json`)."""

from kiosk.demo.filling import SECRET
from kiosk.people.names import household_name, student_name
from kiosk.people.records import HOUSEHOLDS, STAFF, STUDENTS
from kiosk.signin.actions import pin_of
from kiosk.signin.queries import printed_code, token_of
from kiosk.signin.records import ACCOUNTS, CARDS, Card
from kiosk.store import Store

Access = dict[str, object]


def access(store: Store, base_url: str) -> Access:
    """base_url; staff with name, roles, login, secret; families with card_url, short_code, pin and their students."""
    accounts = {account.id: account for account in store[ACCOUNTS].all()}
    staff = [
        {
            "name": accounts[one.account].name,
            "roles": [role.value for role in accounts[one.account].roles],
            "login": accounts[one.account].name,
            "secret": SECRET,
        }
        for one in store[STAFF].all()
        if one.account in accounts
    ]
    held = [card for card in store[CARDS].all() if card.withdrawn_at is None]
    base = base_url.rstrip("/")
    return {"base_url": base, "staff": staff, "families": [_family(store, card, base) for card in held]}


def _family(store: Store, card: Card, base_url: str) -> Access:
    household = store[HOUSEHOLDS].get(card.household)
    students = store[STUDENTS].many(household.students) if household else {}
    return {
        "name": household_name(household) if household else "",
        "card_url": f"{base_url}/s/{token_of(store, card)}",
        "short_code": printed_code(store, card),
        "pin": pin_of(store, card),
        "students": [{"id": student.id, "name": student_name(student)} for student in students.values()],
    }
