"""What is owed is rendered once, whatever dies on the way, and never holds the register up."""

import json
import random
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text, update

from notices.files import read
from notices.models import Notice, StoredPaper, db, transaction
from notices.papers import printer as printing
from notices.papers import queue
from notices.papers.printer import NotPrinted, Printer
from notices.papers.queue import drain, hurry
from tests.factories import a_notice
from tests.papers.conftest import Pretender
from tests.papers.family import COMMON, Family, Order
from tests.papers.reading import text_of
from workflows.vocabulary import Status


def papers() -> list[StoredPaper]:
    """All papers, as the database has them now. No transaction stays open behind them."""
    db.session.rollback()
    found = list(db.session.scalars(select(StoredPaper).order_by(StoredPaper.id)))
    db.session.expunge_all()
    db.session.rollback()
    return found


def the_paper() -> StoredPaper:
    """The only paper."""
    [only] = papers()
    return only


def print_orders(*statuses: Status) -> list[StoredPaper]:
    """Bring a notice to each status, and say which papers are owed for it."""
    for status in statuses:
        a_notice(at=status)
    return papers()


@pytest.mark.usefixtures("one_printer")
def test_a_paper_is_rendered_once_and_then_served_from_the_store(app: Flask) -> None:
    print_orders(Status.ROUTED)
    assert drain(app) == 2 and drain(app) == 0
    for paper in papers():
        assert paper.sha256 is not None
        pdf = read(paper.sha256)
        assert len(pdf) == paper.size
        assert paper.facts["notice"]["number"] in text_of(pdf)


def test_a_renderer_that_is_killed_half_way_is_replaced_and_its_paper_done_again_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    print_orders(Status.ISSUED)
    ask, children = printing._ask, []

    def ask_and_kill(child: Any, order: Order) -> bytes:
        children.append(child)
        if len(children) == 1:
            child.kill()
            child.wait()
        return ask(child, order)

    monkeypatch.setattr(printing, "_ask", ask_and_kill)
    own = Printer(app.config["SEAL"])
    assert drain(app, own) == 1
    paper = the_paper()
    assert paper.sha256 is None and paper.attempts == 1 and paper.failure
    with time_machine.travel(paper.due + timedelta(seconds=1)):
        assert drain(app, own) == 1
        assert drain(app, own) == 0
    own.close()
    paper = the_paper()
    assert paper.sha256 is not None and paper.failure == ""
    assert len(children) == 2 and children[0] is not children[1]


def test_a_child_that_takes_too_long_is_given_up(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "PATIENCE", 0)
    print_orders(Status.ISSUED)
    drain(app)
    paper = the_paper()
    assert paper.sha256 is None and paper.attempts == 1


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print also what the log does not tell of."""
    monkeypatch.setattr(queue, "is_logged", lambda _event_id: True)


@pytest.mark.usefixtures("one_printer", "trusting")
def test_a_failing_paper_says_why_and_keeps_the_step(app: Flask) -> None:
    print_orders(Status.ISSUED)
    facts = {**the_paper().facts, "kind": "banknote"}
    with transaction():
        db.session.execute(update(StoredPaper).values(facts=facts))
    drain(app)
    paper = the_paper()
    assert "banknote" in paper.failure and paper.sha256 is None
    assert db.session.scalars(select(Notice.status)).all() == [Status.ISSUED]


@pytest.mark.usefixtures("trusting")
def test_a_paper_that_cannot_be_ordered_keeps_no_other_back(app: Flask) -> None:
    bad, good = (paper.id for paper in print_orders(Status.ROUTED))
    with transaction():
        other_version = {"facts": {"course": {"of a later version": 1}}}
        db.session.execute(update(StoredPaper).where(StoredPaper.id == bad).values(other_version))
        db.session.execute(
            update(StoredPaper)
            .where(StoredPaper.id == good)
            .values(due=datetime(2020, 1, 1, tzinfo=UTC))
        )
    assert drain(app, Pretender()) == 2
    found = {paper.id: paper for paper in papers()}
    assert found[good].sha256 and not found[bad].sha256
    assert found[bad].attempts == 1 and "later version" in found[bad].failure


def test_an_order_never_gets_the_paper_of_another(
    family: Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noisy = printing.PROGRAM.replace("main(answers", "print('loaded', flush=True)\nmain(answers")
    monkeypatch.setattr(printing, "PROGRAM", noisy)
    own = Printer(tmp_path)
    assert text_of(own.render(family.smallest))
    assert own.child and own.child.stdin
    own.child.stdin.write(json.dumps({"number": "another", "order": {}}).encode() + b"\n")
    with pytest.raises(NotPrinted, match="another order"):
        own.render(family.smallest)
    assert own.child is None
    monkeypatch.setattr(printing, "_ask", None)
    with pytest.raises(TypeError):
        own.render(family.smallest)
    assert own.child is None


def test_each_failure_makes_the_next_attempt_wait_longer_up_to_five_minutes(app: Flask) -> None:
    print_orders(Status.ISSUED)
    pretender, waits = Pretender(failures=10), []
    with time_machine.travel(the_paper().due, tick=False) as clock:
        for _attempt in range(10):
            before = the_paper().due
            assert drain(app, pretender) == 1
            waits.append((the_paper().due - before).total_seconds())
            clock.move_to(the_paper().due)
        assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
        assert drain(app, pretender) == 1
    assert the_paper().sha256 is not None


def test_several_renderers_share_the_work_and_none_does_it_twice(app: Flask) -> None:
    owed = len(print_orders(*[Status.ANNULLED] * 4))
    pretenders = [Pretender() for _thread in range(4)]
    threads = [threading.Thread(target=drain, args=[app, p]) for p in pretenders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    printed = [order["address"] for p in pretenders for order in p.orders]
    assert len(printed) == len(set(printed)) == owed
    assert all(paper.sha256 for paper in papers())


def test_a_paper_whose_process_died_is_due_again_when_its_lease_has_run_out(app: Flask) -> None:
    print_orders(Status.ISSUED)
    assert queue._claim() is not None
    pretender = Pretender()
    assert drain(app, pretender) == 0
    with time_machine.travel(the_paper().due + timedelta(seconds=1)):
        assert drain(app, pretender) == 1


def test_the_slower_of_two_renderers_changes_nothing(app: Flask) -> None:
    print_orders(Status.ISSUED)
    drain(app, Pretender())
    digest = the_paper().sha256
    queue._deliver(the_paper().id, "0" * 64, 1)
    assert the_paper().sha256 == digest


def test_rendering_holds_no_lock_and_no_transaction(app: Flask) -> None:
    print_orders(Status.ISSUED)

    class Witness(Pretender):
        def render(self, order: Order) -> bytes:
            assert not db.session().in_transaction()
            with db.engine.begin() as other:
                other.execute(text("UPDATE stored_paper SET attempts = attempts + 40"))
            return super().render(order)

    assert drain(app, Witness()) == 1
    assert the_paper().attempts == 40 and the_paper().sha256 is not None


def test_the_paper_that_somebody_waits_for_comes_first(app: Flask) -> None:
    wanted = print_orders(*[Status.ANNULLED] * 3)[2]
    hurry(wanted.id)
    pretender = Pretender()
    drain(app, pretender)
    assert pretender.orders[0]["facts"] == wanted.facts


def test_hurrying_does_not_take_a_paper_from_the_one_who_renders_it(app: Flask) -> None:
    print_orders(Status.ISSUED)
    assert queue._claim() is not None
    hurry(the_paper().id)
    assert queue._claim() is None


def stored(app: Flask) -> set[str]:
    """The digests of all files that are kept."""
    return {path.name for path in Path(app.config["STORAGE_URL"]).glob("??/*")}


def test_killing_the_renderer_leaves_each_paper_exactly_once(
    once: Flask, monkeypatch: pytest.MonkeyPatch, long: bool
) -> None:
    kills, ask, generator = [200 if long else 2], printing._ask, random.Random(3)  # noqa: S311
    owed, others = print_orders(*[Status.ANNULLED] * (50 if long else 1)), stored(once)

    def ask_and_kill(child: Any, order: Order) -> bytes:
        if kills[0]:
            kills[0] -= 1
            threading.Timer(generator.uniform(0, 1.5), child.kill).start()
        return ask(child, order)

    monkeypatch.setattr(printing, "_ask", ask_and_kill)
    own, now = Printer(once.config["SEAL"]), owed[0].due
    while any(paper.sha256 is None for paper in papers()):
        now += timedelta(minutes=10)
        assert now < owed[0].due + timedelta(days=30), "Nothing prints it any more."
        with time_machine.travel(now):
            drain(once, own)
    own.close()
    assert not kills[0]
    digests = {paper.sha256 for paper in papers()}
    assert digests == stored(once) - others
    assert len(digests) == len(owed)


def test_a_child_that_has_done_its_share_is_replaced(
    family: Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "PAPERS_OF_A_CHILD", 2)
    own, children = Printer(tmp_path), []
    for _paper in range(3):
        own.render(family.smallest)
        children.append(own.child)
    own.close()
    assert children[0] is children[1] is not children[2]


def test_the_memory_of_a_child_stays_flat(family: Family, tmp_path: Path, long: bool) -> None:
    order, half = (family.order(COMMON), 250) if long else (family.smallest, 5)
    own, taken = Printer(tmp_path), []
    for _half in range(2):
        for _paper in range(half):
            own.render(order)
        assert own.child
        status = Path(f"/proc/{own.child.pid}/status").read_text()
        taken.append(int(status.partition("VmRSS:")[2].split()[0]) / 1024)
    own.close()
    assert taken[1] - taken[0] < 8, f"The child grew from {taken[0]:.0f} to {taken[1]:.0f} MB."
