"""Equal sets of blocks show equal views, whatever the order, the repetition and the pieces they came in."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from core.ledger.block import read_block
from core.vault.ingest import ingest
from core.vault.rebuild import rebuild
from core.vault.replica import Replica
from tests.support.history import OBSERVER, History
from tests.support.replicas import digest, make_vault

BLOCKS = 500
QUICK, LONG = 8, 50


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    with pytest.MonkeyPatch.context() as patch:
        cheap(patch)
        made = History(tmp_path_factory.mktemp("history"), seed=20261122, blocks=BLOCKS)
    yield made
    for vault in made.vaults:
        vault.close()
