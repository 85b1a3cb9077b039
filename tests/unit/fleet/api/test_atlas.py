"""Maps are read or refused with the feature that is wrong; a scope ends what is told of them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from fleet.api.access import atlas
from fleet.api.access.atlas import AtlasError, Place, read_atlas
from tests.unit.fleet.api.desk import running_api


def _feature(kind: str, coordinates: Any, **said: str) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": said, "geometry": geometry}


def _file(folder: Path, *features: Any) -> Path:
    path = folder / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


SQUARE = [[0, 0], [1, 0], [1, 1], [0, 0]]
MEADOW = _feature("Point", [120.15, 30.27], site="meadow", name="Meadow")
OUTLINES = [
    _feature("Polygon", [SQUARE], site="meadow"),
    _feature("MultiPolygon", [[SQUARE], [SQUARE]], name="river"),
    _feature("Polygon", [SQUARE], site="orchard"),
]


def test_places_and_outlines_are_read(tmp_path: Path) -> None:
    """Points by site, rings of both kinds of polygon with whose they are."""
    found = read_atlas(_file(tmp_path, MEADOW, *OUTLINES))
    assert found.places == {"meadow": Place("Meadow", 120.15, 30.27)}
    assert [(line.name, line.site) for line in found.outlines] == [
        ("", "meadow"), ("river", ""), ("river", ""), ("", "orchard"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("feature", "said"),
    [
        (_feature("Point", [200, 0], site="a"), "feature 1: .*longitude"),
        (_feature("Point", [0, 0]), "a Point has the property site"),
        (_feature("LineString", SQUARE), "LineString: Point, Polygon"),
        ({"type": "Feature"}, "feature 1"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, feature: Any, said: str) -> None:
    """The feature by its number, and what is expected."""
    with pytest.raises(AtlasError, match=said):
        read_atlas(_file(tmp_path, MEADOW, feature))


def test_no_map_and_a_map_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another document, and outlines that no phone draws."""
    path = tmp_path / "other.json"
    path.write_text("[]")
    with pytest.raises(AtlasError, match="no GeoJSON"):
        read_atlas(path)
    monkeypatch.setattr(atlas, "MOST_POINTS", 3)
    with pytest.raises(AtlasError, match="simplify"):
        read_atlas(_file(tmp_path, OUTLINES[0]))


def test_a_scope_ends_the_map(tmp_path: Path) -> None:
    """Places and compounds outside are not told; rivers are everybody's; no map is an empty one."""

    async def run() -> None:
        async with (
            running_api(tmp_path) as api,
            api.as_("city", "viewer") as city,
            api.as_("west", "viewer", "community:west") as west,
        ):
            assert (await city.get("/v1/map")).json() == {"places": {}, "outlines": []}
            api.desk.atlas = read_atlas(_file(tmp_path, MEADOW, *OUTLINES))
            whole = (await city.get("/v1/map")).json()
            assert (list(whole["places"]), len(whole["outlines"])) == (["meadow"], 4)
            part = (await west.get("/v1/map")).json()
            assert part["places"] == {}
            assert [line["site"] for line in part["outlines"]] == ["", "", "orchard"]

    asyncio.run(run())
