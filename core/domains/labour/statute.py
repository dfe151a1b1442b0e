"""The figures that came with this version of the rules."""

from __future__ import annotations

from core.domains.labour.rules.v1.tables import PARAMETERS
from core.domains.labour.tables import Tables

STATUTE = Tables(PARAMETERS)
