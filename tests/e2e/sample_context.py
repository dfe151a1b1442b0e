"""The surroundings of a command, without a command line."""

from __future__ import annotations

from argparse import Namespace

from desktop.cli.context import Context
from desktop.words import Words


def sample_context(language: str) -> Context:
    """A context that names no vault and no secret."""
    nothing = dict.fromkeys(("vault", "network", "as", "passphrase_file", "pins_file", "lang"))
    return Context(Namespace(**nothing, json=False), Words(language))
