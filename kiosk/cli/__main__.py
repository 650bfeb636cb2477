"""`python -m kiosk.cli`: runs a command and turns how it ended into an exit status."""

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kiosk.store import StoreError

DONE: Final = 0
REFUSED: Final = 1


def main(arguments: list[str] | None = None) -> int:
    """0 done, 1 refused with reasons, 2 wrong use."""
    from kiosk.cli.saying import prepare_streams

    prepare_streams()
    import click

    from kiosk.cli.group import cli
    from kiosk.cli.saying import Refused, complain, problem_of

    try:
        status = cli.main(arguments, prog_name="run.py", standalone_mode=False)
    except click.ClickException as wrong_use:
        wrong_use.show()
        return wrong_use.exit_code
    except Refused as refused:
        complain(refused.problems)
        return REFUSED
    except store_errors() as error:
        complain((problem_of(error),))
        return REFUSED
    except (click.Abort, KeyboardInterrupt):
        return REFUSED
    return status if isinstance(status, int) else DONE


def store_errors() -> "type[StoreError]":
    """Asked for only when something went wrong: which libraries come with the store is for the command to say."""
    from kiosk.store import StoreError

    return StoreError


if __name__ == "__main__":
    sys.exit(main())
