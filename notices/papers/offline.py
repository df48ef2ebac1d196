"""Verifies a paper by public keys and certificates alone: no register, database or network."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

from workflows.guards import EXCEPTION_HOLDS
from workflows.vocabulary import Paper

from .examined import Seal, examine
from .files import codes_in
from .payload import Claims, PublicKeys, read

SAID_OF_SEAL = {
    Seal.OURS: "Unchanged since it was sealed by {by} at {at}.",
    Seal.REVOKED: "The seal was REVOKED{on}, because its key was taken: do not trust what the file "
    "says. Ask the register, which knows each file that it has printed (/check).",
    Seal.FOREIGN: "NOT sealed by the register that the certificates name, but by {by}: "
    "do not trust what the file says.",
    Seal.NONE: "NOT sealed: do not trust what the file says.",
    Seal.BROKEN: "Changed since it was sealed: do not trust what the file says.",
}

CODE = re.compile(r"https?://.*|(.*/q/)?[\w-]{100,}", re.ASCII)
"""An address or a code, and no path of a PDF."""


class Verdict(IntEnum):
    """What is known of a paper: how the command ends."""

    GENUINE = 0
    NOT_GENUINE = 1
    # 2 tells of a wrong command, or of a file that cannot be read.
    CODE_ONLY = 3  # Of a file whose seal nobody has judged.


class Answer(NamedTuple):
    """The verdict, and what is told line by line."""

    verdict: Verdict
    lines: list[str]


def verified_offline(
    paper: str,
    keys: PublicKeys,
    certificates: Path | None = None,
    plates: Sequence[str] = (),
    revoked: Path | None = None,
) -> Answer:
    """What a paper is by its code and, where it is a file, by its seal.

    `paper` is the path of a PDF, whose seal is judged by the certificates and by those that were
    revoked, or the address or code itself.
    A file is genuine only under a seal of the register: a code can be copied into another file.
    Raises OSError where the PDF cannot be read, ValueError where a file of certificates holds none.
    """
    file = None if CODE.fullmatch(paper) else Path(paper).read_bytes()
    codes = [paper.rpartition("/q/")[2]] if file is None else codes_in(file)
    claims = next(filter(None, (read(code, keys) for code in codes)), None)
    if claims is None:
        nothing = "Not genuine: no code of the register is in it, or it was changed."
        return Answer(Verdict.NOT_GENUINE, [nothing])
    named = f"{_word(claims.kind)} {claims.number}, version {claims.version}"
    told = _told(claims, plates)
    if file is None:
        return Answer(Verdict.GENUINE, [f"Genuine: {named}", *told])
    if certificates is None:
        unknown = "The file itself was NOT checked: give --certificates to have its seal judged."
        return Answer(Verdict.CODE_ONLY, [f"Only the code was checked: {named}", unknown, *told])
    _expect_certificates(certificates, revoked)
    found = examine(file, certificates, revoked)
    on = f" on {found.revoked}" if found.revoked else ""
    said = SAID_OF_SEAL[found.seal].format(by=found.by, at=found.at, on=on)
    if found.seal is Seal.OURS:
        return Answer(Verdict.GENUINE, [f"Genuine: {named}", *told, said])
    return Answer(
        Verdict.NOT_GENUINE, ["Not genuine.", said, f"The code in it is that of {named}."]
    )


def _expect_certificates(certificates: Path, revoked: Path | None) -> None:
    """Raise ValueError for a file of something else; that of what was revoked may be empty."""
    for file in filter(None, (certificates, revoked)):
        pem = file.read_bytes()
        if b"BEGIN CERTIFICATE" not in pem and (pem or file == certificates):
            raise ValueError(f"{file} holds no certificates (PEM).")


def _told(claims: Claims, plates: Sequence[str]) -> list[str]:
    told = [_state(claims), "What has become of it since, only the register knows."]
    if plates:
        told.append(f"Plates: {'those' if claims.is_about(plates) else 'NOT those'} of the paper")
    return told


def _state(claims: Claims) -> str:
    """The state at issue; of an exceptional release, whose vehicle had not left then, its end."""
    if claims.kind is Paper.EXCEPTIONAL_EXIT_PERMIT:
        until = claims.at + EXCEPTION_HOLDS
        over = "EXPIRED: it was valid" if until < datetime.now(UTC) else "Valid"
        return f"{over} until {until:%d.%m.%Y %H:%M} UTC"
    state = _word(claims.state or "not told")
    return f"State at issue, as of {claims.at:%d.%m.%Y %H:%M} UTC: {state}"


def _word(code: str) -> str:
    return code.replace("_", " ")
