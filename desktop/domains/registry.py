"""The windows of the workspaces: every folder beside this file that has a VIEW; one may be taken away."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from typing import Any, Protocol

import desktop.domains
from desktop.shell.page import PageSpec


class DomainView(Protocol):
    """What a workspace brings to the window. Its words lie in `words/`; its name's key is "<name>.name"."""

    @property
    def name(self) -> str:
        """The workspace's name, as in core.domains."""
        ...

    @property
    def icon(self) -> str: ...

    def pages(self, context: Any) -> Sequence[PageSpec]:
        """Its places, for the roles that this person has; `context` is what the composition root hands to pages."""
        ...


def installed_views() -> tuple[DomainView, ...]:
    """The views of all workspaces that are there, by name."""
    views = []
    for found in sorted(pkgutil.iter_modules(desktop.domains.__path__), key=lambda found: found.name):
        if found.ispkg:
            module = importlib.import_module(f"{desktop.domains.__name__}.{found.name}")
            view: DomainView | None = getattr(module, "VIEW", None)
            if view is not None:
                views.append(view)
    return tuple(views)
