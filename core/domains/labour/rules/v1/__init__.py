"""Rules version 1 of the labour workspace: its entry types, their rules and their parameters. Frozen once released."""

from core.domains.labour.rules.v1.tables import PARAMETER_HASHES, PARAMETERS
from core.domains.labour.rules.v1.workplace import CHANGE, COUNT, OPEN

VERSION = 1
ENTRY_TYPES = (OPEN, CHANGE, COUNT)

__all__ = ["ENTRY_TYPES", "PARAMETERS", "PARAMETER_HASHES", "VERSION"]
