"""`jangbu ARGS` and `python3 -m desktop ARGS`: the command line, and the way into the window.

Exit codes: 0 done, 1 refused or found false, 2 used wrongly, 3 vault or disk trouble, 4 peer or carrier trouble,
70 a mistake of ours.
Qt is loaded only by what needs it.
"""

from __future__ import annotations

import argparse
import gc
import locale
import os
import sys
import traceback
import unicodedata
from collections.abc import Sequence

from core import VERSION
from core.errors import InputError, JangbuError, RefusedError, RejectedError, SyncError, VaultError
from core.ledger.contract import Finding
from desktop.cli import window
from desktop.cli.commands import command_modules
from desktop.cli.context import Context
from desktop.cli.parser import parser_class
from desktop.cli.result import Result, print_json
from desktop.interrupts import interrupts_kept
from desktop.logs import Log
from desktop.words import LANGUAGES, Words
from desktop.words.errors import error_text, finding_line

EXIT_CODES: Sequence[tuple[type[JangbuError], int]] = (
    (VaultError, 3),
    (SyncError, 4),
    (InputError, 2),
    (RefusedError, 1),
    (RejectedError, 1),
)
_YOUNG_OBJECTS_MAX = 50_000
"""So many new objects before the collector looks for circles among them. Entries are values: each brings dozens of them
and no circle, and to look at every 700th object, as Python does by itself, costs a tenth of taking blocks in.
"""
EXIT_INTERRUPTED = 130
"""128 and the number of SIGINT, as shells count."""
EXIT_MISTAKE = 70
"""Ours, not the person's (EX_SOFTWARE of sysexits)."""


def main(argv: Sequence[str]) -> int:
    """Run one command; gives the exit code."""
    gc.set_threshold(_YOUNG_OBJECTS_MAX)
    words = Words(_language(argv))
    arguments = list(argv)
    if window.opens_window(arguments):
        arguments = ["open", *arguments]
    parser = build_parser(words, arguments[0], as_json="--json" in arguments)
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    _take_any_output()
    context = Context(options, words)
    try:
        with interrupts_kept():
            result: Result = options.run(context)
    except JangbuError as error:
        Log(context.clock).error(error)
        return _fail(error, words, as_json=options.json)
    except KeyboardInterrupt:
        _fail(JangbuError("interrupted"), words, as_json=options.json)
        return EXIT_INTERRUPTED
    except Exception as mistake:  # the last resort: a person still hears that entries are safe and whom to tell
        traceback.print_exc()
        Log(context.clock).error(mistake)
        _fail(JangbuError(type(mistake).__name__), words, as_json=options.json)
        return EXIT_MISTAKE
    try:
        _show(result, as_json=options.json)
    except BrokenPipeError:  # whoever read has had enough, as `| head` does
        _write_no_more()
    except OSError as error:  # a full disk under `> FILE`
        _write_no_more()
        return _fail(VaultError("output_unwritable", reason=error.strerror or ""), words, as_json=False)
    return result.exit_code


def _write_no_more() -> None:
    """What is left in the buffer goes nowhere, lest Python's own end fails on it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def build_parser(words: Words, command: str = "", *, as_json: bool = False) -> argparse.ArgumentParser:
    """The command line in one language: the whole of it, or what goes with one command."""
    make = parser_class(words, as_json=as_json)
    common = make(add_help=False, options_key="cli.usage.common")
    _add_common(common, words, argparse.SUPPRESS)
    parser = make(prog="jangbu", description=words.text("cli.about"))
    _add_common(parser, words, None)
    version = words.text("cli.option.version")
    parser.add_argument("--version", action="version", version=f"jangbu {VERSION}", help=version)
    commands = parser.add_subparsers(dest="command", metavar=words.text("cli.command"), required=True)
    for module in command_modules(command):
        module.add_commands(commands, common, words)
    return parser


def _add_common(parser: argparse.ArgumentParser, words: Words, default: str | None) -> None:
    for name in ("vault", "network", "as", "passphrase-file", "pins-file"):
        parser.add_argument(f"--{name}", default=default, help=words.text(f"cli.option.{name.replace('-', '_')}"))
    parser.add_argument("--card", action="append", default=default, help=words.text("cli.option.card"))
    parser.add_argument("--lang", choices=LANGUAGES, default=default, help=words.text("cli.option.lang"))
    json_default = False if default is None else default
    parser.add_argument("--json", action="store_true", default=json_default, help=words.text("cli.option.json"))


def _language(argv: Sequence[str]) -> str:
    for place, argument in enumerate(argv):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and place + 1 < len(argv):
            value = argv[place + 1]
        if value in LANGUAGES:
            return value
    named = os.environ.get("JANGBU_LANG") or locale.getlocale()[0] or os.environ.get("LANG", "")
    return "ko" if named.lower().startswith(("ko", "korean")) else "en"


def _take_any_output() -> None:
    """A console that cannot show a character gets a substitute, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _show(result: Result, *, as_json: bool) -> None:
    if as_json:
        print_json(result.data)
        return
    for line in result.lines:
        print(printable(line), flush=True)


def printable(line: str) -> str:
    """A line without characters that would steer the terminal: names in it may be anybody's."""
    return "".join(
        "\ufffd" if unicodedata.category(character) in ("Cc", "Cf") and character not in "\n\t" else character
        for character in line
    )


def _fail(error: JangbuError, words: Words, *, as_json: bool) -> int:
    code = next((code for kind, code in EXIT_CODES if isinstance(error, kind)), 1)
    text = error_text(error, words)
    findings = [one for one in error.facts.get("findings", []) if isinstance(one, Finding)]
    told = [finding_line(one, words, str(error.facts.get("type", ""))) for one in findings]
    if as_json:
        facts = {name: _plain(value) for name, value in error.facts.items() if name != "findings"}
        answer: dict[str, object] = {"error": error.code, "what": text.what, "do": text.do, "facts": facts}
        if findings:
            answer["findings"] = [
                {"code": one.code, "field": one.field, "text": sentence}
                for one, sentence in zip(findings, told, strict=True)
            ]
        print_json({"ok": False, **answer})
        return code
    print(printable(text.what), file=sys.stderr)
    for sentence in told:
        print(printable(f"- {sentence}"), file=sys.stderr)
    print(text.do, file=sys.stderr)
    return code


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, (str, int, float, bool, list, dict, type(None))) else str(value)
