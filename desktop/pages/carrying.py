"""Writing and taking in bundles as errands, with progress and a way to stop, and what they come to in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.encoding.words import fingerprint_words
from core.vault.digest import view_digest
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import network_view
from desktop.exchange import note_exchange, own_entries
from desktop.session import Errand
from desktop.theme import Tone
from desktop.widgets.banner import Notice
from desktop.words import Words, error_text
from sync.bundle_writing import Written
from sync.carry import Carried, export_bundle, import_bundle
from sync.preview import preview_bundle

DIGEST_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Brought:
    """What a bundle brought or would bring, and how the network stands afterwards."""

    carried: Carried
    name: str
    """The network's name; empty while it is not known here."""
    digest: str = ""
    """The beginning of the view digest after taking it in: equal on two laptops that hold the same."""


def digest_of(replica: Replica) -> str:
    """The beginning of the view digest as the ledger stands now."""
    return view_digest(replica).hex()[:DIGEST_DIGITS]


def write_out(
    errand: Errand, path: Path, audience: Sequence[bytes] = (), part_bytes_max: int | None = None
) -> tuple[Written, list[Path]]:
    """Write everything of the network for some of its devices, for all of them where none is named.

    Raises:
        RefusedError, SyncError, VaultError: as `sync.carry.export_bundle`.
    """
    sent = errand.turn(lambda: own_entries(errand.vault, errand.replica()))
    written = export_bundle(
        errand.vault,
        errand.network_id,
        path,
        audience=audience,
        part_bytes_max=part_bytes_max,
        progress=errand.go_on,
        turn=errand.turn,
    )
    errand.turn(lambda: note_exchange(errand.vault, errand.replica(), sent=sent))
    return written


def look_into(errand: Errand, path: Path) -> Brought:
    """What taking a bundle in would do; nothing is changed."""
    vault = errand.vault
    carried = preview_bundle(vault, path, errand.go_on, errand.turn)
    return Brought(carried, errand.turn(lambda: _name_of(vault, carried.network)))


def take_in(errand: Errand, path: Path) -> Brought:
    """Take a bundle in; stopped in between, what came in until then stays."""
    vault = errand.vault
    carried = import_bundle(vault, path, errand.go_on, errand.turn)

    def settled() -> Brought:
        replica = vault.replica(carried.network)
        note_exchange(vault, replica, sent=None)
        return Brought(carried, network_view(replica).name, digest_of(replica))

    return errand.turn(settled)


def _name_of(vault: Vault, network: bytes) -> str:
    return network_view(vault.replica(network)).name if network in vault.networks() else ""


def brought_pairs(brought: Brought, words: Words) -> list[tuple[str, str]]:
    """The figures, each with its name; what did not happen is left out."""
    carried = brought.carried
    name = brought.name or words.text("bundle.new_network" if carried.new_network else "bundle.network")
    figures = [
        ("bundle.entries", len(carried.blocks.entries), True),
        ("bundle.attachments", carried.attachments, False),
        ("bundle.known", carried.blocks.known, False),
        ("bundle.waiting", len(carried.blocks.waiting), False),
        ("bundle.forked", len(carried.blocks.forks), False),
        ("bundle.refused", len(carried.blocks.rejected), False),
        ("bundle.damaged", sum(one.count for one in carried.damaged) + len(carried.damaged_attachments), False),
    ]
    pairs = [(words.text("bundle.network"), name), (words.text("bundle.words"), fingerprint_words(carried.network))]
    if carried.part or carried.more_parts:
        pairs.append((words.text("bundle.part"), words.number(carried.part + 1)))
    pairs += [(words.text(key), words.number(count)) for key, count, always in figures if count or always]
    return [*pairs, (words.text("bundle.digest"), brought.digest)] if brought.digest else pairs


def brought_troubles(brought: Brought, words: Words) -> list[tuple[Tone, str, str]]:
    """What to tell besides the figures: tone, what, and what to do."""
    carried, found = brought.carried, list[tuple[Tone, str, str]]()
    if carried.damaged or carried.missing or carried.damaged_attachments:
        found.append((Tone.WARN, words.text("bundle.broken"), words.text("bundle.broken.do")))
    if carried.blocks.forks:
        found.append((Tone.BAD, words.text("bundle.fork"), words.text("bundle.fork.do")))
    told = {error_text(error, words) for _, error in carried.blocks.rejected}
    found += [(Tone.BAD, one.what, one.do) for one in sorted(told, key=lambda one: one.what)]
    if carried.blocks.waiting:
        do = "bundle.waits.part" if carried.part else "bundle.waits.do"
        found.append((Tone.INFO, words.text("bundle.waits"), words.text(do)))
    if carried.newer_frames:
        found.append((Tone.WARN, words.text("bundle.newer"), words.text("bundle.newer.do")))
    if carried.new_network and brought.digest:
        found.append((Tone.GOOD, words.text("sync.pair.joined"), ""))
    if carried.more_parts:
        found.append((Tone.INFO, words.text("bundle.more_parts"), words.text("bundle.more_parts.do")))
    return found


def brought_notices(brought: Brought, words: Words) -> list[Notice]:
    """What to tell of a bundle that was taken in where no page shows the figures: how much, in which network."""
    name = brought.name or words.text("bundle.network")
    done = words.text("bundle.in.done", count=len(brought.carried.blocks.entries))
    troubles = [Notice(what, do, tone) for tone, what, do in brought_troubles(brought, words)]
    return [Notice(f"{name}: {done}", tone=Tone.GOOD), *troubles]
