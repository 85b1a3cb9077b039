"""What walls show of the twin running ahead of life.

Lives here: panels of forecasts, for any area and for the banks and bins of a site. Not here: the
walls that have them (`grafana.walls.areas`). They show the 24 hours to come, whatever time a wall
is turned to; a manager that makes no forecasts leaves them at no data.
"""

from __future__ import annotations

from grafana.panels import AMBER, BLUE, RED, Kind, Panel
from grafana.queries import Query, Shown, select
from grafana.words import Words

HOURS = 24
_LIKELY = ((0.2, AMBER), (0.5, RED))
"""A probability of a half counts as likely (`fleet.metrics.ahead`); a fifth is worth a look."""

_Where = tuple[tuple[str, str], ...]


def _ahead(
    kind: Kind, title: Words, says: Words, query: Query, width: int, height: int,
    steps: tuple[tuple[float, str], ...] = (), first: str = BLUE,
) -> Panel:  # fmt: skip
    return Panel(kind, title, says, (query,), width, height, steps, first, HOURS)


def numbers_ahead(where: _Where, by: tuple[str, ...], parts: _Where) -> tuple[Panel, ...]:
    """What will be of an area in four numbers, and the course of its parts."""

    def number(
        field: str, title: Words, says: Words, steps: tuple[tuple[float, str], ...],
        first: str = BLUE,
    ) -> Panel:  # fmt: skip
        query = select("forecast_area", Shown(field), where=where, by=by)
        return _ahead("number", title, says, query, 4, 5, steps, first)

    return (
        number("banks_likely_full", Words("Banks likely full", "预计满仓快递柜"),
               Words("Banks as likely full within 24 hours as not, or likelier.",
                     "24小时内满仓概率达50%的快递柜组数。"), ((1.0, AMBER), (5.0, RED))),
        number("full_by_permille", Words("Full by 18:00", "18点前满仓概率"),
               Words("The probability of the likeliest bank, until the hour the manager asks for.",
                     "最可能满仓的快递柜组在指定时刻（默认18点）前满仓的概率。"), _LIKELY),
        number("bins_likely_over", Words("Bins likely over", "预计满溢垃圾桶"),
               Words("Bins as likely to overflow before their next truck as not, or likelier.",
                     "下次清运前满溢概率达50%的垃圾桶数。"), ((1.0, AMBER), (5.0, RED))),
        number("free_least", Words("Fewest free ahead", "预计最少空格口"),
               Words("Fewest free compartments expected at the end of an hour within 24 hours.",
                     "未来24小时各整点空格口期望值的最小值。"),
               ((1.0, AMBER), (10.0, BLUE)), RED),
        _ahead("lines", Words("Free compartments ahead", "空格口预测"),
               Words("Compartments expected to be free at the end of each hour.",
                     "未来各整点空格口数的期望值。"),
               select("forecast_area", Shown("free"), where=parts, by=("name",)), 8, 8),
    )  # fmt: skip


SCORE = Panel(
    "table", Words("How good forecasts were", "预测评分"),
    Words("Brier score of full by 18:00 (0 is perfect) beside saying how often it comes in all and "
          "that it stays as it is; how often the 90 % band of free compartments held.",
          "“18点前满仓”的布赖尔评分（0为最好），对比气候平均和维持现状；"
          "空格口90%区间的命中率。"),
    (select("forecast_score", Shown("brier_thousandths", name="Brier"),
            Shown("climatology_thousandths", name="climatology"),
            Shown("persistence_thousandths", name="persistence"),
            Shown("covered_nine_permille", name="90 % band held"),
            Shown("forecasts"), is_table=True),), 8, 8,
)  # fmt: skip
"""The newest scores; a table of one row."""


def areas_ahead(where: _Where) -> tuple[Panel, ...]:
    """What will be of each area, and how good that was so far."""
    columns = (
        Shown("banks_likely_full"), Shown("full_permille"), Shown("full_by_permille"),
        Shown("free_least"), Shown("bins_likely_over"), Shown("overflow_permille"),
    )  # fmt: skip
    query = select("forecast_area", *columns, where=where, by=("name",), is_table=True)
    return (
        _ahead("table", Words("The next 24 hours", "未来24小时"),
               Words("Banks likely full, the likeliest within 24 hours and by 18:00, fewest free "
                     "compartments, bins likely over before their truck, the likeliest.",
                     "预计满仓柜组数、24小时内和18点前最大满仓概率、最少空格口、"
                     "预计满溢桶数和最大满溢概率。"), query, 16, 8),
        SCORE,
    )  # fmt: skip


_SITE: _Where = (("site", "$site"),)

BANKS_AND_BINS: tuple[tuple[Panel, ...], ...] = (
    (
        _ahead("lines", Words("Probability of a full bank", "满仓概率"),
               Words("That no compartment is free at some time from now until each hour.",
                     "从现在到各整点之间出现满仓的概率。"),
               select("forecast_bank", Shown("full_permille"), where=_SITE, by=("device",)),
               12, 8, _LIKELY),
        _ahead("lines", Words("Free compartments by size", "各规格空格口预测"),
               Words("Expected at the end of each hour, by bank and size.",
                     "未来各整点的空格口期望值，按柜和规格。"),
               select("forecast_free", Shown("free"), where=_SITE, by=("device", "size")), 12, 8),
    ),
    (
        _ahead("table", Words("Bins before their next truck", "下次清运前的垃圾桶"),
               Words("Probability of an overflow; the level when the truck comes, and its time.",
                     "满溢概率、清运时的预计满溢度和清运时间。"),
               select("forecast_bin", Shown("overflow_permille"), Shown("fill_permille"),
                      Shown("truck_ms"), where=_SITE, by=("site", "device"), is_table=True), 16, 8),
        SCORE,
    ),
)  # fmt: skip
"""Rows of a site's wall."""
