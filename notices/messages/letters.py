"""Writes a message as a letter, in Russian and in the second language of the notice's papers."""

from datetime import UTC, datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import parseaddr

from flask import current_app
from flask_babel import force_locale

from notices.models import Message
from notices.words import messages, word
from workflows.vocabulary import Language

from .mail import Undeliverable

RULE = "\n\n– – –\n\n"


class Subject(UniqueUnstructuredHeader):
    """A subject that is encoded as one text.

    By itself, Python encodes some words one by one and loses the blanks between them (cpython
    issue 92081, set right after 3.11).
    """

    def fold(self, *, policy: Policy) -> str:
        """The lines of the header (RFC 2047)."""
        encoded = Header(str(self), header_name="Subject").encode(linesep=policy.linesep)
        return f"Subject: {encoded}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("subject", Subject)  # type: ignore[arg-type]  # A mixin, as those there are.
LETTER = EmailPolicy(header_factory=HEADERS)


def letter_of(message: Message) -> EmailMessage:
    """The letter; each time it is written for a message it has the same Message-ID.

    Raises Undeliverable where the carrier's address is none.
    """
    notice = message.notice
    headings, bodies = [], []
    for language in dict.fromkeys((Language.RU, notice.language)):
        with force_locale(language):
            headings.append(word(message.kind))
            bodies.append(messages.letter(message))
    moment = f"{message.deadline:%Y%m%d%H%M%S}"
    subject = f"{notice.number}: {' / '.join(headings)}"
    letter = new_letter(f"{notice.number}.{moment}.{message.kind}", subject)
    letter["To"] = _address(notice.carrier.email if notice.carrier else "")
    letter.set_content(RULE.join(bodies))
    return letter


def new_letter(name: str, subject: str) -> EmailMessage:
    """A letter of the register, known by its name however often it is sent (RFC 5322, 3.6.4).

    A subject is one line, whatever was typed into it.
    """
    sender = parseaddr(current_app.config["MAIL_FROM"])[1].rpartition("@")[2]
    letter = EmailMessage(LETTER)
    letter["From"] = current_app.config["MAIL_FROM"]
    letter["Date"] = datetime.now(UTC)
    letter["Message-ID"] = f"<{name}@{sender}>"
    letter["Subject"] = " ".join(subject.split())
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answers it.
    return letter


def _address(typed: str) -> Address:
    """The carrier's address; a domain in other letters than Latin ones is written in IDNA.

    Before the sign @ they need an extension (RFC 6531) that few mail servers have.
    """
    name, _at, domain = typed.rpartition("@")
    try:
        name.encode("ascii")
        return Address(username=name, domain=domain.encode("idna").decode())
    except (MessageError, IndexError, ValueError) as error:
        raise Undeliverable(str(error)) from error
