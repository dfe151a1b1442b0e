"""Key epochs: the key under which entries travel. An epoch's id is the id of its entry.

Body: SHA-256 of the key, the epochs before it with their keys encrypted under this one (so one key opens history), and
the key wrapped to devices. Concurrent epochs coexist and the next names both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from core.encoding import cbor
from core.errors import RejectedError
from core.identity import sealing
from core.identity.keys import KEY_BYTES, SigningKey, seal_to
from core.ledger.contract import Entry, EntryType, Field, FieldKind, Finding, Nature, Past, State
from core.ledger.governance.quorum import power_findings
from core.ledger.header import HASH_BYTES

TYPE = "core.epoch.start"
_OLDER_DOMAIN = b"jangbu/epoch-older/1"


def _judge(entry: Entry, past: Past) -> Sequence[Finding]:
    """Whoever may let in or shut out may change the key: as a holder, or with a printed recovery key's signature."""
    missing = power_findings(entry, past, "grant", several=False)
    return missing if power_findings(entry, past, "cut", several=False) else ()


def _apply(state: State, entry: Entry) -> State:
    return {**state, "epochs": [*state.get("epochs", []), entry.id.hex()]}


EPOCH = EntryType(
    name=TYPE,
    version=1,
    nature=Nature.AUTHORISATION,
    alert=True,
    fields=(
        Field("key_hash", FieldKind.BYTES, minimum=HASH_BYTES, maximum=HASH_BYTES),
        Field("previous", FieldKind.ENTRIES),
        Field("older", FieldKind.BYTES, required=False),
        Field(
            "wraps",
            FieldKind.RECORDS,
            parts=(
                Field("key", FieldKind.BYTES, minimum=KEY_BYTES, maximum=KEY_BYTES),
                Field("box", FieldKind.BYTES),
            ),
        ),
    ),
    clear=True,
    judge=_judge,
    apply=_apply,
)


def _older_key(epoch_key: bytes) -> bytes:
    return sha256(_OLDER_DOMAIN + epoch_key).digest()


def epoch_body(key: bytes, older: Mapping[bytes, bytes], devices: Sequence[bytes]) -> dict[str, Any]:
    """The body that starts an epoch: `older` maps epoch ids to their keys, `devices` are the keys to wrap it to."""
    body: dict[str, Any] = {
        "key_hash": sha256(key).digest(),
        "previous": sorted(older),
        "wraps": [{"key": device, "box": seal_to(device, key)} for device in sorted(devices)],
    }
    if older:
        plaintext = cbor.encode([[epoch, older[epoch]] for epoch in sorted(older)])
        body["older"] = sealing.encrypt_once(_older_key(key), plaintext)
    return body


def open_wrap(box: bytes, device: SigningKey, key_hash: bytes) -> bytes:
    """An epoch key that was wrapped to this device.

    Raises:
        RejectedError: `wrong_seal`; `wrong_wrap` where the wrapped key is not the epoch's.
    """
    key = device.open_sealed(box)
    if len(key) != sealing.EPOCH_KEY_BYTES or sha256(key).digest() != key_hash:
        raise RejectedError("wrong_wrap")
    return key


def open_older(older: bytes, key: bytes) -> dict[bytes, bytes]:
    """The earlier epochs' keys that an epoch carries.

    Raises:
        RejectedError: `wrong_seal`, `malformed_cbor` or `malformed_content`.
    """
    value = cbor.decode(sealing.decrypt_once(_older_key(key), older))
    if type(value) is not list or not all(
        type(item) is list
        and len(item) == 2
        and all(type(part) is bytes and len(part) == HASH_BYTES for part in item)
        for item in value
    ):
        raise RejectedError("malformed_content", field="older")
    return dict(value)
