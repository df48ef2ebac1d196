"""Milliseconds from nothing to the first answer of a web process."""

import subprocess
import sys

from flask import Flask

from .timing import row, table, timed

PROGRAM = """
import sys
from notices import create_app
settings = {"INSTANCE": sys.argv[2], "SQLALCHEMY_DATABASE_URI": sys.argv[1]}
assert create_app(**settings).test_client().get("/sign-in").status_code == 200
"""


def measure(app: Flask) -> None:
    """Print the time that a new process takes."""
    url, instance = app.config["SQLALCHEMY_DATABASE_URI"], app.instance_path
    command = [sys.executable, "-c", PROGRAM, url, instance]
    table("what", "least ms", "median", "95 %")
    row("start and first page", *timed(lambda: subprocess.run(command, check=True), times=7))
