"""What cannot be built is told by name: unknown metrics, missing words and units, mixed scales."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleet.core.alarms.rules import DEFAULTS
from grafana.dashboards import Wall
from grafana.panels import Panel
from grafana.queries import Shown, select, values_of
from grafana.walls.subjects import COLD, WASTE
from grafana.words import WallError, Words

WORDS = Words("a", "甲")
FILL = select("bin", Shown("fill_permille", "max"), by=("device",))


def test_a_query_as_influxql_has_it() -> None:
    """Scales to whole units, one column a name, variables as patterns."""
    query = select(
        "bin", Shown("fill_permille", "max", "fill"), by=("device",), where=(("site", "$site"),)
    )
    assert query.text == (
        'SELECT max("fill_permille") / 1000 AS "fill" FROM "bin" WHERE $timeFilter AND '
        '"site" =~ /^$site$/ AND "run" = \'\' GROUP BY time($__interval), "device" fill(null)'
    )
    assert query.units == {"fill": "percentunit"}
    counted = select("stay", Shown("dwell_ms", "count"), is_table=True)
    assert counted.text == 'SELECT count("dwell_ms") AS "dwell_ms" FROM "stay" WHERE $timeFilter'
    assert counted.units == {"dwell_ms": "short"}


@pytest.mark.parametrize(
    ("of", "field", "by"),
    [("bins", "fill_permille", ()), ("bin", "fill", ()), ("bin", "fill_permille", ("door",))],
)
def test_names_that_nobody_writes_fail_the_build(of: str, field: str, by: tuple[str, ...]) -> None:
    """Measurement, field or tag unknown to the catalogue."""
    with pytest.raises(WallError, match="of the catalogue"):
        select(of, Shown(field), by=by)
    with pytest.raises(WallError, match="of the catalogue"):
        values_of("household")


def test_a_panel_without_words_unit_or_size_fails_the_build() -> None:
    """In either language; two units on one scale; a table's query in a picture."""
    good = Panel("lines", WORDS, WORDS, (FILL,), 12, 8)
    mixed = select("bin", Shown("fill_permille"), Shown("temperature_mc"))
    for spoilt in (
        {"title": Words("a", "")},
        {"says": Words("", "甲")},
        {"queries": ()},
        {"queries": (mixed,)},
        {"queries": (replace(FILL, units={}),)},
        {"width": 25},
        {"kind": "table"},
    ):
        with pytest.raises(WallError):
            replace(good, **spoilt)


def test_a_wall_asks_only_what_is_chosen_on_it() -> None:
    """A variable without its list, and a row wider than the screen, fail the build."""
    asked = select("bin", Shown("fill_permille"), where=(("site", "$site"),))
    panel = Panel("lines", WORDS, WORDS, (asked,), 12, 8)
    with pytest.raises(WallError, match="not chosen"):
        Wall("w", WORDS, WORDS, ((panel,),))
    with pytest.raises(WallError, match="wider"):
        Wall("w", WORDS, WORDS, ((panel, panel, panel),), ("community", "site"))


def test_colours_change_where_alarms_do() -> None:
    """Thresholds of fill and temperature are the levels of the manager's alarms."""
    fill = next(p for row in WASTE.rows for p in row if p.title.en == "Fill level")
    assert [value for value, _ in fill.steps] == [
        DEFAULTS["overflow"].clear_at / 1000, DEFAULTS["overflow"].raise_at / 1000,
    ]  # fmt: skip
    product = next(p for row in COLD.rows for p in row if p.title.en == "Product temperature")
    assert product.steps[-1][0] == DEFAULTS["excursion"].raise_at / 1000
