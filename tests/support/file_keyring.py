"""A keyring for real processes under test: `PYTHON_KEYRING_BACKEND=tests.support.file_keyring.FileKeyring`."""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend


class FileKeyring(KeyringBackend):
    """Keeps its secrets in the file that JANGBU_TEST_KEYRING names."""

    priority = 1

    def get_password(self, service, username):
        return self._held().get(f"{service}/{username}")

    def set_password(self, service, username, password):
        self._path().write_text(json.dumps({**self._held(), f"{service}/{username}": password}))

    def delete_password(self, service, username):
        held = self._held()
        del held[f"{service}/{username}"]
        self._path().write_text(json.dumps(held))

    def _path(self) -> Path:
        return Path(os.environ["JANGBU_TEST_KEYRING"])

    def _held(self) -> dict[str, str]:
        return json.loads(self._path().read_text()) if self._path().is_file() else {}
