"""A round as a driver takes it: rows, CSV, GPX.

Lives here: the forms of a list. Not here: the list (`fleet.rounds.live`), files, tables.
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from fleet.rounds.live import Call, LiveRound

COLUMNS = (
    "truck", "stop", "arrives", "site", "bins", "latitude", "longitude", "fill", "expected", "risk",
    "km",
)  # fmt: skip
"""Of a CSV: fills and risks are shares, km since the stop before."""


def rows_of(calls: tuple[Call, ...]) -> list[dict[str, Any]]:
    """Lines as plain values, trucks and stops counted from 1; None where nothing is known."""
    rows = []
    stop = 0
    for number, call in enumerate(calls):
        stop = 1 if number == 0 or calls[number - 1].tour != call.tour else stop + 1
        is_made = call.tour >= 0
        rows.append(
            {
                "truck": call.tour + 1 if is_made else None,
                "stop": stop if is_made else None,
                "arrives": _time(call.arrives_ms) if is_made else None,
                "site": call.site,
                "bins": " ".join(call.bins),
                "latitude": call.latitude,
                "longitude": call.longitude,
                "fill": None if call.fill_permille < 0 else call.fill_permille / 1_000,
                "expected": call.ahead_permille / 1_000,
                "risk": call.risk_permille / 1_000,
                "km": call.metres / 1_000 if is_made else None,
            }
        )
    return rows


def csv_text(found: LiveRound) -> str:
    """The visits, a line each, under COLUMNS; UTF-8 with a mark, as spreadsheets want it."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows_of(found.calls))
    return "\ufeff" + text.getvalue()


def gpx_text(found: LiveRound) -> str:
    """GPX 1.1 with a route for each truck, a point for each visit."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gpx version="1.1" creator="courtyard" xmlns="http://www.topografix.com/GPX/1/1">',
    ]
    rows = rows_of(found.calls)
    for truck in sorted({row["truck"] for row in rows}):
        lines += ["  <rte>", f"    <name>{truck}</name>"]
        for row in rows:
            if row["truck"] == truck:
                lines += [
                    f'    <rtept lat="{row["latitude"]:.6f}" lon="{row["longitude"]:.6f}">',
                    f"      <time>{row['arrives']}</time>",
                    f"      <name>{row['stop']}. {escape(row['site'])}</name>",
                    f"      <desc>{escape(row['bins'])}</desc>",
                    "    </rtept>",
                ]
        lines.append("  </rte>")
    return "\n".join([*lines, "</gpx>", ""])


def _time(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms // 1_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
