"""`jangbu evidence ENTRY` and `jangbu verify FILE`: show an entry to a stranger, and be that stranger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.actions.make_evidence import evidence_for, proof_for
from core.encoding.words import fingerprint_hex, fingerprint_words
from core.errors import InputError, RejectedError
from core.ledger.body_json import value_to_json
from core.ledger.disclosure import Check, ShownEntry
from core.ledger.evidence import MAGIC, EvidenceReport
from core.ledger.evidence_check import check_evidence
from core.ledger.proof import PREFIX, ProofReport, check_proof
from core.ledger.standing import Standing
from core.ledger.trust import NetworkTrust, is_trusted, network_trust
from core.vault.views import entry_by_prefix
from desktop.cli.context import Context
from desktop.cli.result import Result
from desktop.words import Words

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"GIF8", b"RIFF")
_FILE_BYTES_MAX = 64 * 1024 * 1024


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add the commands that show and verify."""
    evidence = commands.add_parser("evidence", parents=[common], help=words.text("cli.evidence"))
    evidence.add_argument("entry", nargs="+", help=words.text("cli.option.entry"))
    evidence.add_argument("--out", type=Path, required=True, help=words.text("cli.option.out"))
    evidence.add_argument("--qr-text", action="store_true", help=words.text("cli.evidence.qr"))
    evidence.set_defaults(run=_evidence)
    verify = commands.add_parser("verify", parents=[common], help=words.text("cli.verify"))
    verify.add_argument("file", help=words.text("cli.verify.file"))
    verify.set_defaults(run=_verify)


def _evidence(context: Context) -> Result:
    options = context.options
    with context.open_vault() as vault:
        replica = context.replica(vault)
        chosen = [entry_by_prefix(replica, text) for text in options.entry]
        if options.qr_text:
            data = proof_for(vault, replica.network_id, chosen[0]).encode()
        else:
            data = evidence_for(vault, replica.network_id, chosen)
    options.out.write_bytes(data)
    answer = {"path": str(options.out), "bytes": len(data), "entries": [id.hex() for id in chosen]}
    return Result(answer, [context.words.text("cli.evidence.written", path=answer["path"], size=len(data))])


def _verify(context: Context) -> Result:
    """Intact? and whose? for an evidence file, a PDF with one, a picture of a QR code, or the code's text."""
    argument = context.options.file
    confirmed = _confirmed(context)
    if argument.startswith(PREFIX):
        return _proof_result(context, argument, confirmed)
    data = _read(Path(argument))
    if data.startswith(b"%PDF"):
        return _pdf_result(context, data, confirmed)
    if data.startswith(_PICTURES):
        return _proof_result(context, _qr_text(data), confirmed)
    if data.strip().startswith(PREFIX.encode()):
        return _proof_result(context, data.decode("ascii", "replace").strip(), confirmed)
    if MAGIC.encode() in data[:64]:
        return _evidence_result(context, check_evidence(data), confirmed)
    raise RejectedError("not_evidence")


def _confirmed(context: Context) -> list[bytes]:
    """Networks that the named vault takes part in; its owner confirmed them when joining."""
    if not context.options.vault:
        return []
    with context.open_vault() as vault:
        return vault.networks()


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _FILE_BYTES_MAX:
            raise RejectedError("too_large", what="file", limit=_FILE_BYTES_MAX)
        return path.read_bytes()
    except OSError as error:
        raise InputError("file_unreadable", path=str(path)) from error


def _qr_text(picture: bytes) -> str:
    from desktop.printing.qr import read_qr_bytes  # noqa: PLC0415 - loads Qt

    texts = [text for text in read_qr_bytes(picture) if text.startswith(PREFIX)]
    if len(texts) != 1:
        raise RejectedError("no_proof_in_picture", count=len(texts))
    return texts[0]


def _proof_result(context: Context, text: str, confirmed: list[bytes]) -> Result:
    report = check_proof(text)
    return _answer(context, report, (report.entry,) if report.entry else (), confirmed, "qr")


def _evidence_result(context: Context, report: EvidenceReport, confirmed: list[bytes]) -> Result:
    return _answer(context, report, report.chosen, confirmed, "evidence")


def _pdf_result(context: Context, pdf: bytes, confirmed: list[bytes]) -> Result:
    from desktop.printing.issued import check_issued_pdf  # noqa: PLC0415 - loads Qt

    checked = check_issued_pdf(pdf)
    result = _answer(context, checked.report, checked.report.chosen, confirmed, "pdf")
    words = context.words
    problems = list(checked.problems)
    differences = [
        {"label": one.label, "expected": one.expected, "found": one.found} for one in checked.differences
    ]
    intact = bool(result.data["intact"]) and not problems
    data = {
        **result.data,
        "intact": intact,
        "trusted": bool(result.data["trusted"]) and intact,
        "print_problems": problems,
        "differences": differences,
    }
    lines = [words.text(f"verify.print.{code}") for code in problems]
    lines += [words.text("verify.print.difference", **one) for one in differences]
    if not intact and result.data["intact"]:
        lines = [words.text("verify.print.broken"), *lines, *result.lines[1:]]
    else:
        lines = [*result.lines, *lines]
    return Result(data, lines, 0 if intact and result.exit_code == 0 else 1)


def _answer(
    context: Context,
    report: EvidenceReport | ProofReport,
    shown: tuple[ShownEntry, ...],
    confirmed: list[bytes],
    source: str,
) -> Result:
    words = context.words
    trust = network_trust(report.network, confirmed, context.options.network)
    unseen = [one for one in report.standings if not one.granted]
    broken = [one for one in report.checks if not one.holds]
    intact = not broken
    data = {
        "source": source,
        "intact": intact,
        "trusted": is_trusted(report, trust),
        "network": {
            "id": report.network.hex(),
            "words": fingerprint_words(report.network),
            "hex": fingerprint_hex(report.network),
            "name": getattr(report, "network_name", None),
            "trust": trust.value,
        },
        "broken": [_check_value(one) for one in broken],
        "entries": [_shown_value(one) for one in shown],
        "signers": [_standing_value(one) for one in report.standings],
        "grants_not_seen": [_standing_value(one) for one in unseen],
    }
    lines = [words.text("verify.intact" if intact else "verify.broken")]
    lines += [words.text(f"verify.check.{one.code}") for one in broken]
    lines.append(
        words.text(f"verify.network.{trust.value}", words=data["network"]["words"], hex=data["network"]["hex"])
    )
    lines += [_shown_line(one, words) for one in shown]
    lines += [_standing_line(one, words) for one in report.standings if not _repeated(one, report.standings)]
    return Result(data, lines, 0 if intact and trust is not NetworkTrust.ANOTHER else 1)


def _repeated(one: Standing, all_of_them: Any) -> bool:
    """The same device or person stands behind several entries; say it once."""
    same = [item for item in all_of_them if (item.key, item.role, item.granted) == (one.key, one.role, one.granted)]
    return same[0] is not one


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


def _shown_line(shown: ShownEntry, words: Words) -> str:
    content = shown.entry.content
    label = words.text(f"type.{content.type}") if words.has(f"type.{content.type}") else content.type
    return words.text("verify.entry", type=label, at=words.moment(content.occurred_at), entry=shown.entry.id.hex()[:16])


def _standing_line(one: Standing, words: Words) -> str:
    facts = {
        "kind": words.text(f"kind.{one.kind}"),
        "key": one.key.hex()[:16],
        "role": one.role or "–",
        "member": one.member,
        "title": one.title,
    }
    return words.text("verify.granted" if one.granted else "verify.grant_not_seen", **facts)
