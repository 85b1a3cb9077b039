"""How good alarms are, for the terminal.

Lives here: lines of text. Not here: the figures (`twin.studies.rehearsal`).
"""

from __future__ import annotations

from typing import Any

_WIDTHS = (17, 8, 7, 10, 9)


def told_alarms(found: dict[str, Any]) -> str:
    """A line a rule, what never happened, and the bare threshold beside the rule for full bins."""
    happened = [row for row in found["rules"] if row["alarms"] or row["episodes"]]
    never = [row["alarm"] for row in found["rules"] if row not in happened and row["can_happen"]]
    nobody = [row["alarm"] for row in found["rules"] if row not in happened]
    lines = [
        f"{found['scenario']}: {found['seeds']} seeds from {found['first_seed']}, "
        f"{found['confidence']:.0%} intervals in brackets",
        _line(["alarm", "alarms", "false", "episodes", "noticed"],
              ["precision", "recall", "delay, min"]),
        *(_row(row["alarm"], row) for row in happened),
    ]  # fmt: skip
    if never:
        lines.append(f"never happened here: {', '.join(never)}")
    without = [alarm for alarm in nobody if alarm not in never]
    if without:
        lines.append(f"no device here could say it: {', '.join(without)}")
    bare = found["threshold"]
    if bare["alarms"] or bare["episodes"]:
        level = f"{found['level_permille'] / 10:.0f} % alone"
        lines.append(_row(level, bare))
        ratio = found["false_ratio"]
        told = "none to compare with" if ratio is None else f"{ratio:.3f} of the threshold's"
        change = _mean(found["recall_change"])
        lines.append(f"overflow: false alarms {told}; recall {change} against it")
    return "\n".join(lines)


def _row(name: str, of: dict[str, Any]) -> str:
    counts = [of[key] for key in ("alarms", "false_alarms", "episodes", "noticed")]
    means = [_mean(of["precision"]), _mean(of["recall"]), _mean(of["delay_min"], 1)]
    return _line([name, *map(str, counts)], means)


def _line(words: list[str], means: list[str]) -> str:
    first = f"{words[0]:<{_WIDTHS[0]}}"
    rest = "".join(f"{word:>{width}}" for word, width in zip(words[1:], _WIDTHS[1:], strict=True))
    return (first + rest + "  " + "".join(f"{mean:<24}" for mean in means)).rstrip()


def _mean(of: dict[str, float | None], places: int = 3) -> str:
    if of["mean"] is None:
        return "–"
    if of["low"] is None or of["high"] is None:
        return f"{of['mean']:.{places}f}"
    return f"{of['mean']:.{places}f} ({of['low']:.{places}f} … {of['high']:.{places}f})"
