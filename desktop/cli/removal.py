"""`jangbu vault remove|delete` and `jangbu network leave`: what would be lost is said first."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from core.errors import RefusedError
from core.vault.pin_slot import remove_pin
from core.vault.removal import Loss, destroy_vault, leave_network, loss_of, losses
from desktop.cli.context import Context
from desktop.cli.result import Result
from desktop.losses import loss_lines, means_yes
from desktop.system_keyring import SystemKeyring
from desktop.words import Words


def add_vault_commands(vault: Any, common: Any, words: Words) -> None:
    """Add the commands below `vault`."""
    for name, run in (("remove", _remove), ("delete", _delete)):
        parser = vault.add_parser(name, parents=[common], help=words.text(f"cli.vault.{name}"))
        parser.set_defaults(run=run)


def add_network_commands(network: Any, common: Any, words: Words) -> None:
    """Add the command below `network`."""
    leave = network.add_parser("leave", parents=[common], help=words.text("cli.network.leave"))
    leave.set_defaults(run=_leave)


def _remove(context: Context) -> Result:
    """Destroy a vault that holds nothing of its own."""
    with context.open_vault() as vault:
        lost = losses(vault)
    entries, drafts = sum(one.entries for one in lost), sum(one.drafts for one in lost)
    if entries or drafts:
        raise RefusedError("vault_holds_own", entries=entries, drafts=drafts)
    return _destroyed(context, lost)


def _delete(context: Context) -> Result:
    """Destroy a vault whatever goes with it, after a typed yes."""
    with context.open_vault() as vault:
        lost = losses(vault)
        persons = len(vault.persons())
    words = context.words
    told = [*loss_lines(lost, words), words.text("removal.keys", persons=persons)]
    require_yes(context, told)
    return _destroyed(context, lost)


def _destroyed(context: Context, lost: Sequence[Loss]) -> Result:
    folder = context.vault_path()
    with suppress(RefusedError):  # no keyring, so there is nothing of this vault in it that could be reached
        remove_pin(folder, SystemKeyring())
    destroy_vault(folder, context.randomness)
    data = {"path": str(folder), "lost": [_loss_data(one) for one in lost]}
    return Result(data, [context.words.text("cli.vault.destroyed", path=str(folder))])


def _leave(context: Context) -> Result:
    words = context.words
    with context.open_vault() as vault:
        network = context.network_id(vault)
        lost = loss_of(vault, vault.replica(network))
        require_yes(context, [*loss_lines([lost], words), words.text("removal.member_still")])
        leave_network(vault, network)
    return Result(_loss_data(lost), [words.text("cli.network.left", name=lost.name)])


def require_yes(context: Context, told: Sequence[str]) -> None:
    """Raises RefusedError (`removal_not_confirmed`) unless a yes is typed after what would be lost was said."""
    for line in told:
        print(line, file=sys.stderr)
    print(context.words.text("cli.ask.yes_remove"), end="", file=sys.stderr, flush=True)
    if not means_yes(sys.stdin.readline()):
        raise RefusedError("removal_not_confirmed")


def _loss_data(loss: Loss) -> dict[str, Any]:
    return {"network": loss.network.hex(), "name": loss.name, "entries": loss.entries, "drafts": loss.drafts}
