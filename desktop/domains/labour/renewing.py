"""A new key for a worker whose PIN is lost: the old key opens for nobody any more, so another takes its place.

The ledger says it in three steps that come together: the grant of the new key, that the worker signs with it from now
on (both parties sign; contract, papers and hours stay), and the cut of the old key, whose earlier signatures count.
"""

from __future__ import annotations

from core.actions.join import grant_person
from core.actions.record import Draft, Recorded, Signing, record
from core.actions.shut_out import cut_person
from core.actions.together import together
from core.domains.labour.rules.v1.fields import WORKER
from core.domains.labour.rules.v1.person import worker_key
from core.errors import RefusedError
from core.vault.vault import Person, Vault
from core.vault.views import granted_keys, subject

REKEY = "labour.person.rekey"


def renew_pin(
    vault: Vault, network: bytes, employment: bytes, pin: str, identified_by: str, employer: Signing
) -> Recorded:
    """Give the worker of an employment a new key under `pin`, once the employer has seen who it is; all of it or none.

    Raises:
        InputError: `pin_shape`.
        RefusedError: `worker_not_here` where the old key rests elsewhere, `wrong_pin`, `not_recordable`.
    """
    replica = vault.replica(network)
    row = subject(replica, employment)
    old = _old_key(vault, worker_key(row.state), row.title)
    roles = next((one.roles for one in granted_keys(replica) if one.key == old.key), (WORKER,))
    with together(vault, network):
        key = vault.add_person(old.member, old.title, pin).key
        grant_person(vault, network, key, roles)
        body = {"worker_key": key, "identified_by": identified_by}
        signings = (employer, Signing(key, WORKER, pin))
        recorded = record(vault, network, [Draft(REKEY, body, employment, signings)])
        cut_person(vault, network, old.key, "lost")
        return recorded


def _old_key(vault: Vault, key: bytes | None, number: str) -> Person:
    found = next((one for one in vault.persons() if one.key == key), None)
    if found is None:
        raise RefusedError("worker_not_here", number=number)
    return found
