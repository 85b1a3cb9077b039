"""What a measurement is made of: tags with a bound, fields with a unit, a sentence for each.

Lives here: the types of the catalogue, tags that many measurements share. Not here: the catalogue
(`fleet.metrics.catalogue`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

UNITS = frozenset(
    {"count", "permille", "mc", "mm", "dbm", "ms", "bytes", "number", "flag", "words", "moment",
     "thousandths"}
)  # fmt: skip
"""What a field is counted in: `mc` thousandths of a degree Celsius, `permille` thousandths of a
whole, `thousandths` of a score that has no unit, `flag` 1 or 0, `moment` ms since 1970 UTC,
`number` as painted on a door, `words` text that is never a tag; the others say it."""


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


SITES_MAX = 20_000
DEVICES_MAX = 400_000
"""What one manager is sized for, 300,000 devices, and a third more."""

SITE = Tag("site", SITES_MAX, "the site, by its id")
DEVICE = Tag("device", DEVICES_MAX, "the device, by its id within the site")
KIND = Tag("kind", 16, "bank, cold_cell, bin_sensor, camera, gateway")
MODEL = Tag("model", 200, "as the device says at its birth")
VERSION = Tag("version", 500, "of firmware")
OWNER = Tag("owner", 200, "who is asked: property, community, city, or as the site's chains say")
HERE = (SITE, DEVICE)
AREA_TAGS = (
    Tag("level", 3, "city, community, site"),
    Tag("name", SITES_MAX, "id of the site or community; city for the city"),
)
SOURCE = Tag("source", 2, "forecast or twin; life has none")
RUN = Tag("run", 200, "the name of a run of the twin; life has none")
BESIDE = (SOURCE, RUN)
"""Tags of what is written beside life; whoever asks for life asks for points without a run."""
