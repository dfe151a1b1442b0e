"""Roles as people read them. A role belongs to a workspace: its words are "<workspace>.role.<role>"."""

from __future__ import annotations

from collections.abc import Iterable

from core.domains.registry import installed
from desktop.words import Words


def role_keys(workspaces: Iterable[str] | None = None) -> tuple[str, ...]:
    """The keys of all roles of these workspaces, or of all that are installed."""
    registry = installed()
    chosen = registry.names() if workspaces is None else tuple(workspaces)
    found = [(name, registry.workspace(name)) for name in chosen]
    return tuple(f"{name}.role.{role}" for name, workspace in found if workspace for role in workspace.roles)


def role_of(key: str) -> str:
    """The role that a key is about."""
    return key.rpartition(".")[2]


def roles_text(roles: Iterable[str], words: Words) -> str:
    """Several roles; empty for none."""
    return ", ".join(words.role(role) for role in roles)
