"""Where the program keeps what is its own on this machine; nothing here names a vault, a network or a person."""

from __future__ import annotations

from pathlib import Path

import platformdirs

_NAME = "jangbu"


def config_folder() -> Path:
    """Folder of the settings file, after the custom of the system; made when it is first written."""
    return Path(platformdirs.user_config_dir(_NAME, appauthor=False))


def vaults_folder() -> Path:
    """Where a new vault is proposed to lie: the person's own documents, so that their backups hold it."""
    return Path(platformdirs.user_documents_dir()) / "Jangbu"


def known_vaults() -> list[Path]:
    """The vaults that lie in the usual folder; looked up anew each time, never remembered."""
    folder = vaults_folder()
    return sorted(one for one in folder.glob("*.jangbu") if one.is_dir()) if folder.is_dir() else []
