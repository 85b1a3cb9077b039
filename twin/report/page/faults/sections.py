"""Sections of faults: what is down when, who waits, when pick-ups are blocked.

Lives here: what is shown of `twin.report.reading.by_hour.faults`, and in which words. Not here:
folds, how plots look.
"""

from __future__ import annotations

import numpy as np

from scenarios.schema.faults import COMPONENTS
from twin.figures.hour_profile import DAY_HOURS
from twin.report.page.lines import line_section
from twin.report.page.parts import Column, Section, Table, plot
from twin.report.page.story import Story
from twin.report.plots.bars import HOURS_HEIGHT_PX, HourWords, hour_bars
from twin.report.plots.spans import SpanRow, span_rows, spans_height_px
from twin.report.reading.by_hour.faults import Down, FaultHours
from twin.report.reading.hours import Hours

MAX_ROWS, MAX_TABLE_ROWS = 14, 40
OF_BANKS = ("terminal", "door", "cold_unit")


def fault_sections(story: Story, hours: Hours) -> list[Section]:
    """A time line, who waits, the hours of the day."""
    faults = hours.faults
    if faults is None:
        return []
    waiting = line_section(story, "blocked", faults.waiting, None)
    return [_outages(story, faults), waiting, *_attempts(story, faults)]


def _outages(story: Story, faults: FaultHours) -> Section:
    words, numbers = story.words, story.numbers
    title, plan = words.say("outages.title"), emergency_plan(story)
    known = _known(story, faults)
    if not faults.down:
        lead = words.say("outages.lead_none")
        return Section("outages", title, lead, tables=known, notes=[plan])
    worst = faults.down[0]
    lead = words.say(
        "outages.lead",
        count=numbers.count(len(faults.down)),
        component=_name(story, worst),
        hours=numbers.number(worst.hours),
    )
    rows = [SpanRow(_name(story, d), d.kind, d.spans) for d in faults.down[:MAX_ROWS]]
    kinds = [words.say(f"component.{kind}") for kind in COMPONENTS]
    draw = span_rows(rows, kinds, story.marks)
    heights = [spans_height_px(rows, story.marks, narrow=narrow) for narrow in (False, True)]
    cells = [
        [_name(story, each), numbers.count(len(each.spans)), numbers.number(each.hours)]
        for each in faults.down[:MAX_TABLE_ROWS]
    ]
    columns = [
        Column(words.say("outages.component"), number=False),
        Column(words.say("outages.times")),
        Column(words.say("outages.hours")),
    ]
    return Section(
        anchor="outages",
        title=title,
        lead=lead,
        plots=[plot("outages", lead, draw, *heights)],
        caption=words.say("outages.caption"),
        tables=known,
        notes=[plan],
        behind=[Table(title, columns, cells)],
    )


def _name(story: Story, down: Down) -> str:
    """A component by its kind and its place."""
    kind = COMPONENTS[down.kind]
    place = story.sites[down.site].name
    if kind in OF_BANKS:
        place = story.bank_name(down.site, story.sites[down.site].banks[down.number].id)
    elif kind == "sensor":
        place = story.words.say("page.bracket", text=place, inner=down.number + 1)
    return story.words.say(
        "outages.of_site", kind=story.words.say(f"component.{kind}"), place=place
    )


def _known(story: Story, faults: FaultHours) -> list[Table]:
    """Outages of the scenario, and what each did."""
    words, numbers = story.words, story.numbers
    rows = []
    for outage, end in zip(story.result.setting.outages, faults.outages, strict=True):
        day = int(outage.from_h // DAY_HOURS)
        rows.append(
            [
                story.label_name(outage.id),
                words.say(f"component.{outage.kind}"),
                numbers.begin(story.day(day), outage.from_h - DAY_HOURS * day),
                numbers.exact(outage.hours),
                numbers.number(end.blocked),
                numbers.number(end.served),
                numbers.number(end.last_h),
            ]
        )
    if not rows:
        return []
    heads = ("outage", "kind", "begin", "length", "blocked", "served", "last")
    columns = [Column(words.say(f"outages.{head}"), number=head in heads[3:]) for head in heads]
    return [Table(words.say("outages.known"), columns, rows)]


def emergency_plan(story: Story) -> str:
    """The plan in one sentence, or that there is none."""
    words, plan = story.words, story.result.setting.emergency
    measures = []
    if plan is not None and plan.offline_codes:
        measures.append(words.say("outages.offline"))
    if plan is not None and plan.opening is not None:
        opening = plan.opening
        helps = words.join([words.say(f"component.{cause}") for cause in opening.helps])
        measures.append(
            words.say(
                "outages.opening",
                delay=story.numbers.exact(opening.delay_min),
                begin=story.numbers.exact(opening.from_hour),
                end=story.numbers.exact(opening.to_hour),
                helps=helps,
            )
        )
    if not measures:
        return words.say("outages.no_plan")
    return words.say("outages.plan", measures=words.say("outages.and").join(measures))


def _attempts(story: Story, faults: FaultHours) -> list[Section]:
    """Blocked attempts by the hour of the day; nothing where there is none."""
    words, numbers = story.words, story.numbers
    both = faults.first + faults.again
    if not both.any():
        return []
    worst = int(np.argmax(both))
    lead = words.say(
        "blocked_hours.lead",
        hour=numbers.hour(worst),
        count=numbers.number(float(both[worst])),
        again=numbers.number(float(faults.again[worst])),
    )
    said = HourWords(
        unit=words.say("blocked_hours.axis"),
        hour=words.say("hours.hour"),
        fits=words.say("blocked_hours.first"),
        rejected=words.say("blocked_hours.again"),
    )
    rows = [
        [numbers.hour(hour), numbers.number(float(first)), numbers.number(float(again))]
        for hour, (first, again) in enumerate(zip(faults.first, faults.again, strict=True))
        if first + again
    ]
    columns = [
        Column(words.say("hours.hour"), number=False),
        Column(words.say("blocked_hours.first")),
        Column(words.say("blocked_hours.again")),
    ]
    title = words.say("blocked_hours.title")
    return [
        Section(
            anchor="blocked-hours",
            title=title,
            lead=lead,
            plots=[
                plot("blocked-hours", lead, hour_bars(both, faults.again, said), HOURS_HEIGHT_PX)
            ],
            caption=words.say("blocked_hours.caption"),
            behind=[Table(title, columns, rows)],
        )
    ]
