"""`jangbu network create|request|grant|members|join`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.actions.create_network import create_network
from core.actions.join import JoinRequest, grant, join_request, read_request, request_from_text, request_text
from core.actions.settle import marked_flags
from core.encoding.words import fingerprint_words
from core.errors import InputError
from core.vault.subjects import NETWORK_SUBJECT
from core.vault.views import network_view
from desktop.cli import governing, removal
from desktop.cli.context import Context, write_file
from desktop.cli.findings import flag_lines, marked_values
from desktop.cli.result import Result, table
from desktop.words import Words


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add the commands about networks and their members."""
    network = commands.add_parser("network", help=words.text("cli.network")).add_subparsers(required=True)
    create = network.add_parser("create", parents=[common], help=words.text("cli.network.create"))
    create.add_argument("--name", required=True, help=words.text("cli.option.network_name"))
    _add_identity(create, words)
    create.add_argument("--workspace", action="append", default=[], help=words.text("cli.option.workspace"))
    create.set_defaults(run=_create)
    join = network.add_parser("join", parents=[common], help=words.text("cli.network.join"))
    _add_identity(join, words)
    join.add_argument("--person-role", action="append", default=[], help=words.text("cli.option.person_role"))
    join.add_argument("out", type=Path, help=words.text("cli.network.join.out"))
    join.set_defaults(run=_join)
    give = network.add_parser("grant", parents=[common], help=words.text("cli.network.grant"))
    give.add_argument("request", help=words.text("cli.network.grant.request"))
    give.add_argument("--power", action="append", default=[], help=words.text("cli.option.power"))
    give.add_argument("--recovery-words-file", type=Path, help=words.text("cli.option.recovery_words_file"))
    give.set_defaults(run=_grant)
    members = network.add_parser("members", parents=[common], help=words.text("cli.network.members"))
    members.set_defaults(run=_members)
    governing.add_commands(network, common, words)
    governing.add_entry_commands(commands, common, words)
    removal.add_network_commands(network, common, words)


def _add_identity(parser: Any, words: Words) -> None:
    parser.add_argument("--member", required=True, help=words.text("cli.option.member"))
    parser.add_argument("--title", required=True, help=words.text("cli.option.title"))
    parser.add_argument("--role", action="append", default=[], help=words.text("cli.option.role"))


def _create(context: Context) -> Result:
    options = context.options
    with context.open_vault() as vault:
        workspaces = options.workspace or list(context.registry.names())
        id = create_network(vault, options.name, options.member, options.title, options.role, workspaces)
    data = {"id": id.hex(), "name": options.name, "words": fingerprint_words(id)}
    return Result(data, [context.words.text("cli.network.created", **data)])


def _join(context: Context) -> Result:
    """Write this vault's join request to a file."""
    options = context.options
    with context.open_vault() as vault:
        roles: dict[bytes, list[str]] = {}
        for pair in options.person_role:
            title, colon, role = pair.rpartition(":")
            if not colon:
                raise InputError("person_role_shape", field="--person-role", value=pair)
            roles.setdefault(context.person(vault, title).key, []).append(role)
        request = join_request(vault, options.member, options.title, options.role, roles)
        device = vault.device.public
    write_file(options.out, request)
    data = {"path": str(options.out), "text": request_text(request), "device": device.hex()}
    return Result(data, [context.words.text("cli.network.requested", path=str(options.out)), data["text"]])


def read_request_argument(argument: str) -> JoinRequest:
    """A join request from a file's path or from the text of its QR code.

    Raises:
        InputError: `file_unreadable`.
        RejectedError: what is wrong with the request.
    """
    if argument.startswith("JANGBU-JOIN"):
        return read_request(request_from_text(argument))
    try:
        return read_request(Path(argument).read_bytes())
    except OSError as error:
        raise InputError("file_unreadable", path=argument) from error


def _grant(context: Context) -> Result:
    request = read_request_argument(context.options.request)
    with context.open_vault() as vault:
        signed = governing.signed_with_recovery(context, vault, "grant")
        recorded = grant(vault, context.network_id(vault), request, powers=context.options.power, signings=signed)
    data = {
        "device": request.device.hex(),
        "member": request.member,
        "entries": [id.hex() for id in recorded.entries],
        "block": recorded.block.hex(),
    }
    return Result(data, [context.words.text("cli.network.granted", member=request.member, title=request.title)])


def _members(context: Context) -> Result:
    with context.open_vault() as vault:
        view = network_view(context.replica(vault))
        flags = marked_flags(context.replica(vault), NETWORK_SUBJECT)
    data = {
        "name": view.name,
        "words": view.words,
        "members": [
            {
                "key": one.key.hex(),
                "kind": one.kind,
                "member": one.member,
                "title": one.title,
                "roles": list(one.roles),
                "powers": list(one.powers),
                "founder": one.founder,
            }
            for one in view.granted
        ],
        **marked_values(flags, context.words),
    }
    words = context.words
    rows = [
        (one.member, one.title, words.text(f"kind.{one.kind}"), ", ".join(one.roles), one.key.hex()[:16])
        for one in view.granted
    ]
    told = [line for flag in flags for line in flag_lines(flag.view, words)]
    return Result(data, [f"{view.name} · {view.words}", *told, *table(rows)])
