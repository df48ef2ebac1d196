"""A local imitation of a ClamAV daemon, which knows one virus: command INSTREAM of clamd(8)."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer, ThreadingUnixStreamServer
from threading import Thread

VIRUS = b"a known virus"


class Daemon(StreamRequestHandler):
    """Answers as documented, or with what a test says."""

    says: bytes | None = None

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        found = b"Win.Test.Virus FOUND" if VIRUS in content else b"OK"
        self.wfile.write(b"stream: " + found + b"\0" if self.says is None else self.says)


@contextmanager
def clamd(says: bytes | None = None, socket: Path | None = None) -> Iterator[str | tuple[str, int]]:
    """Where the daemon listens, as the setting CLAMD has it."""
    handler = type("Handler", (Daemon,), {"says": says})
    server = (
        ThreadingUnixStreamServer(str(socket), handler)
        if socket
        else ThreadingTCPServer(("127.0.0.1", 0), handler)
    )
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield str(socket) if socket else server.server_address
    finally:
        server.shutdown()
        server.server_close()
