"""Sections that only the log can tell: the week, the hours of the day, the time lines.

Lives here: what is shown of `twin.report.reading.hours`, and in which words. Not here: folds, how
plots look.
"""

from __future__ import annotations

import numpy as np

from twin.report.page.lines import line_section
from twin.report.page.parts import Column, Section, Table, plot
from twin.report.page.story import Story
from twin.report.plots.bars import HOURS_HEIGHT_PX, HourWords, hour_bars
from twin.report.plots.week import (
    LINES_HEIGHT_PX,
    WeekLine,
    WeekWords,
    heat_height_px,
    week_heat,
    week_lines,
)
from twin.report.reading.hours import BankWeek, Hours

MAX_LINES = 4
"""Banks that lines can be told apart for; more become rows of a heat map."""

MAX_HEAT_ROWS = 12


def by_hour_sections(story: Story, hours: Hours) -> list[Section]:
    """The week, the hours of the day, compartments and lobby floors over time."""
    sections = [
        _week(story, hours),
        _hours(story, hours),
        _time(story, hours),
        _lobby(story, hours) if hours.service is None else None,
    ]
    return [section for section in sections if section is not None]


def _week(story: Story, hours: Hours) -> Section | None:
    measured = [week for week in hours.weeks if np.isfinite(week.occupancy).any()]
    if not measured:
        return None
    words, numbers = story.words, story.numbers
    fullest = max(measured, key=lambda week: float(np.nanmax(week.occupancy)))
    hour = int(np.nanargmax(fullest.occupancy))
    few = len(measured) <= MAX_LINES
    rejection = {(scope.site, scope.key): scope.rejection for scope in story.scopes.banks}
    ranked = sorted(measured, key=lambda week: -rejection.get((week.site, week.bank), 0.0))
    shown = measured if few else ranked[:MAX_HEAT_ROWS]
    lines = [WeekLine(story.bank_name(week.site, week.bank), week.occupancy) for week in shown]
    lead = words.say(
        "week.lead",
        weekday=words.say(f"weekday.{hour // 24}"),
        hour=numbers.hour(hour % 24),
        bank=story.bank_name(fullest.site, fullest.bank),
        share=numbers.share(float(fullest.occupancy[hour])),
    )
    said = WeekWords(
        weekdays=[words.say(f"weekday_short.{day}") for day in range(7)],
        tiny=[words.say(f"weekday_tiny.{day}") for day in range(7)],
        unit=words.say("week.axis"),
        highest=words.say("week.highest"),
        percent=numbers.percent_axis,
    )
    if few:
        draw = week_lines(lines, said)
        drawn = plot("week", lead, draw, LINES_HEIGHT_PX, LINES_HEIGHT_PX + 22 * (len(lines) - 1))
    else:
        more = len(measured) > len(shown)
        median = WeekLine(
            words.say("week.median", count=len(measured)),
            np.median([week.occupancy for week in measured], axis=0),
        )
        draw = week_heat(lines, median if more else None, said)
        drawn = plot("week", lead, draw, heat_height_px(len(lines), with_median=more))
    caption = "week.caption" if few else "week.caption_many"
    blank = bool(np.isnan(measured[0].occupancy).any())
    return Section(
        anchor="week",
        title=words.say("week.title"),
        lead=lead,
        plots=[drawn],
        caption=words.say(
            caption, replications=hours.replications, shown=len(shown), all=len(measured)
        ),
        notes=[words.say("week.unmeasured")] if blank else [],
        behind=[_week_table(story, shown)],
    )


def _week_table(story: Story, shown: list[BankWeek]) -> Table:
    words, numbers = story.words, story.numbers
    rows = []
    for week in shown:
        hour = int(np.nanargmax(week.occupancy))
        when = f"{words.say(f'weekday_short.{hour // 24}')} {numbers.hour(hour % 24)}"
        values = (np.nanmin, np.nanmean, np.nanmax)
        shares = [numbers.share(float(of(week.occupancy))) for of in values]
        rows.append([story.bank_name(week.site, week.bank), *shares, when])
    heads = ("week.lowest", "week.mean", "week.highest", "week.when")
    columns = [
        Column(words.say("places.bank"), number=False),
        *(Column(words.say(head)) for head in heads),
    ]
    return Table(words.say("week.axis"), columns, rows)


def _hours(story: Story, hours: Hours) -> Section:
    words, numbers = story.words, story.numbers
    worst = int(np.argmax(hours.rejected))
    if hours.rejected[worst] > 0:
        lead = words.say(
            "hours.lead",
            hour=numbers.hour(worst),
            count=numbers.number(float(hours.rejected[worst])),
            all=numbers.number(float(hours.presented[worst])),
        )
    else:
        lead = words.say("hours.lead_none")
    draw = hour_bars(
        hours.presented,
        hours.rejected,
        HourWords(
            unit=words.say("hours.axis"),
            hour=words.say("hours.hour"),
            fits=words.say("hours.fits"),
            rejected=words.say("hours.rejected"),
        ),
    )
    rows = [
        [
            numbers.hour(hour),
            numbers.number(float(presented)),
            numbers.number(float(rejected)),
            numbers.share(float(rejected / presented)) if presented else numbers.share(None),
        ]
        for hour, (presented, rejected) in enumerate(
            zip(hours.presented, hours.rejected, strict=True)
        )
        if presented
    ]
    columns = [
        Column(words.say("hours.hour"), number=False),
        Column(words.say("figure.first_attempts.name")),
        Column(words.say("hours.rejected")),
        Column(words.say("hours.share")),
    ]
    return Section(
        anchor="hours",
        title=words.say("hours.title"),
        lead=lead,
        plots=[plot("hours", lead, draw, HOURS_HEIGHT_PX)],
        caption=words.say("hours.caption"),
        behind=[Table(words.say("hours.title"), columns, rows)],
    )


def _time(story: Story, hours: Hours) -> Section | None:
    if not hours.capacity:
        return None
    bound = (float(hours.capacity), story.words.say("time.capacity"))
    return line_section(story, "time", hours.occupied, bound)


def _lobby(story: Story, hours: Hours) -> Section:
    then = _destinations(story)
    if hours.lobby.any() or not then or "lobby" in then:
        return line_section(story, "lobby", hours.lobby, None)
    words = story.words
    said = words.join([words.say_or(f"value.{place}", place) for place in then])
    lead = words.say("lobby.none_possible", then=said)
    return Section("lobby", words.say("lobby.title"), lead)


def _destinations(story: Story) -> list[str]:
    """Where rejected parcels go, as the scenario says; empty where it is not told."""
    for assumption in story.result.assumptions:
        if assumption.path == "rejected.then" and isinstance(assumption.value, list):
            return [str(place) for place in assumption.value]
    return []
