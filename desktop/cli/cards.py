"""`jangbu person card TITLE OUT`, and the cards that other commands are given with `--card` for one signature."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import Any

from core.actions.person_card import person_card
from core.actions.signing import Signing
from core.errors import InputError
from core.identity.card import PREFIX, Card, card_text, read_card
from core.vault.vault import Person
from desktop.cli.context import Context, read_pins, require_writable, write_file
from desktop.cli.result import Result
from desktop.words import Words

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"GIF8", b"RIFF")
_PDF = b"%PDF"
_PIN_VARIABLE = "JANGBU_CARD_PIN"


def add_person_commands(person: Any, common: Any, words: Words) -> None:
    """Add the command below `person`."""
    card = person.add_parser("card", parents=[common], help=words.text("cli.person.card"))
    card.add_argument("title", help=words.text("cli.option.title"))
    card.add_argument("out", type=Path, help=words.text("cli.person.card.out"))
    card.add_argument("--card-pins-file", type=Path, help=words.text("cli.option.card_pins_file"))
    card.set_defaults(run=_card)


def signing_with_card(context: Context, named: str, role: str) -> Signing | None:
    """A signature with one of the given cards, if `named` is its owner's title or the beginning of the key."""
    for card in cards(context):
        if card.title == named or card.sealed.public.hex().startswith(named.lower()):
            person = Person(card.sealed.public, card.member, card.title)
            return Signing(person.key, role, context.pin(person), card.sealed)
    return None


def cards(context: Context) -> list[Card]:
    """The cards that were given with `--card`: a picture, a PDF, a text file, or the code's text itself.

    Raises:
        InputError: `file_unreadable`, `picture_unreadable`.
        RejectedError: `not_a_card`, `card_costly`.
    """
    return [read_card(_text_of(named)) for named in getattr(context.options, "card", None) or ()]


def _text_of(named: str) -> str:
    if named.startswith(PREFIX):
        return named
    try:
        data = Path(named).read_bytes()
    except OSError as error:
        raise InputError("file_unreadable", path=named) from error
    if data.startswith((*_PICTURES, _PDF)):
        from desktop.printing.qr import read_qr_bytes, read_qr_pages  # noqa: PLC0415 - loads Qt

        texts = read_qr_pages(data) if data.startswith(_PDF) else read_qr_bytes(data)
        return next((text for text in texts if text.startswith(PREFIX)), "")
    return data.decode("ascii", "replace")


def _card(context: Context) -> Result:
    options = context.options
    require_writable(options.out)
    with context.open_vault() as vault:
        person = context.person(vault, options.title)
        card = person_card(vault, person.key, context.pin(person), _card_pin(context, person))
        made_at = vault.clock.now()
    if options.out.suffix.lower() == ".pdf":
        from desktop.printing.card_page import card_pdf  # noqa: PLC0415 - loads Qt

        data = card_pdf(card, made_at, context.words)
    else:
        data = card_text(card).encode()
    write_file(options.out, data)
    answer = {"path": str(options.out), "key": person.key.hex(), "title": person.title}
    return Result(answer, [context.words.text("cli.person.card.made", path=answer["path"], title=person.title)])


def _card_pin(context: Context, person: Person) -> str:
    """The PIN that the card shall have: from a file of PINs, the environment, or typed twice."""
    options, words = context.options, context.words
    if options.card_pins_file:
        pins = read_pins(options.card_pins_file)
        return pins.get(person.title) or pins.get(person.key.hex()) or ""
    if _PIN_VARIABLE in os.environ:
        return os.environ[_PIN_VARIABLE]
    if not sys.stdin.isatty():
        raise InputError("new_secret_not_given", field=_PIN_VARIABLE)
    pin = getpass.getpass(words.text("cli.ask.card_pin"))
    if getpass.getpass(words.text("cli.ask.new_again")) != pin:
        raise InputError("pins_differ", field="pin")
    return pin
