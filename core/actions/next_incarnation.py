"""Go on after a restored backup or a cloned disk: the device's next incarnation, whose first block names its head."""

from __future__ import annotations

from core.vault.database import telling, transaction
from core.vault.vault import Vault


def open_incarnation(vault: Vault, network_id: bytes) -> int:
    """Write from here on in a new chain, so that nothing that the old copy may have written makes a fork.

    Facts go on at once. What the earlier incarnation held in shares stays blocked until it is issued anew, for a share
    names device and incarnation. Gives the incarnation's number, which no chain of this device has that is held here,
    or that this machine remembers: a backup may be put back twice.

    Raises:
        VaultError: the disk is in trouble; the vault goes on as it was.
    """
    replica = vault.replica(network_id)
    known = [one.incarnation for one in replica.chart.chain_lines(vault.device.public)]
    number = max([replica.incarnation, vault.head_watch.last_incarnation(network_id), *known]) + 1
    with telling(vault.folder), transaction(vault.connection):
        vault.connection.execute("UPDATE networks SET incarnation = ? WHERE id = ?", (number, network_id))
    vault.forget_networks()
    return number


def go_on(vault: Vault) -> dict[bytes, int]:
    """Open the next incarnation in every network of a vault, and settle the doubt; all of it or nothing.

    Raises:
        VaultError: the disk is in trouble; the vault goes on as it was.
    """
    try:
        with telling(vault.folder), transaction(vault.connection):
            made = {network: open_incarnation(vault, network) for network in vault.networks()}
            vault.head_watch.settle()
    except BaseException:
        vault.forget_networks()
        raise
    return made
