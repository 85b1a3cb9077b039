"""Sections of waste that only the log can tell: hours, the floor, how full bins are emptied.

Lives here: what is shown of `twin.report.reading.by_hour.waste`, and in which words. Not here:
folds, how plots look.
"""

from __future__ import annotations

import numpy as np

from twin.report.page.lines import line_section
from twin.report.page.parts import Column, Section, Table, plot
from twin.report.page.story import Story
from twin.report.plots.bars import HOURS_HEIGHT_PX, HourWords, hour_bars
from twin.report.plots.fill import FillWords, fill_bars, fill_height_px
from twin.report.reading.by_hour.waste import FILL_STEPS, WasteHours
from twin.report.reading.hours import Hours


def waste_by_hour_sections(story: Story, hours: Hours) -> list[Section]:
    """Bags by the hour of the day, bags on the floor over time, how full bins are emptied."""
    waste = hours.waste
    if waste is None:
        return []
    floor = line_section(story, "floor", waste.floor, None)
    return [_hours(story, waste), floor, *_fills(story, waste)]


def _hours(story: Story, waste: WasteHours) -> Section:
    words, numbers = story.words, story.numbers
    worst = int(np.argmax(waste.landed))
    if waste.landed[worst] > 0:
        lead = words.say(
            "bags.lead",
            hour=numbers.hour(worst),
            count=numbers.number(float(waste.landed[worst])),
            all=numbers.number(float(waste.brought[worst])),
        )
    else:
        lead = words.say("bags.lead_none")
    said = HourWords(
        unit=words.say("bags.axis"),
        hour=words.say("hours.hour"),
        fits=words.say("bags.fits"),
        rejected=words.say("figure.landed_bags.name"),
    )
    rows = [
        [
            numbers.hour(hour),
            numbers.number(float(brought)),
            numbers.number(float(landed)),
            numbers.share(float(landed / brought)),
        ]
        for hour, (brought, landed) in enumerate(zip(waste.brought, waste.landed, strict=True))
        if brought
    ]
    columns = [
        Column(words.say("hours.hour"), number=False),
        Column(words.say("figure.drop_offs.name")),
        Column(words.say("figure.landed_bags.name")),
        Column(words.say("bags.share")),
    ]
    draw = hour_bars(waste.brought, waste.landed, said)
    return Section(
        anchor="bags",
        title=words.say("bags.title"),
        lead=lead,
        plots=[plot("bags", lead, draw, HOURS_HEIGHT_PX)],
        caption=words.say("bags.caption"),
        behind=[Table(words.say("bags.title"), columns, rows)],
    )


def _fills(story: Story, waste: WasteHours) -> list[Section]:
    """How full bins are when they are emptied; nothing where none is."""
    words, numbers = story.words, story.numbers
    emptied = waste.fills.sum(axis=1)
    shown = [i for i in range(len(emptied)) if emptied[i] > 0]
    if not shown:
        return []
    shares = waste.fills[shown] / emptied[shown, None]
    names = [story.stream_name(story.result.setting.streams[i]) for i in shown]
    streams = [scope for scope in story.scopes.streams if scope.mean("emptyings")]
    late = max(streams, key=lambda scope: scope.mean("overflow_share") or 0.0)
    early = max(streams, key=lambda scope: scope.mean("emptied_nearly_empty_share") or 0.0)
    lead = words.say(
        "fill.lead" if late.mean("overflow_share") else "fill.lead_never",
        late=story.stream_name(late.key),
        late_share=story.share(late, "overflow_share"),
        early=story.stream_name(early.key),
        early_share=story.share(early, "emptied_nearly_empty_share"),
    )
    said = FillWords(
        fill=words.say("fill.fill"),
        above=words.say("fill.above"),
        percent=numbers.percent_axis,
    )
    tenths = [f"{10 * i}–{10 * (i + 1)}" for i in range(FILL_STEPS - 1)]
    steps = [numbers.percent_axis.replace("{x:.10g}", tenth) for tenth in tenths]
    columns = [
        Column(words.say("streams.stream"), number=False),
        *(Column(step) for step in [*steps, words.say("fill.above")]),
    ]
    rows = [
        [name, *(numbers.share(float(share)) for share in row)]
        for name, row in zip(names, shares, strict=True)
    ]
    heads = [words.say("page.colon", left=name, right=words.say("fill.axis")) for name in names]
    heights = [fill_height_px(len(names), narrow=narrow) for narrow in (False, True)]
    return [
        Section(
            anchor="fill",
            title=words.say("fill.title"),
            lead=lead,
            plots=[plot("fill", lead, fill_bars(heads, shares, said), *heights)],
            caption=words.say("fill.caption"),
            behind=[Table(words.say("fill.title"), columns, rows)],
        )
    ]
