"""Sections of the parcel service: who waits at desks, what lies on shelves and floors.

Lives here: what is shown of `twin.report.reading.by_hour.service`, and in which words; a table of
counters. Not here: folds, how plots look.
"""

from __future__ import annotations

import numpy as np

from twin.report.page.columns import figure_cells, figure_columns
from twin.report.page.lines import line_section
from twin.report.page.parts import Column, Section, Table, plot
from twin.report.page.story import Story
from twin.report.plots.bars import HourPanel, HourShade, hour_panels, panels_height_px
from twin.report.plots.time import DAYS_HEIGHT_PX, bar_panels
from twin.report.reading.by_hour.service import ServiceHours
from twin.report.reading.hours import Hours

DAY_FIGURES = ("parcels_brought", "floored_share", "floor_parcel_hours", "counter_wait_s")
MAX_DAYS_DRAWN, MAX_DAY_ROWS = 92, 366


def service_by_hour_sections(story: Story, hours: Hours) -> list[Section]:
    """Floors over time, waits by the hour of the day, shelves over time."""
    service = hours.service
    if service is None:
        return []
    made = [line_section(story, "floors", service.floors, None)]
    if service.places:
        made += _desks(story, service)
        bound = (float(service.places), story.words.say("shelves.places"))
        made.append(line_section(story, "shelves", service.counters, bound))
    return made


def _desks(story: Story, service: ServiceHours) -> list[Section]:
    """Recipients served and how long they wait, over the opening hours."""
    words, numbers = story.words, story.numbers
    title = words.say("desks.title")
    if not service.served.any():
        return [Section("desks", title, words.say("desks.lead_none"), tables=[_counters(story)])]
    waited = np.nan_to_num(service.wait_s) * service.served
    worst = int(np.argmax(waited))
    lead = words.say(
        "desks.lead",
        hour=numbers.hour(worst),
        wait=numbers.number(float(service.wait_s[worst])),
        served=numbers.number(float(service.served[worst])),
        staff=story.number(story.scopes.whole, "staff_hours"),
    )
    panels = [
        HourPanel(service.served, words.say("desks.served")),
        HourPanel(service.wait_s, words.say("desks.wait")),
    ]
    shade = HourShade(service.open_share, words.say("desks.shade"))
    draw = hour_panels(panels, shade, words.say("hours.hour"))
    rows = [
        [numbers.hour(hour), numbers.number(float(served)), numbers.number(float(wait))]
        for hour, (served, wait) in enumerate(zip(service.served, service.wait_s, strict=True))
        if served
    ]
    columns = [
        Column(words.say("hours.hour"), number=False),
        Column(words.say("desks.served")),
        Column(words.say("desks.wait")),
    ]
    return [
        Section(
            anchor="desks",
            title=title,
            lead=lead,
            plots=[plot("desks", lead, draw, panels_height_px(2, shaded=True))],
            caption=words.say("desks.caption"),
            tables=[_counters(story)],
            behind=[Table(title, columns, rows)],
        )
    ]


def _counters(story: Story) -> Table:
    """Counters as built."""
    words, numbers = story.words, story.numbers
    rows = []
    for site in story.sites.values():
        for counter in site.counters:
            open_h = sum(counter.closes_h) - sum(counter.opens_h)
            kind = words.say(f"desks.kind.{counter.kind}")
            name = words.say("page.bracket", text=kind, inner=counter.id)
            if len(story.sites) > 1:
                name = words.say("places.at", bank=name, site=site.name)
            cells = (open_h, counter.shelf_places, counter.walk_m, counter.area_m2)
            rows.append(
                [name, numbers.count(counter.staff), *(numbers.exact(round(c, 1)) for c in cells)]
            )
    heads = ("staff", "open", "places", "walk", "area")
    columns = [
        Column(words.say("desks.counter"), number=False),
        *(Column(words.say(f"desks.{head}")) for head in heads),
    ]
    return Table(words.say("desks.counters"), columns, rows)


def service_days_section(story: Story) -> Section | None:
    """Parcels brought and the hours that parcels lie on floors, day by day."""
    days = story.scopes.days
    if not days or not story.scopes.whole.mean("parcels_brought"):
        return None
    words, numbers = story.words, story.numbers
    brought, lying = ([scope.mean(name) or 0.0 for scope in days]
                      for name in ("parcels_brought", "floor_parcel_hours"))  # fmt: skip
    worst = lying.index(max(lying))
    any_lies = lying[worst] > 0
    most = worst if any_lies else brought.index(max(brought))
    lead = words.say(
        "service_days.lead" if any_lies else "service_days.lead_none",
        day=numbers.date(story.day(most)),
        brought=numbers.number(brought[most]),
        **({"hours": numbers.number(lying[most])} if any_lies else {}),
    )
    plots = []
    if len(days) <= MAX_DAYS_DRAWN:
        units = [words.say("service_days.lying"), words.say("service_days.brought")]
        first = 0 if any_lies else 1
        draw = bar_panels((lying, brought)[first:], story.marks, units[first:])
        height_px = DAYS_HEIGHT_PX // (1 + first) + 20 * first + story.marks.height_px
        plots = [plot("service-days", lead, draw, height_px)]
    rows = [
        [numbers.date(story.day(day)), *figure_cells(story, scope, DAY_FIGURES)]
        for day, scope in enumerate(days[:MAX_DAY_ROWS])
    ]
    return Section(
        anchor="service-days",
        title=words.say("service_days.title"),
        lead=lead,
        plots=plots,
        caption=words.say("service_days.caption") if plots and any_lies else "",
        behind=[
            Table(words.say("days.title"), figure_columns(story, "days.day", DAY_FIGURES), rows)
        ],
    )
