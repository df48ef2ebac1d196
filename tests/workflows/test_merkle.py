"""Heads and proofs, against the vectors of Certificate Transparency and against the definition."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.merkle import (
    EMPTY_HEAD,
    Subtree,
    consistency_proof,
    fold,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    tree_head,
)

LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
HEADS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
INCLUSION = {
    (0, 1): (),
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (1, 5): (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
CONSISTENCY = {
    (1, 1): (),
    (1, 8): INCLUSION[0, 8],
    (2, 8): INCLUSION[0, 8][1:],
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
    (6, 7): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
}
"""Of the eight leaves that Google's implementation and its successors are tested with; leaves are
numbered from 0."""

SIZES = st.integers(1, 600)


def over(leaves: Sequence[bytes]) -> Subtree:
    """The complete subtrees over some leaves."""
    hashes = [leaf_hash(leaf) for leaf in leaves]
    return lambda level, index: fold(hashes[index << level : (index + 1) << level])


def as_defined(leaves: Sequence[bytes]) -> bytes:
    """MTH word for word."""
    if len(leaves) < 2:
        return leaf_hash(leaves[0]) if leaves else EMPTY_HEAD
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return node_hash(as_defined(leaves[:k]), as_defined(leaves[k:]))


NUMBERED = [str(number).encode() for number in range(600)]
SUBTREE = over(NUMBERED)


@pytest.mark.parametrize("size", range(9))
def test_heads_are_those_of_certificate_transparency(size: int) -> None:
    assert tree_head(size, over(LEAVES)).hex() == HEADS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion_proofs_are_those_of_certificate_transparency(index: int, size: int) -> None:
    proof = inclusion_proof(index, size, over(LEAVES))
    assert [step.hex() for step in proof] == list(INCLUSION[index, size])


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_consistency_proofs_are_those_of_certificate_transparency(old: int, new: int) -> None:
    proof = consistency_proof(old, new, over(LEAVES))
    assert [step.hex() for step in proof] == list(CONSISTENCY[old, new])


@settings(max_examples=30, deadline=None)
@given(SIZES)
def test_a_head_is_what_the_definition_says(size: int) -> None:
    assert tree_head(size, SUBTREE) == as_defined(NUMBERED[:size])


@settings(max_examples=30, deadline=None)
@given(SIZES, st.data())
def test_each_leaf_is_proved_and_nothing_else_passes(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    head, proof = tree_head(size, SUBTREE), inclusion_proof(index, size, SUBTREE)
    leaf = leaf_hash(NUMBERED[index])
    assert is_included(leaf, index, size, proof, head)
    other = data.draw(st.integers(0, size).filter(lambda number: number != index))
    assert not is_included(leaf, other, size, proof, head)
    assert not is_included(leaf_hash(b"another"), index, size, proof, head)
    assert not is_included(leaf, index, size, [*proof, leaf], head)
    assert not proof or not is_included(leaf, index, size, proof[:-1], head)
    assert not is_included(leaf, index, size, proof, leaf_hash(b"another"))


@settings(max_examples=30, deadline=None)
@given(SIZES, st.data())
def test_a_longer_tree_is_proved_to_continue_and_nothing_else_passes(
    new: int, data: st.DataObject
) -> None:
    old = data.draw(st.integers(1, new))
    heads = tree_head(old, SUBTREE), tree_head(new, SUBTREE)
    proof = consistency_proof(old, new, SUBTREE)
    assert is_consistent(old, new, *heads, proof)
    rewritten = over([b"rewritten", *NUMBERED[1:]])
    assert not is_consistent(old, new, tree_head(old, rewritten), heads[1], proof)
    forged = consistency_proof(old, new, rewritten)
    assert not is_consistent(old, new, heads[0], tree_head(new, rewritten), forged)
    assert not is_consistent(old, new, *heads, [*proof, heads[0]])
    assert not proof or not is_consistent(old, new, *heads, proof[:-1])


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3)])
def test_no_proof_is_made_or_passes_for_a_tree_that_cannot_continue(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="continue"):
        consistency_proof(old, new, SUBTREE)
    assert not is_consistent(old, new, EMPTY_HEAD, EMPTY_HEAD, [EMPTY_HEAD])


def test_no_proof_is_made_for_a_leaf_beyond_the_tree() -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(3, 3, SUBTREE)
