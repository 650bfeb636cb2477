"""What `static/drop.js` says on the pages where files are handed in (W1)."""

from typing import Final

from kiosk.documents.kinds import EMPTY
from kiosk.drop.actions import ONE_TAKE
from kiosk.problems import N_

CHOOSE_TASK: Final = N_("Choose the task, or «something else».")
SAY_WHAT: Final = N_("Write in a few words what it is.")
NO_LINK: Final = N_("Write the link as it stands in the browser: it begins with https:// or http://.")
SAID_BY_SCRIPT: Final = {
    "size": N_("%(mb)s MB"),
    "send": N_("Send %(mb)s MB"),
    "sent": N_("%(done)s of %(all)s MB"),
    "left": N_(", about %(minutes)s min left"),
    "lost": N_(
        "The connection is lost at %(done)s of %(all)s MB. What arrived is kept and is not sent again. Go nearer to "
        "the Wi-Fi: it goes on by itself."
    ),
    "paused": N_("Stopped at %(done)s of %(all)s MB. The page may be closed: what is at school is kept for a week."),
    "again": N_("The school has %(done)s of %(all)s MB. Choose the same file again, and it goes on from there."),
    "other": N_("The phone has made the file anew: it is not the one that was begun. It is sent from the start."),
    "gone": N_("What was begun is no longer kept: it is sent from the start."),
    "pin": N_("The half-hour of the PIN is over. Open its page, give the PIN and come back: nothing is lost."),
    "refused": N_("The school does not take this file."),
    "done": N_("Arrived whole."),
    "pause": N_("Stop, go on later"),
    "on": N_("Go on now"),
    "empty": EMPTY,
    "whose": CHOOSE_TASK,
    "task": SAY_WHAT,
    "one": ONE_TAKE,
}
"""What drop.js says; numbers are put in by it."""
