"""Every query of every wall, alert rule and variable returns its rows on a real InfluxDB 1.6."""

from __future__ import annotations

import re

import pytest

from fleet.adapters.series.preparing import ask
from fleet.adapters.series.stores import StoreAddress
from grafana.alerting import RULES
from grafana.dashboards import VARIABLES
from grafana.queries import Query
from grafana.walls.ahead import HOURS
from grafana.walls.listing import WALLS
from tests.integration.series.produced import DEVICES, SITES, START_MS
from tests.integration.walls.conftest import MINUTES, RUN

RANGE = f"time >= {START_MS}ms AND time < {START_MS + 7_200_000}ms"
CHOSEN = {"community": "(east|west)", "site": f"({'|'.join(SITES)})", "device": ".*", "run": ".+"}

QUERIES = {
    f"{wall.name}: {panel.title.en} {number}": query
    for wall in WALLS
    for row in wall.rows
    for panel in row
    for number, query in enumerate(panel.queries)
} | {f"rule: {rule.name}": rule.query for rule in RULES}

AHEAD = [q for w in WALLS for row in w.rows for p in row if p.hours_ahead for q in p.queries]
END_MS = START_MS + MINUTES * 60_000


def as_asked(text: str, within: str = RANGE, interval: str = "10m") -> str:
    """What Grafana sends: its macros and variables written out."""
    text = text.replace("$timeFilter", within).replace("$__interval", interval)
    for name, value in CHOSEN.items():
        text = text.replace(f"${name}", value)
    assert "$" not in re.sub(r"\$/", "/", text)
    return text


def told_by_the_clock(filled: StoreAddress, query: Query) -> tuple[str, ...]:
    """Range and interval where they are others: the machine's time in the spool, hours to come."""
    if query in AHEAD:
        return f"time >= {END_MS}ms AND time < {END_MS + HOURS * 3_600_000}ms", "1h"
    if 'FROM "spool"' not in query.text:
        return ()
    [newest] = ask(filled, 'SELECT last("produced") FROM "spool"')
    last_ms = newest["values"][0][0]
    return f"time >= {last_ms - 5_000}ms AND time <= {last_ms}ms", "1ms"


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_returns_what_its_panel_shows(name: str, filled: StoreAddress) -> None:
    """Each column of it has a value, each tag it is told apart by is there."""
    query: Query = QUERIES[name]
    series = ask(filled, as_asked(query.text, *told_by_the_clock(filled, query)))
    assert series
    if query.tags:
        assert all(set(each["tags"]) == set(query.tags) for each in series)
    for column in query.units:
        places = [each["columns"].index(column) for each in series]
        values = [row[at] for each, at in zip(series, places, strict=True)
                  for row in each["values"]]  # fmt: skip
        assert any(value is not None for value in values), column


def test_silence_is_not_zero(filled: StoreAddress) -> None:
    """After the last minute that was heard a wall gets nulls: no data, not none."""
    [query] = {q.text for row in WALLS[0].rows for p in row for q in p.queries
               if p.title.en == "Alarms up"}  # fmt: skip
    later = f"time >= {START_MS + 40 * 3_600_000}ms AND time < {START_MS + 41 * 3_600_000}ms"
    assert ask(filled, query.replace("$timeFilter", later).replace("$__interval", "10m")) == []


def test_variables_find_communities_sites_and_devices(filled: StoreAddress) -> None:
    """Each list depends on the choice before it."""

    def values(name: str) -> set[str]:
        [series] = ask(filled, as_asked(VARIABLES[name]))
        return {row[1] for row in series["values"]}

    assert values("community") == {"east", "west"}
    assert values("site") == set(SITES)
    assert values("device") == set(DEVICES)
    assert values("run") >= {RUN}
    [east] = ask(filled, VARIABLES["site"].replace("$community", "east"))
    assert [row[1] for row in east["values"]] == [SITES[0]]
