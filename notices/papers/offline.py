"""Verifies a paper by public keys and certificates alone: no register, database or network."""

from collections.abc import Sequence
from pathlib import Path

from .examined import Seal, examine
from .files import codes_in
from .payload import PublicKeys, read

SAID_OF_SEAL = {
    Seal.OURS: "Unchanged since it was sealed by {by} at {at}.",
    Seal.FOREIGN: "NOT sealed by the register, but by {by}: do not trust what the file says.",
    Seal.NONE: "Its code does not tell whether the file was changed.",
}


def verified_offline(
    paper: str, keys: PublicKeys, certificates: Path | None = None, plates: Sequence[str] = ()
) -> list[str] | None:
    """What a genuine code says, line by line; None where there is none, or the file was changed.

    `paper` is the path of a PDF, whose seal the certificates judge, or the address or code itself.
    """
    file = Path(paper)
    is_file = len(paper) < 256 and file.is_file()
    codes = codes_in(file.read_bytes()) if is_file else [paper.rpartition("/q/")[2]]
    claims = next(filter(None, (read(code, keys) for code in codes)), None)
    if claims is None:
        return None
    kind, state = (
        str(word or "no notice").replace("_", " ") for word in (claims.kind, claims.state)
    )
    told = [
        f"Genuine: {kind} {claims.number}, version {claims.version}",
        f"State at issue, as of {claims.at:%d.%m.%Y %H:%M} UTC: {state}",
        "What has become of it since, only the register knows.",
    ]
    if is_file and certificates:
        seal = examine(file.read_bytes(), certificates)
        if seal.seal is Seal.BROKEN:
            return None
        told.append(SAID_OF_SEAL[seal.seal].format(by=seal.by, at=seal.at))
    elif is_file:
        told.append(SAID_OF_SEAL[Seal.NONE])
    if plates:
        told.append(f"Plates: {'those' if claims.is_about(plates) else 'NOT those'} of the paper")
    return told
