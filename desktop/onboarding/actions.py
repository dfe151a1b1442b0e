"""What the first run asks of the program. Called on the vault lane; errors are coded ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop.shown_request import ShownRequest


@dataclass(frozen=True, slots=True)
class VaultStanding:
    """How far an opened vault is on the way into a network."""

    has_person: bool
    has_network: bool
    member: str = ""
    """The organisation that its persons work for."""
    request: ShownRequest | None = None
    """Its join request, where one was made before and no grant has come in yet."""


@dataclass(frozen=True, slots=True)
class JoinedNetwork:
    """The network that a grant let this vault into, as it calls itself, and the words that nobody else can have."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class SampleVault:
    """One of the vaults with sample data: whose it is, and where it lies."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Samples:
    """Sample data that was just made, with the secrets that everybody may know."""

    vaults: tuple[SampleVault, ...]
    passphrase: str
    pin: str


class OnboardingActions(Protocol):
    """Implemented with core.actions by the composition root."""

    def create_vault(self, folder: Path, passphrase: str) -> None:
        """Make and open a vault at this folder (NAME.jangbu); nothing is left behind when it fails."""
        ...

    def open_vault(self, folder: Path, passphrase: str) -> VaultStanding: ...

    def recover_vault(self, folder: Path, words: str, passphrase: str) -> VaultStanding:
        """Set a new passphrase by the words of the recovery kit, and open the vault."""
        ...

    def restore_vault(self, source: Path, folder: Path, passphrase: str) -> VaultStanding:
        """Make the vault of a backup at this folder, and open it."""
        ...

    def make_samples(self) -> Samples:
        """Make vaults with sample data, apart from any real one and gone with the program."""
        ...

    def add_person(self, member: str, title: str, roles: Sequence[str], pin: str) -> None:
        """A person of this vault, known by post, with a key under the PIN; the roles are granted later."""
        ...

    def found_network(self, network_name: str) -> None:
        """Found a network with this device; grants the persons the roles that they asked for."""
        ...

    def join_request(self) -> ShownRequest:
        """A request for this device and all its persons with the roles that they asked for."""
        ...

    def take_grant(self, bundle: Path) -> JoinedNetwork:
        """Take in the bundle that holds the grant."""
        ...

    def connect(self, source: str) -> JoinedNetwork:
        """Take the network over from the laptop that a pairing text, or the picture of one, tells of."""
        ...
