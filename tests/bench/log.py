"""Measures the log at a million leaves: appending, proving, publishing, verifying.

python -m tests.bench.log [--leaves 1000000] [--on sqlite]
"""

import argparse
import secrets
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from itertools import islice
from unittest.mock import patch

from flask import Flask
from sqlalchemy import insert

from notices.log.entries import log_act
from notices.log.export import exported
from notices.log.proofs import proof_of
from notices.log.sequencer import continue_log, newest_checkpoint
from notices.log.tiles import Tiles
from notices.log.verify import Tree
from notices.models import LogEntry, db, transaction
from workflows.merkle import consistency_proof
from workflows.vocabulary import Logged

from .cycles import STEPS, Cycles
from .registers import KINDS, registers
from .timing import Times, row, table, timed

CHUNK = 50_000
EXPORTED = 20_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.log", description=__doc__)
    parser.add_argument("--leaves", type=int, default=1_000_000)
    parser.add_argument("--on", choices=KINDS, nargs="+", default=KINDS)
    asked = parser.parse_args()
    for kind in asked.on:
        with registers(kind) as made, made.opened(0) as app:
            print(f"\n### log, {kind}, {asked.leaves:,} leaves\n", flush=True)
            measure(app, asked.leaves)


def measure(app: Flask, leaves: int) -> None:
    """Fill the log and print what each thing costs."""
    continue_log()
    grow(leaves)
    table("", "least, ms", "median, ms", "95 %, ms")
    for waiting in (1, 100, 1_000):
        row(f"append {waiting} and sign", *appended(waiting))
    row("inclusion proof, verified", *timed(prove, 100))
    row("consistency proof", *timed(prove_growth, 100))
    client = app.test_client()
    row("published tile of 256 hashes", *timed(lambda: client.get("/log/tile/0/x001/000")))
    row("published checkpoint", *timed(lambda: client.get("/log/checkpoint")))
    logged, unlogged = steps()
    row("one step or act, logged (processor)", *logged)
    row("one step or act, not logged (processor)", *unlogged)
    began = time.perf_counter()
    tree = Tree()
    for number in range(leaves):
        tree.append(number.to_bytes(32, "big"))
    print(f"\nThe verifier hashes {leaves / (time.perf_counter() - began):,.0f} leaves a second.")
    began = time.perf_counter()
    lines = sum(1 for _line in islice(exported(), EXPORTED))
    print(f"The export writes {lines / (time.perf_counter() - began):,.0f} lines a second.")


def grow(leaves: int) -> None:
    """Write as many readings, and give all of them their leaves."""
    newest = newest_checkpoint()
    for start in range(newest.size if newest else 0, leaves, CHUNK):
        rows = [
            {
                "at": datetime.now(UTC),
                "name": Logged.READ,
                "data": {},
                "salt": b"\0" * 16,
                "commitment": secrets.token_bytes(32),
            }
            for _each in range(min(CHUNK, leaves - start))
        ]
        with transaction():
            db.session.execute(insert(LogEntry), rows)
    began = time.perf_counter()
    count = continue_log()
    passed = time.perf_counter() - began
    print(
        f"The backlog of {count:,} entries took {passed:.0f} s: {count / passed:,.0f} a second.\n"
    )


def appended(waiting: int) -> Times:
    """How long so many entries take to become leaves under a signed head."""

    def once() -> None:
        began = time.perf_counter()
        continue_log()
        taken.append((time.perf_counter() - began) * 1000)

    taken: list[float] = []
    for _each in range(20):
        with transaction():
            for number in range(waiting):
                log_act(Logged.SIGN_OUT, actor_id=number)
        once()
    taken.sort()
    return Times(taken[0], taken[10], taken[18])


def prove() -> None:
    """Prove a leaf picked at random, and verify the proof."""
    newest = newest_checkpoint()
    assert newest and proof_of(secrets.randbelow(newest.size)).holds
    db.session.rollback()


def prove_growth() -> None:
    """Prove that the log continues a size picked at random."""
    newest = newest_checkpoint()
    assert newest
    consistency_proof(1 + secrets.randbelow(newest.size), newest.size, Tiles().subtree)
    db.session.rollback()


def steps() -> tuple[Times, Times]:
    """One step as part of the life of a notice, with and without its entry, by turns."""
    cycles = Cycles(seed=secrets.randbelow(10**6))
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(60):
        with patch("notices.steps.log_event") if turn % 2 else nullcontext():
            began = time.process_time()
            cycles.take_one()
            taken[turn % 2].append((time.process_time() - began) * 1000 / STEPS)
    logged, unlogged = (sorted(each) for each in taken)
    return Times(logged[0], logged[15], logged[28]), Times(unlogged[0], unlogged[15], unlogged[28])


if __name__ == "__main__":
    main()
