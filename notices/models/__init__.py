"""The register's tables."""

from .base import db, refresh_statistics, set_up_postgresql, set_up_sqlite, transaction
from .carrier import Carrier
from .catalogue import CatalogueEntry, DocumentKind
from .deficiency import Attachment, Deficiency, Marking, Measurement
from .event import Event, ExitQuestion, NamedNotice
from .limit import LimitRow
from .log import LogCheckpoint, LogEntry, LogTile
from .notice import Draft, Notice, NoticeLink, NoticeVersion
from .paper import StoredPaper
from .permit import Permit
from .person import HeldRole, Person
from .place import NumberSeries, Place
from .presentation import Fine, Presentation
from .proposal import Proposal
from .register import Register
from .vehicle import Unit
from .wrong_codes import WrongCodes

__all__ = [
    "Attachment",
    "Carrier",
    "CatalogueEntry",
    "Deficiency",
    "DocumentKind",
    "Draft",
    "Event",
    "ExitQuestion",
    "Fine",
    "HeldRole",
    "LimitRow",
    "LogCheckpoint",
    "LogEntry",
    "LogTile",
    "Marking",
    "Measurement",
    "NamedNotice",
    "Notice",
    "NoticeLink",
    "NoticeVersion",
    "NumberSeries",
    "Permit",
    "Person",
    "Place",
    "Presentation",
    "Proposal",
    "Register",
    "StoredPaper",
    "Unit",
    "WrongCodes",
    "db",
    "refresh_statistics",
    "set_up_postgresql",
    "set_up_sqlite",
    "transaction",
]
