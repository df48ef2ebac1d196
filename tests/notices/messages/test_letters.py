"""The subject of a letter arrives as it was written, and as nothing else."""

from email import message_from_bytes, policy
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select

from notices.messages.alerts import alert_letter
from notices.messages.letters import new_letter
from notices.models import Alert, db
from notices.steps import take
from tests.factories import an_act
from workflows.acts import Asked
from workflows.vocabulary import ExitAnswer

LONGEST_LINE = 78
"""Characters (RFC 5322, 2.1.1)."""

SUBJECTS = (
    "Спрабаваў выехаць, хоць затрыманы",
    "Пытался выехать, хотя задержан",
    "Tried to leave though held",
    "Спрабаваў выехаць / Пытался выехать / Tried to leave",
)
PLATES = ("AB 1234-7", "АВ 9876-7", "A 5678 B-7", "Ў" * 60, "X" * 60)


@pytest.fixture
def app(once: Flask) -> Flask:
    """A register that writes letters."""
    once.config.update(
        SMTP_URL="smtp://localhost", MAIL_FROM="n@example.org", ALERTS_TO=("duty@example.org",)
    )
    return once


def test_a_long_subject_arrives_with_all_its_blanks(app: Flask) -> None:
    for start, times, plate in product(SUBJECTS, range(1, 9), PLATES):
        subject = f"{start}: {', '.join([plate] * times)} / {start}"
        letter = new_letter("x", subject)
        sent = letter.as_bytes(policy=letter.policy.clone(linesep="\r\n"))
        assert message_from_bytes(sent, policy=policy.default)["Subject"] == subject
        assert max(map(len, sent.split(b"\r\n"))) <= LONGEST_LINE


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028"])
def test_a_plate_with_line_ends_puts_no_header_into_a_letter(app: Flask, end: str) -> None:
    plate = f"AB 1234-7{end}Bcc: thief@example.org{end}{end}Ўсё добра"
    take(an_act("exit_officer", Asked(plate, (plate,), ExitAnswer.HELD, ())), ("ask_exit", None))
    letter = alert_letter(db.session.scalars(select(Alert.id)).one())
    arrived = message_from_bytes(letter.as_bytes(), policy=policy.default)
    assert arrived["Bcc"] is None and arrived["To"] == "duty@example.org"
    assert "AB 1234-7 Bcc: thief@example.org Ўсё добра" in arrived["Subject"]
