"""RFC 9162 tree hashes: against a second implementation, and against vectors published for RFC 6962 trees."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ledger import merkle

# Leaves and roots of the vectors that Certificate Transparency implementations share (RFC 6962 and 9162 agree).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
leaf_lists = st.integers(1, 70).map(lambda count: [sha256(bytes([place])).digest() for place in range(count)])


@pytest.mark.parametrize("count", ROOTS)
def test_published_roots(count):
    assert merkle.root([merkle.leaf_hash(leaf) for leaf in LEAVES[:count]]).hex() == ROOTS[count]


def _second_root(hashes):
    """Level by level, an odd last node moving up: another way to the same tree."""
    while len(hashes) > 1:
        neighbours = zip(hashes[::2], hashes[1::2], strict=False)
        pairs = [sha256(b"\x01" + left + right).digest() for left, right in neighbours]
        hashes = pairs + hashes[len(pairs) * 2 :]
    return hashes[0]


@given(leaf_lists)
def test_another_way_gives_the_same_root(leaves):
    assert merkle.root(leaves) == _second_root(leaves)


@given(leaf_lists, st.data())
def test_a_proof_leads_to_the_root_from_its_own_place_only(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = merkle.inclusion_proof(leaves, index)
    root = merkle.root(leaves)
    assert merkle.root_of_proof(leaves[index], index, len(leaves), proof) == root
    assert merkle.root_of_proof(sha256(b"another").digest(), index, len(leaves), proof) != root
    other = data.draw(st.integers(-2, len(leaves) + 2))
    if other != index:
        assert merkle.root_of_proof(leaves[index], other, len(leaves), proof) != root
    if proof:
        assert merkle.root_of_proof(leaves[index], index, len(leaves), proof[:-1]) != root
        assert merkle.root_of_proof(leaves[index], index, len(leaves), proof[1:]) != root
    assert merkle.root_of_proof(leaves[index], index, len(leaves), [*proof, root]) != root


def test_an_inner_node_is_no_leaf():
    leaves = [merkle.leaf_hash(bytes([place])) for place in range(4)]
    inner = sha256(b"\x01" + leaves[0] + leaves[1]).digest()
    other = sha256(b"\x01" + leaves[2] + leaves[3]).digest()
    assert merkle.root([inner, other]) == merkle.root(leaves)  # so the signed count must fix the tree's shape
    assert merkle.root_of_proof(inner, 0, 4, [other]) is None
