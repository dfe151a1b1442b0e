"""A vault that answers others: its networks, for the devices that they have let in. No socket, thread or clock inside.

All calls come on the vault's thread.
"""

from __future__ import annotations

from collections import Counter

from core.errors import VaultError
from core.vault.database import telling
from core.vault.grants import is_named
from core.vault.replica import Replica
from core.vault.vault import Vault
from sync.host import Answered, Refused
from sync.hub.rates import Rates
from sync.responder import Responder
from sync.standing import Standing
from sync.vault_store import VaultStore

REQUESTS_PER_MINUTE = 1200


class VaultHost:
    """The answering side of one open vault."""

    refusal = None

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._rates = Rates(REQUESTS_PER_MINUTE)
        self._standing = Standing()
        self._responders: dict[bytes, tuple[Replica, Responder]] = {}
        self.counts: Counter[str] = Counter()
        self.device = vault.device.public

    def answer(self, device: bytes, network: bytes, frame: bytes) -> Answered | Refused:
        """Answer a frame that `device` signed; raises VaultError where our disk is in trouble."""
        now = self._vault.clock.now().seconds
        self.counts["requests"] += 1
        pause = self._standing.pause_s(device, now) or self._rates.take(device, now)
        if pause:
            return Refused("too_many_requests", pause)
        if network not in self._vault.networks():
            return Refused("unknown_network")
        replica = self._vault.replica(network)
        if not is_named(replica.connection, replica.network, device):
            return Refused("not_granted")
        kept = self._responders.get(network)
        if kept is None or kept[0] is not replica:  # what an undone transaction read is forgotten with its replica
            store = VaultStore(self._vault, replica)
            kept = self._responders[network] = replica, Responder(store, self._vault.device, self._vault.clock)
        answer = kept[1].answer(frame)
        if answer.offence:
            self._standing.note(device, answer.offence, now)
            self.counts["offences"] += 1
        self.counts["blocks_accepted"] += answer.accepted
        return Answered(answer.frame, answer.accepted)

    def check(self) -> None:
        """Raises VaultError where the vault cannot be read."""
        with telling(self._vault.folder):
            self._vault.networks()

    def gauges(self) -> dict[str, int]:
        """Numbers for metrics that hold for now."""
        try:
            return {"networks": len(self._vault.networks())}
        except VaultError:
            return {}
