"""What may be done to an entry that was recorded: amend and withdraw it, or what its workspace has in their place.

A workspace may have a module `corrections` in its folder of desktop.domains, with CORRECTIONS: by entry type, the types
that correct it, each with the field that names the entry. Its words are correct.<type> with .why, .sign and .done.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping

import desktop.domains
from core.ledger.settling import RESOLVE
from core.ledger.shared import AMEND, VOID

TARGET_FIELD = "target"
_SHARED = {AMEND: TARGET_FIELD, VOID: TARGET_FIELD}


def corrections_of(type_name: str, changeable: bool) -> Mapping[str, str]:
    """Types of correction, each with the field that names the corrected entry; none for what stands as it is."""
    own = _of_workspace(type_name.partition(".")[0]).get(type_name)
    if own is not None:
        return own
    if type_name == RESOLVE and changeable:
        return {VOID: TARGET_FIELD}
    return _SHARED if changeable else {}


def _of_workspace(name: str) -> Mapping[str, Mapping[str, str]]:
    package = f"{desktop.domains.__name__}.{name}"
    if importlib.util.find_spec(package) is None or importlib.util.find_spec(f"{package}.corrections") is None:
        return {}
    module = importlib.import_module(f"{package}.corrections")
    found: Mapping[str, Mapping[str, str]] = module.CORRECTIONS
    return found
