"""What the first run does, with the verbs of core: the vault it opens is handed over to the window afterwards."""

from __future__ import annotations

import tempfile
import threading
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from core.actions.create_network import check_name, create_network
from core.actions.join import grant_person
from core.actions.restore import restore
from core.domains.registry import InstalledWorkspaces
from core.encoding.words import fingerprint_words
from core.errors import RefusedError, SyncError
from core.ports.clock import Clock
from core.ports.randomness import Randomness
from core.vault.access import open_mending, recover
from core.vault.author import is_member
from core.vault.database import telling, transaction
from core.vault.pin_slot import open_pin, remove_pin
from core.vault.removal import destroy_vault
from core.vault.vault import Vault
from core.vault.views import network_view
from desktop.cli.context import Context
from desktop.cli.samples import PASSPHRASE, PIN, build_samples
from desktop.companion import CompanionProcess
from desktop.language import Language
from desktop.meeting import meet
from desktop.members import ask_roles, asked_roles, check_person, request_of
from desktop.onboarding.actions import JoinedNetwork, Samples, SampleVault, VaultStanding
from desktop.outside import OutsideFolder
from desktop.patience import patient_peer
from desktop.shown_request import ShownRequest
from desktop.syncing.address import Asker, first_answering
from desktop.syncing.peers import Peer, PeerKind, remember_peer
from desktop.system_keyring import SystemKeyring
from sync.carry import import_bundle
from sync.transports.http_client import HttpPeer

_JOIN_ASKED = "join_asked"
"""A local mark in the vault: it waits for a grant, and is asked for its bundle when it is opened again."""


class VaultOpening:
    """An OnboardingActions; used on the vault lane only, but for `clean_up` and `hang_up`."""

    def __init__(self, registry: InstalledWorkspaces, clock: Clock, randomness: Randomness, language: Language) -> None:
        self._ports = (registry, clock, randomness, OutsideFolder(), CompanionProcess())
        self._registry = registry
        self._language = language
        self._vault: Vault | None = None
        self._samples: tempfile.TemporaryDirectory[str] | None = None
        self._line: HttpPeer | None = None
        self._hung_up = threading.Event()

    def take(self) -> Vault:
        """The vault that was opened; from now on it is the caller's to close."""
        vault = self._open()
        self._vault = None
        return vault

    def close(self) -> None:
        """Close the vault that nobody took."""
        if self._vault is not None:
            self._vault.close()
            self._vault = None

    def clean_up(self) -> None:
        """Take the sample data away, when the program ends."""
        if self._samples is not None:
            self._samples.cleanup()

    def is_sample(self, folder: Path) -> bool:
        """Whether this vault goes with the program."""
        return self._samples is not None and folder.is_relative_to(self._samples.name)

    def create_vault(self, folder: Path, passphrase: str) -> None:
        self.close()
        self._vault = Vault.create(folder, passphrase, *self._ports)

    def open_vault(self, folder: Path, passphrase: str) -> VaultStanding:
        self.close()
        self._vault = Vault.open(folder, passphrase, *self._ports)
        return self._standing(self._vault)

    def mend_vault(self, folder: Path, passphrase: str) -> VaultStanding:
        """Open a vault by the key file of its newest backup, its own being damaged."""
        self.close()
        self._vault = open_mending(folder, passphrase, self._ports)
        return self._standing(self._vault)

    def open_by_pin(self, folder: Path, pin: str) -> VaultStanding:
        """Open a vault by the PIN of this computer."""
        self.close()
        self._vault = Vault.open_with_key(folder, open_pin(folder, pin, SystemKeyring()), *self._ports)
        return self._standing(self._vault)

    def recover_vault(self, folder: Path, words: str, passphrase: str) -> VaultStanding:
        recover(folder, words, passphrase, self._ports[2])
        return self.open_vault(folder, passphrase)

    def restore_vault(self, source: Path, folder: Path, passphrase: str) -> VaultStanding:
        restore(source, folder, passphrase)
        return self.open_vault(folder, passphrase)

    def destroy_vault(self, folder: Path) -> None:
        """Destroy a vault that was closed, and forget its PIN."""
        with suppress(RefusedError):  # no keyring, so there is nothing of this vault in it that could be reached
            remove_pin(folder, SystemKeyring())
        destroy_vault(folder, self._ports[2])

    def make_samples(self) -> Samples:
        if self._samples is None:
            self._samples = tempfile.TemporaryDirectory(prefix="jangbu-sample-", ignore_cleanup_errors=True)
        self.close()
        folder = Path(tempfile.mkdtemp(dir=self._samples.name))
        paths, _ = build_samples(Context(Namespace(), self._language.words), folder)
        return Samples(tuple(SampleVault(path.stem, path) for path in paths), PASSPHRASE, PIN)

    def add_person(self, member: str, title: str, roles: Sequence[str], pin: str) -> None:
        vault = self._open()
        check_name("member", member)
        check_person(vault, title, roles)
        ask_roles(vault, vault.add_person(member, title, pin).key, roles)

    def found_network(self, network_name: str) -> None:
        vault = self._open()
        first = vault.persons()[0]
        asked = asked_roles(vault)
        roles = sorted({role for one in asked.values() for role in one})
        device = self._device_title(first.title)
        try:
            with telling(vault.folder), transaction(vault.connection):
                network = create_network(vault, network_name, first.member, device, roles, self._registry.names())
                for person, wanted in asked.items():
                    grant_person(vault, network, person, wanted)
        except BaseException:
            vault.forget_networks()
            raise

    def join_request(self) -> ShownRequest:
        vault = self._open()
        request = self._request(vault)
        vault.settings.put(_JOIN_ASKED, b"1")
        return request

    def take_grant(self, bundle: Path) -> JoinedNetwork:
        """Raises RefusedError (`grant_missing`) where the bundle holds no grant for this device, besides all else."""
        vault = self._open()
        carried = import_bundle(vault, bundle)
        replica = vault.replica(carried.network)
        if not is_member(replica):
            raise RefusedError("grant_missing")
        return JoinedNetwork(network_view(replica).name, fingerprint_words(carried.network))

    def connect(self, source: str) -> JoinedNetwork:
        """Raises RefusedError (`grant_missing`) where that laptop's network holds no grant for this device."""
        from desktop.pages.reading import read_pairing_source  # noqa: PLC0415 - the first run rarely needs it

        vault, pairing = self._open(), read_pairing_source(source)
        asker = Asker(vault.device, vault.clock, vault.randomness)
        found = first_answering(pairing.urls, pairing.device, asker)
        peer = patient_peer(found.url, vault.device, vault.clock, vault.randomness, self._wait, pinned=pairing.device)
        self._line = peer
        try:
            meet(vault, pairing.network, peer)
        finally:
            self._line = None
            peer.close()
        replica = vault.replica(pairing.network)
        if not is_member(replica):
            raise RefusedError("grant_missing")
        remember_peer(vault, pairing.network, Peer(pairing.device, PeerKind.LAPTOP, found.url))
        return JoinedNetwork(network_view(replica).name, fingerprint_words(pairing.network))

    def hang_up(self) -> None:
        """The program ends: nobody waits for a line any more. From any thread."""
        self._hung_up.set()
        line = self._line
        if line is not None:
            line.cut()

    def _wait(self, seconds: int) -> None:
        if self._hung_up.wait(seconds):
            raise SyncError("meeting_stopped")

    def _open(self) -> Vault:
        assert self._vault is not None, "the first run asks for a vault before anything that needs one"
        return self._vault

    def _device_title(self, title: str) -> str:
        return self._language.words.text("onboarding.device", title=title)

    def _request(self, vault: Vault) -> ShownRequest:
        first = vault.persons()[0]
        return request_of(vault, first.member, self._device_title(first.title))

    def _standing(self, vault: Vault) -> VaultStanding:
        """How far a vault is on the way into a network."""
        persons = vault.persons()
        joined = any(is_member(vault.replica(network)) for network in vault.networks())
        waits = bool(persons) and not joined and vault.settings.get(_JOIN_ASKED) is not None
        request = self._request(vault) if waits else None
        return VaultStanding(bool(persons), joined, persons[0].member if persons else "", request)
