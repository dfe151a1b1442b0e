"""What the first run asks of the program. Called on the vault lane; errors are coded ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class VaultStanding:
    """How far an opened vault is on the way into a network."""

    has_person: bool
    has_network: bool


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """This device's and this person's public keys, for whoever may grant; nothing in it is secret."""

    file_name: str
    file_bytes: bytes
    qr_text: str
    fingerprint: str
    """What two people read to each other to be sure that it is the same request."""


class OnboardingActions(Protocol):
    """Implemented with core.actions by the composition root."""

    def create_vault(self, folder: Path, passphrase: str) -> None:
        """Make and open a vault at this folder (NAME.jangbu); nothing is left behind when it fails."""
        ...

    def open_vault(self, folder: Path, passphrase: str) -> VaultStanding: ...

    def open_sample(self) -> None:
        """Make and open a vault with sample data, apart from any real one."""
        ...

    def add_person(self, title: str, pin: str) -> None:
        """The first person of this vault, known by post, with a key under the PIN."""
        ...

    def found_network(self, network_name: str, member_name: str) -> None:
        """Found a network with this device and the first person; grants them their roles."""
        ...

    def join_request(self, member_name: str) -> JoinRequest:
        """The same request every time for the same member name."""
        ...

    def take_grant(self, bundle: Path) -> str:
        """Take in the bundle that holds the grant; gives the network's name."""
        ...
