"""The keyring of the operating system (Secret Service, Windows Credential Locker, macOS Keychain) as a SecretStore."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from core.errors import RefusedError

_SERVICE = "jangbu"
T = TypeVar("T")


class SystemKeyring:
    """Whatever goes wrong with a keyring, the passphrase still opens: so it is one error, `keyring_missing`."""

    def get(self, name: str) -> str | None:
        import keyring  # noqa: PLC0415 - looks for back ends when it is loaded

        return _reached(lambda: keyring.get_password(_SERVICE, name))

    def put(self, name: str, secret: str) -> None:
        import keyring  # noqa: PLC0415

        _reached(lambda: keyring.set_password(_SERVICE, name, secret))

    def delete(self, name: str) -> None:
        import keyring  # noqa: PLC0415

        if self.get(name) is not None:
            _reached(lambda: keyring.delete_password(_SERVICE, name))


def _reached(work: Callable[[], T]) -> T:
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        return work()
    except (KeyringError, OSError, RuntimeError) as error:  # back ends of other systems raise their own
        raise RefusedError("keyring_missing") from error
