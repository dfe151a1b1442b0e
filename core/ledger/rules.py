"""The rules in force in a network: the shared types, and each workspace's rule set that the network adopted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.ledger.contract import EntryType, Registry, RuleSet, SubjectKind
from core.ledger.parameters import value_on
from core.ledger.shared import CORE, SHARED_KINDS, SHARED_TYPES


class RuleBook:
    """Answers which type, kind and parameter hold; a rule set that the app lacks answers None (newer)."""

    def __init__(self, registry: Registry, adopted: Mapping[str, bytes]) -> None:
        self._sets: dict[str, RuleSet] = {}
        self._types = dict(SHARED_TYPES)
        self._kinds: dict[str, SubjectKind] = {}
        self._settlers: dict[str, frozenset[str]] = {}
        self.missing: tuple[str, ...] = ()
        missing = []
        for name, id in sorted(adopted.items()):
            workspace = registry.workspace(name)
            if workspace is None or id not in workspace.rule_sets:
                missing.append(name)
                continue
            self._sets[name] = workspace.rule_sets[id]
            self._types.update((key, one) for key, one in self._table(name).items() if _workspace_of(key[0]) == name)
            self._kinds.update(workspace.subject_kinds)
            self._settlers.update(dict.fromkeys(workspace.subject_kinds, self._sets[name].settlers))
        self.missing = tuple(missing)

    @property
    def workspaces(self) -> tuple[str, ...]:
        """Workspaces whose adopted rules this app has."""
        return tuple(self._sets)

    def entry_type(self, name: str, version: int) -> EntryType | None:
        """The type under the adopted rules, or None where this app cannot judge it."""
        return self._types.get((name, version))

    def newest(self, name: str) -> EntryType | None:
        """The newest version of a type under the adopted rules, for recording."""
        workspace = _workspace_of(name)
        table = SHARED_TYPES if workspace == CORE else self._table(workspace)
        versions = [key for key in table if key[0] == name]
        return table[max(versions)] if versions else None

    def names(self) -> tuple[str, ...]:
        """All type names, the shared ones first."""
        own = [key[0] for name in sorted(self._sets) for key in sorted(self._sets[name].entry_types)]
        return tuple(dict.fromkeys([*sorted(key[0] for key in SHARED_TYPES), *own]))

    def subject_kind(self, name: str) -> SubjectKind | None:
        """How subjects of this kind are titled, listed and flagged."""
        return self._kinds.get(name) or SHARED_KINDS.get(name)

    def kinds(self) -> tuple[str, ...]:
        """Kinds of subject that the enabled workspaces bring."""
        return tuple(sorted(self._kinds))

    def settlers(self, kind: str) -> frozenset[str]:
        """Roles that may settle flags of subjects of this kind; empty where no workspace names one."""
        return self._settlers.get(kind, frozenset())

    def parameter(self, type_name: str, name: str, day: date) -> Any:
        """A dated parameter of the workspace that a type belongs to.

        Raises:
            NoParameter: none covers the day.
        """
        rule_set = self._sets.get(_workspace_of(type_name))
        return value_on(rule_set.parameters if rule_set else {}, name, day)

    def _table(self, workspace: str) -> Mapping[tuple[str, int], EntryType]:
        rule_set = self._sets.get(workspace)
        return rule_set.entry_types if rule_set else {}


def _workspace_of(type_name: str) -> str:
    return type_name.split(".", 1)[0]
