"""`jangbu network cut|epoch|charter|rules|incarnation`: who may do what, from now on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.actions.amend_charter import adopt_rules, amend_charter
from core.actions.epochs import start_epoch
from core.actions.next_incarnation import go_on
from core.actions.recovery_keys import make_recovery_key, recovery_signing
from core.actions.rescue import rescue
from core.actions.shut_out import (
    CutPreview,
    cut_device,
    cut_grant,
    cut_person,
    last_blocks,
    preview_cut,
    take_share_back,
)
from core.actions.signing import Signing
from core.encoding.words import fingerprint_words
from core.errors import InputError
from core.ledger.governance import cut
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import Granted, entry_by_prefix, find_subject, network_view
from desktop.cli.context import Context
from desktop.cli.records import recorded_result, signings
from desktop.cli.result import Result, table
from desktop.words import Words

_PREFIX_DIGITS_MIN = 8
_CUTTING = "cut"


def add_commands(network: Any, common: Any, words: Words) -> None:
    """Add the commands below `jangbu network`."""
    take = network.add_parser("cut", parents=[common], help=words.text("cli.network.cut"))
    take.add_argument("who", help=words.text("cli.network.cut.who"))
    take.add_argument("--kind", choices=cut.KINDS, default="", help=words.text("cli.network.cut.kind"))
    take.add_argument("--reason", choices=cut.REASONS, default="other", help=words.text("cli.network.cut.reason"))
    take.add_argument("--upto", action="append", default=[], help=words.text("cli.network.cut.upto"))
    take.add_argument("--preview", action="store_true", help=words.text("cli.network.cut.preview"))
    take.add_argument("--sign", action="append", default=[], help=words.text("cli.option.sign"))
    _add_recovery(take, words)
    take.set_defaults(run=_cut)
    key = network.add_parser("recovery-key", parents=[common], help=words.text("cli.network.recovery_key"))
    key.add_argument("--sign", action="append", default=[], help=words.text("cli.option.sign"))
    key.set_defaults(run=_recovery_key)
    epoch = network.add_parser("epoch", parents=[common], help=words.text("cli.network.epoch"))
    epoch.set_defaults(run=_epoch)
    agreed = network.add_parser("charter", parents=[common], help=words.text("cli.network.charter"))
    agreed.add_argument("--witness", action="append", default=None, help=words.text("cli.network.charter.witness"))
    agreed.add_argument("--quorum", action="append", default=None, help=words.text("cli.network.charter.quorum"))
    agreed.add_argument("--sign", action="append", default=[], help=words.text("cli.option.sign"))
    agreed.set_defaults(run=_charter)
    rules = network.add_parser("rules", parents=[common], help=words.text("cli.network.rules"))
    rules.add_argument("workspace", help=words.text("cli.option.workspace"))
    rules.add_argument("--sign", action="append", default=[], help=words.text("cli.option.sign"))
    rules.set_defaults(run=_rules)
    onward = network.add_parser("incarnation", parents=[common], help=words.text("cli.network.incarnation"))
    onward.set_defaults(run=_incarnation)


def add_entry_commands(commands: Any, common: Any, words: Words) -> None:
    """Add `jangbu rescue`."""
    rescuing = commands.add_parser("rescue", parents=[common], help=words.text("cli.rescue"))
    rescuing.add_argument("entry", help=words.text("cli.option.entry"))
    rescuing.add_argument("--sign", action="append", default=[], help=words.text("cli.option.sign"))
    rescuing.set_defaults(run=_rescue)


def _add_recovery(parser: Any, words: Words) -> None:
    parser.add_argument("--recovery-words-file", type=Path, help=words.text("cli.option.recovery_words_file"))


def signed_with_recovery(context: Context, vault: Vault, role: str) -> tuple[Signing, ...]:
    """Who signs: the named persons, and a printed key whose words stand in a file.

    Raises:
        InputError: `file_unreadable`, `recovery_count`, `recovery_word`, `recovery_checksum`, and what `signings` says.
    """
    named = signings(context, vault, getattr(context.options, "sign", []))
    path = context.options.recovery_words_file
    if path is None:
        return named
    try:
        return (*named, recovery_signing(path.read_text(encoding="utf-8"), role))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("file_unreadable", path=str(path)) from error


def find_granted(replica: Replica, text: str) -> Granted:
    """A device or person of the network by title, or by the beginning (8 digits or more) of its key.

    Raises:
        InputError: `member_not_found`, `member_ambiguous`.
    """
    view = network_view(replica)
    prefix = text.lower() if len(text) >= _PREFIX_DIGITS_MIN else "-"
    found = [
        one for one in (*view.granted, *view.shut_out) if one.title == text or one.key.hex().startswith(prefix)
    ]
    if len(found) != 1:
        raise InputError("member_ambiguous" if found else "member_not_found", field="who", named=text)
    return found[0]


def _cut(context: Context) -> Result:
    options = context.options
    with context.open_vault() as vault:
        replica = context.replica(vault)
        network = replica.network_id
        if options.kind == cut.GRANT:
            signed = signed_with_recovery(context, vault, _CUTTING)
            made = cut_grant(vault, network, entry_by_prefix(replica, options.who), options.reason, signed)
            return recorded_result(context, cut.TYPE, made)
        if options.kind == cut.SHARE:
            share = find_subject(replica, options.who).id
            signed = signed_with_recovery(context, vault, _CUTTING)
            made = take_share_back(vault, network, share, options.reason, _upto(replica, options.upto), signed)
            return recorded_result(context, cut.TYPE, made)
        who = find_granted(replica, options.who)
        if who.kind == cut.PERSON:
            made = cut_person(vault, network, who.key, options.reason, signed_with_recovery(context, vault, _CUTTING))
            return recorded_result(context, cut.TYPE, made)
        upto = _upto(replica, options.upto) or last_blocks(replica, who.key)
        preview = preview_cut(replica, who.key, upto)
        if options.preview:
            return _previewed(context, who, preview)
        signed = signed_with_recovery(context, vault, _CUTTING)
        made = cut_device(vault, network, who.key, options.reason, upto, signed)
    result = recorded_result(context, cut.TYPE, made)
    return Result({**result.data, **_preview_value(preview)}, result.lines)


def _upto(replica: Replica, texts: list[str]) -> dict[int, bytes]:
    """Incarnation and id of each named block.

    Raises:
        InputError: `block_not_found`.
    """
    found: dict[int, bytes] = {}
    for text in texts:
        try:
            placed = replica.store.placed(bytes.fromhex(text))
        except ValueError:
            placed = None
        if placed is None:
            raise InputError("block_not_found", field="--upto", block=text)
        found[placed.incarnation] = placed.id
    return found


def _previewed(context: Context, who: Granted, preview: CutPreview) -> Result:
    words = context.words
    told = words.text("cut.preview", title=who.title, count=len(preview.losing), confirmed=preview.confirmed_below)
    rows = [(words.text(f"type.{one.type}"), one.title or "–", one.entry.hex()[:16]) for one in preview.losing]
    return Result(_preview_value(preview), [told, *table(rows)])


def _preview_value(preview: CutPreview) -> dict[str, Any]:
    return {
        "upto": {str(number): block.hex() for number, block in preview.upto.items()},
        "losing": [
            {"entry": one.entry.hex(), "type": one.type, "subject": one.subject.hex(), "title": one.title}
            for one in preview.losing
        ],
        "confirmed_below": preview.confirmed_below,
    }


def _epoch(context: Context) -> Result:
    with context.open_vault() as vault:
        made = start_epoch(vault, context.network_id(vault))
    return recorded_result(context, "core.epoch.start", made)


def _charter(context: Context) -> Result:
    options = context.options
    with context.open_vault() as vault:
        replica = context.replica(vault)
        if options.witness is not None or options.quorum is not None:
            witnesses = None if options.witness is None else [find_granted(replica, one).key for one in options.witness]
            quorums = None if options.quorum is None else dict(map(_quorum, options.quorum))
            signed = signings(context, vault, options.sign)
            amend_charter(vault, replica.network_id, witnesses=witnesses, quorums=quorums, signings=signed)
        agreed = replica.now.agreement(None)
        adopted = replica.now.adopted(None)
        titles = {one.key: one.title for one in network_view(replica).granted}
    assert agreed is not None, "a network has a charter"
    words = context.words
    data = {
        "witnesses": [key.hex() for key in sorted(agreed.witnesses)],
        "quorums": dict(sorted(agreed.quorums.items())),
        "recovery": [key.hex() for key in sorted(agreed.recovery)],
        "rules": {name: rule_set.hex() for name, rule_set in sorted(adopted.items())},
    }
    lines = [words.text("cli.network.charter.witnesses", count=len(agreed.witnesses))]
    lines += [f"  {titles.get(key, key.hex()[:16])}" for key in sorted(agreed.witnesses)]
    lines += [
        words.text("cli.network.charter.agreed", power=words.text(f"power.{power}"), count=count)
        for power, count in sorted(agreed.quorums.items())
    ]
    lines += [f"{name} · {rule_set.hex()[:16]}" for name, rule_set in sorted(adopted.items())]
    return Result(data, lines)


def _quorum(text: str) -> tuple[str, int]:
    power, equals, count = text.partition("=")
    if not equals or not count.isdecimal():
        raise InputError("quorum_shape", field="--quorum", value=text)
    return power, int(count)


def _rules(context: Context) -> Result:
    options = context.options
    with context.open_vault() as vault:
        network = context.network_id(vault)
        made = adopt_rules(vault, network, options.workspace, signings(context, vault, options.sign))
    return recorded_result(context, "core.rules.adopt", made)


def _recovery_key(context: Context) -> Result:
    with context.open_vault() as vault:
        network = context.network_id(vault)
        signed = signings(context, vault, context.options.sign)
        made = make_recovery_key(vault, network, context.words.language, signed)
    told = context.words.text("cli.network.recovery_key.done")
    rows = [(f"{place}", word) for place, word in enumerate(made, 1)]
    return Result({"words": list(made)}, [told, *table(rows)])


def _rescue(context: Context) -> Result:
    with context.open_vault() as vault:
        replica = context.replica(vault)
        entry = entry_by_prefix(replica, context.options.entry)
        made = rescue(vault, replica.network_id, entry, signings(context, vault, context.options.sign))
        (type_name,) = replica.connection.execute(
            "SELECT t.name FROM entries e JOIN types t USING (type) WHERE e.mark = substr(?1, 1, 8) AND e.id = ?1",
            (made.entries[0],),
        ).fetchone()
    return recorded_result(context, type_name, made)


def _incarnation(context: Context) -> Result:
    with context.open_vault() as vault:
        made = go_on(vault)
    lines = [
        context.words.text("cli.network.incarnation.done", network=fingerprint_words(network), number=number)
        for network, number in made.items()
    ]
    return Result({"incarnations": {network.hex(): number for network, number in made.items()}}, lines)
