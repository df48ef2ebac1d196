"""What is erased of a notice: whatever is about a person, and every text that somebody has typed.

What stays are codes, figures, times, places, who held which office, and the number: all that is
counted. A test knows every column of the tables here and fails for one that is neither.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, null, select

from notices.log.erasing import ERASED_ENTRY, ERASED_EVENT
from notices.models import (
    Alert,
    Attachment,
    Deficiency,
    Draft,
    ErasureItem,
    Event,
    ExitQuestion,
    Fine,
    KnownPlate,
    LegalHold,
    LogEntry,
    Marking,
    Measurement,
    Message,
    Notice,
    NoticeVersion,
    Permit,
    Presentation,
    Unit,
)
from notices.models.base import Model

Values = Mapping[str, Any]

ERASED_NOTICE: dict[str, Any] = {
    "carrier_id": None,
    "driver_surname": "",
    "driver_key": "",
    "driver_given_names": "",
    "driver_citizenship": "",
    "driver_document": "",
    "driver_phone": "",
    "destination": "",
    "cargo": "",
    "weighed": null(),
    "struck": null(),
    "witness": "",
    "signature_stroke": "",
}
ERASED_QUESTION: Values = {"text": "", "plates": [], "lookalikes": []}
ERASED_ALERT: Values = {"address": None, "failure": ""}
ERASED_ROWS: Mapping[type[Model], Values] = {
    Unit: {
        "plate": "",
        "plate_key": "",
        "vin": "",
        "vin_unread": "",
        "make": "",
    },
    Deficiency: {"document_number": "", "remark": ""},
    Measurement: {"instrument": "", "act": ""},
    Marking: {"document_number": "", "document_date": None, "reason": "", "legal_ground": ""},
    Attachment: {"sha256": "", "file_name": "", "thumbnail": ""},
    Permit: {"number": "", "plates": []},
    Presentation: {"plates_seen": [], "reason": ""},
    Fine: {"number": "", "receipt": ""},
    NoticeVersion: {"facts": {}},
    Message: {"failure": ""},
    LegalHold: {"authority": "", "reason": ""},
    ErasureItem: {"reason": ""},
}
"""The rows of a notice. Papers are erased by `bare`; drafts and interrupted forms are deleted."""

ERASED: Mapping[type[Model], Values] = {
    **ERASED_ROWS,
    Notice: ERASED_NOTICE,
    Event: ERASED_EVENT,
    LogEntry: ERASED_ENTRY,
    ExitQuestion: ERASED_QUESTION,
    Alert: ERASED_ALERT,
}
DELETED = (Draft, KnownPlate)


def of_notice(table: Any, notice_id: int) -> ColumnElement[bool]:
    """Which rows of a table belong to a notice."""
    if table is Marking:
        own = select(Presentation.id).where(Presentation.notice_id == notice_id)
        return Marking.presentation_id.in_(own)
    belongs: ColumnElement[bool] = table.notice_id == notice_id
    return belongs


def bare(facts: dict[str, Any]) -> dict[str, Any]:
    """What stays of the facts of a paper: the number, and which side has issued it."""
    notice = facts["notice"]
    return {
        "notice": {"number": notice["number"]} if notice else None,
        "officer": {"side": facts["officer"]["side"]},
        "plates": [],
    }
