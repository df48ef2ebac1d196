"""What one process at a time may do. Its lock ends with the process, however that ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import TextIO


@contextmanager
def alone(file: Path, before_waiting: Callable[[], object] | None = None) -> Iterator[TextIO]:
    """A file to read and append to, which no other process has meanwhile; it stays there.

    Where another one has it, `before_waiting` is called and the other is waited for; without it,
    BlockingIOError is raised.
    """
    with file.open("a+") as held:
        try:
            flock(held, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            if before_waiting is None:
                raise
            before_waiting()
            flock(held, LOCK_EX)
        yield held
