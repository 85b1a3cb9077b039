"""Sections of cold cells that only the log can tell: temperatures, and what is too warm.

Lives here: which cells and hours are shown, and in which words. Not here: folds, how plots look.
"""

from __future__ import annotations

import numpy as np

from twin.report.page.lines import line_section
from twin.report.page.parts import Column, Section, Table, plot
from twin.report.page.story import Story
from twin.report.plots.cells import CellPanel, CellWords, cell_panels, cells_height_px
from twin.report.reading.by_hour.cold import CellLine
from twin.report.reading.hours import Hours

BEFORE_H, AFTER_H, AT_LEAST_H = 12, 24, 48
"""Hours shown before and after the cut, and in all."""

MOST_H = 120


def cold_by_hour_sections(story: Story, hours: Hours) -> list[Section]:
    """Temperature through the cut, and parcels too warm over time."""
    if hours.cold is None or not hours.cold.worst:
        return []
    warm = line_section(story, "warm", hours.cold.warm, None)
    return [_temperatures(story, hours.cold.worst), warm]


def window(cells: list[CellLine]) -> tuple[int, int]:
    """The hours shown: around the longest time without cooling, else the worst of the first cell.

    Of the cells in their order the first that has one.
    """
    hours = len(cells[0].air_c)
    for cell in sorted(cells, key=lambda each: -each.warm_min):
        if cell.cuts:
            cut = max(cell.cuts, key=lambda span: span.end_h - span.begin_h)
            begin, end = int(cut.begin_h) - BEFORE_H, int(np.ceil(cut.end_h)) + AFTER_H
            break
    else:
        worst = max(cells, key=lambda each: each.warm_min)
        hottest = int(np.nanargmax(worst.product_c)) if np.isfinite(worst.product_c).any() else 0
        begin, end = hottest - AT_LEAST_H // 2, hottest + AT_LEAST_H // 2
    begin = max(0, min(begin, hours - AT_LEAST_H))
    return begin, min(max(end, begin + AT_LEAST_H), begin + MOST_H, hours)


def _temperatures(story: Story, cells: list[CellLine]) -> Section:
    words, numbers = story.words, story.numbers
    begin, end = window(cells)
    limits = story.result.setting.limits
    worst = max(cells, key=lambda cell: cell.warm_min)
    shown_c = worst.product_c[begin:end]
    lead = words.say(
        "cold.lead" if worst.warm_min > 0 else "cold.lead_never",
        cell=cell_name(story, worst),
        limit=_degrees(story, limits[worst.temperature].limit_c),
        highest=_degrees(story, float(np.nanmax(shown_c))),
        **({"minutes": numbers.number(worst.warm_min)} if worst.warm_min > 0 else {}),
    )
    panels = [
        CellPanel(
            name=words.say(
                "cold.panel",
                temperature=words.say(f"temperature.{cell.temperature}"),
                cell=cell_name(story, cell),
            ),
            air=cell.air_c[begin:end],
            product=cell.product_c[begin:end],
            limit=limits[cell.temperature].limit_c,
            cuts=[
                (max(cut.begin_h - begin, 0.0), min(cut.end_h, end) - begin)
                for cut in cell.cuts
                if cut.begin_h < end and cut.end_h > begin
            ],
        )
        for cell in cells
    ]
    said = CellWords(
        air=words.say("cold.air"),
        product=words.say("cold.product"),
        limit=words.say("cold.limit"),
        cut=words.say("cold.cut"),
        write=lambda hour: _write(story, hour),
        first_hour=begin,
    )
    heights = [cells_height_px(len(panels), narrow=narrow) for narrow in (False, True)]
    any_cut = any(panel.cuts for panel in panels)
    title = words.say("cold.title_cut" if any_cut else "cold.title")
    return Section(
        anchor="cold",
        title=title,
        lead=lead,
        plots=[plot("cold", lead, cell_panels(panels, said), *heights)],
        caption=words.say("cold.caption"),
        behind=[_table(story, title, cells, begin, end)],
    )


def cell_name(story: Story, cell: CellLine) -> str:
    """A cell by its bank and its number there."""
    return story.words.say(
        "cold.cell", bank=story.bank_name(cell.site, cell.bank), number=cell.compartment
    )


def _degrees(story: Story, value: float) -> str:
    return story.numbers.number(round(value, 1))


def _write(story: Story, hour: int) -> str:
    if hour % 24 == 0:
        return story.numbers.short_date(story.day(hour // 24))
    return story.words.say("cold.clock", hour=hour % 24)


def _table(story: Story, caption: str, cells: list[CellLine], begin: int, end: int) -> Table:
    """Temperatures at the end of each hour shown."""
    words = story.words
    columns = [Column(words.say("cold.hour"), number=False)]
    for cell in cells:
        named = words.say(f"temperature.{cell.temperature}")
        columns += [
            Column(words.say("page.colon", left=named, right=words.say(f"cold.{what}")))
            for what in ("air", "product")
        ]
    rows = []
    for hour in range(begin, end):
        row = [story.moment(hour, 1)]
        for cell in cells:
            for line in (cell.air_c, cell.product_c):
                value = float(line[hour])
                row.append(story.numbers.number(None if np.isnan(value) else round(value, 1)))
        rows.append(row)
    return Table(caption, columns, rows)
