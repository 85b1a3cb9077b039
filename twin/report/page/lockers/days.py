"""The section of the days: volume and rejections day by day, and the days with labels.

Lives here: what is shown of each measured day. Not here: figures, how plots look.
"""

from __future__ import annotations

from collections.abc import Sequence

from twin.report.page.columns import share_columns, shares
from twin.report.page.parts import Column, Section, Table, plot
from twin.report.page.story import Story
from twin.report.plots.time import DAYS_HEIGHT_PX, Day, day_panels
from twin.report.scopes import Scope

MAX_DAYS_DRAWN = 92
MAX_DAY_ROWS = 366


def days_section(story: Story) -> Section | None:
    """Day by day; None where nothing was presented."""
    days = story.scopes.days
    if not days or not any(scope.mean("first_attempts") for scope in days):
        return None
    words, numbers = story.words, story.numbers
    worst = max(range(len(days)), key=lambda day: days[day].rejection)
    lead = words.say(
        "days.lead",
        day=_day_name(story, worst),
        share=numbers.share(days[worst].rejection),
        presented=story.number(days[worst], "first_attempts"),
    )
    plots = []
    if len(days) <= MAX_DAYS_DRAWN:
        drawn = [_day(scope) for scope in days]
        units = (words.say("days.axis_volume"), words.say("days.axis_share"))
        draw = day_panels(drawn, story.marks, *units, numbers.percent_axis)
        height_px = DAYS_HEIGHT_PX + story.marks.height_px
        plots = [plot("days", lead, draw, height_px)]
    return Section(
        anchor="days",
        title=words.say("days.title"),
        lead=lead,
        plots=plots,
        caption=words.say("days.caption") if plots else "",
        tables=_label_tables(story),
        behind=[_day_table(story, days)],
    )


def _day_name(story: Story, day: int) -> str:
    date, marks = story.numbers.date(story.day(day)), _marks_of(story, day)
    return story.words.say("page.bracket", text=date, inner=marks) if marks else date


def _marks_of(story: Story, day: int) -> str:
    names = [name for name, spans in story.marks.spans if any(a <= day < b for a, b in spans)]
    if day in story.marks.holidays:
        names.append(story.words.say("days.holiday"))
    return story.words.join(names)


def _day(scope: Scope) -> Day:
    row = scope.of["rejection_share"]
    return Day(scope.mean("first_attempts") or 0.0, row.mean, row.low, row.high)


def _label_tables(story: Story) -> list[Table]:
    words, labels = story.words, story.scopes.labels
    if not labels:
        return []
    count = {label: len(days) for label, days in story.result.setting.labels.items()}
    rows = [
        [story.label_name(label.key), str(count.get(label.key, "")), *shares(story, label)]
        for label in labels
    ]
    columns = [
        Column(words.say("days.label"), number=False),
        Column(words.say("days.count")),
        *share_columns(story),
    ]
    return [Table(words.say("days.labels"), columns, rows)]


def _day_table(story: Story, days: Sequence[Scope]) -> Table:
    words = story.words
    weekday = [words.say(f"weekday_short.{day}") for day in range(7)]
    rows = [
        [
            story.numbers.date(story.day(day)),
            weekday[story.day(day).weekday()],
            _marks_of(story, day),
            story.number(scope, "first_attempts"),
            story.share(scope, "rejection_share"),
            story.interval(scope, "rejection_share"),
        ]
        for day, scope in enumerate(days[:MAX_DAY_ROWS])
    ]
    columns = [
        Column(words.say("days.day"), number=False),
        Column("", number=False),
        Column(words.say("days.marked"), number=False),
        Column(words.say("figure.first_attempts.name")),
        Column(words.say("figure.rejection_share.name")),
        Column(words.say("figures.interval")),
    ]
    return Table(words.say("days.title"), columns, rows)
