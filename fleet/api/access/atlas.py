"""Where sites lie: a file of coordinates and outlines, for maps.

Lives here: reading GeoJSON (RFC 7946), and its bounds. Not here: which sites there are, drawing. A
Point with a property `site` says where a site lies, and with `name` what people call it; every ring
of a Polygon or MultiPolygon is an outline: of a compound, a district, a river.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

MOST_BYTES = 20_000_000
MOST_POINTS = 20_000
"""Of all outlines together: what a phone draws at once."""


class AtlasError(ValueError):
    """A file that is no map; says where and why."""

    clear = True


class Place(msgspec.Struct, frozen=True):
    """Where a site lies, degrees (WGS 84), and what it is called."""

    name: str
    longitude: float
    latitude: float


class Outline(msgspec.Struct, frozen=True):
    """A closed line; points are longitude, latitude. `site`: whose it is, "" for none's."""

    name: str
    site: str
    ring: list[tuple[float, float]]


class Atlas(msgspec.Struct, frozen=True):
    """Places by site, and outlines in the file's order."""

    places: dict[str, Place] = {}
    outlines: list[Outline] = []


def read_atlas(path: Path) -> Atlas:
    """The map of a GeoJSON file; raises AtlasError, OSError."""
    if path.stat().st_size > MOST_BYTES:
        raise AtlasError(f"{path}: more than {MOST_BYTES} bytes")
    try:
        document = msgspec.json.decode(path.read_bytes())
        if document["type"] != "FeatureCollection":
            raise AtlasError(f"{path}: type {document['type']!r}; a FeatureCollection is expected")
        features = list(document["features"])
    except (msgspec.DecodeError, KeyError, TypeError) as error:
        raise AtlasError(f"{path}: no GeoJSON ({error})") from None
    places: dict[str, Place] = {}
    outlines: list[Outline] = []
    for number, feature in enumerate(features):
        try:
            _take(feature, places, outlines)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise AtlasError(f"{path}: feature {number}: {error}") from None
    if sum(len(outline.ring) for outline in outlines) > MOST_POINTS:
        raise AtlasError(f"{path}: outlines of more than {MOST_POINTS} points; simplify them")
    return Atlas(places, outlines)


def _take(feature: Any, places: dict[str, Place], outlines: list[Outline]) -> None:
    said = feature.get("properties") or {}
    site, name = str(said.get("site", "")), str(said.get("name", ""))
    shape = feature["geometry"]
    if shape["type"] == "Point":
        if not site:
            raise ValueError("a Point has the property site")
        places[site] = Place(name, *_degrees(shape["coordinates"]))
        return
    for ring in _rings(shape):
        outlines.append(Outline(name, site, [_degrees(point) for point in ring]))


def _rings(shape: Any) -> Iterator[Any]:
    if shape["type"] == "Polygon":
        yield from shape["coordinates"]
    elif shape["type"] == "MultiPolygon":
        for polygon in shape["coordinates"]:
            yield from polygon
    else:
        raise ValueError(f"{shape['type']}: Point, Polygon or MultiPolygon is expected")


def _degrees(point: Any) -> tuple[float, float]:
    longitude, latitude = float(point[0]), float(point[1])
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ValueError(f"{point}: longitude −180 … 180, latitude −90 … 90")
    return longitude, latitude
