"""Sections of time lines: what goes up and down over the measured days.

Lives here: one section for any line. Not here: what is counted, how plots look.
"""

from __future__ import annotations

import numpy as np

from twin.figures.counters import F64
from twin.report.page.parts import Column, Section, Table, plot
from twin.report.page.story import Story
from twin.report.plots.time import LINE_HEIGHT_PX, band_line

HOURLY_UP_TO_DAYS = 35
"""Longer runs are shown by the day."""

TABLE_DAYS = 62


def line_section(story: Story, key: str, line: F64, bound: tuple[float, str] | None) -> Section:
    """The section `key` of a line [replication, hour]; `bound` is a level and its name.

    Its words are `key.title`, `lead` (of `mean`, the highest step's `count` and `when`, and its
    `share` of `capacity`), `axis` and `caption`; `lead_none` where nothing ever is.
    """
    words, numbers = story.words, story.numbers
    title = words.say(f"{key}.title")
    if not line.any():
        return Section(key, title, words.say(f"{key}.lead_none"))
    steps, step_h = _in_steps(line)
    mean = steps.mean(axis=0)
    at = int(np.argmax(mean))
    step = words.say("time.hour" if step_h == 1 else "time.day")
    capacity = 0.0 if bound is None else bound[0]
    lead = words.say(
        f"{key}.lead",
        mean=numbers.number(float(mean.mean())),
        count=numbers.number(float(mean[at])),
        capacity=numbers.count(capacity),
        share=numbers.share(float(mean[at]) / capacity if capacity else None),
        step=step,
        when=story.moment(at * step_h, step_h),
    )
    draw = band_line(steps, step_h, story.marks, words.say(f"{key}.axis"), bound)
    return Section(
        anchor=key,
        title=title,
        lead=lead,
        plots=[plot(key, lead, draw, LINE_HEIGHT_PX + story.marks.height_px)],
        caption=words.say(f"{key}.caption", step=step, replications=len(line)),
        behind=[_daily_table(story, line, title)],
    )


def _in_steps(line: F64) -> tuple[F64, int]:
    """The line in steps that its length can show, and their length in hours."""
    if line.shape[1] <= HOURLY_UP_TO_DAYS * 24:
        return line, 1
    return line.reshape(len(line), -1, 24).mean(axis=2), 24


def _daily_table(story: Story, line: F64, caption: str) -> Table:
    words, numbers = story.words, story.numbers
    by_day = line.mean(axis=0).reshape(-1, 24)
    rows = [
        [
            numbers.date(story.day(day)),
            numbers.number(float(values.mean())),
            numbers.number(float(values.max())),
        ]
        for day, values in enumerate(by_day[:TABLE_DAYS])
    ]
    columns = [
        Column(words.say("days.day"), number=False),
        Column(words.say("time.mean")),
        Column(words.say("time.highest")),
    ]
    return Table(caption, columns, rows)
