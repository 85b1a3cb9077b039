"""Sections of what watches waste points: supervisors, cameras, lids, alarms, sensors.

Lives here: what is shown of `twin.report.reading.by_hour.watch`, and in which words. Not here:
folds, how plots look.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from twin.figures.counters import F64
from twin.report.page.parts import Column, Section, Table, plot
from twin.report.page.story import Story
from twin.report.plots.bars import (
    HourPanel,
    RowBar,
    dots_height_px,
    hour_panels,
    panels_height_px,
    row_bars,
)
from twin.report.plots.canvas import Draw
from twin.report.plots.fill import SENSOR_HEIGHT_PX, BinLine, BinWords, bin_line
from twin.report.plots.time import Marks
from twin.report.reading.by_hour.watch import DELAY_MIN, SensorLine, WatchHours
from twin.report.reading.hours import Hours

SUBJECTS = ("landed", "absent", "abnormal")
MAX_REPORTS = 400


def watch_sections(story: Story, hours: Hours) -> list[Section]:
    """Those that there is something to say of."""
    watch = hours.watch
    if watch is None or hours.waste is None:
        return []
    return [
        *_supervisors(story, watch, hours.waste.landed),
        *_linkage(story, watch),
        *_alarms(story, watch),
        *_sensor(story, watch.sensor, hours.replications),
    ]


def _supervisors(story: Story, watch: WatchHours, landed: F64) -> list[Section]:
    """Supervisors present over landed bags, by hour; what cameras saw."""
    words, numbers = story.words, story.numbers
    tables = [_detections(story, watch)] if watch.detections.any() else []
    title = words.say("watch.title")
    if not watch.present.any():
        lead = words.say("watch.lead_cameras")
        return [Section("watch", title, lead, tables=tables)] if tables else []
    there = watch.present > 0.5 * watch.present.max()
    lead = words.say(
        "watch.lead",
        hours=story.number(story.scopes.whole, "supervisor_hours"),
        absent=story.share(story.scopes.whole, "absence_share"),
        there=numbers.number(float(landed[there].mean())),
        else_=numbers.number(float(landed[~there].mean())),
    )
    panels = [
        HourPanel(landed, words.say("watch.landed")),
        HourPanel(watch.present, words.say("watch.present")),
    ]
    rows = [
        [numbers.hour(hour), numbers.number(float(a)), numbers.number(float(b))]
        for hour, (a, b) in enumerate(zip(landed, watch.present, strict=True))
        if a or b
    ]
    columns = [
        Column(words.say("hours.hour"), number=False),
        Column(words.say("watch.landed")),
        Column(words.say("watch.present")),
    ]
    draw = hour_panels(panels, None, words.say("hours.hour"))
    return [
        Section(
            anchor="watch",
            title=title,
            lead=lead,
            plots=[plot("watch", lead, draw, panels_height_px(2, shaded=False))],
            caption=words.say("watch.caption"),
            tables=tables,
            behind=[Table(title, columns, rows)],
        )
    ]


def _detections(story: Story, watch: WatchHours) -> Table:
    words, numbers = story.words, story.numbers
    rows = [
        [words.say(f"watch.{subject}_seen"), *(numbers.number(float(n)) for n in (true, false))]
        for subject, (false, true) in zip(SUBJECTS, watch.detections, strict=True)
    ]
    columns = [
        Column(words.say("watch.subject"), number=False),
        Column(words.say("watch.true")),
        Column(words.say("watch.false")),
    ]
    return Table(words.say("watch.cameras"), columns, rows)


def _linkage(story: Story, watch: WatchHours) -> list[Section]:
    """Locked lids and bags carried on, by hour."""
    if not watch.locked.any():
        return []
    words, numbers = story.words, story.numbers
    worst = int(np.argmax(watch.locked))
    lead = words.say(
        "linkage.lead",
        hour=numbers.hour(worst),
        count=numbers.number(float(watch.locked[worst])),
        pointed=story.number(story.scopes.whole, "pointed_bags"),
    )
    panels = [
        HourPanel(watch.locked, words.say("linkage.locked")),
        HourPanel(watch.pointed, words.say("linkage.pointed")),
    ]
    rows = [
        [numbers.hour(hour), numbers.number(float(a)), numbers.number(float(b))]
        for hour, (a, b) in enumerate(zip(watch.locked, watch.pointed, strict=True))
    ]
    columns = [Column(words.say("hours.hour"), number=False)]
    columns += [Column(panel.unit) for panel in panels]
    title = words.say("linkage.title")
    draw = hour_panels(panels, None, words.say("hours.hour"))
    return [
        Section(
            anchor="linkage",
            title=title,
            lead=lead,
            plots=[plot("linkage", lead, draw, panels_height_px(2, shaded=False))],
            caption=words.say("linkage.caption"),
            behind=[Table(title, columns, rows)],
        )
    ]


def _alarms(story: Story, watch: WatchHours) -> list[Section]:
    """True alarms by how late they come, false ones, and full bins without one."""
    true = float(watch.delays.sum())
    if true + watch.false_alarms == 0:
        return []
    words, numbers, whole = story.words, story.numbers, story.scopes.whole
    lead = words.say(
        "alarms.lead",
        true=numbers.number(true),
        false=numbers.number(watch.false_alarms),
        missed=numbers.number(watch.missed),
        delay=story.number(whole, "alarm_delay_min"),
    )
    names = [words.say("alarms.between", low=low, high=high) for low, high in pairwise(DELAY_MIN)]
    names.append(words.say("alarms.beyond", low=DELAY_MIN[-1]))
    last = int(np.flatnonzero(watch.delays).max(initial=0)) + 1
    bars = [
        RowBar(name, float(value), numbers.number(float(value)))
        for name, value in zip(names[:last], watch.delays[:last], strict=True)
    ]
    for key, value in (("false", watch.false_alarms), ("missed", watch.missed)):
        bars.append(RowBar(words.say(f"alarms.{key}"), value, numbers.number(value), wrong=True))
    title = words.say("alarms.title")
    columns = [Column(words.say("alarms.kind"), number=False), Column(words.say("alarms.axis"))]
    return [
        Section(
            anchor="alarms",
            title=title,
            lead=lead,
            plots=[
                plot(
                    "alarms", lead, row_bars(bars, words.say("alarms.axis")),
                    dots_height_px(len(bars)) + 14,
                )
            ],
            caption=words.say("alarms.caption"),
            behind=[Table(title, columns, [[bar.name, bar.text] for bar in bars])],
        )
    ]  # fmt: skip


def _sensor(story: Story, line: SensorLine | None, replications: int) -> list[Section]:
    """What lies in the worst bin beside what its sensor reports."""
    if line is None or not len(line.true_fill):
        return []
    words, numbers = story.words, story.numbers
    name = words.say(
        "sensor.bin",
        number=line.bin,
        point=line.point + 1,
        stream=story.stream_name(story.result.setting.streams[line.stream]),
        site=story.site_name(line.site),
    )
    lead = words.say(
        "sensor.lead" if replications > 1 else "sensor.lead_one",
        bin=name,
        replication=line.replication,
        replications=replications,
        true=numbers.share(float(line.true_fill.max())),
        reported=numbers.share(float(line.reported_fill.max(initial=0.0))),
    )
    rows = [
        [story.moment(int(hour), 1), numbers.share(float(fill))]
        for hour, fill in zip(line.reported_h, line.reported_fill, strict=True)
    ][:MAX_REPORTS]
    columns = [
        Column(words.say("cold.hour"), number=False),
        Column(words.say("sensor.reported")),
    ]
    title = words.say("sensor.title")
    return [
        Section(
            anchor="sensor",
            title=title,
            lead=lead,
            plots=[
                plot(
                    "sensor", lead, _draw_bin(story, line), SENSOR_HEIGHT_PX,
                    SENSOR_HEIGHT_PX + 26,
                )
            ],
            caption=words.say("sensor.caption"),
            behind=[Table(title, columns, rows)],
        )
    ]  # fmt: skip


def _draw_bin(story: Story, line: SensorLine) -> Draw:
    """The plot of a bin over its days."""
    words, numbers, setting = story.words, story.numbers, story.result.setting
    level = setting.alarm_levels.get(setting.streams[line.stream])
    begin = 24.0 * line.first_day
    drawn = BinLine(
        (line.true_h - begin) / 24, line.true_fill, (line.reported_h - begin) / 24,
        line.reported_fill, level,
    )  # fmt: skip
    marks = Marks(
        first=story.day(line.first_day),
        days=line.days,
        spans=[],
        holidays=frozenset(),
        write=numbers.short_date,
    )
    said = BinWords(
        true=words.say("sensor.true"),
        reported=words.say("sensor.reported"),
        brim=words.say("sensor.brim"),
        level=words.say("sensor.level"),
        unit=words.say("fill.fill"),
        percent=numbers.percent_axis,
    )
    return bin_line(drawn, marks, said)
