"""The vaults that were opened on this machine, remembered without a name or a place on the disk.

Of each part of a vault's path only a keyed hash is kept: BLAKE2b of the part, over the hash of the parts before.
Whoever has the folders finds the way back by hashing what lies in them, step by step; of a vault that is gone (a stick
that was pulled, a folder that was taken away) nothing can be read. Whoever guesses a whole path finds it confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from string import ascii_uppercase

KEPT = 8
_HASH_BYTES = 8
Trace = tuple[str, ...]
"""A hash for the root of the file system and one for each part below it."""


def trace_of(vault: Path, salt: bytes) -> Trace:
    """What is kept of a vault's place."""
    place = vault.expanduser().resolve()
    hashes = list[str]()
    for part in place.parts:
        hashes.append(_hash(part, hashes[-1] if hashes else "", salt))
    return tuple(hashes)


def place_of(trace: Trace, salt: bytes) -> Path | None:
    """The vault that a trace leads to; None where it is not there (any more, or just now)."""
    place: Path | None = None
    before = ""
    for wanted in trace:
        here = _roots() if place is None else _parts_in(place)
        part = next((one for one in here if _hash(one, before, salt) == wanted), None)
        if part is None:
            return None
        place, before = (Path(part) if place is None else place / part), wanted
    return place if place is not None and (place / "vault.db").is_file() else None


def with_newest(trace: Trace, kept: Sequence[Trace]) -> list[Trace]:
    """The list after a vault was opened: it comes first, and the oldest goes where there are too many."""
    return [trace, *(one for one in kept if one != trace)][:KEPT]


def _hash(part: str, before: str, salt: bytes) -> str:
    told = f"{before}\0{part}".encode(errors="surrogateescape")
    return blake2b(told, key=salt, digest_size=_HASH_BYTES).hexdigest()


def _roots() -> list[str]:
    return ["/", *(f"{letter}:\\" for letter in ascii_uppercase)]


def _parts_in(folder: Path) -> list[str]:
    try:
        return [one.name for one in folder.iterdir()]
    except OSError:
        return []
