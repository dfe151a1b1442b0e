"""`jangbu bundle export|import|preview|confirm`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.encoding.words import fingerprint_words
from core.errors import InputError
from core.vault.digest import view_digest
from core.vault.vault import Vault
from desktop.cli.context import Context
from desktop.cli.parser import whole_number
from desktop.cli.result import Result
from desktop.exchange import note_exchange, own_entries
from desktop.returned import take_receipt, write_receipt
from desktop.words import Words
from desktop.words.errors import error_text
from sync.carry import Carried, export_bundle, import_bundle, parts_in_order
from sync.preview import preview_bundles
from sync.return_receipt import BYTES_MAX

_MEGABYTE = 1_000_000


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add the commands about bundles."""
    bundle = commands.add_parser("bundle", help=words.text("cli.bundle")).add_subparsers(required=True)
    export = bundle.add_parser("export", parents=[common], help=words.text("cli.bundle.export"))
    export.add_argument("out", type=Path, help=words.text("cli.bundle.out"))
    export.add_argument("--part-megabytes", type=whole_number(1, 1_000_000), help=words.text("cli.bundle.part"))
    export.set_defaults(run=_export)
    for name, run in (("import", _import), ("preview", _preview)):
        parser = bundle.add_parser(name, parents=[common], help=words.text(f"cli.bundle.{name}"))
        parser.add_argument("files", type=Path, nargs="+", help=words.text("cli.bundle.file"))
        parser.set_defaults(run=run)
        if name == "import":
            parser.add_argument("--receipt", action="store_true", help=words.text("cli.bundle.receipt"))
    confirm = bundle.add_parser("confirm", parents=[common], help=words.text("cli.bundle.confirm"))
    confirm.add_argument("files", type=Path, nargs="+", help=words.text("cli.bundle.receipt_file"))
    confirm.set_defaults(run=_confirm)


def _progress(done: int, total: int) -> bool:
    if sys.stderr.isatty() and total:
        print(f"\r{100 * done // total} %", end="", file=sys.stderr, flush=True)
    return True


def _export(context: Context) -> Result:
    options = context.options
    part = options.part_megabytes * _MEGABYTE if options.part_megabytes else None
    with context.open_vault() as vault:
        id = context.network_id(vault)
        sent = own_entries(vault, vault.replica(id))
        written, files = export_bundle(vault, id, options.out, part_bytes_max=part, progress=_progress)
        note_exchange(vault, vault.replica(id), sent=sent)
    names = [str(path) for path in files]
    data = {
        "network": id.hex(),
        "files": names,
        "blocks": written.blocks,
        "chunks": written.chunks,
        "bytes": written.bytes,
    }
    text = context.words.text("cli.bundle.exported", blocks=written.blocks, size=context.words.size(written.bytes))
    return Result(data, [text, *names])


def _import(context: Context) -> Result:
    with context.open_vault() as vault:
        files = parts_in_order(vault, context.options.files)
        brought = [import_bundle(vault, path, _progress) for path in files]
        for one in brought:
            note_exchange(vault, vault.replica(one.network), sent=None)
        result = _result(context, vault, brought)
        if context.options.receipt:
            named = zip(files, brought, strict=True)
            written = [str(write_receipt(vault, one.network, path)) for path, one in named]
            lines = [context.words.text("cli.bundle.receipt_written", path=path) for path in written]
            return replace(result, data={**result.data, "receipts": written}, lines=[*result.lines, *lines])
        return result


def _confirm(context: Context) -> Result:
    """Each file by itself; one that cannot be used ends it, and what came before is kept."""
    with context.open_vault() as vault:
        found = [take_receipt(vault, _receipt_in(path)) for path in context.options.files]
    data = [
        {"network": one.network.hex(), "device": one.device.hex(), "who": one.who, "held": one.held, "own": one.own}
        for one in found
    ]
    lines = [context.words.text("cli.bundle.confirmed", who=one.who, held=one.held, own=one.own) for one in found]
    return Result({"confirmed": data}, lines)


def _receipt_in(path: Path) -> bytes:
    """As much of a file as a receipt can have; raises InputError (`file_unreadable`)."""
    try:
        with path.open("rb") as stream:
            return stream.read(BYTES_MAX + 1)
    except OSError as error:
        raise InputError("file_unreadable", path=str(path)) from error


def _preview(context: Context) -> Result:
    with context.open_vault() as vault:
        files = parts_in_order(vault, context.options.files)
        return _result(context, vault, preview_bundles(vault, files, _progress))


def _result(context: Context, vault: Vault, brought: list[Carried]) -> Result:
    words = context.words
    parts = [_value(one, words) for one in brought]
    held = {one.network for one in brought} & set(vault.networks())
    digests = {network.hex(): view_digest(vault.replica(network)).hex() for network in sorted(held)}
    lines = []
    for one in brought:
        key = "cli.bundle.new_network" if one.new_network else "cli.bundle.network"
        lines.append(words.text(key, words=fingerprint_words(one.network)))
        lines.append(
            words.text(
                "cli.bundle.brought",
                new=len(one.blocks.accepted),
                known=one.blocks.known,
                entries=len(one.blocks.entries),
                waiting=len(one.blocks.waiting),
                rejected=len(one.blocks.rejected),
                attachments=one.attachments,
            )
        )
        lines += [f"- {error_text(error, words).what}" for _, error in one.blocks.rejected]
        lines += [words.text("cli.bundle.fork")] if one.blocks.forks else []
        if not one.complete:
            lines.append(words.text("cli.bundle.incomplete", damaged=len(one.damaged), missing=len(one.missing)))
    sound = all(one.complete and not one.blocks.rejected for one in brought)
    return Result({"parts": parts, "view_digests": digests, "complete": sound}, lines, 0 if sound else 4)


def _value(one: Carried, words: Words) -> dict[str, Any]:
    return {
        "network": one.network.hex(),
        "new_network": one.new_network,
        "accepted": [id.hex() for id in one.blocks.accepted],
        "known": one.blocks.known,
        "entries": len(one.blocks.entries),
        "waiting": [id.hex() for id in one.blocks.waiting],
        "rejected": [
            {"block": id.hex() if id else None, "error": error.code, "what": error_text(error, words).what}
            for id, error in one.blocks.rejected
        ],
        "forks": [{"device": fork.device.hex(), "seq": fork.seq} for fork in one.blocks.forks],
        "attachments": one.attachments,
        "previews": one.previews,
        "damaged": [{"code": item.code, "first": item.first, "count": item.count} for item in one.damaged],
        "missing": [{"what": item.what, "expected": item.expected, "found": item.found} for item in one.missing],
        "damaged_attachments": [root.hex() for root in one.damaged_attachments],
        "newer_frames": one.newer_frames,
        "more_parts": one.more_parts,
        "complete": one.complete,
    }
