"""What a measurement is made of: tags with a bound, fields with a unit, a sentence for each.

Lives here: the types of the catalogue. Not here: the catalogue (`fleet.metrics.catalogue`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

UNITS = frozenset(
    {"count", "permille", "mc", "mm", "dbm", "ms", "bytes", "number", "flag", "words"}
)  # fmt: skip
"""What a field is counted in: `mc` thousandths of a degree Celsius, `permille` thousandths, `flag`
1 or 0, `number` as painted on a door, `words` text that is never a tag; the others say it."""


class UnknownMetric(KeyError):
    """The catalogue has no such measurement, tag or field."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, and how many values it may have: a point with one more is isolated, not stored."""

    name: str
    values_max: int
    means: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field; `unit` is one of UNITS."""

    name: str
    unit: str
    means: str


@dataclass(frozen=True)
class Measurement:
    """A measurement. `series_max`: combinations of tags that it is expected to stay below."""

    name: str
    means: str
    tags: tuple[Tag, ...]
    fields: tuple[Field, ...]
    series_max: int

    @cached_property
    def units(self) -> dict[str, str]:
        """Unit of each field."""
        return {field.name: field.unit for field in self.fields}

    @cached_property
    def limits(self) -> dict[str, int]:
        """How many values each tag may have."""
        return {tag.name: tag.values_max for tag in self.tags}
