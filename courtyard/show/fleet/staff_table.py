"""Staff of several sizes side by side, for the terminal.

Lives here: lines of text. Not here: the figures (`twin.studies.staffing`).
"""

from __future__ import annotations

from typing import Any

_WORDS = {
    "overflow_hours": ("bins above the brim, h/day", 1),
    "landed_bag_hours": ("bags on the floor, h/day", 1),
    "mixed_share": ("badly sorted", 4),
    "manager_alarms": ("alarms a day", 1),
    "orders": ("orders a day", 1),
    "orders_bins": ("of them: bins", 1),
    "orders_bags": ("bags on the floor", 1),
    "orders_supervision": ("absent supervisors", 1),
    "order_response_min": ("until somebody has it, min", 1),
    "order_response_p90_min": ("nine of ten, min", 1),
    "order_close_min": ("until it is over, min", 1),
    "escalated_share": ("escalated past the property", 3),
    "reopened_share": ("not confirmed, open again", 3),
    "staff_busy_share": ("of their duty busy", 3),
}


def told_staff(found: dict[str, Any]) -> str:
    """A column a case, the mean and half its interval; what is enough, and what it saves."""
    cases = found["cases"]
    lines = [
        f"{found['scenario']}: {found['replications']} replications, means ± 95 %",
        f"{'':<28}" + "".join(f"{row['case']:>22}" for row in cases),
    ]
    for name, (words, places) in _WORDS.items():
        cells = [_cell(row["figures"].get(name), places) for row in cases]
        lines.append(f"{words:<28}" + "".join(f"{cell:>22}" for cell in cells))
    for name, words in (("staff", "people"), ("cost_per_year", "wages and devices a year")):
        lines.append(f"{words:<28}" + "".join(f"{row[name]:>22,.0f}" for row in cases))
    if found["enough"] is None:
        lines.append(f"not shown to be as good as {found['first']}: any of them (margin 10 %)")
    else:
        lines.append(
            f"as good as {found['first']}: {found['enough']}, with {found['staff_saved']:+.1%} "
            f"staff saved and {found['cost_saved']:+.1%} cost (claimed: 33 % and 20 %)"
        )
    return "\n".join(lines)


def _cell(of: dict[str, float | None] | None, places: int) -> str:
    if of is None or of["mean"] is None:
        return "–"
    if of["high"] is None:
        return f"{of['mean']:,.{places}f}"
    return f"{of['mean']:,.{places}f} ± {of['high'] - of['mean']:.{places}f}"
