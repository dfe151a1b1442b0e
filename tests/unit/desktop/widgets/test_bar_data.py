"""Where bars begin and end: worked by hand on a payslip."""

from desktop.widgets.bar_data import Bar, Bars

STEPS = (Bar("기본급", 2000.0), Bar("연장", 300.0), Bar("공제", -250.0), Bar("실지급", 2050.0, total=True))


def test_a_waterfall_goes_on_where_the_bar_before_ended_and_a_total_begins_anew():
    bars = Bars("임금", "원", STEPS, waterfall=True)
    assert bars.spans() == [(0, 2000), (2000, 2300), (2300, 2050), (0, 2050)]
    assert bars.reach() == (0, 2300)


def test_plain_bars_begin_at_nothing():
    bars = Bars("임금", "원", STEPS)
    assert bars.spans()[2] == (0, -250)
    assert bars.reach() == (-250, 2050)


def test_no_bars_reach_nowhere_and_values_carry_the_unit():
    assert Bars("", "원", ()).reach() == (0, 0)
    assert Bars("", "kg", (), decimals=1).write(1234.56) == "1,234.6 kg"
