"""Verifies an export of the log against checkpoints that somebody kept: nothing was rewritten.

This file runs alone (`python verify.py --help`) with Python and the package `cryptography`, and
shares no code with the register that it checks. It trusts nothing but the public key of the log.

A line of the export is a JSON object: the number of the `leaf`, its `commitment` and, unless they
were erased, `salt` and `content`; of an erased one what was `kept` of the content, of an event what
the `entry` itself says. The commitment is SHA-256 over salt and content, the content in canonical
form (RFC 8785); leaves and nodes are hashed as in RFC 6962; checkpoints are notes in the form of
C2SP tlog-checkpoint, signed with Ed25519.

Beyond that, each event of a notice begins in the status in which the one before has left it, and
content is erased only by the act of a supervisor, after one of the other state has proposed and one
of the own has signed it, unless it was taken out of the batch meanwhile.
"""

import argparse
import json
import sys
from base64 import b64decode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ERASES = ("erase", "erase_questions")
"""The acts that say which `leaves` were erased, and the digest of what is `kept` of them."""

OF_QUESTIONS = ("ask_exit", "turn_back", "report_exit")
"""What is erased though it is of no notice."""

KNOWN_BY = "known_by"
"""What is kept by which a paper is known; in no digest of acts of earlier versions."""

COMES_LATER = "compile_dossier"
"""The event that a notice can have though it is under review."""

ODD = (LookupError, TypeError, ValueError, AttributeError)
"""What comes of a content that lacks what is read of it, or has something else in its place."""

FIRST_STATUS = "draft"
RENAMED: dict[str, str] = {}
"""Statuses that were renamed: the former code, which events keep, and what it is now."""


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


class Proposal(NamedTuple):
    """Which state has proposed a batch, at which leaf, what it still lists, and up to when the
    questions were asked that belong to it.
    """

    side: str
    leaf: int
    notices: set[int]
    questions_before: str | None


class Kept(NamedTuple):
    """What stays of an erased leaf, and its digests, of all and as earlier acts have taken it.

    Nothing stays where nobody says.
    """

    leaf: int
    digests: tuple[bytes, bytes]
    told: dict[str, Any]

    def is_of(self, notice_id: int | None, proposal: Proposal | None) -> bool:
        """Whether it goes with a notice, or with questions, as they were proposed: nothing goes
        that happened later but readings and dossiers.
        """
        name, own = self.told.get("name"), self.told.get("notice_id")
        is_late = proposal is not None and self.leaf > proposal.leaf
        if not self.told or (own is not None and own == notice_id):
            return not is_late or "id" not in self.told or name == COMES_LATER
        if own is not None or is_late or name not in OF_QUESTIONS:
            return False
        if proposal is None or notice_id is not None or name != "ask_exit":
            return True
        before = proposal.questions_before
        return before is not None and _hour(self.told["at"]) <= _hour(before)


@dataclass
class Found:
    """What is wrong with an export, what cannot be told yet, and how much of it there was."""

    covered: int
    """So many leaves are those of the newest checkpoint."""

    faults: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    waiting: int = 0
    leaves: int = 0
    statuses: dict[int, str] = field(default_factory=dict)
    """In which status the events so far have left each notice."""

    proposed: dict[int, Proposal] = field(default_factory=dict)
    """The batches: each has the id of the event that has proposed it."""

    signed: dict[int, str] = field(default_factory=dict)
    """Which state has signed a batch."""

    declined: set[int] = field(default_factory=set)
    is_tied: bool = False
    """Whether a batch was signed that has the id of its proposal: since then all have it."""

    erased: dict[int, Kept] = field(default_factory=dict)
    earlier: int = 0
    """How many erasings are of versions that said neither in which batch nor what was kept."""

    is_silent: bool = False
    """Whether the export does not say what is kept, as those of earlier versions."""

    erasures_told: set[int] = field(default_factory=set)
    erasures_claimed: set[int] = field(default_factory=set)
    """By entries that no checkpoint covers: whoever wrote the export could have made them up."""


def verify(lines: Iterable[str], checkpoints: Iterable[Checkpoint]) -> Found:
    """Compare an export with checkpoints. Without faults, nothing was edited, removed or moved."""
    tree, heads = Tree(), sorted(set(checkpoints))
    found = Found(covered=max((head.size for head in heads), default=0))
    _compare(tree, heads, found)
    for line in lines:
        row = json.loads(line)
        what = _judge(row, found)
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
    _look_for_erasures(found)
    found.leaves = tree.size
    return found


def _judge(row: dict[str, Any], found: Found) -> str:
    """Hold the content of a line against its commitment; gives the line's name."""
    content, leaf = row.get("content"), row["leaf"]
    what = f"Leaf {leaf}" if leaf is not None else f"Without a leaf, {_told(content)}"
    try:
        _judge_content(what, row, found)
        _judge_event(what, content or row.get("kept") or {}, row.get("entry"), found)
    except ODD:
        found.faults.append(f"{what}: it says what no act says: {_told(content)}.")
    return what


def _judge_content(what: str, row: dict[str, Any], found: Found) -> None:
    content, salt, leaf = row.get("content"), row.get("salt"), row["leaf"]
    if row.get("commitment") is None:
        found.faults.append(f"{what}: it was never written into the log.")
    elif content is not None and salt is not None:
        if sha256(bytes.fromhex(salt) + _canonical(content)).hexdigest() != row["commitment"]:
            found.faults.append(f"{what}: its content was edited: {_told(content)}.")
        else:
            _judge_act(what, leaf, content, found)
    elif content is not None or salt is not None:
        found.faults.append(f"{what}: its content was removed: {_told(content)}.")
    elif leaf is not None:
        kept = row.get("kept") or {}
        earlier = {name: value for name, value in kept.items() if name != KNOWN_BY}
        digests = sha256(_canonical(kept)).digest(), sha256(_canonical(earlier)).digest()
        found.erased[leaf] = Kept(leaf, digests, kept)
        found.is_silent |= not kept


def _judge_event(
    what: str, told: dict[str, Any], entry: dict[str, Any] | None, found: Found
) -> None:
    """Hold an event, or what is kept of it, against its entry and the event before."""
    if entry is not None and entry != {"at": told.get("at"), "name": told.get("name")}:
        found.faults.append(f"{what}: its entry was edited: {_told(entry)} for {_told(told)}.")
    if "status_from" not in told:
        return
    notice_id, begins = told["notice_id"], _as_now(told["status_from"])
    stood = found.statuses.get(notice_id, begins if found.is_silent else FIRST_STATUS)
    if begins != stood:
        found.faults.append(f"{what}: {_told(told)} began from {begins}, the notice was {stood}.")
    found.statuses[notice_id] = _as_now(told["status_to"])


def _judge_act(what: str, leaf: int | None, act: dict[str, Any], found: Found) -> None:
    """Remember what supervisors have agreed to erase; hold erasures against it."""
    side = _state_of(act)
    if act.get("name") in ERASES:
        _judge_erasing(what, leaf, act, found)
    elif side is not None and leaf is not None:
        _judge_review(side, leaf, act, found)


def _judge_review(side: str, leaf: int, act: dict[str, Any], found: Found) -> None:
    """Remember who has proposed, signed or declined what, and what was taken out since."""
    data, notice_id = act.get("data", {}), act.get("notice_id")
    match act.get("name"):
        case "propose_erasure":
            listed, before = set(data["notices"]), data.get("questions_before")
            found.proposed[act["id"]] = Proposal(side, leaf, listed, before)
        case "sign_erasure":
            found.signed[data["batch_id"]] = side
            found.is_tied |= data["batch_id"] in found.proposed
        case "decline_erasure":
            found.declined.add(data["batch_id"])
        case "strike_from_erasure" if data["batch_id"] in found.proposed:
            found.proposed[data["batch_id"]].notices.discard(notice_id)
        case "put_on_hold":
            for proposal in found.proposed.values():
                proposal.notices.discard(notice_id)


def _judge_erasing(what: str, leaf: int | None, act: dict[str, Any], found: Found) -> None:
    """Believe an act that erased leaves before it on which both states had agreed, and no others.

    What it says counts where it is among the leaves of the newest checkpoint.
    """
    leaves, notice_id = sorted(act["data"].get("leaves", [])), act.get("notice_id")
    if not _is_agreed(act, found) or (leaf is not None and max(leaves, default=0) >= leaf):
        found.faults.append(f"{what}: it erased what the two states had not agreed to erase.")
        return
    is_covered = leaf is not None and leaf < found.covered
    (found.erasures_told if is_covered else found.erasures_claimed).update(leaves)
    proposal = found.proposed.get(act["data"]["batch_id"])
    kept = [found.erased[each] for each in leaves if each in found.erased]
    if not all(each.is_of(notice_id, proposal) for each in kept):
        found.faults.append(f"{what}: it erased leaves of something else.")
    if len(kept) < len(leaves):
        found.doubts.append(f"{what}: the export was made while it erased. Make another one.")
    elif proposal is None:
        found.earlier += is_covered
    elif act["data"].get("kept") not in _digests(kept):
        found.faults.append(f"{what}: what was kept of the leaves that it erased was edited.")
    if proposal and notice_id is not None:
        proposal.notices.discard(notice_id)


def _digests(kept: Sequence[Kept]) -> list[str]:
    """What an act can say of what is kept of its leaves: of all of it, or as earlier ones did."""
    forms = range(2)
    return [sha256(b"".join(each.digests[form] for each in kept)).hexdigest() for form in forms]


def _is_agreed(act: dict[str, Any], found: Found) -> bool:
    """Whether a supervisor erases what the own state has signed and the other one has proposed.

    Batches of earlier versions do not say what has proposed them.
    """
    side, notice_id = _state_of(act), act.get("notice_id")
    batch_id = act["data"].get("batch_id")
    if side is None or found.signed.get(batch_id) != side or batch_id in found.declined:
        return False
    earlier = () if found.is_tied else found.proposed.values()
    proposals = [found.proposed[batch_id]] if batch_id in found.proposed else earlier
    return any(
        proposal.side != side and (notice_id is None or notice_id in proposal.notices)
        for proposal in proposals
    )


def _state_of(act: dict[str, Any]) -> str | None:
    """The state whose supervisor acts; None where nobody does."""
    return act.get("actor_side") if act.get("actor_role") == "supervisor" else None


def _look_for_erasures(found: Found) -> None:
    if found.is_silent:
        found.doubts.append("The export does not say what was kept of erased leaves. Make another.")
    for leaf in sorted(found.erased.keys() - found.erasures_told):
        if leaf in found.erasures_claimed:
            found.doubts.append(
                f"Leaf {leaf}: its content is gone, and who erased it is told only after your "
                "newest checkpoint. Fetch a newer one."
            )
        else:
            found.faults.append(
                f"Leaf {leaf}: its content is gone, and no entry says who erased it."
            )


def _hour(at: str) -> datetime:
    return datetime.fromisoformat(at)


def _as_now(status: str) -> str:
    return RENAMED.get(status, status)


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
    leaves, rest = f"{found.leaves} leaves", ""
    if found.covered < found.leaves:
        leaves = f"the first {found.covered} of {leaves}"
        rest = " Of the others only a newer checkpoint tells."
    if found.earlier:
        rest += f" Erasings of an earlier form, which does not tell what was kept: {found.earlier}."
    counted = f"{leaves}, {len(found.erased)} erased, {found.waiting} waiting"
    verdict = "Nothing was rewritten"
    if found.faults:
        verdict = "The log was rewritten or is damaged"
    elif found.doubts:
        verdict = "Not all of it is proven"
    told = map(_printable, (*found.faults, *found.doubts))
    return "\n".join([*told, f"{verdict}: {counted}.{rest}"])


def _printable(told: str) -> str:
    """Without line breaks, and whatever else a terminal obeys or cannot write."""
    return ascii(told)[1:-1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line: 0 where surely nothing that a checkpoint covers was rewritten,
    else 1.
    """
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
    except (OSError, *ODD) as error:
        print(f"Nothing could be verified: {_printable(str(error))}", file=sys.stderr)
        return 1
    print(report(found))
    return 1 if found.faults or found.doubts else 0


if __name__ == "__main__":
    sys.exit(main())
