"""Verifies a paper by the public keys alone: no register, no database, no network."""

from collections.abc import Sequence
from pathlib import Path

from .files import codes_in
from .payload import PublicKeys, read


def verified_offline(paper: str, keys: PublicKeys, plates: Sequence[str] = ()) -> list[str] | None:
    """What a genuine code says, line by line; None where there is none.

    `paper` is the path of a PDF, or the address or code itself.
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
    if is_file:
        # The seal of the file is judged here.
        told.append("Its code does not tell whether the file was changed.")
    if plates:
        told.append(f"Plates: {'those' if claims.is_about(plates) else 'NOT those'} of the paper")
    return told
