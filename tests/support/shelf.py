"""One vault with a network of the toy workspace, a jar with something in it, and a pen that may write."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.ledger.block import Block
from core.vault.ingest import IngestReport, ingest
from core.vault.replica import Replica
from core.vault.vault import Vault
from tests.support.hand import Hand, admitted_hand, tip_blocks
from tests.support.replicas import fill_jar, found, make_vault, open_jar
from tests.support.toy import FILL


@dataclass
class Shelf:
    folder: Path
    vault: Vault
    replica: Replica
    jar: bytes
    filled: bytes
    """Id of the entry that put 100 g into the jar."""
    hand: Hand

    @property
    def tips(self) -> list[Block]:
        return tip_blocks(self.replica, self.hand)

    def opening(self, **header: object) -> Block:
        """The pen's first block: a fill of 5 g after the one that is there."""
        content = self.hand.content(FILL, {"grams": 5}, self.jar, after=(self.filled,))
        return self.hand.block([self.hand.encrypted(content)], self.tips, **header)

    def take(self, *blocks: Block) -> IngestReport:
        return ingest(self.replica, [block.wire for block in blocks])


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with make_vault(tmp_path, "yard") as vault:
        replica = found(vault)
        jar = open_jar(vault, replica)
        filled = fill_jar(vault, replica, jar)
        yield Shelf(tmp_path, vault, replica, jar, filled, admitted_hand(vault, replica, "pen"))
