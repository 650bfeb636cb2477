"""Makes a stylesheet small: comments and needless spaces go, nothing else. Meant for the CSS of this project."""

import re

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACES = re.compile(r"\s+")
AROUND = re.compile(r"\s*([{};,])\s*")
AFTER_COLON = re.compile(r"(?<=[\w-]):\s+")


def minified(css: str) -> str:
    """The same rules in fewer bytes."""
    css = SPACES.sub(" ", COMMENT.sub("", css))
    css = AFTER_COLON.sub(":", AROUND.sub(r"\1", css))
    return css.replace(";}", "}").strip()
