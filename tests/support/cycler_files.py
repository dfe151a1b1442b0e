"""Writes cycler files by stated formulas, in every style that the makers use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Phase:
    """Constant current for whole seconds, voltage on a straight line; charge positive."""

    current_a: float
    seconds: int
    from_v: float
    to_v: float

    @property
    def charge_mah(self) -> float:
        return abs(self.current_a) * self.seconds / 3.6


CYCLE = (
    Phase(0.0, 600, 3.2, 3.2),
    Phase(1.8, 3600, 3.3, 4.2),
    Phase(0.0, 600, 4.19, 4.18),
    Phase(-3.6, 1700, 4.1, 2.7),
    Phase(0.0, 600, 3.0, 3.1),
)
"""1,800 mAh in, 1,700 mAh out: 1.8 A x 3,600 s and 3.6 A x 1,700 s."""


@dataclass(frozen=True)
class Style:
    """How a table is written down."""

    encoding: str = "utf-8"
    line_end: str = "\n"
    delimiter: str = ","
    decimal_mark: str = "."
    bom: bytes = b""

    def cell(self, value: float) -> str:
        return repr(value).replace(".", self.decimal_mark)

    def written(self, lines: list[list[str]], preamble: tuple[str, ...] = ()) -> bytes:
        rows = [*preamble, *(self.delimiter.join(cells) for cells in lines)]
        text = "".join(row + self.line_end for row in rows)
        return self.bom + text.encode(self.encoding)


PLAIN = Style()
BIOLOGIC_HEADER = ("time/s", "control/V/mA", "Ecell/V", "<I>/mA", "Q discharge/mA.h", "Q charge/mA.h", "cycle number")
BITRODE_HEADER = (
    *("Exclude", "Time(s)", "Cycle", "Loop", "Loop", "Loop", "Step", "StepTime(s)"),
    *("Current(A)", "Voltage(V)", "Power(W)", "Capacity(Ah)", "Energy(Wh)", "Mode", "Data"),
)


def biologic_rows(phases=CYCLE, every_s: int = 10, cycle: int = 1, start_s: int = 0) -> list[list[float]]:
    """Rows as BioLogic logs them: one where a phase begins with the mean of the interval before it, then one each
    `every_s` and at the end. The counter of a direction starts anew when the other direction begins."""
    rows, begin = [], start_s
    charged = discharged = 0.0
    for phase in phases:
        rows.append([float(begin), 0.0, phase.from_v, 0.0, discharged, charged, float(cycle)])
        if phase.current_a > 0:
            discharged = charged = 0.0
        elif phase.current_a < 0:
            charged = discharged = 0.0
        moments = [*range(every_s, phase.seconds, every_s), phase.seconds]
        for moment in moments:
            gained = abs(phase.current_a) * moment / 3.6
            charged = gained if phase.current_a > 0 else charged
            discharged = gained if phase.current_a < 0 else discharged
            volt = phase.from_v + (phase.to_v - phase.from_v) * moment / phase.seconds
            rows.append([float(begin + moment), 0.0, volt, phase.current_a * 1000, discharged, charged, float(cycle)])
        begin += phase.seconds
    return rows


def biologic_file(rows=None, style: Style = PLAIN, header=BIOLOGIC_HEADER, preamble: tuple[str, ...] = ()) -> bytes:
    rows = biologic_rows() if rows is None else rows
    lines = [list(header), *([style.cell(value) for value in row] for row in rows)]
    return style.written(lines, preamble)


def bitrode_rows(phases=CYCLE, every_s: int = 10) -> list[list[str]]:
    """Rows as Bitrode logs them: no row at the instant a step begins, the first one second later; capacity from the
    start of the step, cut to 0.01 Ah."""
    rows, begin = [], 0
    for step, phase in enumerate(phases, 1):
        mode = "REST" if phase.current_a == 0 else "CHRG" if phase.current_a > 0 else "DCHG"
        for moment in [1, *range(every_s, phase.seconds, every_s), phase.seconds]:
            volt = phase.from_v + (phase.to_v - phase.from_v) * moment / phase.seconds
            hundredths = int(abs(phase.current_a) * moment / 36)
            signed = -hundredths if phase.current_a < 0 else hundredths
            flag = "S" if moment == phase.seconds else " "
            place = ["No", f"{begin + moment:.1f}", "1", "1", "1", "1", str(step), f"{moment:.1f}"]
            values = [f"{phase.current_a:.2f}", f"{volt:.3f}", f"{volt * phase.current_a:.1f}", f"{signed / 100:.2f}"]
            rows.append([*place, *values, "0.00", mode, flag])
        begin += phase.seconds
    return rows


def bitrode_file(rows=None, header=BITRODE_HEADER, style: Style = PLAIN) -> bytes:
    """The header may be None: then the rows stand alone. Every line ends with a delimiter, as Bitrode's do."""
    rows = bitrode_rows() if rows is None else rows
    lines = [[*header, ""]] if header else []
    return style.written([*lines, *([*row, ""] for row in rows)])
