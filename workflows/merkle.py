"""The Merkle tree of RFC 6962, section 2.1: heads and proofs, and how a reader verifies them.

A proof needs no leaves but the hashes of complete subtrees, which whoever keeps a log stores: a
`Subtree` gives the hash over the `2 ** level` leaves of which the first is `index * 2 ** level`.
Hashes are 32 bytes of SHA-256; sizes and indices count leaves. A proof of n leaves asks for
O(log n) subtrees.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

Subtree = Callable[[int, int], bytes]
EMPTY_HEAD = sha256().digest()


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two others."""
    return sha256(b"\1" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The head of a complete subtree, from the hashes of one of its levels (a power of two)."""
    while len(hashes) > 1:
        hashes = [node_hash(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def tree_head(size: int, subtree: Subtree) -> bytes:
    """The head of the tree of the first `size` leaves (MTH)."""
    return _head(0, size, subtree) if size else EMPTY_HEAD


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """That the leaf `index` is in the tree of the first `size` leaves (PATH, 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} leaves has no leaf {index}.")
    return _path(index, 0, size, subtree)


def consistency_proof(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """That the first `old` of `new` leaves are those of the older tree (PROOF, 2.1.2)."""
    if not 0 < old <= new:
        raise ValueError(f"A tree of {new} leaves does not continue one of {old}.")
    return _subproof(old, 0, new, True, subtree)


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], head: bytes) -> bool:
    """Whether the proof leads from the hash of a leaf to the head (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, reached = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            reached = node_hash(step, reached)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            reached = node_hash(reached, step)
        node, last = node >> 1, last >> 1
    return last == 0 and reached == head


def is_consistent(
    old: int, new: int, old_head: bytes, new_head: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the newer tree continues the older one (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not proof and old_head == new_head
    if not 0 < old < new or not proof:
        return False
    first, *steps = proof if old & (old - 1) else [old_head, *proof]
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    in_old = in_new = first
    for step in steps:
        if last == 0:
            return False
        if node & 1 or node == last:
            in_old, in_new = node_hash(step, in_old), node_hash(step, in_new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            in_new = node_hash(in_new, step)
        node, last = node >> 1, last >> 1
    return last == 0 and in_old == old_head and in_new == new_head


def _split(start: int, end: int) -> int:
    """Where the left subtree of a range ends: the largest power of two smaller than its length."""
    return start + (1 << (end - start - 1).bit_length() - 1)


def _head(start: int, end: int, subtree: Subtree) -> bytes:
    level = (end - start).bit_length() - 1
    if end - start == 1 << level:
        return subtree(level, start >> level)
    middle = _split(start, end)
    return node_hash(_head(start, middle, subtree), _head(middle, end, subtree))


def _path(index: int, start: int, end: int, subtree: Subtree) -> list[bytes]:
    if end - start == 1:
        return []
    middle = _split(start, end)
    if index < middle:
        return [*_path(index, start, middle, subtree), _head(middle, end, subtree)]
    return [*_path(index, middle, end, subtree), _head(start, middle, subtree)]


def _subproof(old: int, start: int, end: int, known: bool, subtree: Subtree) -> list[bytes]:
    """The proof for the first leaves up to `old`; `known`: the reader has the head of the range."""
    if old == end:
        return [] if known else [_head(start, end, subtree)]
    middle = _split(start, end)
    if old <= middle:
        inner = _subproof(old, start, middle, known, subtree)
        return [*inner, _head(middle, end, subtree)]
    inner = _subproof(old, middle, end, False, subtree)
    return [*inner, _head(start, middle, subtree)]
