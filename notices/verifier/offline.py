"""The page that verifies codes without the register, in one file."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import current_app, render_template
from markupsafe import Markup

from notices.papers.payload import KINDS, STATES
from notices.words import word
from workflows.guards import EXCEPTION_HOLDS
from workflows.plates import SHAPES
from workflows.vocabulary import Paper

SHEETS = ("theme.css", "forms.css", "parts.css", "offline.css")
SCRIPTS = ("codes.js", "verify.js")


def known_offline(keys: dict[str, Any]) -> dict[str, Any]:
    """What the script knows: the keys, words for what codes hold, how plates are folded.

    `holds` is for how many seconds a kind of paper is valid, None for as long as its notice says.
    """
    hours = {Paper.EXCEPTIONAL_EXIT_PERMIT: EXCEPTION_HOLDS.total_seconds()}
    return {
        "keys": keys["keys"],
        "kinds": [word(kind) for kind in KINDS],
        "holds": [hours.get(kind) for kind in KINDS],
        "states": [word(state) if state else "–" for state in STATES],
        "shapes": {chr(one): chr(other) for one, other in SHAPES.items()},
    }


def offline_page(keys: dict[str, Any]) -> str:
    """One file that asks no network; its own policy admits nothing but what stands in it."""
    script, style = ("\n".join(map(_static, files)) for files in (SCRIPTS, SHEETS))
    return render_template(
        "verifier/offline_file.html",
        known=known_offline(keys),
        policy=f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}",
        script=Markup(script),  # noqa: S704 (the program's own files)
        style=Markup(style),  # noqa: S704
    )


def _static(name: str) -> str:
    return Path(str(current_app.static_folder), name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
