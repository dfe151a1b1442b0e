"""`jangbu erase ENTRY` and `jangbu erasures`: order an erasure, and read the log of all of them."""

from __future__ import annotations

from typing import Any

from core.actions.erase import erase
from core.actions.share_sealed import leaf_by_name
from core.ledger.governance.erasure import BASES
from core.vault.erasure_log import Erasure, erasure_log
from core.vault.views import entry_by_prefix
from desktop.cli.context import Context
from desktop.cli.records import recorded_result, signings
from desktop.cli.result import Result, table
from desktop.words import Words


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add the commands about erasures."""
    order = commands.add_parser("erase", parents=[common], help=words.text("cli.erase"))
    order.add_argument("entry", help=words.text("cli.option.entry"))
    order.add_argument("--basis", required=True, choices=BASES, help=words.text("cli.erase.basis"))
    order.add_argument("--note", default="", help=words.text("cli.erase.note"))
    order.add_argument("--part", action="append", default=[], help=words.text("cli.erase.part"))
    order.add_argument("--whole", action="store_true", help=words.text("cli.erase.whole"))
    order.add_argument("--sign", action="append", default=[], help=words.text("cli.option.sign"))
    order.set_defaults(run=_erase)
    log = commands.add_parser("erasures", parents=[common], help=words.text("cli.erasures"))
    log.set_defaults(run=_erasures)


def _erase(context: Context) -> Result:
    options = context.options
    with context.open_vault() as vault:
        replica = context.replica(vault)
        entry = entry_by_prefix(replica, options.entry)
        signed = signings(context, vault, options.sign)
        network = replica.network_id
        reader = signed[0] if signed else None
        parts = [leaf_by_name(vault, network, entry, named, reader) for named in options.part]
        recorded = erase(
            vault,
            network,
            entry,
            options.basis,
            note=options.note,
            parts=parts or None,
            whole=options.whole,
            signings=signed,
        )
        (made,) = [one for one in erasure_log(replica) if one.order == recorded.entries[0]]
    result = recorded_result(context, "core.entry.erase", recorded)
    words = context.words
    state = words.text("erasures.obeyed" if made.obeyed else "erasures.hidden")
    return Result({**result.data, **_value(made)}, [*result.lines, state])


def _erasures(context: Context) -> Result:
    with context.open_vault() as vault:
        log = erasure_log(context.replica(vault))
    words = context.words
    rows = [
        (
            words.moment(one.ordered_at),
            words.text(f"choice.basis.{one.basis}"),
            one.note or "–",
            words.text("erasures.obeyed" if one.obeyed else "erasures.hidden"),
            words.text("erasures.reported", count=len(one.reported)),
            one.order.hex()[:16],
        )
        for one in log
    ]
    return Result({"erasures": [_value(one) for one in log]}, table(rows) or [words.text("erasures.none")])


def _value(one: Erasure) -> dict[str, Any]:
    return {
        "order": one.order.hex(),
        "about": one.entry.hex() if one.entry else None,
        "basis": one.basis,
        "note": one.note,
        "ordered_at": one.ordered_at.local().isoformat(),
        "device": one.device.hex(),
        "persons": [key.hex() for key in one.persons],
        "block": one.named.block.hex(),
        "parts": [leaf.hex() for leaf in one.named.parts],
        "entries": [leaf.hex() for leaf in one.named.entries],
        "attachments": [root.hex() for root in one.named.attachments],
        "obeyed": one.obeyed,
        "reported": [key.hex() for key in one.reported],
    }
