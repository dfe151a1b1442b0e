"""`jangbu search TEXT`: entries by any part of their words, in Hangul also by first consonants."""

from __future__ import annotations

from typing import Any

from core.vault.search import Found, search
from desktop.cli.context import Context
from desktop.cli.parser import whole_number
from desktop.cli.result import Result, table
from desktop.words import Words
from desktop.words.sentences import type_name


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add `search`."""
    parser = commands.add_parser("search", parents=[common], help=words.text("cli.search"))
    parser.add_argument("text", help=words.text("cli.search.text"))
    parser.add_argument("--limit", type=whole_number(), default=50, help=words.text("cli.option.limit"))
    parser.set_defaults(run=_search)


def _search(context: Context) -> Result:
    with context.open_vault() as vault:
        found = search(context.replica(vault), context.options.text, context.options.limit)
    words = context.words
    rows = [_row(one, words) for one in found]
    lines = table(rows) if rows else [words.text("search.nothing", text=context.options.text)]
    return Result({"text": context.options.text, "entries": [_data(one) for one in found]}, lines)


def _row(one: Found, words: Words) -> tuple[str, ...]:
    content = one.judged.entry.content
    id = one.judged.entry.id.hex()[:16]
    return (words.moment(content.occurred_at), type_name(content.type, words), one.title, id)


def _data(one: Found) -> dict[str, Any]:
    content = one.judged.entry.content
    return {
        "entry": one.judged.entry.id.hex(),
        "type": content.type,
        "subject": one.subject.hex(),
        "title": one.title,
        "occurred_at": content.occurred_at.local().isoformat(),
        "effect": one.effect.value,
    }
