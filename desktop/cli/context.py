"""What every command shares: the options before the command, the vault it opens, and where secrets come from.

Secrets come from a prompt, a file or the environment, never from the command line, where other users could read them.
"""

from __future__ import annotations

import errno
import getpass
import json
import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.domains.registry import installed
from core.encoding.words import fingerprint_matches
from core.errors import InputError, RefusedError
from core.ledger.contract import Registry
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from core.vault.access import Ports
from core.vault.disk import write_whole
from core.vault.replica import Replica
from core.vault.vault import Person, Vault
from desktop.companion import CompanionProcess
from desktop.outside import OutsideFolder
from desktop.words import Words


class Context:
    """The surroundings of one command."""

    def __init__(self, options: Namespace, words: Words) -> None:
        self.options = options
        self.words = words
        self.registry: Registry = installed()
        self.clock = SystemClock()
        self.randomness = SystemRandomness()

    def vault_path(self) -> Path:
        """Raises InputError (`vault_not_named`)."""
        named = self.options.vault or os.environ.get("JANGBU_VAULT")
        if not named:
            raise InputError("vault_not_named", field="--vault")
        return Path(named).expanduser()

    @property
    def ports(self) -> Ports:
        """What every opening of a vault needs besides the vault."""
        return self.registry, self.clock, self.randomness, OutsideFolder(), CompanionProcess()

    def create_vault(self) -> Vault:
        """A new vault at the named path."""
        path = self.vault_path()
        passphrase = self.passphrase(new=True)
        return Vault.create(path, passphrase, *self.ports)

    def open_vault(self) -> Vault:
        """The named vault, open."""
        path = self.vault_path()
        passphrase = self.passphrase(new=False)
        return Vault.open(path, passphrase, *self.ports)

    def passphrase(self, *, new: bool) -> str:
        """The passphrase: from a file, the environment, or a prompt (twice for a new one).

        Raises:
            InputError: `file_unreadable`, `passphrase_not_given`, `passphrases_differ`.
        """
        if self.options.passphrase_file:
            return read_secret(Path(self.options.passphrase_file))
        if "JANGBU_PASSPHRASE" in os.environ:
            return os.environ["JANGBU_PASSPHRASE"]
        if not sys.stdin.isatty():
            raise InputError("passphrase_not_given", field="--passphrase-file")
        passphrase = getpass.getpass(self.words.text("cli.ask.passphrase"))
        if new and getpass.getpass(self.words.text("cli.ask.passphrase_again")) != passphrase:
            raise InputError("passphrases_differ", field="passphrase")
        return passphrase

    def network_id(self, vault: Vault) -> bytes:
        """The named network, or the only one.

        Raises:
            RefusedError: `network_none`, `network_unknown`.
            InputError: `network_not_named` where there are several.
        """
        networks = vault.networks()
        named = self.options.network
        if named:
            fitting = [id for id in networks if fingerprint_matches(named, id) or id.hex().startswith(named.lower())]
            if len(fitting) != 1:
                raise RefusedError("network_unknown", network=named)
            return fitting[0]
        if not networks:
            raise RefusedError("network_none")
        if len(networks) > 1:
            raise InputError("network_not_named", field="--network", count=len(networks))
        return networks[0]

    def replica(self, vault: Vault) -> Replica:
        """The replica of the named network."""
        return vault.replica(self.network_id(vault))

    def person(self, vault: Vault, named: str) -> Person:
        """A person of this vault by title or by the beginning of the key.

        Raises:
            RefusedError: `person_unknown`.
        """
        fitting = [one for one in vault.persons() if one.title == named or one.key.hex().startswith(named.lower())]
        if len(fitting) != 1:
            raise RefusedError("person_unknown", person=named)
        return fitting[0]

    def pin(self, person: Person, *, new: bool = False) -> str:
        """A person's PIN: from the file of PINs, the environment, or a prompt."""
        if self.options.pins_file:
            pins = read_pins(Path(self.options.pins_file))
            found = pins.get(person.title) or pins.get(person.key.hex())
            if found is not None:
                return found
        if "JANGBU_PIN" in os.environ:
            return os.environ["JANGBU_PIN"]
        if not sys.stdin.isatty():
            raise InputError("pin_not_given", field="--pins-file", person=person.title)
        pin = getpass.getpass(self.words.text("cli.ask.pin", person=person.title))
        if new and getpass.getpass(self.words.text("cli.ask.pin_again")) != pin:
            raise InputError("pins_differ", field="pin")
        return pin


def read_secret(path: Path) -> str:
    """The first line of a file.

    Raises:
        InputError: `file_unreadable`.
    """
    lines = read_text(path).splitlines()
    return lines[0] if lines else ""


def read_pins(path: Path) -> Mapping[str, str]:
    """A JSON object from a person's title or key to the PIN.

    Raises:
        InputError: `file_unreadable`, `json_object`, `json_unreadable`.
    """
    value = read_json(path)
    if not isinstance(value, dict) or not all(isinstance(pin, str) for pin in value.values()):
        raise InputError("json_object", field=str(path))
    return value


def write_file(path: Path, data: bytes) -> None:
    """Raises InputError (`file_not_written`)."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise InputError("file_not_written", path=str(path), reason=error.strerror or "") from error


def require_writable(path: Path) -> None:
    """See that a file can be written there before something is recorded that it shall show.

    Raises:
        InputError: `file_not_written`.
    """
    reason = 0
    if path.is_dir():
        reason = errno.EISDIR
    elif not path.parent.is_dir():
        reason = errno.ENOENT
    elif not os.access(path.parent, os.W_OK):
        reason = errno.EACCES
    if reason:
        raise InputError("file_not_written", path=str(path), reason=os.strerror(reason))


def read_json(path: Path) -> object:
    """What a JSON file says.

    Raises:
        InputError: `file_unreadable`, `json_unreadable` with line and column, `json_name_twice`.
    """
    try:
        return json.loads(read_text(path), object_pairs_hook=_each_once)
    except json.JSONDecodeError as error:
        raise InputError("json_unreadable", path=str(path), line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise InputError("json_unreadable", path=str(path), line=1, column=1) from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Readers disagree on which of two members counts (RFC 8259 §4), and a person meant one of them."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise InputError("json_name_twice", name=name)
        found[name] = value
    return found


def read_text(path: Path) -> str:
    """A UTF-8 text file, or standard input for "-".

    Raises:
        InputError: `file_unreadable`.
    """
    try:
        return read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("file_unreadable", path=str(path)) from error


def read_file(path: Path) -> bytes:
    """A file, or standard input for "-".

    Raises:
        InputError: `file_unreadable`.
    """
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise InputError("file_unreadable", path=str(path)) from error
