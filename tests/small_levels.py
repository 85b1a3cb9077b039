"""A small log of fill levels: two bins, one of them with a fault and a gap; and its answers."""

from __future__ import annotations

from pathlib import Path

HEADER = "timestamp,latestFullness,fullnessThreshold,serialNumber,reason,description,lat,lon"

ROWS = (
    "2026-03-03,8,8,7,FULLNESS,North gate,36.01,118.02",
    "2026-03-02,4,8,7,NOT_READY,North gate,36.01,118.02",
    "2026-03-04,0,8,7,ALERT,North gate,36.01,118.02",
    "2026-03-05,10,8,7,FULLNESS,North gate,36.01,118.02",
    "2026-03-08,2,8,7,NOT_READY,North gate,36.01,118.02",
    "2026-03-09,2,8,7,NOT_READY,North gate,36.01,118.02",
    "2026-03-02,0,8,8,NOT_READY,South gate,36.03,118.04",
    "2026-03-03,6,8,8,NOT_READY,South gate,36.03,118.04",
    "2026-03-04,4,8,8,NOT_READY,South gate,36.03,118.04",
    "2026-03-05,0,8,8,NOT_READY,South gate,36.03,118.04",
)
"""Bin 7 is full on the 3rd and the 5th and emptied once, over a gap; bin 8 is emptied twice."""

HEADERS = {
    "bin": "serialNumber",
    "time": "timestamp",
    "level": "latestFullness",
    "threshold": "fullnessThreshold",
    "name": "description",
    "latitude": "lat",
    "longitude": "lon",
}

MAPS = tuple(word for column, header in HEADERS.items() for word in ("--map", f"{column}={header}"))
"""The same as options."""


def write_levels(folder: Path, *rows: str, header: str = HEADER) -> Path:
    """The log, or one with other rows, as a file."""
    path = folder / "levels.csv"
    path.write_text("\n".join([header, *(rows or ROWS)]) + "\n", encoding="utf-8")
    return path
