"""The table of rules: a line a rule that was met, names of those that were not."""

from __future__ import annotations

from courtyard.show.fleet.alarms_table import told_alarms
from twin.studies.rehearsal.judging import Counts
from twin.studies.rehearsal.rules import Night, told


def test_rules_that_were_met_have_a_line_and_the_others_their_reason() -> None:
    """Shares with intervals; what no device there could say is named apart."""
    night = Night()
    night.rules["overflow"] = Counts(10, 1, 5, 4, [60_000, 120_000])
    night.threshold = Counts(20, 5, 5, 5, [0])
    text = told_alarms(
        {"scenario": "ours", "first_seed": 3, **told([night, night], ["bin_sensor"])}
    )
    line = next(line for line in text.splitlines() if line.startswith("overflow  "))
    assert line.split()[:5] == ["overflow", "20", "2", "10", "8"]
    assert "0.900 (0.699 … 0.972)" in line
    assert "never happened here: filling, aged" in text
    assert "no device here could say it: excursion" in text
    assert "false alarms 0.200 of the threshold's; recall -0.200" in text
