"""Pages and actions of no workspace, to show and test the window with."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.ledger.contract import Field, FieldKind
from desktop.desk import Desk
from desktop.onboarding import JoinedNetwork, Samples, SampleVault, VaultStanding
from desktop.shell import Page, PageAction, PageSpec
from desktop.shell.page import card
from desktop.shown_request import ShownRequest
from desktop.theme import Tone
from desktop.widgets.bar_data import Bar, Bars
from desktop.widgets.bar_panel import BarPanel
from desktop.widgets.chart_data import Chart, Line
from desktop.widgets.chart_panel import ChartPanel
from desktop.widgets.data_table import DataTable
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.figure_card import FigureCard
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.geo_json import Area
from desktop.widgets.history import History, HistoryItem
from desktop.widgets.key_values import KeyValues
from desktop.widgets.map_data import Marker, MarkerKind, Shape
from desktop.widgets.map_panel import MapPanel
from desktop.widgets.paged_rows import Row, ShownColumn, Sort
from desktop.widgets.photo_strip import Photo, PhotoStrip

FIELDS = (
    Field("title", FieldKind.TEXT, maximum=40),
    Field("rated_mah", FieldKind.INTEGER, minimum=500, maximum=1_000_000, shown_scale=1000, shown_unit="Ah"),
    Field("language", FieldKind.CHOICE, choices=("ko", "en")),
    Field("tested_on", FieldKind.DAY),
    Field("sealed", FieldKind.YES_NO, required=False),
    Field("cells_mv", FieldKind.INTEGERS, required=False, shown_scale=1000, shown_unit="V"),
)


class NumberedRows:
    """So many rows, made as they are asked for; counts what was asked."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.asked: list[tuple[int, int]] = []

    def count(self, filters: Mapping[str, str], sort: Sort | None) -> int:
        return len(self._kept(filters))

    def rows(self, filters: Mapping[str, str], sort: Sort | None, offset: int, limit: int) -> Sequence[Row]:
        self.asked.append((offset, limit))
        kept = self._kept(filters)
        if sort is not None and sort.descending:
            kept = kept[::-1]
        return [Row(f"id{n}", {"number": f"BT-{n:05}", "amount": n * 10}) for n in kept[offset : offset + limit]]

    def _kept(self, filters: Mapping[str, str]) -> Sequence[int]:
        text = filters.get("", "")
        return [n for n in range(self._count) if text in f"BT-{n:05}"] if text else range(self._count)


COLUMNS = (
    ShownColumn("number", "table.name", width=2, mark=lambda value: ("battery", Tone.QUIET)),
    ShownColumn("amount", "table.count", unit="Ah", figures=True),
)


class TablePage(Page):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "history.name")
        self.add_action(PageAction("onboarding.person.go", lambda: None, "plus", "Ctrl+N", primary=True))
        self.add_action(PageAction("file.choose", lambda: None, "upload"))
        empty = EmptyState(desk, "inbox", "chart.empty", "onboarding.done.go")
        columns = tuple(
            ShownColumn(one.name, key, one.unit, one.figures, one.width, mark=one.mark)
            for one, key in zip(COLUMNS, ("passphrase", "menu.text"), strict=True)
        )
        self.table = DataTable(desk, "sample", NumberedRows(1284), columns, empty)
        self.set_content(self.table)

    def opened(self, target: object = None) -> None:
        self.table.reload()
        facts = KeyValues(self.desk)
        facts.show_pairs([(self.desk.words.text("onboarding.create.name"), "BT-00001")])
        self.show_detail("BT-00001", facts)


class FormPage(Page):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "onboarding.person.title")
        self.form = EntryForm(desk, FIELDS, "sample")
        self.set_content(self.form, scroll=True, narrow=True)
        self.add_action(PageAction("onboarding.person.go", self.form.values, "check", primary=True))


class ChartPage(Page):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "history.name")
        self.panel = ChartPanel(desk)
        x = [minute / 2 for minute in range(241)]
        volts = Line("U", x, [4.1 - minute / 400 - (minute / 130) ** 6 for minute in x])
        share = Line("I", x, [3.0 for _ in x], [2.9 for _ in x], [3.1 for _ in x])
        self.panel.show_chart(Chart("1C", "t", "min", "U, I", "V, A", (volts, share)))
        figures = FlowLayout(spacing=12)
        for name, figure in (("SoH", "91.6"), ("Ah", "30.34")):
            made = FigureCard()
            made.show_figure(name, figure, "%" if name == "SoH" else "Ah", "2026-11-22 · KC", "88.6–94.6 %")
            figures.addWidget(made)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.addLayout(figures)
        column.addWidget(self.panel, 1)
        words = desk.words
        column.addWidget(FlagCard(desk, Tone.WARN, words.text("finding.gap"), "T6", words.text("lock.title"), "12, 48"))
        history = History(desk)
        when = words.moment(desk.clock.now())
        history.show_items(
            [
                HistoryItem("b", words.text("onboarding.create.text"), when, "A", "confirmed", 3),
                HistoryItem("a", words.text("onboarding.create.keep"), when, "B", "waiting"),
            ]
        )
        column.addWidget(card(history))
        self.set_content(inside, scroll=True)


class PiecesPage(Page):
    """Bars, a map and photos."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "map.name")
        korean = desk.words.language == "ko"
        names = ("기본급", "연장수당", "공제", "실지급") if korean else ("Base pay", "Overtime", "Deductions", "Net")
        values = zip(names, (2_156_880, 193_420, -214_300, 2_136_000), strict=True)
        steps = tuple(Bar(name, value, total=name == names[-1]) for name, value in values)
        bars = BarPanel(desk)
        unit = "원" if korean else "KRW"
        months = ("10월", "11월") if korean else ("October", "November")
        bars.show_bars(months[1], [Bars(month, unit, steps, waterfall=True) for month in months])
        shelter = MarkerKind("대피소" if korean else "Shelter", Shape.SQUARE, Tone.GOOD, "대" if korean else "S")
        depot = MarkerKind("창고" if korean else "Depot", Shape.CIRCLE, Tone.INFO, "창" if korean else "D")
        coast = ((128.9, 35.05), (129.05, 35.02), (129.2, 35.15), (129.3, 35.3), (129.1, 35.35), (128.9, 35.05))
        markers = [
            Marker("a", 129.16, 35.16, shelter, "A"), Marker("b", 129.03, 35.1, depot, "B"),
            Marker("c", 129.2, 35.25, shelter, "C", fade=0.8),
        ]  # fmt: skip
        shown = MapPanel(desk)
        shown.setMinimumHeight(320)
        shown.show_map((Area("", (coast,)),), markers)
        image = QImage(320, 240, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.darkCyan)
        photos = PhotoStrip(desk)
        photos.show_photos([Photo("1", "1", image), Photo("2", "2")])
        inside = QWidget()
        column = QVBoxLayout(inside)
        for part in (bars, shown, photos):
            column.addWidget(part)
        self.set_content(inside, scroll=True)


PLACES = (
    PageSpec("table", "history.name", "list", TablePage),
    PageSpec("form", "onboarding.person.title", "clipboard-check", FormPage, group="battery"),
    PageSpec("chart", "menu.colours", "activity", ChartPage, group="battery"),
    PageSpec("pieces", "map.name", "package", PiecesPage, listed=False),
)


SAMPLES = Samples(
    (SampleVault("한라폐차장", Path("yard.jangbu")), SampleVault("제주 배터리센터", Path("centre.jangbu"))),
    "sample data only",
    "123456",
)


class PretendActions:
    """OnboardingActions that remember what they were asked and fail where a test says so."""

    def __init__(self) -> None:
        self.done: list[tuple] = []
        self.errors: dict[str, BaseException] = {}
        self.standing = VaultStanding(True, True)

    def _do(self, *what) -> None:
        if what[0] in self.errors:
            raise self.errors.pop(what[0])
        self.done.append(what)

    def create_vault(self, folder: Path, passphrase: str) -> None:
        self._do("create_vault", folder, passphrase)

    def open_vault(self, folder: Path, passphrase: str) -> VaultStanding:
        self._do("open_vault", folder, passphrase)
        return self.standing

    def recover_vault(self, folder: Path, words: str, passphrase: str) -> VaultStanding:
        self._do("recover_vault", folder, words, passphrase)
        return self.standing

    def restore_vault(self, source: Path, folder: Path, passphrase: str) -> VaultStanding:
        self._do("restore_vault", source, folder, passphrase)
        return self.standing

    def make_samples(self) -> Samples:
        self._do("make_samples")
        return SAMPLES

    def add_person(self, member: str, title: str, roles: Sequence[str], pin: str) -> None:
        self._do("add_person", member, title, roles, pin)

    def found_network(self, network_name: str) -> None:
        self._do("found_network", network_name)

    def join_request(self) -> ShownRequest:
        self._do("join_request")
        return ShownRequest("yard.jangbu-join", b"request", "JANGBUJOIN:" + "A" * 400, "나무 구름 바다 연필 사과 호수")

    def connect(self, source: str) -> JoinedNetwork:
        self._do("connect", source)
        return self._joined()

    def take_grant(self, bundle: Path) -> JoinedNetwork:
        self._do("take_grant", bundle)
        return self._joined()

    def _joined(self) -> JoinedNetwork:
        return JoinedNetwork("제주 배터리 장부망", "salad-review-coach-truck-clarify-imitate")
