"""Carrying blocks between vaults in a bundle: out to a stick, in through the one gate, with a preview first."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from core.actions.erase import report_erasures
from core.encoding.words import fingerprint_words
from core.errors import RefusedError, RejectedError, SyncError
from core.ledger.governance.grant import DEVICE
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from core.vault.database import telling, transaction
from core.vault.disk import flush_folder
from core.vault.ingest import IngestReport, ingest
from core.vault.replica import Replica
from core.vault.vault import Vault
from sync.bundle import read_header
from sync.bundle_reading import Damaged, Finished, Missing, read_bundle
from sync.bundle_writing import Written, bundle_pieces
from sync.messages import BlockFrame, ChunkFrame, NewerFrame

SUFFIX = ".jangbu-bundle"
_BATCH_BLOCKS = 512
_CHUNK_BLOCKS = 256
"""A chunk of an attachment is about as much to write as so many blocks."""

Progress = Callable[[int, int], bool]
"""Called with how much is done of the whole; answers whether to go on."""


def _go_on(done: int, total: int) -> bool:
    return True


@dataclass(slots=True)
class Carried:
    """What a bundle brought, or would bring."""

    network: bytes
    new_network: bool
    blocks: IngestReport = field(default_factory=IngestReport)
    attachments: int = 0
    damaged: list[Damaged] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    damaged_attachments: list[bytes] = field(default_factory=list)
    newer_frames: int = 0
    part: int = 0
    """Which part of the bundle it was, from 0."""
    more_parts: bool = False
    stopped: bool = False

    @property
    def complete(self) -> bool:
        """Whether all that the bundle should hold was there and intact."""
        return not (self.damaged or self.missing or self.damaged_attachments or self.stopped)


class _Undo(Exception):
    """Ends a preview: everything is rolled back."""


def audience_of(replica: Replica) -> list[bytes]:
    """All devices that the network has let in and not shut out again."""
    now = replica.now
    devices = {one.key for one in replica.chart.grants() if one.kind == DEVICE}
    return sorted(key for key in devices if now.grants_in_force(key, None))


def export_bundle(
    vault: Vault,
    network_id: bytes,
    path: Path,
    *,
    audience: Sequence[bytes] = (),
    part_bytes_max: int | None = None,
    progress: Progress = _go_on,
) -> tuple[Written, list[Path]]:
    """Write all blocks and attachments of a network for its devices; gives what was written and the files.

    The file appears under its name only when it is whole. Further parts get ".2", ".3" before the suffix.

    Raises:
        RefusedError: `network_unknown`, `cancelled`.
        InputError: what `bundle_pieces` raises.
        SyncError: `carrier_unwritable`: the stick or folder does not take the file.
    """
    replica = vault.replica(network_id)
    attached = sum(-(-size // ATTACHMENT_CHUNK_BYTES) for _, size in _attachments(vault, replica))
    total = replica.store.count() + _CHUNK_BLOCKS * attached
    counts = [0, 0]
    pieces = bundle_pieces(
        _counted_blocks(replica, counts),
        _counted_chunks(vault, replica, counts),
        network=network_id,
        audience=list(audience) or audience_of(replica),
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


def _counted_blocks(replica: Replica, counts: list[int]) -> Iterator[bytes]:
    for wire in replica.store.wires():
        counts[0] += 1
        yield wire


def _counted_chunks(vault: Vault, replica: Replica, counts: list[int]) -> Iterator[ChunkFrame]:
    for root, size in _attachments(vault, replica):
        for index, sealed in enumerate(vault.attachments.chunks(root)):
            counts[1] += 1
            yield ChunkFrame(root, size, index, sealed)


def _attachments(vault: Vault, replica: Replica) -> list[tuple[bytes, int]]:
    """Root and size of those of the network that lie here."""
    wanted = replica.attachments()
    return [(root, size) for root, size in vault.attachments.all() if root in wanted]


def parts_in_order(vault: Vault, paths: Sequence[Path]) -> list[Path]:
    """The parts as they were written, however they are named: the first one begins a network, the others go on.

    Raises:
        RejectedError, SyncError: what `read_bundle` raises, of whichever part; `carrier_unreadable`.
    """
    found = []
    for path in paths:
        with _reading(path) as stream:
            header = read_header(stream)
            stream.seek(0)
            read_bundle(stream, vault.device)
        found.append((header.network, header.bundle, header.part, path))
    return [path for _, _, _, path in sorted(found, key=lambda one: one[:3])]


def preview_bundle(vault: Vault, path: Path, progress: Progress = _go_on) -> Carried:
    """What importing would do; as `preview_bundles`."""
    return preview_bundles(vault, [path], progress)[0]


def preview_bundles(vault: Vault, paths: Sequence[Path], progress: Progress = _go_on) -> list[Carried]:
    """What importing these one after the other would do: it is tried and undone, so the answer is the gate's own.

    Raises:
        RejectedError, SyncError, VaultError: as `import_bundle`.
    """
    carried: list[Carried] = []
    try:
        with telling(vault.folder), transaction(vault.connection):
            carried += (_import(vault, path, progress, keep=False) for path in paths)
            raise _Undo
    except _Undo:
        pass
    finally:
        vault.forget_networks()
    return carried


def import_bundle(vault: Vault, path: Path, progress: Progress = _go_on) -> Carried:
    """Take a bundle in. What is intact comes in, what is not is named; importing twice changes nothing.

    Orders of erasure are obeyed on the way, and a member's device says so in a block of its own.

    Raises:
        RejectedError: `not_a_bundle`, `unknown_format`, `not_the_audience`, `charter_missing`, `first_part_needed` and
            what the bundle's header may have wrong; nothing was taken in.
        SyncError: `carrier_unreadable`; `bundle_cut_off`, `bundle_damaged` (the beginning; nothing was taken in).
        VaultError: the disk is in trouble.
    """
    try:
        carried = _import(vault, path, progress, keep=True)
    except BaseException:
        vault.forget_networks()
        raise
    report_erasures(vault, carried.network)
    return carried


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        raise SyncError("carrier_unreadable", path=str(path), detail=error.strerror or str(error)) from error


def _import(vault: Vault, path: Path, progress: Progress, *, keep: bool) -> Carried:
    with _reading(path) as stream:
        total = os.fstat(stream.fileno()).st_size
        header = read_header(stream)
        network = header.network
        carried = Carried(network, network not in vault.networks(), part=header.part)
        begun = 0
        if carried.new_network:
            stream.seek(0)
            if header.part:
                read_bundle(stream, vault.device)  # for somebody else, or damaged: that comes first
                raise RejectedError("first_part_needed", part=header.part + 1)
            carried.blocks = _start_network(vault, stream, network)
            begun = len(carried.blocks.accepted)
        stream.seek(0)
        events = read_bundle(stream, vault.device)
        _take_in(vault, events, carried, lambda: progress(stream.tell(), total), keep=keep)
        carried.blocks.known -= begun  # it came again among the others
    return carried


def _start_network(vault: Vault, stream: BinaryIO, network: bytes) -> IngestReport:
    """Take the charter in first: without it no block of a network can be judged."""
    for event in read_bundle(stream, vault.device):
        if isinstance(event, BlockFrame):
            with telling(vault.folder), transaction(vault.connection):
                report = ingest(vault.add_network(network), [event.wire])
                if network not in report.accepted:
                    raise RejectedError("charter_missing", network=fingerprint_words(network))
            return report
        if isinstance(event, Damaged | Missing):
            raise SyncError("bundle_cut_off" if isinstance(event, Missing) else "bundle_damaged", what="charter")
    raise RejectedError("charter_missing", network=fingerprint_words(network))


def _take_in(
    vault: Vault, events: Iterator[object], carried: Carried, go_on: Callable[[], bool], *, keep: bool
) -> None:
    wires: list[bytes] = []
    replica = vault.replica(carried.network)
    for event in events:
        match event:
            case BlockFrame():
                wires.append(event.wire)
                if len(wires) >= _BATCH_BLOCKS:
                    _ingest(replica, wires, carried)
                    if not go_on():
                        carried.stopped = True
                        return
            case ChunkFrame():
                _ingest(replica, wires, carried)
                _receive(vault, event, carried, keep=keep)
                if not go_on():
                    carried.stopped = True
                    return
            case Damaged():
                carried.damaged.append(event)
            case Missing():
                carried.missing.append(event)
            case NewerFrame():
                carried.newer_frames += 1
            case Finished():
                carried.more_parts = not event.last
    _ingest(replica, wires, carried)
    go_on()


def _ingest(replica: Replica, wires: list[bytes], carried: Carried) -> None:
    if not wires:
        return
    report = ingest(replica, wires)
    wires.clear()
    mine = carried.blocks
    mine.accepted += report.accepted
    mine.known += report.known
    mine.waiting = [id for id in [*mine.waiting, *report.waiting] if replica.store.placed(id) is None]
    mine.rejected += report.rejected
    mine.forks += report.forks
    mine.entries += report.entries
    mine.subjects = list(dict.fromkeys([*mine.subjects, *report.subjects]))


def _receive(vault: Vault, chunk: ChunkFrame, carried: Carried, *, keep: bool) -> None:
    if not keep:
        carried.attachments += chunk.index == 0 and not vault.attachments.has(chunk.root)
        return
    try:
        carried.attachments += vault.attachments.receive(chunk.root, chunk.size, chunk.index, chunk.ciphertext)
    except RejectedError:
        carried.damaged_attachments.append(chunk.root)

