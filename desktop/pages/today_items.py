"""What a workspace offers to the today page: a module `today` in its folder of desktop.domains, found by name."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, cast

import desktop.domains
from core.vault.replica import Replica


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for people: the words of `key` take the count; a click opens a page."""

    key: str
    count: int
    icon: str
    page: str
    target: object = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One of the commonest things to do, as a large button; for people in one of `roles`."""

    key: str
    icon: str
    page: str
    target: object = None
    roles: frozenset[str] = frozenset()


class TodayModule(Protocol):
    """The names in a workspace's module `today`."""

    SHORTCUTS: Sequence[Shortcut]
    SUBJECT_PAGES: dict[str, str]
    """The page that shows one subject, by the subject's kind; it is opened with the subject's id."""

    def waiting(self, replica: Replica, today: date, roles: frozenset[str]) -> Sequence[Waiting]:
        """What waits for people in these roles; called on the vault lane."""
        ...


def today_modules(workspaces: Sequence[str]) -> list[TodayModule]:
    """The modules of these workspaces that have one, in the same order."""
    names = [f"{desktop.domains.__name__}.{name}" for name in workspaces]
    found = [f"{name}.today" for name in names if importlib.util.find_spec(name)]
    return [cast(TodayModule, importlib.import_module(name)) for name in found if importlib.util.find_spec(name)]
