"""The memory of another process, as a core dump of it would hold it (Linux: /proc/PID/maps and /proc/PID/mem)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_PIECE_BYTES = 32 * 1024 * 1024
_MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r\S+ \S+ \S+ \S+\s*(.*)")
_NOT_MEMORY = ("[vvar]", "[vvar_vclock]", "[vsyscall]")


def can_read(pid: int) -> bool:
    """Whether this system lets a parent read the memory of its child."""
    try:
        with Path(f"/proc/{pid}/mem").open("rb"):
            return True
    except OSError:
        return False


def found_in(pid: int, secrets: Mapping[str, bytes]) -> set[str]:
    """Names of the secrets that are anywhere in the memory of a process."""
    longest = max(map(len, secrets.values()))
    found: set[str] = set()
    before = b""
    for piece in _pieces(pid):
        around = before[-longest:] + piece
        found |= {name for name, secret in secrets.items() if secret in around}
        before = piece
    return found


def _pieces(pid: int) -> Iterator[bytes]:
    """Every readable byte, mapping by mapping."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            mapping = _MAPPING.match(line)
            if mapping is None or mapping[3] in _NOT_MEMORY:
                continue
            place, end = int(mapping[1], 16), int(mapping[2], 16)
            while place < end:
                memory.seek(place)
                piece = memory.read(min(_PIECE_BYTES, end - place))
                if not piece:
                    break
                yield piece
                place += len(piece)
