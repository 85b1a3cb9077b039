"""The wall of who plans: runs of the twin beside life.

Lives here: this one. Not here: how a run gets there (`courtyard influx write`), walls of life.
"""

from __future__ import annotations

from grafana.dashboards import Wall
from grafana.levels import OVERFLOW, OVERFLOW_OVER
from grafana.panels import AMBER, RED, Panel
from grafana.queries import Query, Shown, select
from grafana.walls.areas import SITE_WHERE
from grafana.words import Words

WEEK_HOURS = 168

_RUNS = (*SITE_WHERE, ("run", "$run"))


def _both(of: str, shown: Shown) -> tuple[Query, ...]:
    """Life, then the runs that are chosen, a line a device each."""
    return (
        select(of, shown, where=SITE_WHERE, by=("device",)),
        select(of, shown, where=_RUNS, by=("device", "run")),
    )


BESIDE = Wall(
    "beside", Words("Life and twin", "实况与推演"),
    Words("Runs of the twin beside what happens: a plan, or the same days as they might have been.",
          "孪生推演与实况对照：方案，或同一时段的另一种可能。"),
    (
        (
            Panel("lines", Words("Free compartments", "空格口"),
                  Words("Mean of each interval, by bank; a line of a run bears its name.",
                        "各时段平均空格口数，按柜；推演曲线带推演名称。"),
                  _both("bank", Shown("free", "mean")), 24, 12),
        ),
        (
            Panel("lines", Words("Fill of bins", "垃圾桶满溢度"),
                  Words("Highest of each interval, by bin; life by its sensors, runs truly.",
                        "各时段最高满溢度，按桶；实况为传感器值，推演为真实值。"),
                  _both("bin", Shown("fill_permille", "max")), 24, 12,
                  ((OVERFLOW_OVER, AMBER), (OVERFLOW, RED))),
        ),
    ),
    ("community", "site", "run"), WEEK_HOURS,
)  # fmt: skip
