"""Breaks at the kiosk: that one began is a mark on this laptop, and its end signs both times. Free of Qt."""

from __future__ import annotations

from core.actions.record import Draft, Recorded, Signing, record
from core.domains.labour.pay.shifts import SEOUL
from core.domains.labour.rules.v1.fields import WORKER
from core.vault.vault import Vault
from desktop.domains.labour.present import Standing
from desktop.domains.labour.typed_times import wall

PAUSE = "labour.clock.pause"


def begin_break(vault: Vault, who: Standing, pin: str) -> None:
    """Somebody who is in goes on a break.

    Raises:
        RefusedError: what a PIN is refused for.
    """
    vault.open_person(who.key, pin)
    vault.settings.put(_name(who.employment), _now(vault).encode())


def end_break(vault: Vault, network: bytes, who: Standing, pin: str) -> Recorded | None:
    """Somebody is back; a break that ends in the minute in which it began is none, and nothing is recorded.

    Raises:
        RefusedError: what a PIN is refused for; `not_recordable`.
    """
    vault.open_person(who.key, pin)  # also where there is nothing to record
    ended, recorded = _now(vault), None
    if ended > who.pausing:
        body = {"start": who.pausing, "end": ended}
        recorded = record(vault, network, [Draft(PAUSE, body, who.employment, (Signing(who.key, WORKER, pin),))])
    vault.settings.put(_name(who.employment), b"")
    return recorded


def break_since(vault: Vault, employment: bytes, came: str) -> str:
    """Since when somebody who came at `came` is on a break; "" where they are not."""
    mark = (vault.settings.get(_name(employment)) or b"").decode()
    return mark if came and mark >= came else ""


def _now(vault: Vault) -> str:
    return wall(vault.clock.now().local().astimezone(SEOUL))


def _name(employment: bytes) -> str:
    return f"labour.break:{employment.hex()}"
