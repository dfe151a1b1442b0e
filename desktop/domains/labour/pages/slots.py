"""Whose signatures the labour pages ask for."""

from __future__ import annotations

from desktop.entries.signers import Slot

EMPLOYER = Slot(frozenset({"employer"}), "employer")
WORKER = Slot(frozenset({"worker"}), "worker")
GUARDIAN = Slot(frozenset({"guardian"}), "guardian")
