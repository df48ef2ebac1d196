"""A mail server of the tests: speaks as much of SMTP (RFC 5321) as the program needs."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Thread
from typing import cast


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps the letters that it took; answers all recipients, or one by its address, as told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Dialogue)
        self.letters: list[EmailMessage] = []
        self.recipient_answer = "250 fine"
        self.answers: dict[str, str] = {}
        self.farewell = "221 bye"

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    @property
    def ids(self) -> list[str]:
        """The Message-IDs of the letters, in the order in which they came."""
        return [str(letter["Message-ID"]) for letter in self.letters]


class Dialogue(socketserver.StreamRequestHandler):
    """One connection."""

    server: MailServer

    def handle(self) -> None:
        """Greet, and answer each command."""
        self.say("220 here")
        while line := self.rfile.readline().decode():
            command = line.strip().upper()
            if command == "DATA":
                self.say("354 go on")
                self.take()
                self.say("250 taken")
            elif command == "QUIT":
                self.say(self.server.farewell)
                return
            else:
                self.say(self.recipient(line) if command.startswith("RCPT") else "250 fine")

    def say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())

    def recipient(self, command: str) -> str:
        address = command.partition("<")[2].partition(">")[0]
        return self.server.answers.get(address, self.server.recipient_answer)

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.letters.append(cast(EmailMessage, letter))


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server that listens."""
    with MailServer() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()
