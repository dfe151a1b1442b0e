"""A file that somebody chose to go along with an entry."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ChosenFile:
    """`as_it_is`: it may go with what a camera wrote in it (core.actions.attach_file)."""

    path: Path
    as_it_is: bool = False
