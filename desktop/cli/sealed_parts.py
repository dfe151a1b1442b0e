"""The section "sealed" of a recorded file: parts of an entry that only some may read.

It is a list of {"part": NAME, "body": {...}, "for": [WHO, ...]}. WHO is a title, an organisation or a key; this device
and whoever signs may open every part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from core.actions.record import SealedPart, Signing
from core.errors import InputError
from core.identity.keys import KEY_BYTES
from core.ledger.body_json import body_from_json, example_body
from core.ledger.contract import EntryType
from core.vault.replica import Replica
from core.vault.views import network_view

SECTION = "sealed"


def take_section(value: Any) -> tuple[Any, Any]:
    """A file's JSON without its sealed section, and that section."""
    if not isinstance(value, dict):
        return value, None
    return {name: item for name, item in value.items() if name != SECTION}, value.get(SECTION)


def sealed_parts(replica: Replica, kind: EntryType, section: Any, signers: Sequence[Signing]) -> tuple[SealedPart, ...]:
    """The parts that a section tells.

    Raises:
        InputError: `sealed_shape`, `recipient_unknown`, and what reading a body raises.
    """
    if section is None:
        return ()
    if not isinstance(section, list):
        raise InputError("sealed_shape", field=SECTION)
    return tuple(_part(replica, kind, one, place, signers) for place, one in enumerate(section))


def _part(replica: Replica, kind: EntryType, told: Any, place: int, signers: Sequence[Signing]) -> SealedPart:
    where = f"{SECTION}.{place}"
    if not isinstance(told, dict) or not isinstance(told.get("part"), str):
        raise InputError("sealed_shape", field=f"{where}.part")
    named = told.get("for", [])
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        raise InputError("sealed_shape", field=f"{where}.for")
    own = [replica.device.public, *(one.person for one in signers)]
    others = [key for name in named for key in _keys(replica, name)]
    fields = next((form.fields for form in kind.sealed if form.name == told["part"]), ())
    return SealedPart(told["part"], body_from_json(fields, told.get("body")), tuple(dict.fromkeys([*own, *others])))


def _keys(replica: Replica, named: str) -> Iterator[bytes]:
    """Keys of a title or an organisation of the network, or the key that is written out."""
    fitting = [one.key for one in network_view(replica).granted if named in (one.title, one.member)]
    if fitting:
        yield from fitting
        return
    try:
        key = bytes.fromhex(named)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise InputError("recipient_unknown", field=SECTION, named=named)
    yield key


def example_section(kind: EntryType) -> dict[str, Any]:
    """The section as an example; empty where the type seals nothing."""
    if not kind.sealed:
        return {}
    return {SECTION: [{"part": form.name, "body": example_body(form.fields), "for": []} for form in kind.sealed]}
