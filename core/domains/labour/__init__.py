"""The labour workspace: contract, hours, pay, insurance and career of part-timers in small shops."""

from core.domains.labour.workspace import WORKSPACE

__all__ = ["WORKSPACE"]
