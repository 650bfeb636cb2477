"""A made-up school around today, to try the kiosk with: nobody in it exists (`run.py demo`).

The same size and date give the same school. ``prepare`` fills an empty store once, ``access`` tells who may sign in.
"""

from kiosk.demo.access import access
from kiosk.demo.filling import prepare

__all__ = ["access", "prepare"]
