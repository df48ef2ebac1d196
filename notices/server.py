"""Serves the pages from one process; a service runs `gunicorn --preload "notices:create_app()"`."""

import socket

from flask import Flask
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from .config import address

THREADS = 8
LAST_PORT = 65_535


def listen(app: Flask) -> BaseWSGIServer | MultiSocketServer:
    """Take the address; `run()` of what comes back then serves.

    Raises OSError where the address is taken or forbidden, ValueError where it is none.
    """
    host, port = address()
    if not 0 <= int(port) <= LAST_PORT:
        raise ValueError(f"There is no port {port}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.create_server((host, int(port)), family=family)
    return create_server(
        app,
        sockets=[taken],
        threads=THREADS,
        ident=None,
        # What is above their own limit, the pages themselves refuse, with a page of their own.
        max_request_body_size=2 * app.config["MAX_CONTENT_LENGTH"],
    )
