"""Whether a workspace leaves all of its types to the form that every workspace shares."""

from __future__ import annotations

import importlib
import importlib.util

import desktop.domains
from core.ledger.contract import EntryType


def is_plain(kind: EntryType) -> bool:
    """Whether the workspace of a type has no pages of its own (its VIEW is a PlainView, or it has none).

    Elsewhere several entries, records and sealed parts are filled in and opened on its own pages, which say why.
    """
    package = f"{desktop.domains.__name__}.{kind.name.partition('.')[0]}"
    if importlib.util.find_spec(package) is None:
        return True
    view = getattr(importlib.import_module(package), "VIEW", None)
    return view is None or bool(getattr(view, "is_plain", False))
