"""`jangbu vault slots|passphrase|recovery|pin` and `jangbu person pin`: who can open a vault, and sign in it."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import Any

from core.errors import InputError
from core.identity.recovery import LANGUAGES
from core.vault import slots
from core.vault.access import (
    RecoveryKit,
    change_passphrase,
    draw_kit,
    keep_kit,
    kinds_of,
    open_mending,
    recover,
    remove_kit,
)
from core.vault.pin_slot import remove_pin, set_pin
from desktop.cli.context import Context, read_pins, read_secret, read_text, require_writable, write_file
from desktop.cli.result import Result
from desktop.system_keyring import SystemKeyring
from desktop.words import Words


def add_vault_commands(vault: Any, common: Any, words: Words) -> None:
    """Add the commands below `vault`."""
    listed = vault.add_parser("slots", parents=[common], help=words.text("cli.vault.slots"))
    listed.add_argument("--mend", action="store_true", help=words.text("cli.option.mend"))
    listed.set_defaults(run=_slots)
    changed = vault.add_parser("passphrase", parents=[common], help=words.text("cli.vault.passphrase"))
    changed.add_argument("--new-passphrase-file", type=Path, help=words.text("cli.option.new_passphrase_file"))
    changed.add_argument("--words-file", type=Path, help=words.text("cli.option.words_file"))
    changed.set_defaults(run=_passphrase)
    kit = vault.add_parser("recovery", parents=[common], help=words.text("cli.vault.recovery"))
    kit.add_argument("--words-in", choices=sorted(LANGUAGES), help=words.text("cli.option.words_in"))
    kit.add_argument("--page", type=Path, help=words.text("cli.option.recovery_page"))
    kit.add_argument("--remove", action="store_true", help=words.text("cli.option.recovery_remove"))
    kit.set_defaults(run=_recovery)
    pin = vault.add_parser("pin", parents=[common], help=words.text("cli.vault.pin"))
    pin.add_argument("--remove", action="store_true", help=words.text("cli.option.pin_remove"))
    pin.set_defaults(run=_pin)


def add_person_commands(person: Any, common: Any, words: Words) -> None:
    """Add the command below `person`."""
    pin = person.add_parser("pin", parents=[common], help=words.text("cli.person.pin"))
    pin.add_argument("--new-pins-file", type=Path, help=words.text("cli.option.new_pins_file"))
    pin.add_argument("title", help=words.text("cli.option.title"))
    pin.set_defaults(run=_person_pin)


def _slots(context: Context) -> Result:
    words, lines = context.words, list[str]()
    if context.options.mend:
        open_mending(context.vault_path(), context.passphrase(new=False), context.ports).close()
        lines.append(words.text("cli.vault.slots.mended"))
    kinds = kinds_of(context.vault_path())
    lines += [words.text(f"slot.{kind}") for kind in kinds if words.has(f"slot.{kind}")]
    if slots.RECOVERY not in kinds:
        lines.append(words.text("slot.no_recovery"))
    return Result({"slots": kinds}, lines)


def _passphrase(context: Context) -> Result:
    """A new passphrase, by the present one or by the words of the kit."""
    folder, options = context.vault_path(), context.options
    kinds_of(folder)
    given = read_text(options.words_file) if options.words_file else None
    current = "" if given is not None else context.passphrase(new=False)
    new = _new_secret(context, "JANGBU_NEW_PASSPHRASE", options.new_passphrase_file, "passphrase")
    if given is not None:
        recover(folder, given, new, context.randomness)
    else:
        change_passphrase(folder, current, new, context.randomness)
    return Result({"changed": True}, [context.words.text("cli.vault.passphrase.changed")])


def _recovery(context: Context) -> Result:
    """Show 24 words once, have three typed back, and only then let them open the vault."""
    folder, options, words = context.vault_path(), context.options, context.words
    key = slots.open_slots(slots.read_slots(folder / "slots"), context.passphrase(new=False))
    if options.remove:
        remove_kit(folder)
        return Result({"removed": True}, [words.text("cli.vault.recovery.removed")])
    if options.page:
        require_writable(options.page)
    kit = draw_kit(options.words_in or words.language, context.randomness)
    _show_kit(context, kit)
    answers = tuple(_asked(words.text("cli.ask.word", place=place)) for place in kit.asked)
    keep_kit(folder, key, kit, answers, context.randomness)
    return Result({"made": True}, [words.text("cli.vault.recovery.made")])


def _show_kit(context: Context, kit: RecoveryKit) -> None:
    """The words go beside the answer, so that `--json` stays one object, and into a page where one was asked for."""
    print(context.words.text("recovery.what"), file=sys.stderr)
    for place, word in enumerate(kit.words, 1):
        print(f"{place:2}. {word}", file=sys.stderr)
    sys.stderr.flush()
    if context.options.page:
        from desktop.printing.recovery_page import recovery_page, recovery_pdf  # noqa: PLC0415 - loads Qt

        page = recovery_page(kit.words, context.clock.now(), context.words)
        write_file(context.options.page, recovery_pdf(page))


def _pin(context: Context) -> Result:
    folder, words = context.vault_path(), context.words
    key = slots.open_slots(slots.read_slots(folder / "slots"), context.passphrase(new=False))
    if context.options.remove:
        remove_pin(folder, SystemKeyring())
        return Result({"removed": True}, [words.text("cli.vault.pin.removed")])
    pin = _new_secret(context, "JANGBU_VAULT_PIN", None, "pin")
    set_pin(folder, key, pin, SystemKeyring(), context.randomness)
    return Result({"set": True}, [words.text("cli.vault.pin.set")])


def _person_pin(context: Context) -> Result:
    options = context.options
    with context.open_vault() as vault:
        person = context.person(vault, options.title)
        current = context.pin(person)
        if options.new_pins_file:
            pins = read_pins(options.new_pins_file)
            new = pins.get(person.title) or pins.get(person.key.hex()) or ""
        else:
            new = _new_secret(context, "JANGBU_NEW_PIN", None, "pin")
        vault.change_pin(person.key, current, new)
    data = {"key": person.key.hex(), "title": person.title}
    return Result(data, [context.words.text("cli.person.pin.changed", title=person.title)])


def _new_secret(context: Context, variable: str, file: Path | None, kind: str) -> str:
    """A secret that is about to be set: from a file, the environment, or typed twice."""
    if file is not None:
        return read_secret(file)
    if variable in os.environ:
        return os.environ[variable]
    words = context.words
    if not sys.stdin.isatty():
        raise InputError("new_secret_not_given", field=variable)
    typed = getpass.getpass(words.text("cli.ask.new_passphrase" if kind == "passphrase" else "cli.ask.new_pin"))
    if getpass.getpass(words.text("cli.ask.new_again")) != typed:
        raise InputError("passphrases_differ" if kind == "passphrase" else "pins_differ", field=kind)
    return typed


def _asked(question: str) -> str:
    """A line from whoever answers; the question is not part of the command's answer."""
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()
