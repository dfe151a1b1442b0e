"""What the source asks of the catalogs, read from its syntax trees: errors, findings, and keys with their facts."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "sync", "desktop")
_ERROR_BASE = "JangbuError"


@dataclass(frozen=True)
class Site:
    """A place that names a code or key; `facts` is None where they cannot be told from the source alone."""

    place: str
    facts: frozenset[str] | None


@dataclass(frozen=True)
class Named:
    """Codes or keys with their sites, and the expressions that name one at run time, as (file, expression)."""

    sites: dict[str, list[Site]]
    computed: frozenset[tuple[str, str]]


@cache
def modules() -> dict[str, ast.Module]:
    """The syntax trees of everything that ships, by path."""
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def error_classes() -> frozenset[str]:
    """The names of all error classes that carry a code."""
    bases = {
        node.name: {_name(base) for base in node.bases}
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {_ERROR_BASE}
    while more := {name for name, parents in bases.items() if parents & found} - found:
        found |= more
    return frozenset(found)


def errors() -> Named:
    """Every error that is raised, with the facts it carries."""
    classes = error_classes()

    def facts(call: ast.Call) -> frozenset[str] | None:
        names = [keyword.arg for keyword in call.keywords]
        return None if None in names else frozenset(name for name in names if name)

    found = _named(lambda call: _name(call.func) in classes, facts)
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name in classes - {_ERROR_BASE}:
                for call in _calls(node):
                    if ast.unparse(call.func) == "super().__init__" and isinstance(call.args[0], ast.Constant):
                        found.sites.setdefault(call.args[0].value, []).append(Site(path, facts(call)))
    return found


def findings() -> Named:
    """Every finding that a rule, the door or an importer makes."""
    return _named(lambda call: _name(call.func) == "Finding", _finding_facts)


def keys() -> Named:
    """Every key that is asked of the catalogs by name, and the patterns of those put together at run time."""

    def asks(call: ast.Call) -> bool:
        return isinstance(call.func, ast.Attribute) and call.func.attr == "text"

    def facts(call: ast.Call) -> frozenset[str] | None:
        names = [keyword.arg for keyword in call.keywords]
        return None if None in names else frozenset(name for name in names if name)

    return _named(asks, facts)


def constants(path: str, start: str) -> set[str]:
    """All texts in a file that begin like this."""
    return {
        node.value
        for node in ast.walk(modules()[path])
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(start)
    }


def first_arguments(folder: str, *functions: str) -> set[str]:
    """The constant first arguments of calls of these functions below a folder."""
    return {
        call.args[0].value
        for path, tree in modules().items()
        if path.startswith(folder)
        for call in _calls(tree)
        if _name(call.func) in functions and call.args and isinstance(call.args[0], ast.Constant)
    }


def _named(wanted, facts_of) -> Named:
    sites: dict[str, list[Site]] = defaultdict(list)
    computed = set()
    for path, tree in modules().items():
        for call in _calls(tree):
            if not call.args or not wanted(call):
                continue
            first = call.args[0]
            for option in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                if isinstance(option, ast.Constant) and isinstance(option.value, str):
                    sites[option.value].append(Site(f"{path}:{call.lineno}", facts_of(call)))
                elif not isinstance(option, (ast.Constant, ast.IfExp)):
                    computed.add((path, ast.unparse(option)))
    return Named(dict(sites), frozenset(computed))


def _finding_facts(call: ast.Call) -> frozenset[str] | None:
    given = next((keyword.value for keyword in call.keywords if keyword.arg == "facts"), None)
    given = given or next((one for one in call.args[1:] if isinstance(one, (ast.Dict, ast.Name))), None)
    if given is None:
        return frozenset()
    if not isinstance(given, ast.Dict):
        return None
    names = [one.value if isinstance(one, ast.Constant) else None for one in given.keys]
    return None if None in names else frozenset(names)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(node: ast.expr) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))
