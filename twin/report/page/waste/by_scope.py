"""Sections of waste from the result's rows: streams, days, sites on a map.

Lives here: what is shown of each. Not here: figures, how plots look.
"""

from __future__ import annotations

from twin.report.page.columns import cut_table, figure_cells, figure_columns
from twin.report.page.parts import Column, Section, Table, plot
from twin.report.page.story import Story
from twin.report.plots.place import MAP_HEIGHT_PX, MapSite, MapWords, site_map
from twin.report.plots.time import DAYS_HEIGHT_PX, Day, day_panels
from twin.report.scopes import Scope

STREAM_FIGURES = (
    "drop_offs", "landed_bags", "emptyings", "overflow_share", "emptied_nearly_empty_share",
    "overflow_litres", "collected_kg", "mixed_share",
)  # fmt: skip
PLACE_FIGURES = ("drop_offs", "landed_bags", "emptyings", "overflow_share", "overflow_litres")
MAX_DAYS_DRAWN, MAX_DAY_ROWS = 92, 366
MAX_NAMES, NAMES_AMONG_MANY = 12, 5


def waste_by_scope_sections(story: Story) -> list[Section]:
    """Streams, days and places, those that there are."""
    if not story.scopes.whole.mean("drop_offs"):
        return []
    made = (_streams(story), _days(story), _map(story))
    return [section for section in made if section is not None]


def _streams(story: Story) -> Section | None:
    words, streams = story.words, story.scopes.streams
    if not streams:
        return None
    worst = max(streams, key=lambda scope: scope.mean("landed_bags") or 0.0)
    any_lands = bool(worst.mean("landed_bags"))
    lead = (
        words.say("streams.lead_none")
        if not any_lands
        else words.say(
            "streams.lead",
            stream=story.stream_name(worst.key),
            count=story.number(worst, "landed_bags"),
            all=story.number(story.scopes.whole, "landed_bags"),
        )
    )
    rows = [
        [story.stream_name(scope.key), *figure_cells(story, scope, STREAM_FIGURES)]
        for scope in streams
    ]
    columns = figure_columns(story, "streams.stream", STREAM_FIGURES)
    table = Table(words.say("streams.title"), columns, rows)
    return Section("streams", words.say("streams.title"), lead, tables=[table])


def _days(story: Story) -> Section:
    words, numbers, days = story.words, story.numbers, story.scopes.days
    worst = max(range(len(days)), key=lambda day: days[day].mean("landed_bags") or 0.0)
    any_lands = bool(days[worst].mean("landed_bags"))
    lead = (
        words.say("bags.lead_none")
        if not any_lands
        else words.say(
            "waste_days.lead",
            day=numbers.date(story.day(worst)),
            landed=story.number(days[worst], "landed_bags"),
            brought=story.number(days[worst], "drop_offs"),
        )
    )
    plots = []
    if len(days) <= MAX_DAYS_DRAWN:
        drawn = [_day(scope) for scope in days]
        units = (words.say("bags.axis"), words.say("figure.overflow_share.name"))
        draw = day_panels(drawn, story.marks, *units, numbers.percent_axis)
        plots = [plot("waste-days", lead, draw, DAYS_HEIGHT_PX + story.marks.height_px)]
    rows = [
        [numbers.date(story.day(day)), *figure_cells(story, scope, PLACE_FIGURES)]
        for day, scope in enumerate(days[:MAX_DAY_ROWS])
    ]
    table = Table(words.say("days.title"), figure_columns(story, "days.day", PLACE_FIGURES), rows)
    return Section(
        anchor="waste-days",
        title=words.say("waste_days.title"),
        lead=lead,
        plots=plots,
        caption=words.say("waste_days.caption") if plots else "",
        behind=[table],
    )


def _day(scope: Scope) -> Day:
    row = scope.of["overflow_share"]
    return Day(scope.mean("drop_offs") or 0.0, row.mean, row.low, row.high)


def _map(story: Story) -> Section | None:
    words, numbers = story.words, story.numbers
    scopes = {scope.site: scope for scope in story.scopes.sites if scope.mean("drop_offs")}
    if len(scopes) < 2:
        return None
    tone = {
        site: 100 * (scope.mean("landed_bags") or 0.0) / max(story.sites[site].households, 1)
        for site, scope in scopes.items()
    }
    ranked = sorted(tone, key=lambda site: -tone[site])
    named = set(ranked if len(ranked) <= MAX_NAMES else ranked[:NAMES_AMONG_MANY])
    points = [
        MapSite(
            latitude=site.latitude,
            longitude=site.longitude,
            amount=scopes[site.id].mean("drop_offs") or 0.0,
            tone=tone[site.id],
            name=site.name if site.id in named else "",
        )
        for site in story.sites.values()
        if site.id in scopes
    ]
    lead = words.say(
        "waste_map.lead",
        low=numbers.number(tone[ranked[-1]]),
        high=numbers.number(tone[ranked[0]]),
        site=story.site_name(ranked[0]),
    )
    at = story.result.setting.depot
    said = MapWords(
        east=words.say("map.east"),
        north=words.say("map.north"),
        depot=words.say("waste_map.depot"),
        tone=words.say("waste_map.tone"),
        amount=words.say("waste_map.amount"),
        tone_format="{x:.10g}",
    )
    draw = site_map(points, None if at is None else (at.latitude, at.longitude), said)
    return Section(
        anchor="waste-map",
        title=words.say("waste_map.title"),
        lead=lead,
        plots=[plot("waste-map", lead, draw, MAP_HEIGHT_PX[False], MAP_HEIGHT_PX[True])],
        caption=words.say("waste_map.caption"),
        tables=_regions(story),
        behind=[_places(story, scopes, tone, ranked)],
    )


def _regions(story: Story) -> list[Table]:
    if not story.scopes.regions:
        return []
    rows = [
        [scope.key, *figure_cells(story, scope, PLACE_FIGURES)] for scope in story.scopes.regions
    ]
    columns = figure_columns(story, "places.region", PLACE_FIGURES)
    return [cut_table(story, story.words.say("places.regions"), columns, rows)]


def _places(
    story: Story, scopes: dict[str, Scope], tone: dict[str, float], ranked: list[str]
) -> Table:
    words, numbers = story.words, story.numbers
    rows = []
    for site in ranked:
        built = story.sites[site]
        counts = [numbers.count(n) for n in (built.households, built.points, built.bins)]
        cells = figure_cells(story, scopes[site], PLACE_FIGURES)
        rows.append([story.site_name(site), *counts, numbers.number(tone[site]), *cells])
    head, *figures = figure_columns(story, "places.site", PLACE_FIGURES)
    counted = ("places.households", "waste_map.points", "waste_map.bins", "waste_map.tone")
    columns = [head, *(Column(words.say(key)) for key in counted), *figures]
    return cut_table(story, words.say("places.sites"), columns, rows)
