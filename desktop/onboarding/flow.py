"""The order of the questions of the first run, without a window.

1. Language, then create a vault, open one, or look around with sample data.
2. A new vault needs a place and a passphrase, then the organisation and its persons with their roles: found or join
   both need the persons' keys, so that one request, and one grant in answer, carry everything.
3. An opened vault goes on where it stands: one that has asked to join waits for its grant.
4. What is done cannot be gone back to: a vault that exists is not asked about again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from core.errors import InputError
from desktop.onboarding.actions import JoinedNetwork, Samples, VaultStanding
from desktop.shown_request import ShownRequest

PASSPHRASE_CHARACTERS_MIN = 8
_STRONG_CHARACTERS, _FAIR_CHARACTERS, _KINDS_FOR_FAIR = 16, 11, 2
_FOLDER_SUFFIX = ".jangbu"
_REFUSED_IN_NAMES = set('/\\:*?"<>|')


class Step(StrEnum):
    """One page each; the words are onboarding.<step>.title and .text."""

    LANGUAGE = "language"
    START = "start"
    CREATE = "create"
    OPEN = "open"
    RECOVER = "recover"
    RESTORE = "restore"
    SAMPLE = "sample"
    MEMBER = "member"
    PERSON = "person"
    NETWORK = "network"
    FOUND = "found"
    JOIN = "join"
    DONE = "done"


class Strength(StrEnum):
    """How good a passphrase looks by length and variety; a hint, not a proof."""

    SHORT = "short"
    WEAK = "weak"
    FAIR = "fair"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Flow:
    """Where the person is, and the way back. `samples` are there once sample data was asked for."""

    step: Step = Step.LANGUAGE
    way_back: tuple[Step, ...] = ()
    samples: Samples | None = None
    member: str = ""
    """The organisation that persons are added for."""
    request: ShownRequest | None = None
    """What this vault asks with, at the step that waits for the grant."""
    joined: JoinedNetwork | None = None
    """The network that a grant came from, to be compared once."""
    folder: Path | None = None
    """The vault whose passphrase was forgotten, or which is damaged, where it is known already."""

    def to(self, step: Step) -> Flow:
        """On to a step, with this one to come back to."""
        return replace(self, step=step, way_back=(*self.way_back, self.step))

    def back(self) -> Flow:
        """To the step before; stays where nothing lies before."""
        return replace(self, step=self.way_back[-1], way_back=self.way_back[:-1]) if self.way_back else self

    @property
    def can_go_back(self) -> bool:
        return bool(self.way_back)

    def vault_made(self) -> Flow:
        """There is a new vault; what lies before cannot be undone from here."""
        return Flow(Step.MEMBER)

    def vault_opened(self, standing: VaultStanding) -> Flow:
        """An existing vault was opened."""
        if not standing.has_person:
            return Flow(Step.MEMBER)
        if standing.has_network:
            return Flow(Step.DONE, member=standing.member)
        asked = Flow(Step.NETWORK, member=standing.member)
        return asked.join_asked(standing.request) if standing.request else asked

    def samples_made(self, samples: Samples) -> Flow:
        """Which of the sample vaults to look into."""
        return replace(self.to(Step.SAMPLE), samples=samples)

    def sample_opened(self) -> Flow:
        return Flow(Step.DONE, samples=self.samples)

    def member_named(self, member: str) -> Flow:
        return replace(self.to(Step.PERSON), member=member)

    def person_added(self) -> Flow:
        """One more may follow before the network is asked for."""
        return Flow(Step.NETWORK, member=self.member)

    def join_asked(self, request: ShownRequest) -> Flow:
        """The request is there to be shown; the grant may come now or much later."""
        return replace(self.to(Step.JOIN), request=request)

    def network_founded(self) -> Flow:
        return Flow(Step.DONE)

    def grant_taken(self, joined: JoinedNetwork) -> Flow:
        """Let in; whose network it is, two people compare by its words."""
        return Flow(Step.DONE, joined=joined)


def vault_folder(parent: Path, name: str) -> Path:
    """The folder of a vault with this name.

    Raises InputError (field `name`): vault_name_needed, vault_name_characters, vault_exists.
    """
    plain = name.strip().removesuffix(_FOLDER_SUFFIX)
    if not plain.strip("."):
        raise InputError("vault_name_needed", field="name")
    wrong = sorted(_REFUSED_IN_NAMES & set(plain)) + [" " for character in plain if ord(character) < 32]
    if wrong:
        raise InputError("vault_name_characters", field="name", characters=" ".join(wrong))
    folder = parent / f"{plain}{_FOLDER_SUFFIX}"
    if folder.exists():
        raise InputError("vault_exists", field="name", name=folder.name)
    return folder


def check_passphrase(first: str, again: str) -> None:
    """Raises InputError (field `passphrase` or `again`): passphrase_short, passphrase_differs."""
    if len(first) < PASSPHRASE_CHARACTERS_MIN:
        raise InputError("passphrase_short", field="passphrase", minimum=PASSPHRASE_CHARACTERS_MIN)
    if first != again:
        raise InputError("passphrase_differs", field="again")


def strength(passphrase: str) -> Strength:
    """A hint by length and variety: a repeated character counts once, a Hangul syllable for two, few kinds for less."""
    if len(passphrase) < PASSPHRASE_CHARACTERS_MIN:
        return Strength.SHORT
    runs = [character for place, character in enumerate(passphrase) if passphrase[place - 1 : place] != character]
    weight = min(_weight(runs), 2 * _weight(set(passphrase)))
    kinds = {_kind(character) for character in passphrase}
    if weight >= _STRONG_CHARACTERS:
        return Strength.STRONG
    varied = weight >= PASSPHRASE_CHARACTERS_MIN and len(kinds) > _KINDS_FOR_FAIR
    return Strength.FAIR if weight >= _FAIR_CHARACTERS or varied else Strength.WEAK


def _weight(characters: Iterable[str]) -> int:
    return sum(2 if "가" <= character <= "힣" else 1 for character in characters)


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    if character.isupper():
        return "upper"
    return "letter" if character.isalpha() else "sign"
