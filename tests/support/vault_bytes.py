"""Every byte that a vault's folder holds, with the pages of the database and of its log decrypted by another library.

SQLCipher 4 under a raw key: pages of 4,096 bytes, AES-256-CBC, at the end of each page 16 bytes of IV and 64 of HMAC;
the first page begins with 16 bytes of salt in clear. Free pages and free space inside pages are read like all others.
"""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_PAGE, _RESERVED, _IV, _SALT = 4096, 80, 16, 16
_WAL_HEAD, _FRAME_HEAD = 32, 24


def files_with(folder: Path, key: bytes, wanted: bytes) -> list[str]:
    """Names of the files of a vault in which these bytes are found, encrypted pages opened."""
    assert len(wanted) >= 8, "shorter bytes may be there by chance"
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and any(wanted in data for data in _readings(path, key)):
            found.append(str(path.relative_to(folder)))
    return found


def _readings(path: Path, key: bytes) -> Iterator[bytes]:
    data = path.read_bytes()
    yield data
    if path.name == "vault.db":
        # Joined without what stands between them, so that a value on several pages in a row is found as well.
        yield b"".join(_opened(data[at : at + _PAGE], key, first=at == 0) for at in range(0, len(data), _PAGE))
    if path.name == "vault.db-wal":
        for at in range(_WAL_HEAD, len(data), _FRAME_HEAD + _PAGE):
            frame = data[at : at + _FRAME_HEAD + _PAGE]
            yield _opened(frame[_FRAME_HEAD:], key, first=frame[:4] == b"\0\0\0\1")


def _opened(page: bytes, key: bytes, *, first: bool) -> bytes:
    start = _SALT if first else 0
    end = len(page) - _RESERVED
    decryptor = Cipher(algorithms.AES(key), modes.CBC(page[end : end + _IV])).decryptor()
    return decryptor.update(page[start:end]) + decryptor.finalize()
