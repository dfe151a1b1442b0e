"""Carrying blocks between vaults in a bundle: out to a stick, and in through the one gate.

The file is written and read at whatever pace its stick has; the vault is asked in between, in turns.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar

from core.actions.erase import report_erasures
from core.encoding.words import fingerprint_words
from core.errors import RefusedError, RejectedError, SyncError
from core.ports.turn import Turn, at_once
from core.vault.attachment_chunks import is_preview
from core.vault.database import telling, transaction
from core.vault.disk import flush_folder
from core.vault.ingest import IngestReport, ingest
from core.vault.replica import Replica
from core.vault.vault import Vault
from sync.bundle import read_header
from sync.bundle_reading import Damaged, Finished, Missing, read_bundle
from sync.bundle_writing import Written, bundle_pieces
from sync.contents import contents_of
from sync.limits import PAGE_BYTES_MAX
from sync.messages import BlockFrame, ChunkFrame, NewerFrame

_Item = TypeVar("_Item")
SUFFIX = ".jangbu-bundle"
_BATCH_BLOCKS = 512
_CHUNK_BLOCKS = 256
"""A chunk of an attachment is about as much to write as so many blocks."""

Progress = Callable[[int, int], bool]
"""Called with how much is done of the whole; answers whether to go on."""


def go_on_always(done: int, total: int) -> bool:
    """Nobody watches."""
    return True


@dataclass(slots=True)
class Carried:
    """What a bundle brought, or would bring."""

    network: bytes
    new_network: bool
    blocks: IngestReport = field(default_factory=IngestReport)
    attachments: int = 0
    """Files as people count them: without previews."""
    previews: int = 0
    damaged: list[Damaged] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    damaged_attachments: list[bytes] = field(default_factory=list)
    newer_frames: int = 0
    part: int = 0
    """Which part of the bundle it was, from 0."""
    more_parts: bool = False
    stopped: bool = False

    def note(self, event: object) -> None:
        """Remember what reading tells besides blocks and chunks."""
        match event:
            case Damaged():
                self.damaged.append(event)
            case Missing():
                self.missing.append(event)
            case NewerFrame():
                self.newer_frames += 1
            case Finished():
                self.more_parts = not event.last

    @property
    def complete(self) -> bool:
        """Whether all that the bundle should hold was there and intact."""
        return not (self.damaged or self.missing or self.damaged_attachments or self.stopped)


def export_bundle(
    vault: Vault,
    network_id: bytes,
    path: Path,
    *,
    audience: Sequence[bytes] = (),
    part_bytes_max: int | None = None,
    progress: Progress = go_on_always,
    turn: Turn = at_once,
) -> tuple[Written, list[Path]]:
    """Write all blocks and attachments of a network for its devices; gives what was written and the files.

    Attachments come after all blocks, the smallest first: of several sticks the first ones hold the previews. The
    file appears under its name only when it is whole. Further parts get ".2", ".3" before the suffix. What is
    recorded after the first turn is not in it.

    Raises:
        RefusedError: `network_unknown`, `cancelled`.
        InputError: what `bundle_pieces` raises.
        SyncError: `carrier_unwritable`: the stick or folder does not take the file.
        VaultError: the vault's disk is in trouble.
    """
    contents = turn(lambda: contents_of(vault, network_id))
    total = len(contents.numbers) + _CHUNK_BLOCKS * contents.chunk_count
    counts = [0, 0]
    pieces = bundle_pieces(
        _counted(contents.blocks(turn), counts, 0),
        _counted(contents.chunks(turn), counts, 1),
        network=network_id,
        audience=list(audience) or contents.devices,
        randomness=vault.randomness,
        part_bytes_max=part_bytes_max,
    )
    written: list[tuple[Path, Path]] = []
    size = 0
    out: BinaryIO | None = None
    try:
        for piece in pieces:
            if piece.part == len(written):
                _finish(out)
                name = path if piece.part == 0 else path.with_name(f"{path.stem}.{piece.part + 1}{path.suffix}")
                written.append((name.with_name(name.name + ".new"), name))
                out = written[-1][0].open("wb")
            assert out is not None
            size += out.write(piece.data)
            if not progress(counts[0] + _CHUNK_BLOCKS * counts[1], total):
                raise RefusedError("cancelled")
        _finish(out)
        for beside, name in written:
            beside.replace(name)
        flush_folder(path.parent)
    except OSError as error:
        raise SyncError("carrier_unwritable", path=str(path), detail=error.strerror or str(error)) from error
    finally:
        with suppress(OSError):  # of a stick that was pulled, nothing can be taken away either
            if out is not None:
                out.close()
            for beside, _ in written:
                beside.unlink(missing_ok=True)
    return Written(counts[0], counts[1], size), [name for _, name in written]


def _finish(out: BinaryIO | None) -> None:
    if out is not None:
        out.flush()
        os.fsync(out.fileno())
        out.close()


def _counted(items: Iterator[_Item], counts: list[int], place: int) -> Iterator[_Item]:
    for item in items:
        counts[place] += 1
        yield item


def parts_in_order(vault: Vault, paths: Sequence[Path]) -> list[Path]:
    """The parts as they were written, however they are named: the first one begins a network, the others go on.

    Raises:
        RejectedError, SyncError: what `read_bundle` raises, of whichever part; `carrier_unreadable`.
    """
    found = []
    for path in paths:
        with reading(path) as stream:
            header = read_header(stream)
            stream.seek(0)
            read_bundle(stream, vault.device)
        found.append((header.network, header.bundle, header.part, path))
    return [path for _, _, _, path in sorted(found, key=lambda one: one[:3])]


def import_bundle(vault: Vault, path: Path, progress: Progress = go_on_always, turn: Turn = at_once) -> Carried:
    """Take a bundle in. What is intact comes in, what is not is named; importing twice changes nothing.

    Orders of erasure are obeyed on the way, and a member's device says so in a block of its own. Each turn brings a
    few blocks, in one transaction, or a chunk of an attachment.

    Raises:
        RejectedError: `not_a_bundle`, `unknown_format`, `not_the_audience`, `charter_missing`, `first_part_needed` and
            what the bundle's header may have wrong; nothing was taken in.
        RefusedError: `network_unknown`: it was taken from this vault meanwhile.
        SyncError: `carrier_unreadable`; `bundle_cut_off`, `bundle_damaged` (the beginning; nothing was taken in).
        VaultError: the disk is in trouble.
    """
    with reading(path) as stream:
        carried = opened(vault, stream, turn(vault.networks))
        begun = 0
        if carried.new_network:
            charter = first_block(vault, stream, carried)
            carried.blocks = turn(lambda: _start_network(vault, carried.network, charter))
            begun = len(carried.blocks.accepted)
        stream.seek(0)
        total = os.fstat(stream.fileno()).st_size
        events = read_bundle(stream, vault.device)
        _take_in(vault, events, carried, lambda: progress(stream.tell(), total), turn)
        carried.blocks.known -= begun  # it came again among the others
    turn(lambda: report_erasures(vault, carried.network))
    return carried


@contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """A bundle's file; raises SyncError (`carrier_unreadable`)."""
    try:
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        raise SyncError("carrier_unreadable", path=str(path), detail=error.strerror or str(error)) from error


def opened(vault: Vault, stream: BinaryIO, networks: Collection[bytes]) -> Carried:
    """What is known of a bundle before any block is read, for a vault that has these networks.

    Raises:
        RejectedError, SyncError: what `read_bundle` raises; `first_part_needed`.
    """
    header = read_header(stream)
    carried = Carried(header.network, header.network not in networks, part=header.part)
    if carried.new_network and header.part:
        stream.seek(0)
        read_bundle(stream, vault.device)  # for somebody else, or damaged: that comes first
        raise RejectedError("first_part_needed", part=header.part + 1)
    return carried


def first_block(vault: Vault, stream: BinaryIO, carried: Carried) -> bytes:
    """What a bundle about a new network begins with: its charter, or it is of no use.

    Raises:
        RejectedError, SyncError: what `read_bundle` raises; `charter_missing`, `bundle_cut_off`, `bundle_damaged`.
    """
    stream.seek(0)
    for event in read_bundle(stream, vault.device):
        if isinstance(event, BlockFrame):
            return event.wire
        if isinstance(event, Damaged | Missing):
            raise SyncError("bundle_cut_off" if isinstance(event, Missing) else "bundle_damaged", what="charter")
    raise RejectedError("charter_missing", network=fingerprint_words(carried.network))


def _start_network(vault: Vault, network: bytes, charter: bytes) -> IngestReport:
    """Take the charter in first: without it no block of a network can be judged."""
    try:
        return begin_network(vault, network, charter)
    except BaseException:
        vault.forget_networks()
        raise


def begin_network(vault: Vault, network: bytes, charter: bytes) -> IngestReport:
    """Make room for a network with its charter; joins the caller's transaction. Raises RejectedError."""
    with telling(vault.folder), transaction(vault.connection):
        report = ingest(vault.add_network(network), [charter])
        if network not in report.accepted:
            raise RejectedError("charter_missing", network=fingerprint_words(network))
    return report


def _take_in(
    vault: Vault, events: Iterator[object], carried: Carried, go_on: Callable[[], bool], turn: Turn
) -> None:
    for wires, event in batches(events):
        if wires:
            turn(partial(_take_batch, vault, wires, carried))
        if isinstance(event, ChunkFrame):
            turn(partial(_receive, vault, event, carried))
        carried.note(event)
        if not go_on():
            carried.stopped = True
            return
    go_on()


def batches(events: Iterator[object]) -> Iterator[tuple[list[bytes], object]]:
    """As many blocks as one turn takes, none perhaps, and what is no block and came after them, or None."""
    wires: list[bytes] = []
    size = 0
    for event in events:
        if isinstance(event, BlockFrame):
            wires.append(event.wire)
            size += len(event.wire)
            if len(wires) < _BATCH_BLOCKS and size < PAGE_BYTES_MAX:
                continue
            yield wires, None
        else:
            yield wires, event
        wires, size = [], 0
    if wires:
        yield wires, None


def _take_batch(vault: Vault, wires: Sequence[bytes], carried: Carried) -> None:
    """Through the gate; the network may have been taken from the vault since the last turn."""
    take_through(vault.replica(carried.network), wires, carried)


def take_through(replica: Replica, wires: Sequence[bytes], carried: Carried) -> None:
    """Bring blocks to the gate, and note what became of them."""
    report, mine = ingest(replica, wires), carried.blocks
    mine.accepted += report.accepted
    mine.known += report.known
    mine.waiting = [id for id in [*mine.waiting, *report.waiting] if replica.store.placed(id) is None]
    mine.rejected += report.rejected
    mine.forks += report.forks
    mine.entries += report.entries
    mine.subjects = list(dict.fromkeys([*mine.subjects, *report.subjects]))


def _receive(vault: Vault, chunk: ChunkFrame, carried: Carried) -> None:
    try:
        whole = vault.attachments.receive(chunk.root, chunk.size, chunk.index, chunk.ciphertext)
    except RejectedError:
        carried.damaged_attachments.append(chunk.root)
        return
    if whole and is_preview(vault.replica(carried.network), chunk.root):
        carried.previews += 1
    else:
        carried.attachments += whole
