"""Points as lines of InfluxDB's line protocol.

Lives here: escaping, and the timestamp that no other point has. Not here: which points there are
(`fleet.metrics.catalogue`).

    measurement,tag=value,tag=value field=1i,field="text" NANOSECONDS

Source: InfluxData, "Line protocol reference" (commas, spaces and equal signs in tags are escaped by
a backslash, in text quotes and backslashes are; integers end in i).
"""

from __future__ import annotations

from collections.abc import Mapping

from fleet.metrics.measurement import Measurement, UnknownMetric

NS_PER_MS = 1_000_000

POINTS_PER_RECORD = 16
"""Numbers that a record has for its points: with them 62,500 records of a partition fit into a
millisecond, four hundred times what a manager writes."""

WORDS_CHARACTERS = 256
"""Of a text field; what is quoted from a payload may be long."""


def stamp_ns(time_ms: int, sequence: int, ordinal: int) -> int:
    """The time of a point in ns: its ms, then a number that no other point of that ms has.

    `sequence`: of the record in its partition; `ordinal`: which point of the record, from 0. The
    same record gives the same numbers again, so that a point sent twice is one point.
    """
    number = sequence * POINTS_PER_RECORD + ordinal % POINTS_PER_RECORD
    return time_ms * NS_PER_MS + number % NS_PER_MS


def ahead_ns(time_ms: int, taken_ms: int) -> int:
    """The time of a point about `time_ms`, said at `taken_ms`: of those of one ms the newest said
    is the last, and none said in another second has its number (up to eleven days ahead).
    """
    ahead_s = min(max(time_ms - taken_ms, 0) // 1_000, NS_PER_MS - 1)
    return time_ms * NS_PER_MS + NS_PER_MS - 1 - ahead_s


def tag_value(value: str) -> str:
    """A tag's value, escaped; line ends become spaces, a trailing backslash goes, empty is none."""
    clean = value.translate(_TAG_CHARACTERS).rstrip("\\")
    return clean or "none"


_TAG_CHARACTERS = str.maketrans(
    {",": "\\,", " ": "\\ ", "=": "\\=", "\n": "\\ ", "\r": "\\ ", "\t": "\\ ", "\0": None}
)


def text_value(value: str) -> str:
    """A text field, quoted."""
    short = value[:WORDS_CHARACTERS].replace("\\", "\\\\").replace('"', '\\"')
    return '"' + short.replace("\n", " ").replace("\r", " ").replace("\0", "") + '"'


def line(
    of: Measurement, tags: str, fields: Mapping[str, int | str | bool | None], time_ns: int
) -> str:
    """A point; fields that are None are left out, "" where none is left.

    `tags`: as they stand in the line, with a comma before each. Raises UnknownMetric for a field
    that the catalogue does not have.
    """
    units = of.units
    parts = []
    for name, value in fields.items():
        if value is None:
            continue
        unit = units.get(name)
        if unit is None:
            raise UnknownMetric(f"{of.name}.{name}: no field of the catalogue")
        if unit == "words":
            parts.append(f"{name}={text_value(str(value))}")
        else:
            parts.append(f"{name}={int(value)}i")
    return f"{of.name}{tags} {','.join(parts)} {time_ns}" if parts else ""
