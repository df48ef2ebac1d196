"""Steps per second through the one door, alone and with eight at once."""

import time
from threading import Thread

from flask import Flask

from notices.models import db

from .cycles import STEPS, Cycles
from .timing import row, table

SECONDS = 10.0
THREADS = 8


def measure(app: Flask) -> None:
    """Print the rates."""
    table("threads", "cycles per second", "steps per second", "CPU ms per cycle")
    for threads in (1, THREADS):
        began, cpu = time.perf_counter(), time.process_time()
        cycles = _cycles(app, threads)
        passed, used = time.perf_counter() - began, time.process_time() - cpu
        row(threads, cycles / passed, cycles * STEPS / passed, used * 1000 / cycles)


def _cycles(app: Flask, threads: int) -> int:
    """How many cycles the threads manage together in the time."""
    done = [0] * threads

    def work(place: int) -> None:
        with app.app_context():
            cycles = Cycles(seed=threads * 100 + place)
            db.session.rollback()  # What was read for it must keep no other thread waiting.
            ends = time.perf_counter() + SECONDS
            while time.perf_counter() < ends:
                cycles.take_one()
                done[place] += 1
            db.session.remove()

    workers = [Thread(target=work, args=[place]) for place in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(done)
