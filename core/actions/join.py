"""Joining: a newcomer shows its keys, a holder of the power to grant admits them. Works without any network.

A join request holds nothing secret: the device's public key, the organisation, and the persons who will sign there. It
is signed by the device (so that a typing error or a changed byte is found), travels as a file or a QR text, and is
useless to anybody else.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.actions.create_network import check_name
from core.actions.record import Draft, Recorded, record
from core.actions.signing import Signing
from core.encoding import cbor
from core.errors import InputError, RefusedError, RejectedError
from core.identity.keys import is_key, seal_to, signature_holds
from core.ledger.governance.grant import DEVICE, PERSON, TYPE, grant_body
from core.ports.limits import NAME_CHARACTERS_MAX
from core.vault.vault import Vault

TEXT_PREFIX = "JANGBU-JOIN1:"
_MAGIC = "jangbu-join"
_VERSION = 1
_DOMAIN = b"jangbu/join/1"
_PERSONS_MAX = 30


@dataclass(frozen=True, slots=True)
class AskingPerson:
    """A person in a join request, with the roles that are asked for."""

    key: bytes
    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """Who asks to join."""

    device: bytes
    member: str
    title: str
    roles: tuple[str, ...]
    persons: tuple[AskingPerson, ...]


def join_request(
    vault: Vault, member: str, title: str, roles: Sequence[str], person_roles: Mapping[bytes, Sequence[str]]
) -> bytes:
    """The bytes of a request for this vault's device and all its persons (`person_roles`: key to roles asked for).

    Raises:
        InputError: `field_missing`, `text_long`, `text_control`.
    """
    check_name("member", member)
    check_name("title", title)
    persons = [[one.key, one.title, sorted(person_roles.get(one.key, ()))] for one in vault.persons()]
    payload = cbor.encode([_MAGIC, _VERSION, vault.device.public, member, title, sorted(roles), persons])
    return cbor.encode([payload, vault.device.sign(_DOMAIN + payload)])


def request_text(request: bytes) -> str:
    """The request as the text of a QR code."""
    return TEXT_PREFIX + base64.urlsafe_b64encode(request).decode().rstrip("=")


def request_from_text(text: str) -> bytes:
    """The request's bytes from a QR code's text.

    Raises:
        RejectedError: `not_a_join_request`.
    """
    if not text.startswith(TEXT_PREFIX):
        raise RejectedError("not_a_join_request")
    body = text[len(TEXT_PREFIX) :].strip()
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise RejectedError("not_a_join_request") from error


def read_request(data: bytes) -> JoinRequest:
    """Read and check a request.

    Raises:
        RejectedError: `not_a_join_request`, `unknown_format`, `wrong_signature`.
    """
    try:
        payload, signature = cbor.decode(data)
        magic, version, device, member, title, roles, persons = list(cbor.decode(payload))[:7]
    except (RejectedError, ValueError, TypeError) as error:
        raise RejectedError("not_a_join_request") from error
    if magic != _MAGIC:
        raise RejectedError("not_a_join_request")
    if version != _VERSION:
        raise RejectedError("unknown_format", found=version, known=_VERSION)
    if not (is_key(device) and type(signature) is bytes and signature_holds(device, _DOMAIN + payload, signature)):
        raise RejectedError("wrong_signature")
    if not (_is_name(member) and _is_name(title) and _are_names(roles) and _are_persons(persons)):
        raise RejectedError("not_a_join_request")
    asking = tuple(AskingPerson(key, name, tuple(wanted)) for key, name, wanted in persons)
    return JoinRequest(device, member, title, tuple(roles), asking)


def _is_name(value: object) -> bool:
    return type(value) is str and len(value.strip()) > 0 and len(value) <= NAME_CHARACTERS_MAX


def _are_names(value: object) -> bool:
    return type(value) is list and all(map(_is_name, value))


def _are_persons(value: object) -> bool:
    return (
        type(value) is list
        and len(value) <= _PERSONS_MAX
        and all(
            type(one) is list and len(one) == 3 and is_key(one[0]) and _is_name(one[1]) and _are_names(one[2])
            for one in value
        )
    )


def grant(
    vault: Vault,
    network_id: bytes,
    request: JoinRequest,
    *,
    powers: Sequence[str] = (),
    signings: Sequence[Signing] = (),
) -> Recorded:
    """Admit a newcomer: one grant for its device, with the epoch key wrapped for it, and one for each person.

    Raises:
        RefusedError: `already_member`, `not_recordable` (no power to grant), `no_epoch_key`.
    """
    replica = vault.replica(network_id)
    if replica.now.grants_in_force(request.device, None):
        raise RefusedError("already_member", member=request.member)
    newest = dict([replica.newest_epoch()])
    wraps = {epoch: seal_to(request.device, key) for epoch, key in (newest | replica.epoch_heads()).items()}
    device = grant_body(
        request.device, DEVICE, request.member, request.title, request.roles, powers=powers, wraps=wraps
    )
    persons = [
        grant_body(person.key, PERSON, request.member, person.title, person.roles) for person in request.persons
    ]
    return record(vault, network_id, [Draft(TYPE, body, signings=tuple(signings)) for body in (device, *persons)])


def grant_person(vault: Vault, network_id: bytes, person: bytes, roles: Sequence[str]) -> Recorded:
    """Give roles to a person of this vault.

    Raises:
        InputError: `field_missing` (no role).
        RefusedError: `person_unknown`, `not_recordable`.
    """
    if not roles:
        raise InputError("field_missing", field="roles")
    found = next((one for one in vault.persons() if one.key == person), None)
    if found is None:
        raise RefusedError("person_unknown", person=person.hex())
    body = grant_body(found.key, PERSON, found.member, found.title, roles)
    return record(vault, network_id, [Draft(TYPE, body)])
