"""What taking a bundle in would do: it is tried and undone, so the answer is the gate's own.

A file is read first, which takes as long as its stick does. Blocks that are not here yet are set aside, sealed as in a
bundle of this device's own; only what is tried with them, and undone, is done in one turn.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO, cast

from core.errors import RejectedError
from core.ledger.block import Block, read_block
from core.ports.turn import Turn, at_once
from core.vault.attachment_chunks import is_preview
from core.vault.database import telling, transaction
from core.vault.disk import telling_disk
from core.vault.vault import Vault
from sync.bundle_reading import read_bundle
from sync.bundle_writing import write_bundle
from sync.carry import (
    Carried,
    Progress,
    batches,
    begin_network,
    first_block,
    go_on_always,
    opened,
    reading,
    take_through,
)
from sync.messages import BlockFrame, ChunkFrame

_ASIDE_IN_MEMORY_BYTES = 8 * 1024 * 1024


class _Undo(Exception):
    """Ends a preview: everything is rolled back."""


class _Aside:
    """Blocks that are new here, of one bundle: in memory while they are few, then in a nameless file of the vault's."""

    def __init__(self, vault: Vault, file: IO[bytes]) -> None:
        self._vault, self._file = vault, file
        self.bytes = 0
        """How long these blocks are."""

    def keep(self, network: bytes, wires: Iterable[bytes]) -> None:
        """Raises VaultError where the vault's disk is full."""
        vault = self._vault
        write_bundle(
            map(self._counted, wires), (), network=network, audience=[vault.device.public],
            randomness=vault.randomness, out=cast(BinaryIO, self),
        )  # fmt: skip

    def write(self, data: bytes) -> int:
        """What `write_bundle` needs of a stream."""
        with telling_disk(self._vault.folder):
            return self._file.write(data)

    def _counted(self, wire: bytes) -> bytes:
        self.bytes += len(wire)
        return wire

    def events(self) -> Iterator[object]:
        """The blocks again, as they are read from a bundle."""
        self._file.seek(0)
        return read_bundle(cast(BinaryIO, self._file), self._vault.device)


@dataclass(slots=True)
class _Look:
    """One bundle on its way through a preview."""

    carried: Carried
    aside: _Aside
    size: int
    """Of the bundle, in bytes."""
    files: list[bytes] = field(default_factory=list)
    """Roots of attachments that are not here; which of them are previews, their entries say."""


def preview_bundle(vault: Vault, path: Path, progress: Progress = go_on_always, turn: Turn = at_once) -> Carried:
    """What importing would do; as `preview_bundles`."""
    return preview_bundles(vault, [path], progress, turn)[0]


def preview_bundles(
    vault: Vault, paths: Sequence[Path], progress: Progress = go_on_always, turn: Turn = at_once
) -> list[Carried]:
    """What importing these one after the other would do.

    Raises:
        RejectedError, SyncError, VaultError: as `import_bundle`.
    """
    networks = set(turn(vault.networks))
    looks: list[_Look] = []
    with ExitStack() as stack:
        for path in paths:
            aside = _Aside(vault, stack.enter_context(_room_aside(vault.folder)))
            looks.append(_look_into(vault, path, networks, aside, progress, turn))
            networks.add(looks[-1].carried.network)
            if looks[-1].carried.stopped:
                break
        if any(one.aside.bytes for one in looks) and not looks[-1].carried.stopped:
            turn(lambda: _try(vault, looks, progress))
        elif any(one.files for one in looks) and not looks[-1].carried.stopped:
            turn(lambda: _tell_previews(vault, looks))
    return [one.carried for one in looks]


def _room_aside(folder: Path) -> tempfile.SpooledTemporaryFile[bytes]:
    return tempfile.SpooledTemporaryFile(max_size=_ASIDE_IN_MEMORY_BYTES, dir=str(folder))


def _look_into(
    vault: Vault, path: Path, networks: Collection[bytes], aside: _Aside, progress: Progress, turn: Turn
) -> _Look:
    with reading(path) as stream:
        look = _Look(opened(vault, stream, networks), aside, os.fstat(stream.fileno()).st_size)
        if look.carried.new_network:
            first_block(vault, stream, look.carried)
        stream.seek(0)
        events = read_bundle(stream, vault.device)

        def go_on() -> bool:
            return progress(stream.tell(), look.size + aside.bytes)

        aside.keep(look.carried.network, _new_here(vault, events, look, go_on, turn))
        go_on()
    return look


def _new_here(
    vault: Vault, events: Iterator[object], look: _Look, go_on: Callable[[], bool], turn: Turn
) -> Iterator[bytes]:
    """The blocks that are not here as they came; everything else is noted."""
    carried = look.carried
    for wires, event in batches(events):
        yield from _without_known(vault, wires, carried, turn)
        if isinstance(event, ChunkFrame) and event.index == 0 and not turn(partial(vault.attachments.has, event.root)):
            look.files.append(event.root)
            carried.attachments += 1
        carried.note(event)
        if not go_on():
            carried.stopped = True
            return


def _without_known(vault: Vault, wires: Sequence[bytes], carried: Carried, turn: Turn) -> list[bytes]:
    """What is here byte for byte brings nothing."""
    blocks = [(wire, _block_in(wire)) for wire in wires]
    well_formed = [block for _, block in blocks if block is not None]
    known = turn(lambda: _held_alike(vault, carried.network, well_formed)) if well_formed else set[bytes]()
    new = [wire for wire, block in blocks if block is None or block.id not in known]
    carried.blocks.known += len(wires) - len(new)
    return new


def _block_in(wire: bytes) -> Block | None:
    try:
        return read_block(wire)
    except RejectedError:
        return None  # the gate tells why


def _held_alike(vault: Vault, network: bytes, blocks: Sequence[Block]) -> set[bytes]:
    if network not in vault.networks():
        return set()
    store = vault.replica(network).store
    return {block.id for block in blocks if store.holds_alike(block)}


def _try(vault: Vault, looks: Sequence[_Look], progress: Progress) -> None:
    try:
        with telling(vault.folder), transaction(vault.connection):
            for look in looks:
                _try_one(vault, look, progress)
            _tell_previews(vault, looks)
            raise _Undo
    except _Undo:
        pass
    finally:
        vault.forget_networks()


def _tell_previews(vault: Vault, looks: Sequence[_Look]) -> None:
    """Count previews apart from files, once the entries that name them are here or tried."""
    for look in looks:
        replica = vault.replica(look.carried.network)
        found = sum(is_preview(replica, root) for root in look.files)
        look.carried.previews += found
        look.carried.attachments -= found


def _try_one(vault: Vault, look: _Look, progress: Progress) -> None:
    carried, events, tried = look.carried, look.aside.events(), 0
    if carried.new_network:
        charter = next(events)
        assert isinstance(charter, BlockFrame), "nothing was set aside before the first block"
        carried.blocks = begin_network(vault, carried.network, charter.wire)
        tried += len(charter.wire)
    replica = vault.replica(carried.network)
    for wires, _ in batches(events):
        if wires:
            take_through(replica, wires, carried)
        tried += sum(map(len, wires))
        if not progress(look.size + tried, look.size + look.aside.bytes):
            carried.stopped = True
            raise _Undo
