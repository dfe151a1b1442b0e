"""`jangbu evidence ENTRY` and `jangbu verify FILE`: show an entry to a stranger, and be that stranger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.actions.make_evidence import evidence_for, proof_for
from core.ledger.body_json import value_to_json
from core.ledger.disclosure import Check, ShownEntry
from core.ledger.standing import Standing
from core.ledger.trust import NetworkTrust
from core.vault.views import entry_by_prefix
from desktop.cli.context import Context, write_file
from desktop.cli.result import Result
from desktop.verification import Verification, verification_lines, verify
from desktop.verification_bearing import bearing_told, bearing_value
from desktop.words import Words


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add the commands that show and verify."""
    evidence = commands.add_parser("evidence", parents=[common], help=words.text("cli.evidence"))
    evidence.add_argument("entry", nargs="+", help=words.text("cli.option.entry"))
    evidence.add_argument("--out", type=Path, required=True, help=words.text("cli.option.out"))
    evidence.add_argument("--qr-text", action="store_true", help=words.text("cli.evidence.qr"))
    evidence.set_defaults(run=_evidence)
    checker = commands.add_parser("verify", parents=[common], help=words.text("cli.verify"))
    checker.add_argument("file", help=words.text("cli.verify.file"))
    checker.set_defaults(run=_verify)


def _evidence(context: Context) -> Result:
    options = context.options
    with context.open_vault() as vault:
        replica = context.replica(vault)
        chosen = [entry_by_prefix(replica, text) for text in options.entry]
        if options.qr_text:
            data = proof_for(vault, replica.network_id, chosen[0]).encode()
        else:
            data = evidence_for(vault, replica.network_id, chosen)
    write_file(options.out, data)
    answer = {"path": str(options.out), "bytes": len(data), "entries": [id.hex() for id in chosen]}
    return Result(answer, [context.words.text("cli.evidence.written", path=answer["path"], size=len(data))])


def _verify(context: Context) -> Result:
    """Intact? and whose? for an evidence file, a PDF with one, a picture of a QR code, or the code's text."""
    found = verify(context.options.file, _confirmed(context), context.options.network)
    sound = found.intact and found.trust is not NetworkTrust.ANOTHER
    lines = [*verification_lines(found, context.words), *(text for _, text in bearing_told(found, context.words))]
    return Result({**_answer(found), **bearing_value(found)}, lines, 0 if sound else 1)


def _confirmed(context: Context) -> list[bytes]:
    """Networks that the named vault takes part in; its owner confirmed them when joining."""
    if not context.options.vault:
        return []
    with context.open_vault() as vault:
        return vault.networks()


def _answer(found: Verification) -> dict[str, Any]:
    standings = found.report.standings
    answer: dict[str, Any] = {
        "source": found.source,
        "intact": found.intact,
        "trusted": found.trusted,
        "network": {
            "id": found.report.network.hex(),
            "words": found.network_words,
            "hex": found.network_hex,
            "name": getattr(found.report, "network_name", None),
            "trust": found.trust.value,
        },
        "broken": [_check_value(one) for one in found.broken],
        "entries": [_shown_value(one) for one in found.shown],
        "signers": [_standing_value(one) for one in standings],
        "grants_not_seen": [_standing_value(one) for one in standings if not one.granted],
    }
    if found.source == "pdf":
        answer["print_problems"] = list(found.problems)
        answer["differences"] = [
            {"label": one.label, "expected": one.expected, "found": one.found} for one in found.differences
        ]
    return answer


def _check_value(check: Check) -> dict[str, Any]:
    return {"code": check.code, "block": check.block, "item": check.item, "facts": value_to_json(check.facts)}


def _shown_value(shown: ShownEntry) -> dict[str, Any]:
    content = shown.entry.content
    return {
        "entry": shown.entry.id.hex(),
        "type": content.type,
        "occurred_at": content.occurred_at.local().isoformat(),
        "subject": content.subject.hex() if content.subject else None,
        "body": value_to_json(content.body),
        "block": shown.block.hex(),
    }


def _standing_value(one: Standing) -> dict[str, Any]:
    return {
        "entry": one.entry.hex(),
        "key": one.key.hex(),
        "kind": one.kind,
        "role": one.role,
        "granted": one.granted,
        "signed": one.signed,
        "member": one.member,
        "title": one.title,
    }
