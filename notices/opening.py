"""Opens a notice to whoever has its number and secret code, and to nobody who guesses.

Every failure looks alike and costs the same work: an unknown number, a wrong code, a lock.
"""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from workflows.numbers import number_meant
from workflows.plates import plate_key
from workflows.vocabulary import Logged

from .attempts import ATTEMPTS, counts, subject, take_back
from .forms import Form
from .log.entries import log_act
from .models import Notice, db, transaction
from .papers.codes import opens

ATTEMPTS_OF_ADDRESS = 200
"""Drivers share the addresses of their mobile networks, and 200 tries at 64 bits are none."""

CLOSED = _l(
    "No notice opens with this number and this code. Check both. After ten wrong codes, wait 15"
    " minutes before you try again."
)
"""One answer to every failure, so that nobody learns which numbers exist or are locked."""


class CodeForm(Form):
    """The number and the secret code, as they stand on the papers."""

    number = StringField(
        _l("Number of the notice"),
        description=_l("It stands at the top of your notice, for example BY-KOZL-2026-000017-R."),
        validators=[
            DataRequired(_l("Enter the number of the notice.")),
            Length(max=60, message=_l("Shorten the number to %(max)d characters.")),
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    code = StringField(
        _l("Secret code"),
        description=_l("It stands below the number, for example 7GQ2-M0XE-4T9WK."),
        validators=[
            DataRequired(_l("Enter the secret code.")),
            Length(max=60, message=_l("Shorten the secret code to %(max)d characters.")),
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )

    def opened(self, address: str) -> int | None:
        """The id of the notice, or None with an error, for whoever asks from this address."""
        notice_id = notice_opened_by(self.number.data or "", self.code.data or "", address)
        if notice_id is None:
            self.form_errors.append(CLOSED)
        return notice_id


def notice_opened_by(typed_number: str, code: str, address: str) -> int | None:
    """The id of the notice, or None.

    Every attempt is counted as wrong before it is judged, so that none of many at once goes
    uncounted; a right one is taken back.
    """
    number = number_meant(typed_number)
    of_number = subject("number", number or plate_key(typed_number))
    of_address = subject("address", address)
    query = select(Notice.id).where(Notice.number == (number or ""))
    with transaction():
        made = counts(of_number, of_address)
        locked = made[of_number] > ATTEMPTS or made[of_address] > ATTEMPTS_OF_ADDRESS
        notice_id = db.session.scalars(query).one_or_none()
        right = opens(notice_id or 0, code)
        if notice_id is None or locked or not right:
            log_act(Logged.FAIL_CODE, address=address)
            return None
        take_back(of_number, of_address)
        log_act(Logged.OPEN_NOTICE, notice_id=notice_id, address=address)
        return notice_id
