"""Bounds and thresholds of reading and counting cycler files, in one place; units stand last in the names."""

from __future__ import annotations

FILE_BYTES_MAX = 256 * 1024 * 1024
"""The raw file is kept as an attachment, so it may not be larger than one."""
ROWS_MAX = 5_000_000
STEPS_MAX = 200_000
FINDINGS_OF_A_CODE_MAX = 20
LINE_CHARACTERS_MAX = 64 * 1024
PREAMBLE_LINES_MAX = 1_000
"""EC-Lab writes its settings above the table; long programs need several hundred lines."""
HEAD_BYTES = 256 * 1024
"""How much of a file is looked at to name its format, its encoding and its decimal mark."""
CHUNK_BYTES = 1024 * 1024

REST_CURRENT_PERMILLE = 1
"""Without a mode column, a current up to this part of the file's largest is rest."""
GAP_S = 60.0
GAP_SAMPLING_FACTOR = 3.0
"""An interval is a gap when it is above GAP_S and above this many usual intervals of the steps at its ends."""
COUNTED_DIFFERS_PERMILLE = 5
TIME_S_MAX = 3e9
VOLTAGE_V_MAX = 1_500.0
"""The safety test of reused batteries ends at 1,500 V; more is a mistaken unit."""
CURRENT_A_MAX = 10_000.0
CAPACITY_MAH_MAX = 1e9
TEMPERATURE_C_MAX = 1_000.0
UNIT_MISTAKE_RATIO = 20
"""A counted and a written capacity this far apart (mAh read as Ah) cannot both be meant."""
RATED_RATIO_MAX_PERMILLE = 1_200
FULL_DISCHARGE_PERMILLE = 500
"""A discharge below this part of the file's largest, or of the charge before it, is not a capacity test."""
CUTOFF_TOLERANCE_MV = 10
"""How far from a cut-off a voltage may end: one reading of a tester with 10 mV resolution."""
TEMPERATURE_MIN_DC = 150
TEMPERATURE_MAX_DC = 350
EFFICIENCY_MIN_PERMILLE = 500
EFFICIENCY_MAX_PERMILLE = 1_050
RATE_SPREAD_PERMILLE = 50
"""The steps of one discharge may differ this much in current and still be one rate."""
PULSE_S_MAX = 120.0
PULSE_REST_S_MIN = 10.0
