"""Files of battery testers: named, read, counted step by step, and refused by name where they are not read yet."""

from core.domains.battery.cyclers.capacity import CapacityTest, Protocol, capacity_tests, partial_discharges
from core.domains.battery.cyclers.chart import ChartSummary, Series, summary_for_chart
from core.domains.battery.cyclers.counting import Counted, count
from core.domains.battery.cyclers.formats import Format, identify
from core.domains.battery.cyclers.measurement import ColumnRead, Cycle, FileStep, Measurement, Step, rounded
from core.domains.battery.cyclers.pulse import Pulse, Resistance, pulses
from core.domains.battery.cyclers.reading import read
from core.domains.battery.cyclers.refusal import CyclerRefused, Finding, ReadingCancelled

__all__ = [
    "CapacityTest",
    "ChartSummary",
    "ColumnRead",
    "Counted",
    "Cycle",
    "CyclerRefused",
    "FileStep",
    "Finding",
    "Format",
    "Measurement",
    "Protocol",
    "Pulse",
    "ReadingCancelled",
    "Resistance",
    "Series",
    "Step",
    "capacity_tests",
    "count",
    "identify",
    "partial_discharges",
    "pulses",
    "read",
    "rounded",
    "summary_for_chart",
]
