"""Compiles the catalogues of words: from messages.po, which people edit, to messages.mo.

It is run as a script by ./run, and by the build of the package, both before the application
can be imported: so it imports nothing of it.
"""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(folder: Path) -> None:
    """Compiles each <language>/LC_MESSAGES/*.po in the folder that changed since the last time."""
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            compile_catalogue(source, compiled)


def compile_catalogue(source: Path, compiled: Path) -> None:
    with source.open("rb") as words:
        catalogue = read_po(words, locale=source.parts[-3])
    # A reader at this moment finds the old catalogue or the new one, never half of it, and who
    # compiles at the same moment writes a file of its own.
    unfinished = compiled.with_suffix(f".mo.{os.getpid()}")
    with unfinished.open("wb") as file:
        write_mo(file, catalogue)
    unfinished.replace(compiled)


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
