"""The register's tables."""

from .base import Owed, db, refresh_statistics, set_up_postgresql, set_up_sqlite, transaction
from .carrier import Carrier
from .catalogue import CatalogueEntry, DocumentKind
from .deficiency import Attachment, Deficiency, Marking, Measurement
from .delegation import Delegation
from .event import Event, ExitQuestion, NamedNotice
from .interruption import InterruptedForm
from .limit import LimitRow
from .log import LogCheckpoint, LogClock, LogEntry, LogTile
from .message import Alert, Message
from .notice import Draft, Notice, NoticeLink, NoticeVersion
from .paper import PaperCopy, StoredPaper
from .permit import Permit
from .person import HeldRole, Person
from .place import NumberSeries, Place
from .presentation import Fine, Presentation
from .proposal import Proposal
from .register import Register
from .retention import ErasureBatch, ErasureItem, LegalHold, UnneededFile
from .sign_in import AgencyAccount, Authenticator, RecoveryCode, SignIn
from .vehicle import KnownPlate, Unit
from .wrong_codes import WrongCodes

__all__ = [
    "AgencyAccount",
    "Alert",
    "Attachment",
    "Authenticator",
    "Carrier",
    "CatalogueEntry",
    "Deficiency",
    "Delegation",
    "DocumentKind",
    "Draft",
    "ErasureBatch",
    "ErasureItem",
    "Event",
    "ExitQuestion",
    "Fine",
    "HeldRole",
    "InterruptedForm",
    "KnownPlate",
    "LegalHold",
    "LimitRow",
    "LogCheckpoint",
    "LogClock",
    "LogEntry",
    "LogTile",
    "Marking",
    "Measurement",
    "Message",
    "NamedNotice",
    "Notice",
    "NoticeLink",
    "NoticeVersion",
    "NumberSeries",
    "Owed",
    "PaperCopy",
    "Permit",
    "Person",
    "Place",
    "Presentation",
    "Proposal",
    "RecoveryCode",
    "Register",
    "SignIn",
    "StoredPaper",
    "Unit",
    "UnneededFile",
    "WrongCodes",
    "db",
    "refresh_statistics",
    "set_up_postgresql",
    "set_up_sqlite",
    "transaction",
]
