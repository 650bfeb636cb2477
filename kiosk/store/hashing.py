"""The quick hash of whole files: OpenSSL's, which knows the processor's own instructions and lets other threads work.

A server starts without OpenSSL, whose 3.4 MB come with the first file (kiosk/cli/light.py). What is only a line long
is hashed with `hashlib` itself, which is as quick there.
"""

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash


def quick_hash(algorithm: str = "sha256") -> "_Hash":
    """A hash to feed with megabytes; Python's own where it was built without OpenSSL, or OpenSSL refuses."""
    try:
        from _hashlib import new

        return new(algorithm, usedforsecurity=False)
    except (ImportError, ValueError):
        return hashlib.new(algorithm, usedforsecurity=False)
