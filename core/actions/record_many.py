"""Record many entries, as an importer does: full blocks, several of them in one durable commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

from core.actions.record import Draft, Recorded, record
from core.actions.signing import Signers
from core.actions.together import together
from core.errors import InputError
from core.ports.limits import BLOCK_ENTRIES_MAX
from core.ports.turn import Turn, at_once
from core.vault.disk import require_space
from core.vault.vault import Vault

GROUP_BLOCKS = 8
"""Blocks in one commit: its flush costs as much as signing and storing a few hundred entries."""
_BYTES_PER_ENTRY = 4 * 1024
"""What an entry with its views and its place in the log takes at most, apart from very long texts."""


def record_many(
    vault: Vault,
    network_id: bytes,
    drafts: Iterable[Draft],
    told: Callable[[Sequence[Recorded]], bool],
    going: Callable[[int], bool] = lambda count: True,
    turn: Turn = at_once,
) -> int:
    """Record drafts in their order, a group a turn; how many entries are in the ledger at the end.

    `told` hears of each group once it is durable, and answers whether to go on: a lock stops between two groups.
    `going` hears after each block how many entries there are, not all of them durable yet; where it answers no, the
    group ends with that block. Whoever signs is asked for once.

    Raises:
        InputError, RefusedError: as `record`, for the first draft that cannot be recorded; groups before it stay.
        VaultError: `disk_short` before a group is begun; as `record`.
    """
    count = 0
    remaining = iter(drafts)
    signers: Signers = {}
    goes_on = True

    def recorded_together(group: Sequence[Draft]) -> list[Recorded]:
        nonlocal goes_on
        recorded: list[Recorded] = []
        with together(vault, network_id):
            for block in _blocks(group):
                recorded += _recorded(vault, network_id, block, signers)
                goes_on = going(count + sum(len(one.entries) for one in recorded))
                if not goes_on:
                    break
        return recorded

    while goes_on and (group := list(islice(remaining, GROUP_BLOCKS * BLOCK_ENTRIES_MAX))):
        require_space(vault.folder, len(group) * _BYTES_PER_ENTRY)
        recorded = turn(partial(recorded_together, group))
        count += sum(len(one.entries) for one in recorded)
        goes_on = told(recorded) and goes_on
    return count


def _blocks(drafts: Sequence[Draft]) -> Iterator[Sequence[Draft]]:
    """As many drafts as a block takes; each sealed part takes the place of an entry."""
    block: list[Draft] = []
    places = 0
    for draft in drafts:
        needed = 1 + len(draft.sealed)
        if block and places + needed > BLOCK_ENTRIES_MAX:
            yield block
            block, places = [], 0
        block.append(draft)
        places += needed
    yield block


def _recorded(vault: Vault, network_id: bytes, drafts: Sequence[Draft], signers: Signers) -> list[Recorded]:
    """One block, or two halves where its bytes are too many."""
    try:
        return [record(vault, network_id, drafts, signers)]
    except InputError as error:
        if error.code != "entry_large" or len(drafts) == 1:
            raise
    middle = len(drafts) // 2
    halves = drafts[:middle], drafts[middle:]
    return [one for half in halves for one in _recorded(vault, network_id, half, signers)]
