"""Give roles to further persons of a member whose device the network has let in already."""

from __future__ import annotations

from core.actions.join import AskingPerson, JoinRequest
from core.actions.record import Draft, Recorded, record
from core.errors import RefusedError
from core.ledger.governance.grant import PERSON, TYPE, grant_body
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import network_view


def is_admitted_device(replica: Replica, device: bytes) -> bool:
    """Whether a device is a member already."""
    return any(one.key == device and one.kind == "device" for one in network_view(replica).granted)


def persons_to_admit(replica: Replica, request: JoinRequest) -> tuple[AskingPerson, ...]:
    """Those of a request who lack a role that they ask for."""
    held = {one.key: set(one.roles) for one in network_view(replica).granted}
    return tuple(one for one in request.persons if one.key not in held or set(one.roles) - held[one.key])


def admit_persons(vault: Vault, network_id: bytes, request: JoinRequest) -> Recorded:
    """One grant for each person of the request who is new here or asks for more.

    Raises:
        RefusedError: `already_member` (nobody is new), `not_recordable` (no power to grant).
    """
    asking = persons_to_admit(vault.replica(network_id), request)
    if not asking:
        raise RefusedError("already_member", member=request.member)
    bodies = [grant_body(one.key, PERSON, request.member, one.title, one.roles) for one in asking]
    return record(vault, network_id, [Draft(TYPE, body) for body in bodies])
