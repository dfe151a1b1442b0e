"""`jangbu vault create|info|check|rebuild` and `jangbu person add|list`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from core.actions.join import grant_person
from core.encoding.words import fingerprint_words
from core.errors import InputError, RefusedError, VaultError
from core.ledger.block import signature_is_valid
from core.vault.backup import check_backup
from core.vault.backup_days import newest_first
from core.vault.digest import view_digest
from core.vault.replica import Replica
from core.vault.soundness import damaged_pages
from core.vault.vault import Person, Vault
from core.vault.views import network_view
from desktop.cli import access, backups, benchmark, cards, removal
from desktop.cli.context import Context
from desktop.cli.result import Result, table
from desktop.losses import means_yes
from desktop.words import Words


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add the commands about vaults and the persons in them."""
    vault = commands.add_parser("vault", help=words.text("cli.vault")).add_subparsers(required=True)
    for name, run in (("create", _create), ("info", _info), ("check", _check), ("rebuild", _rebuild)):
        parser = vault.add_parser(name, parents=[common], help=words.text(f"cli.vault.{name}"))
        parser.set_defaults(run=run)
        if name == "info":
            parser.add_argument("--show-key", action="store_true", help=words.text("cli.vault.show_key"))
    access.add_vault_commands(vault, common, words)
    backups.add_vault_commands(vault, common, words)
    removal.add_vault_commands(vault, common, words)
    benchmark.add_vault_commands(vault, common, words)
    person = commands.add_parser("person", help=words.text("cli.person")).add_subparsers(required=True)
    add = person.add_parser("add", parents=[common], help=words.text("cli.person.add"))
    add.add_argument("--member", required=True, help=words.text("cli.option.member"))
    add.add_argument("--title", required=True, help=words.text("cli.option.title"))
    add.add_argument("--role", action="append", default=[], help=words.text("cli.option.role"))
    add.set_defaults(run=_add_person)
    listed = person.add_parser("list", parents=[common], help=words.text("cli.person.list"))
    listed.set_defaults(run=_persons)
    access.add_person_commands(person, common, words)
    cards.add_person_commands(person, common, words)


def _create(context: Context) -> Result:
    with context.create_vault() as vault:
        data = {"path": str(vault.folder), "device": vault.device.public.hex()}
        return Result(data, [context.words.text("cli.vault.created", path=str(vault.folder))])


def _info(context: Context) -> Result:
    with context.open_vault() as vault:
        if context.options.show_key:
            return _show_key(context, vault)
        networks = [_network_info(vault.replica(id)) for id in vault.networks()]
        data: dict[str, Any] = {
            "path": str(vault.folder),
            "format": vault.schema_version,
            "device": vault.device.public.hex(),
            "persons": [{"key": one.key.hex(), "member": one.member, "title": one.title} for one in vault.persons()],
            "networks": networks,
            "doubts": [{"network": one.network.hex(), "reason": one.reason.value} for one in vault.doubts()],
        }
    rows = [(one["name"], one["words"], str(one["entries"]), one["view_digest"][:16]) for one in networks]
    words = context.words
    told = [words.text(f"doubt.{one['reason']}") for one in data["doubts"]]
    if not rows:
        return Result(data, [str(data["path"]), words.text("cli.vault.no_network")])
    header = tuple(words.text(f"cli.column.{name}") for name in ("network", "fingerprint", "entries", "digest"))
    return Result(data, [str(data["path"]), *table([header, *rows]), *told])


def _show_key(context: Context, vault: Vault) -> Result:
    """The raw SQLCipher key, after a typed yes."""
    if sys.stdin.isatty():
        print(context.words.text("cli.vault.show_key_warning"))
        answer = input(context.words.text("cli.ask.yes"))
    else:
        answer = sys.stdin.readline()
    if not means_yes(answer):
        raise RefusedError("not_confirmed")
    return Result({"key": vault.database_key.hex()}, [vault.database_key.hex()])


def _network_info(replica: Replica) -> dict[str, Any]:
    view = network_view(replica)
    return {
        "id": view.id.hex(),
        "name": view.name,
        "words": view.words,
        "workspaces": list(view.workspaces),
        "missing_rules": list(view.missing_rules),
        "blocks": view.blocks,
        "entries": view.entries,
        "waiting": view.waiting,
        "locked": view.locked,
        "view_digest": view_digest(replica).hex(),
        "heads": [
            {"device": tip.device.hex(), "incarnation": tip.incarnation, "seq": tip.seq, "block": tip.id.hex()}
            for tip in replica.store.tips()
        ],
    }


def _check(context: Context) -> Result:
    """Integrity of the pages, of every hash and signature, of the views, the attachments and the backups."""
    with context.open_vault() as vault:
        pages = damaged_pages(vault.connection)
        attachments = [root.hex() for root, _ in vault.attachments.all() if vault.attachments.set_aside_damaged(root)]
        spoilt = [path.name for path in newest_first(vault.folder) if not _is_whole(path)]
        bad = []
        checked = 0
        digests = {}
        for id in vault.networks():
            replica = vault.replica(id)
            for number in replica.store.numbers():
                block = replica.store.block(number)
                checked += 1
                if not signature_is_valid(block):
                    bad.append(block.id.hex())
            digests[id.hex()] = view_digest(replica).hex()
        sound = not (pages or bad or attachments or spoilt)
        data = {
            "sound": sound, "pages": pages, "bad_blocks": bad, "blocks": checked, "view_digests": digests,
            "attachments": attachments, "backups": spoilt,
        }  # fmt: skip
    words = context.words
    told = [words.text("cli.vault.unsound" if pages or bad else "cli.vault.sound", blocks=checked), *pages, *bad]
    told += [words.text("cli.vault.attachments_damaged", count=len(attachments))] if attachments else []
    told += [words.text("cli.vault.backup_damaged", name=name) for name in spoilt]
    return Result(data, told, 0 if sound else 3)


def _is_whole(backup: Path) -> bool:
    try:
        check_backup(backup)
    except VaultError:
        return False
    return True


def _rebuild(context: Context) -> Result:
    with context.open_vault() as vault:
        before = {id.hex(): view_digest(vault.replica(id)).hex() for id in vault.networks()}
        vault.rebuild()
        after = {id.hex(): view_digest(vault.replica(id)).hex() for id in vault.networks()}
    same = before == after
    key = "cli.vault.rebuilt" if same else "cli.vault.rebuilt_differs"
    return Result({"before": before, "after": after, "same": same}, [context.words.text(key)])


def _add_person(context: Context) -> Result:
    options = context.options
    with context.open_vault() as vault:
        if any(one.title == options.title for one in vault.persons()):
            raise InputError("title_taken", field="title", title=options.title)
        pin = context.pin(Person(b"", options.member, options.title), new=True)
        person = vault.add_person(options.member, options.title, pin)
        granted: list[str] = []
        if options.role and vault.networks():
            network = context.network_id(vault)
            grant_person(vault, network, person.key, options.role)
            granted = [fingerprint_words(network)]
        data = {"key": person.key.hex(), "title": person.title, "member": person.member, "granted_in": granted}
    return Result(data, [context.words.text("cli.person.added", title=person.title, key=person.key.hex()[:16])])


def _persons(context: Context) -> Result:
    with context.open_vault() as vault:
        persons = vault.persons()
    data = {"persons": [{"key": one.key.hex(), "member": one.member, "title": one.title} for one in persons]}
    rows = table([(one.title, one.member, one.key.hex()[:16]) for one in persons])
    return Result(data, rows or [context.words.text("cli.person.none")])
