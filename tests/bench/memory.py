"""Memory of a web process, which neither renders papers nor loads what renders them."""

import subprocess
import sys
from pathlib import Path

from flask import Flask

from .timing import row, table

ROUNDS = 20


def measure(app: Flask) -> None:
    """Print the memory of a process of its own, as it starts and after it has served pages."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    command = [sys.executable, "-m", "tests.bench.memory", url, app.instance_path]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    table("when", "resident MB")
    for line in shown.splitlines():
        row(*line.split("\t"))


def resident() -> str:
    """The resident memory of this process, in megabytes."""
    status = Path("/proc/self/status").read_text()
    kilobytes = next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]
    return f"{int(kilobytes) / 1024:.0f}"


def main(url: str, instance: str) -> None:
    """Serve pages within this process and print its memory in between."""
    from notices import create_app, server  # noqa: F401, PLC0415 (memory is what is measured)

    settings = {"INSTANCE": instance, "SQLALCHEMY_DATABASE_URI": url, "RENDERS_PAPERS": False}
    app = create_app(**settings)
    print(f"after the start\t{resident()}")
    from .pages import everything  # noqa: PLC0415

    with app.app_context():
        pages = list(everything(app))
    for rounds in (1, ROUNDS):
        for _ in range(rounds):
            for browser, address in pages:
                browser.get(address)
        print(f"after {rounds * len(pages)} pages\t{resident()}")
    assert "weasyprint" not in sys.modules


if __name__ == "__main__":
    main(*sys.argv[1:])
