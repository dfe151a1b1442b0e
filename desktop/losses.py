"""What leaving a network or destroying a vault loses, in sentences; and the word that agrees to it."""

from __future__ import annotations

from collections.abc import Sequence

from core.vault.removal import Loss
from desktop.words import Words

_YES = ("yes", "예", "네")


def means_yes(typed: str) -> bool:
    """Whether a person agreed, in either language."""
    return typed.strip().lower() in _YES


def loss_lines(lost: Sequence[Loss], words: Words) -> list[str]:
    """What goes, network by network."""
    return [
        words.text("removal.nothing", name=one.name)
        if one.nothing
        else words.text("removal.lost", name=one.name, entries=one.entries, drafts=one.drafts)
        for one in lost
    ]
