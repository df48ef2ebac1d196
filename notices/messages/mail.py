"""Hands letters to a mail server over SMTP (RFC 5321)."""

import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from email.message import EmailMessage
from smtplib import SMTP, SMTP_SSL, SMTPException, SMTPRecipientsRefused
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

PORTS = {"smtp": 25, "smtps": 465}

PATIENCE = 10
"""Seconds that the mail server may take for one command."""

PERMANENT = 500
"""From this code of an answer on, trying again does not help."""


class Undeliverable(Exception):
    """The letter will never arrive at this address; the text says why."""


def sends_mail() -> bool:
    """Whether there is a mail server."""
    return bool(current_app.config["SMTP_URL"])


def send(letter: EmailMessage) -> None:
    """Send a letter to its address.

    Raises Undeliverable, or OSError and SMTPException where it may yet succeed. Name and password
    go over TLS only; without them the server is a relay of one's own.
    """
    server = urlsplit(current_app.config["SMTP_URL"])
    with _connected(server) as smtp:
        if server.username:
            if server.scheme == "smtp":
                smtp.starttls(context=ssl.create_default_context())
            smtp.login(unquote(server.username), unquote(server.password or ""))
        try:
            smtp.send_message(letter)
        except SMTPRecipientsRefused as refused:
            answers = refused.recipients.values()
            if any(code < PERMANENT for code, _answer in answers):
                raise
            told = "; ".join(f"{code} {said.decode(errors='replace')}" for code, said in answers)
            raise Undeliverable(told) from refused


@contextmanager
def _connected(server: SplitResult) -> Iterator[SMTP]:
    """A connection; how the server takes leave says nothing of the letter that it has taken."""
    host, port = server.hostname or "", server.port or PORTS[server.scheme]
    if server.scheme == "smtp":
        smtp = SMTP(host, port, timeout=PATIENCE)
    else:
        smtp = SMTP_SSL(host, port, timeout=PATIENCE, context=ssl.create_default_context())
    try:
        yield smtp
    finally:
        with suppress(OSError, SMTPException), closing(smtp):
            smtp.quit()
