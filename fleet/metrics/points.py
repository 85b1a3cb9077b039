"""Where points are collected: names held against the catalogue, limits of tags, timestamps.

Lives here: one object that makes lines. Not here: what becomes a point (`fleet.metrics.making`,
`measuring`, `rollups`), reading records (`fleet.metrics.reading`).
"""

from __future__ import annotations

from collections.abc import Mapping

from fleet.metrics.fold import Fold, Known
from fleet.metrics.lines import line, stamp_ns, tag_value
from fleet.metrics.measurement import Measurement

Fields = Mapping[str, int | str | bool | None]
"""Fields of a point; None: it has no such field."""


class Points:
    """Makes points; `lines` are good, `over` broke a limit of the catalogue (reason, line)."""

    def __init__(self, fold: Fold) -> None:
        self.fold = fold
        self.lines: list[str] = []
        self.over: list[tuple[str, str]] = []
        self._sequence = 0
        self._ordinal = 0

    def begin(self, sequence: int) -> None:
        """What follows belongs to the record with this sequence."""
        self._sequence, self._ordinal = sequence, 0

    def put(
        self,
        of: Measurement,
        known: Known | None,
        tags: Mapping[str, str],
        fields: Fields,
        time_ms: int,
        time_ns: int | None = None,
    ) -> None:
        """A point of a device (or of none), with what other tags it has; `time_ns`: its whole time,
        where that is not made of a record's number.
        """
        text = known.tags if known is not None else ""
        stamp = time_ns
        if stamp is None:
            stamp = stamp_ns(time_ms, self._sequence, self._ordinal)
        over = ""
        for name, value in tags.items():
            escaped = tag_value(value)
            over = over or self._over(of, name, escaped)
            text += f",{name}={escaped}"
        made = line(of, text, fields, stamp)
        if not made:
            return
        self._ordinal += 1
        self.fold.produced += 1
        if over:
            self.over.append((over, made))
        else:
            self.lines.append(made)

    def _over(self, of: Measurement, name: str, value: str) -> str:
        """Why a tag may not have this value, "" where it may."""
        seen = self.fold.values.setdefault(f"{of.name}.{name}", set())
        if value in seen:
            return ""
        limit = of.limits[name]
        if len(seen) >= limit:
            return f"{of.name}: more than {limit} values of the tag {name}"
        seen.add(value)
        return ""

    def taken(self) -> tuple[list[str], list[tuple[str, str]]]:
        """What was made since the last time."""
        lines, over = self.lines, self.over
        self.lines, self.over = [], []
        return lines, over
