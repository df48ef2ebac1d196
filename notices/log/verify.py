"""Verifies an export of the log against checkpoints that somebody kept: nothing was rewritten.

This file runs alone (`python verify.py --help`) with Python and the package `cryptography`, and
shares no code with the register that it checks. It trusts nothing but the public key of the log.

A line of the export is a JSON object: the number of the `leaf`, its `commitment` and, unless they
were erased, `salt` and `content`. The commitment is SHA-256 over salt and content, the content in
canonical form (RFC 8785); leaves and nodes are hashed as in RFC 6962; checkpoints are notes in the
form of C2SP tlog-checkpoint, signed with Ed25519.
"""

import argparse
import json
import sys
from base64 import b64decode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ERASES = ("erase", "erase_questions")
"""The entries that say which leaves were erased: `leaves`, or one `leaf` as in earlier versions."""


class Checkpoint(NamedTuple):
    """What a checkpoint says: so many leaves, and the head of the tree over them."""

    size: int
    head: bytes


class Faulty(ValueError):
    """A checkpoint or a key that says nothing reliable."""


def read_checkpoint(note: str, verifier: str) -> Checkpoint:
    """What a signed note says. Raises Faulty unless the key has signed it for its own log."""
    name, key_id, key = verifier.strip().split("+", 2)
    public = b64decode(key)
    if sha256(f"{name}\n".encode() + public).digest()[:4].hex() != key_id:
        raise Faulty("The key is damaged: its number is not that of its bytes.")
    text, _blank, signatures = note.rpartition("\n\n")
    if not _is_signed(f"{text}\n", signatures, name, bytes.fromhex(key_id), public[1:]):
        raise Faulty("The checkpoint is not signed with the key of this log.")
    origin, size, head, *_extensions = text.split("\n")
    if origin != name:
        raise Faulty(f"The checkpoint is one of another log: {origin}.")
    return Checkpoint(int(size), b64decode(head))


def _is_signed(text: str, signatures: str, name: str, key_id: bytes, public: bytes) -> bool:
    for line in signatures.splitlines():
        dash, signer, encoded = line.split(" ")
        signature = b64decode(encoded)
        if dash == "—" and signer == name and signature[:4] == key_id:
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(signature[4:], text.encode())
            except InvalidSignature:
                return False
            return True
    return False


@dataclass
class Tree:
    """The tree of RFC 6962 over the leaves so far, kept as the heads of its complete subtrees."""

    size: int = 0
    heads: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        """Add a leaf."""
        reached, rest = sha256(b"\0" + leaf).digest(), self.size
        while rest & 1:
            reached, rest = sha256(b"\1" + self.heads.pop() + reached).digest(), rest >> 1
        self.heads.append(reached)
        self.size += 1

    def head(self) -> bytes:
        """The head of the whole tree."""
        if not self.heads:
            return sha256().digest()
        reached, *others = reversed(self.heads)
        for left in others:
            reached = sha256(b"\1" + left + reached).digest()
        return reached


@dataclass
class Found:
    """What is wrong with an export, what cannot be told yet, and how much of it there was."""

    faults: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    waiting: int = 0
    leaves: int = 0
    erased: set[int] = field(default_factory=set)
    erasures_told: set[int] = field(default_factory=set)
    erasures_claimed: set[int] = field(default_factory=set)
    """By entries that no checkpoint covers: whoever wrote the export could have made them up."""


def verify(lines: Iterable[str], checkpoints: Iterable[Checkpoint]) -> Found:
    """Compare an export with checkpoints. Without faults, nothing was edited, removed or moved."""
    found, tree = Found(), Tree()
    heads = sorted(set(checkpoints))
    covered = max((head.size for head in heads), default=0)
    _compare(tree, heads, found)
    for line in lines:
        row = json.loads(line)
        what = _judge(row, found, covered)
        if row["leaf"] is None:
            found.waiting += 1
        elif row["leaf"] != tree.size:
            found.faults.append(f"{what}: leaf {tree.size} is expected in this place.")
            break
        else:
            tree.append(bytes.fromhex(row["commitment"]))
            _compare(tree, heads, found)
    for missing in (head for head in heads if head.size > tree.size):
        found.faults.append(
            f"The checkpoint of {missing.size} leaves has more than the export: {tree.size}."
        )
    for leaf in sorted(found.erased - found.erasures_told):
        if leaf in found.erasures_claimed:
            found.doubts.append(
                f"Leaf {leaf}: its content is gone, and who erased it is told only after your "
                "newest checkpoint. Fetch a newer one."
            )
        else:
            found.faults.append(
                f"Leaf {leaf}: its content is gone, and no entry says who erased it."
            )
    found.leaves = tree.size
    return found


def _judge(row: dict[str, Any], found: Found, covered: int) -> str:
    """Hold the content of a line against its commitment; gives the line's name.

    An erasure is told by an entry among the `covered` leaves, those of the newest checkpoint.
    """
    content, salt, leaf = row.get("content"), row.get("salt"), row["leaf"]
    what = f"Leaf {leaf}" if leaf is not None else f"Without a leaf, {_told(content)}"
    if row.get("commitment") is None:
        found.faults.append(f"{what}: it was never written into the log.")
    elif content is not None and salt is not None:
        if sha256(bytes.fromhex(salt) + _canonical(content)).hexdigest() != row["commitment"]:
            found.faults.append(f"{what}: its content was edited: {_told(content)}.")
        elif content.get("name") in ERASES:
            told = content["data"]
            is_covered = leaf is not None and leaf < covered
            telling = found.erasures_told if is_covered else found.erasures_claimed
            telling.update(told["leaves"] if "leaves" in told else [told["leaf"]])
    elif content is not None or salt is not None:
        found.faults.append(f"{what}: its content was removed: {_told(content)}.")
    elif leaf is not None:
        found.erased.add(leaf)
    return what


def _compare(tree: Tree, heads: Sequence[Checkpoint], found: Found) -> None:
    for checkpoint in heads:
        if checkpoint.size == tree.size and checkpoint.head != tree.head():
            found.faults.append(
                f"The first {tree.size} leaves are not those of the checkpoint: "
                "one was edited, removed, inserted or moved."
            )


def _canonical(content: dict[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _told(content: dict[str, Any] | None) -> str:
    told = content or {}
    return " ".join(str(told[key]) for key in ("id", "name", "at") if key in told) or "nothing"


def report(found: Found) -> str:
    """The result as a person reads it."""
    kept = f"{found.leaves} leaves, {len(found.erased)} of them erased, {found.waiting} waiting"
    verdict = "Nothing was rewritten"
    if found.faults:
        verdict = "The log was rewritten or is damaged"
    elif found.doubts:
        verdict = "Only a newer checkpoint tells whether something was rewritten"
    return "\n".join([*found.faults, *found.doubts, f"{verdict}: {kept}."])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line: 0 where surely nothing was rewritten, else 1."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("export", type=Path, help="JSON Lines, as `notices export-log` writes them")
    parser.add_argument("--key", required=True, help="the public key: name+number+bytes")
    parser.add_argument(
        "--checkpoint", type=Path, required=True, nargs="+", help="checkpoints that you kept"
    )
    asked = parser.parse_args(arguments)
    try:
        notes = [path.read_text("utf-8") for path in asked.checkpoint]
        checkpoints = [read_checkpoint(note, asked.key) for note in notes]
        with asked.export.open(encoding="utf-8") as lines:
            found = verify(lines, checkpoints)
    except (OSError, ValueError, LookupError) as error:
        print(f"Nothing could be verified: {error}", file=sys.stderr)
        return 1
    print(report(found))
    return 1 if found.faults or found.doubts else 0


if __name__ == "__main__":
    sys.exit(main())
