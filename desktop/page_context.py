"""What pages are made with, besides the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.holding import Holding
from desktop.session import VaultSession
from desktop.standing import Standing
from desktop.syncing.background import BackgroundSync


@dataclass(frozen=True, slots=True)
class PageContext:
    """What pages of workspaces are made with, besides the desk."""

    session: VaultSession
    standing: Callable[[], Standing]
    """What the shell last knew of the vault."""
    holding: Holding
    """Where what was signed waits for some seconds and can be stopped."""
    syncing: BackgroundSync | None = None
    """What syncs by itself; without it nothing does."""
