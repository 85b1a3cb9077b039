"""Section of cold cells from the result's rows: days and temperatures.

Lives here: what is shown of each. Not here: figures, how plots look.
"""

from __future__ import annotations

from twin.report.page.columns import figure_cells, figure_columns
from twin.report.page.parts import Section, Table, plot
from twin.report.page.story import Story
from twin.report.plots.time import DAYS_HEIGHT_PX, bar_panels
from twin.report.scopes import Scope

FIGURES = (
    "excursion_parcels", "excursion_share", "excursion_minutes", "excursion_degree_minutes",
    "energy_kwh", "compressor_share", "cell_air_c",
)  # fmt: skip
MAX_DAYS_DRAWN, MAX_DAY_ROWS = 92, 366


def cold_days_section(story: Story) -> Section | None:
    """Too warm and energy by day; a table by temperature."""
    days = story.scopes.days
    if story.scopes.whole.mean("energy_kwh") is None or not days:
        return None
    words, numbers = story.words, story.numbers
    warm, energy = ([scope.mean(name) or 0.0 for scope in days]
                    for name in ("excursion_parcels", "energy_kwh"))  # fmt: skip
    worst, hungry = warm.index(max(warm)), energy.index(max(energy))
    known = {"hungry": numbers.date(story.day(hungry)), "energy": numbers.number(energy[hungry])}
    if warm[worst] > 0:
        day, count = numbers.date(story.day(worst)), numbers.number(warm[worst])
        lead = words.say("cold_days.lead", day=day, parcels=count, **known)
    else:
        lead = words.say("cold_days.lead_none", **known)
    plots = []
    if len(days) <= MAX_DAYS_DRAWN:
        units = (words.say("cold_days.parcels"), words.say("cold_days.energy"))
        draw = bar_panels((warm, energy), story.marks, units)
        plots = [plot("cold-days", lead, draw, DAYS_HEIGHT_PX + story.marks.height_px)]
    rows = [
        [numbers.date(story.day(day)), *figure_cells(story, scope, FIGURES)]
        for day, scope in enumerate(days[:MAX_DAY_ROWS])
    ]
    columns = figure_columns(story, "days.day", FIGURES)
    return Section(
        anchor="cold-days",
        title=words.say("cold_days.title"),
        lead=lead,
        plots=plots,
        caption=words.say("cold_days.caption") if plots else "",
        tables=[_temperatures(story)],
        behind=[Table(words.say("days.title"), columns, rows)],
    )


def _temperatures(story: Story) -> Table:
    scopes: list[Scope] = [
        scope for scope in story.scopes.temperatures if scope.mean("energy_kwh") is not None
    ]
    rows = [
        [
            story.words.say_or(f"temperature.{scope.key}", scope.key),
            *figure_cells(story, scope, FIGURES),
        ]
        for scope in scopes
    ]
    columns = figure_columns(story, "cold_days.temperature", FIGURES)
    return Table(story.words.say("cold_days.temperatures"), columns, rows)
