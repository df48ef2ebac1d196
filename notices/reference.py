"""The reference files that come with the program, as parsed JSON."""

import json
from importlib.resources import files
from typing import Any


def read_reference(name: str) -> dict[str, Any]:
    """The content of `workflows/data/<name>.json`."""
    text = files("workflows").joinpath("data", f"{name}.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    return data
