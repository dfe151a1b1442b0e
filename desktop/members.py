"""Persons of this vault and newcomers from elsewhere: what the members page does, without a window."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from core.actions.admit_persons import admit_persons, is_admitted_device, persons_to_admit
from core.actions.create_network import check_name
from core.actions.join import AskingPerson, JoinRequest, grant, grant_person, join_request, request_text
from core.encoding.words import fingerprint_words
from core.errors import InputError
from core.vault.database import telling, transaction
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import network_view
from desktop.shown_request import ShownRequest

_ROLES_SETTING = "roles_asked"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who asks, and what letting them in would do here."""

    request: JoinRequest
    fingerprint: str
    known_device: bool
    persons: tuple[AskingPerson, ...]
    """Those who would get roles."""


def may_grant(replica: Replica) -> bool:
    """Whether this device may let others in."""
    view = network_view(replica)
    return any(one.key == replica.device.public and "grant" in one.powers for one in view.granted)


def own_member(vault: Vault, replica: Replica | None) -> str:
    """The organisation that this vault works for; empty while nobody said so."""
    if replica is not None:
        named = [one.member for one in network_view(replica).granted if one.key == vault.device.public]
        if named:
            return named[0]
    return next((person.member for person in vault.persons()), "")


def add_person(vault: Vault, replica: Replica, title: str, roles: Sequence[str], pin: str) -> ShownRequest | None:
    """Make a person of this organisation and give them their roles.

    Where this device may not grant, the answer is a request for somebody who may.

    Raises:
        InputError: `field_missing`, `text_long`, `title_taken`, `pin_shape`.
        RefusedError: `not_recordable`.
    """
    check_person(vault, title, roles)
    with telling(vault.folder), transaction(vault.connection):
        member = own_member(vault, replica)
        person = vault.add_person(member, title, pin)
        ask_roles(vault, person.key, roles)
        if may_grant(replica):
            grant_person(vault, replica.network_id, person.key, roles)
            return None
        return request_of(vault, member, _device_title(vault, replica))


def check_person(vault: Vault, title: str, roles: Sequence[str]) -> None:
    """Raises InputError (`field_missing`, `text_long`, `title_taken`)."""
    check_name("title", title)
    if any(one.title == title for one in vault.persons()):
        raise InputError("title_taken", field="title", title=title)
    if not roles:
        raise InputError("field_missing", field="roles")


def look_at(replica: Replica, request: JoinRequest) -> Newcomer:
    """What a request asks for, next to what is granted already."""
    known = is_admitted_device(replica, request.device)
    persons = persons_to_admit(replica, request)
    return Newcomer(request, fingerprint_words(request.device), known, persons)


def let_in(vault: Vault, replica: Replica, request: JoinRequest) -> None:
    """Grant what a request asks for: the device and its persons, or further persons of a known device.

    Raises:
        RefusedError: `already_member`, `not_recordable`, `no_epoch_key`.
    """
    if is_admitted_device(replica, request.device):
        admit_persons(vault, replica.network_id, request)
    else:
        grant(vault, replica.network_id, request)


def request_of(vault: Vault, member: str, device_title: str) -> ShownRequest:
    """This vault's join request, ready to be shown; the device asks for every role that its persons ask for.

    Raises:
        InputError: `field_missing`, `text_long`.
    """
    asked = asked_roles(vault)
    roles = sorted({role for one in asked.values() for role in one})
    data = join_request(vault, member, device_title, roles, asked)
    return ShownRequest(f"{member}.jangbu-join", data, request_text(data), fingerprint_words(vault.device.public))


def asked_roles(vault: Vault) -> dict[bytes, Sequence[str]]:
    """The roles that persons of this vault asked for, by key; kept in the vault until somebody grants them."""
    known = vault.settings.get(_ROLES_SETTING)
    return {bytes.fromhex(key): roles for key, roles in json.loads(known or b"{}").items()}


def ask_roles(vault: Vault, person: bytes, roles: Sequence[str]) -> None:
    """Note which roles a person asks for."""
    asked = {**asked_roles(vault), person: list(roles)}
    vault.settings.put(_ROLES_SETTING, json.dumps({key.hex(): roles for key, roles in asked.items()}).encode())


def _device_title(vault: Vault, replica: Replica) -> str:
    named = [one.title for one in network_view(replica).granted if one.key == vault.device.public]
    return named[0] if named else vault.folder.stem
