"""`jangbu record TYPE`, `types`, `list`, `show`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.actions.record import Draft, Signing, record, required_type
from core.actions.settle import marked_flags
from core.errors import InputError
from core.ledger.body_json import body_from_json, example_body, value_to_json
from core.ledger.clock_doubt import doubt_before_signing
from core.ledger.contract import Column, EntryType, Field, FieldKind
from core.ledger.media_types import original_sha256, plain_media_type
from core.ledger.previews import files_of
from core.ledger.rules import RuleBook
from core.vault.clocks import clock_doubt, known_clocks
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import (
    HistoryRow,
    columns,
    count_subjects,
    entry_by_prefix,
    find_subject,
    history,
    list_subjects,
)
from desktop.attaching import attach_files
from desktop.chosen_file import ChosenFile
from desktop.cli.cards import signing_with_card
from desktop.cli.context import Context, read_json
from desktop.cli.findings import finding_value, flag_lines, flag_values, marked_values
from desktop.cli.parser import whole_number
from desktop.cli.result import Result, table
from desktop.cli.sealed_parts import example_section, sealed_parts, take_section
from desktop.words import Words
from desktop.words.errors import field_label, finding_line, finding_text


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add the commands that record and read."""
    recorder = commands.add_parser("record", parents=[common], help=words.text("cli.record"))
    recorder.add_argument("type", help=words.text("cli.record.type"))
    recorder.add_argument("--file", type=Path, required=True, help=words.text("cli.record.file"))
    recorder.add_argument("--subject", help=words.text("cli.option.subject"))
    recorder.add_argument("--sign", action="append", default=[], help=words.text("cli.option.sign"))
    recorder.add_argument("--ref", action="append", default=[], help=words.text("cli.option.ref"))
    recorder.add_argument("--attach", action="append", default=[], type=Path, help=words.text("cli.option.attach"))
    recorder.add_argument("--attach-as-it-is", action="store_true", help=words.text("cli.option.attach_as_it_is"))
    recorder.set_defaults(run=_record)
    types = commands.add_parser("types", parents=[common], help=words.text("cli.types"))
    types.add_argument("type", nargs="?", help=words.text("cli.types.type"))
    types.add_argument("--example", action="store_true", help=words.text("cli.types.example"))
    types.set_defaults(run=_types)
    lister = commands.add_parser("list", parents=[common], help=words.text("cli.list"))
    lister.add_argument("kind", nargs="?", help=words.text("cli.list.kind"))
    lister.add_argument("--search", default="", help=words.text("cli.option.search"))
    lister.add_argument("--sort", default="", help=words.text("cli.option.sort"))
    lister.add_argument("--descending", action="store_true", help=words.text("cli.option.descending"))
    lister.add_argument("--limit", type=whole_number(), default=50, help=words.text("cli.option.limit"))
    lister.add_argument("--offset", type=whole_number(), default=0, help=words.text("cli.option.offset"))
    lister.set_defaults(run=_list)
    show = commands.add_parser("show", parents=[common], help=words.text("cli.show"))
    show.add_argument("subject", help=words.text("cli.option.subject"))
    show.set_defaults(run=_show)


def signings(context: Context, vault: Vault, pairs: list[str]) -> tuple[Signing, ...]:
    """Who signs: `PERSON:ROLE` each, a person of this vault or of a card; `--as PERSON:ROLE` comes first.

    Raises:
        InputError: `sign_shape`, and what reading cards raises.
    """
    named = [*([getattr(context.options, "as")] if getattr(context.options, "as", None) else []), *pairs]
    found = []
    for pair in named:
        title, colon, role = pair.rpartition(":")
        if not colon or not title or not role:
            raise InputError("sign_shape", field="--sign", value=pair)
        signing = signing_with_card(context, title, role)
        if signing is None:
            person = context.person(vault, title)
            signing = Signing(person.key, role, context.pin(person))
        found.append(signing)
    return tuple(found)


def recorded_result(context: Context, type_name: str, recorded: Any) -> Result:
    """The answer of every command that records one entry."""
    findings = recorded.findings[0]
    data = {
        "entry": recorded.entries[0].hex(),
        "subject": recorded.subjects[0].hex(),
        "block": recorded.block.hex(),
        "findings": [finding_value(one, context.words, type_name) for one in findings],
    }
    lines = [context.words.text("cli.recorded", entry=data["entry"])]
    lines += [f"- {finding_line(one, context.words, type_name)}" for one in findings]
    return Result(data, lines)


def _record(context: Context) -> Result:
    options = context.options
    value, sealed = take_section(read_json(options.file))
    with context.open_vault() as vault:
        replica = context.replica(vault)
        kind = required_type(replica, options.type)
        signers = signings(context, vault, options.sign)
        draft = Draft(
            type=kind.name,
            body=body_from_json(kind.fields, value),
            subject=find_subject(replica, options.subject).id if options.subject else None,
            signings=signers,
            refs=tuple(entry_by_prefix(replica, ref) for ref in options.ref),
            attachments=attach_files(vault, [ChosenFile(path, options.attach_as_it_is) for path in options.attach]),
            sealed=sealed_parts(replica, kind, sealed, signers),
        )
        doubt = doubt_before_signing(vault.clock.now().seconds, known_clocks(replica))
        result = recorded_result(context, kind.name, record(vault, replica.network_id, [draft]))
        told = [context.words.text(f"cli.clock.{doubt.value}", now=vault.clock.now())] if doubt else []
        if any(plain_media_type(one.media_type) == "application/pdf" for one in draft.attachments):
            told.append(context.words.text("cli.attach.pdf"))
    return Result({**result.data, "clock": doubt.value if doubt else None}, [*result.lines, *told])


def _types(context: Context) -> Result:
    options = context.options
    if options.vault:
        with context.open_vault() as vault:
            replica = context.replica(vault)
            kinds = [required_type(replica, name) for name in replica.rules.names()]
    else:
        kinds = _shipped_types(context)
    if options.type:
        chosen = next((kind for kind in kinds if kind.name == options.type), None)
        if chosen is None:
            raise InputError("type_unknown", field="type", type=options.type, known=[kind.name for kind in kinds])
        if options.example:
            body = {**example_body(chosen.fields), **example_section(chosen)}
            return Result(body, json.dumps(body, ensure_ascii=False, indent=1).splitlines())
        return _one_type(context, chosen)
    data = {"types": [_type_value(kind) for kind in kinds]}
    words = context.words
    label = {kind.name: words.text(f"type.{kind.name}") if words.has(f"type.{kind.name}") else "" for kind in kinds}
    rows = [(kind.name, words.text(f"cli.nature.{kind.nature.value}"), label[kind.name]) for kind in kinds]
    return Result(data, table(rows))


def _shipped_types(context: Context) -> list[EntryType]:
    adopted = {}
    for name in context.registry.names():
        workspace = context.registry.workspace(name)
        if workspace is not None:
            adopted[name] = workspace.current_rules
    rules = RuleBook(context.registry, adopted)
    return [kind for name in rules.names() if (kind := rules.newest(name)) is not None]


def _type_value(kind: EntryType) -> dict[str, Any]:
    return {
        "name": kind.name,
        "version": kind.version,
        "nature": kind.nature.value,
        "opens": kind.opens,
        "about": kind.about,
        "roles": sorted(kind.roles),
        "cosigners": list(kind.cosigners),
        "fields": [
            {
                "name": field.name,
                "kind": field.kind.value,
                "required": field.required,
                "minimum": field.minimum,
                "maximum": field.maximum,
                "choices": list(field.choices),
                "unit": field.unit,
            }
            for field in kind.fields
        ],
    }


def _one_type(context: Context, kind: EntryType) -> Result:
    words = context.words
    rows = [
        (
            field.name,
            field_label(field.name, words, kind.name),
            words.text(f"cli.kind.{field.kind.value}"),
            field.unit,
            _bounds(field),
            ", ".join(field.choices),
            "" if field.required else words.text("cli.optional"),
        )
        for field in kind.fields
    ]
    return Result(_type_value(kind), table(rows) if rows else [])


def _bounds(field: Field) -> str:
    low, high = ("" if bound is None else str(bound) for bound in (field.minimum, field.maximum))
    return f"{low}..{high}" if low or high else ""


def _list(context: Context) -> Result:
    options = context.options
    with context.open_vault() as vault:
        replica = context.replica(vault)
        kinds = replica.rules.kinds()
        kind = options.kind or (kinds[0] if kinds else "")
        if kind not in kinds:
            raise InputError("kind_unknown", field="kind", kind=kind, known=list(kinds))
        found = list_subjects(
            replica,
            kind,
            search=options.search,
            sort=options.sort,
            descending=options.descending,
            offset=options.offset,
            limit=options.limit,
        )
        total = count_subjects(replica, kind, search=options.search)
        declared = columns(replica, kind)
    words = context.words
    data = {
        "kind": kind,
        "count": total,
        "subjects": [
            {
                "id": one.id.hex(),
                "title": one.title,
                "state": one.state,
                **flag_values(one.all_flags, words),
            }
            for one in found
        ],
    }
    header = [*(words.text(f"column.{column.name}") for column in declared), words.text("cli.column.id")]
    rows = [[*(_cell(words, one.state, column) for column in declared), one.id.hex()[:12]] for one in found]
    flags = [f"! {one.title}: {finding_text(flag, words)}" for one in found for flag in one.flags]
    count = words.text("cli.list.count", shown=len(found), count=total)
    return Result(data, [*table([header, *rows]), *flags, count])


def _cell(words: Words, state: Any, column: Column) -> str:
    value = state
    for part in column.path:
        value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return words.quantity(value, column.shown_scale, column.shown_unit)
    if value is not None and column.kind is FieldKind.DAY:
        return words.day(value)
    # A choice of a form, or a state of the workspace such as status.graded.
    keys = (f"choice.{column.name}.{value}", f"{column.name}.{value}")
    return next((words.text(key) for key in keys if words.has(key)), "" if value is None else str(value))


def _show(context: Context) -> Result:
    with context.open_vault() as vault:
        replica = context.replica(vault)
        found = find_subject(replica, context.options.subject)
        rows, flags, words = history(replica, found.id), marked_flags(replica, found.id), context.words
        data = {
            "id": found.id.hex(),
            "kind": found.kind,
            "title": found.title,
            "state": found.state,
            **marked_values(flags, words),
            "history": [_history_value(replica, row, words) for row in rows],
        }
    lines = [f"{found.title} ({found.kind}) {found.id.hex()}"]
    lines += [line for flag in found.all_flags for line in flag_lines(flag, words)]
    lines += table([_history_line(row, words) for row in rows])
    return Result(data, lines)


def _history_value(replica: Replica, row: HistoryRow, words: Words) -> dict[str, Any]:
    content = row.entry.content
    return {
        "entry": row.entry.id.hex(),
        "type": content.type,
        "version": content.version,
        "occurred_at": content.occurred_at.local().isoformat(),
        "device": content.device.hex(),
        "person": content.person.hex() if content.person else None,
        "role": content.role,
        "signers": [
            {"person": one.person.hex(), "role": one.role, "place": one.place} for one in row.entry.cosignatures
        ],
        "body": value_to_json(content.body),
        "refs": [ref.hex() for ref in content.refs],
        "attachments": [
            {
                "root": one.root.hex(),
                "size": one.size,
                "media_type": plain_media_type(one.media_type),
                "original_sha256": original_sha256(one.media_type),
                "preview": preview.root.hex() if preview else None,
            }
            for one, preview in files_of(content.attachments)
        ],
        "verdict": row.judged.verdict.value,
        "effect": row.effect.value,
        "imposed": row.imposed.value,
        "findings": [finding_value(one, words, content.type) for one in row.judged.findings],
        "block": row.block.hex(),
        "own": row.own,
        "progress": row.reach.progress.value,
        "held_by": row.reach.holders,
        "witnesses": row.reach.witnesses,
        "witnesses_needed": row.reach.needed,
        "erased": row.erased,
        "clock": doubt.value if (doubt := clock_doubt(replica, row.block)) else None,
    }


def _history_line(row: HistoryRow, words: Words) -> tuple[str, ...]:
    content = row.entry.content
    label = words.text(f"type.{content.type}") if words.has(f"type.{content.type}") else content.type
    return (
        words.moment(content.occurred_at),
        label,
        words.text(f"verdict.{row.judged.verdict.value}"),
        words.text(f"effect.{row.effect.value}"),
        row.entry.id.hex()[:16],
    )
