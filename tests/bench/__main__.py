"""Measures the register and prints the figures as Markdown tables; run it by hand.

    python -m tests.bench                         everything (20 minutes)
    python -m tests.bench steps pages             some of it
    python -m tests.bench pages --notices 1000    at one size
    python -m tests.bench --on postgresql         on one database
    python -m tests.bench.papers                  papers
    python -m tests.bench.limits                  verdicts
    python -m tests.bench.log                     the log at a million leaves

The figures of a shared machine swing: compare those of one run, and trust ratios.
"""

import argparse

from . import advice, exits, memory, pages, rush, safety, snapshots, starts, statements, steps
from .registers import KINDS, registers

SUBJECTS = {
    "statements": statements.measure,
    "steps": steps.measure,
    "exits": exits.measure,
    "rush": rush.measure,
    "snapshots": snapshots.measure,
    "advice": advice.measure,
    "pages": pages.measure,
    "memory": memory.measure,
    "safety": safety.measure,
    "starts": starts.measure,
}
SIZES = (1_000, 10_000, 100_000)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    parser.add_argument("--notices", type=int, nargs="+", default=SIZES)
    parser.add_argument("--on", choices=KINDS, nargs="+", default=KINDS)
    asked = parser.parse_args()
    if unknown := set(asked.subjects) - set(SUBJECTS):
        parser.error(f"Choose among {', '.join(SUBJECTS)}, not {', '.join(unknown)}.")
    for kind in asked.on:
        with registers(kind) as made:
            for size in asked.notices:
                with made.opened(size) as app:
                    for subject in asked.subjects or SUBJECTS:
                        print(f"\n### {subject}, {kind}, {size:,} notices\n", flush=True)
                        SUBJECTS[subject](app)


main()
