"""Staff of several sizes side by side, for the terminal.

Lives here: lines of text. Not here: the figures (`twin.studies.rehearsal.crew`).
"""

from __future__ import annotations

from typing import Any

_WORDS = {
    "full_h_per_day": ("full bins, h/day", 1),
    "bag_h_per_day": ("bags on the floor, h/day", 1),
    "badly_sorted_share": ("badly sorted", 4),
    "orders_per_day": ("orders a day", 1),
    "response_min": ("until somebody has it, min", 1),
    "closed_min": ("until it is over, min", 1),
    "to_community_share": ("escalated to the community", 3),
    "to_city_share": ("and to the city", 3),
    "late_share": ("late with the last", 3),
    "reopened_share": ("opened again", 3),
    "most_open": ("most open at once", 1),
    "busy_share": ("of their day under way", 3),
    "staff": ("people", 0),
    "cost_per_year": ("wages and devices a year", 0),
}


def told_staff(found: dict[str, Any]) -> str:
    """A column a case, the mean and half its interval; what is enough, and what it saves."""
    cases = found["cases"]
    lines = [
        f"{found['scenario']}: {found['seeds']} seeds, means ± 95 %",
        f"{'':<28}" + "".join(f"{row['case']:>22}" for row in cases),
    ]
    for name, (words, places) in _WORDS.items():
        cells = [_cell(row["figures"].get(name), places) for row in cases]
        lines.append(f"{words:<28}" + "".join(f"{cell:>22}" for cell in cells))
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
