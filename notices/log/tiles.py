"""The stored part of the tree: tiles of 256 hashes, as C2SP tlog-tiles cuts them."""

from collections.abc import Sequence

from notices.models import LogTile, db
from workflows.merkle import fold

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH_BYTES = 32


class Tiles:
    """The tiles of the log; each is read once, so make a new object for each transaction."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, int], LogTile | None] = {}

    def subtree(self, level: int, index: int) -> bytes:
        """The head of a complete subtree (see `workflows.merkle.Subtree`).

        Raises LookupError where the tile is missing or too short.
        """
        height = level % HEIGHT
        number, place = divmod(index << height, WIDTH)
        hashes = self.hashes(level // HEIGHT, number)[place : place + (1 << height)]
        if len(hashes) < 1 << height:
            raise LookupError(f"The tree has no subtree {index} of level {level}.")
        return fold(hashes)

    def hashes(self, level: int, number: int) -> list[bytes]:
        """The hashes of a tile, from the left; none where there is no such tile."""
        tile = self._tile(level, number)
        joined = tile.hashes if tile else b""
        return [joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES)]

    def append(self, size: int, hashes: Sequence[bytes]) -> None:
        """Add the hashes of the leaves that follow the first `size` ones."""
        level = 0
        while hashes:
            number, place = divmod(size >> level * HEIGHT, WIDTH)
            present, full = self.hashes(level, number)[:place], []
            row = [*present, *hashes]
            for start in range(0, len(row), WIDTH):
                part = row[start : start + WIDTH]
                self._write(level, number + start // WIDTH, part)
                if len(part) == WIDTH:
                    full.append(fold(part))
            hashes, level = full, level + 1

    def _tile(self, level: int, number: int) -> LogTile | None:
        if (level, number) not in self._read:
            self._read[level, number] = db.session.get(LogTile, (level, number))
        return self._read[level, number]

    def _write(self, level: int, number: int, hashes: Sequence[bytes]) -> None:
        tile = self._tile(level, number)
        if tile is None:
            tile = LogTile(level=level, number=number)
            db.session.add(tile)
            self._read[level, number] = tile
        tile.hashes = b"".join(hashes)
