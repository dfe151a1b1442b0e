"""How this program starts itself as a further process."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def own_command(*arguments: str) -> list[str]:
    """A frozen program is its own executable, any other a package of its Python."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "desktop"]
    return [*program, *arguments]


def own_environment() -> Mapping[str, str]:
    """Ours without what is meant for commands: it may hold a passphrase or a PIN. Our packages are found by it."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("JANGBU_")}
    found = [str(Path(__file__).parents[1]), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(found)}
