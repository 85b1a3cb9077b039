"""The sections of a what-if: question by question, the tornado, growth, today.

Lives here: those sections. Not here: the study (`twin.studies.whatif`).
"""

from __future__ import annotations

from twin.report.order.reading import AgeRow, AgeSide, CaseRow, Estimate, Growth, WhatIf
from twin.report.order.sections import items_text
from twin.report.order.story import OrderStory
from twin.report.page.parts import Column, Section, Table, plot
from twin.report.plots.purchase import (
    CASES_HEIGHT_PX,
    CaseBar,
    Swing,
    case_bars,
    tornado,
    tornado_height_px,
)

SHARES = {"target", "share"}
POLICY = {"dwell", "overdue"}


def what_if_sections(story: OrderStory) -> list[Section]:
    """All sections of the what-if; none where none was made."""
    asked = story.what_if
    if asked is None:
        return []
    made = [_tornado(story, asked)] if asked.tornado else []
    made += [_question(story, asked, name) for name, rows in asked.questions.items() if rows]
    if asked.growth is not None:
        made.append(_growth(story, asked.growth))
    if asked.today:
        made.append(_today(story, asked))
    return made


def _value(story: OrderStory, name: str, row: CaseRow) -> str:
    if row.value is None:
        return story.words.say("order.whatif.none")
    return story.numbers.exact_share(row.value) if name in SHARES else f"{row.value:g}"


def _question(story: OrderStory, asked: WhatIf, name: str) -> Section:
    say, rows = story.words.say, asked.questions[name]
    money = {"currency": story.currency}
    title = say(f"order.question.{name}.title")
    lead = say("order.whatif.lead", price=story.money(asked.base.price), **money)
    bars = [
        CaseBar(_value(story, name, row), story.in_thousands(row.price), row.is_base)
        for row in rows
        if row.reached
    ]
    axis = say("order.whatif.axis", unit=story.thousand)
    plots = [plot(name, title, case_bars(bars, axis), CASES_HEIGHT_PX)] if bars else []
    columns = [
        Column(say(f"order.question.{name}.value"), number=False),
        *_things(story, rows),
        Column(say("order.whatif.price", **money)),
        Column(say("order.whatif.more", **money)),
    ]
    cells = [
        [
            _value(story, name, row),
            *_counts(row, rows),
            story.money(row.price) if row.reached else say("order.whatif.not_reached"),
            say("order.whatif.now") if row.is_base else story.more(row.more_price),
        ]
        for row in rows
    ]
    notes = _saved(story, name, rows) if name in POLICY else []
    return Section(name, title, lead, plots, tables=[Table(title, columns, cells)], notes=notes)


def _saved(story: OrderStory, name: str, rows: list[CaseRow]) -> list[str]:
    """What another dwell or rule saves or takes, in compartments and money."""
    say = story.words.say
    now = next((row for row in rows if row.is_base), None)
    if now is None:
        return []
    return [
        say(
            "order.saves",
            now=_value(story, name, now),
            value=_value(story, name, row),
            saves=say("order.saves_word" if row.more_doors < 0 else "order.takes_word"),
            doors=f"{abs(row.more_doors):,}",
            price=story.money(abs(row.more_price)),
            currency=story.currency,
        )
        for row in rows
        if not row.is_base and row.reached and row.more_doors
    ]


KINDS = ("doors", "bins", "desks")


def _shown(rows: list[CaseRow] | list[Estimate]) -> list[str]:
    return [kind for kind in KINDS if any(getattr(row, kind) for row in rows)]


def _things(story: OrderStory, rows: list[CaseRow] | list[Estimate]) -> list[Column]:
    return [Column(story.words.say(f"order.whatif.{kind}")) for kind in _shown(rows)]


def _counts(row: Estimate, rows: list[CaseRow] | list[Estimate]) -> list[str]:
    return [f"{getattr(row, kind):,}" for kind in _shown(rows)]


def _tornado(story: OrderStory, asked: WhatIf) -> Section:
    say, rows = story.words.say, asked.tornado
    money = {"currency": story.currency}
    title = say("order.whatif.tornado")
    lead = say(
        "order.whatif.tornado_lead",
        factor=say(f"order.factor.{rows[0].factor}"),
        swing=story.money(rows[0].swing),
        **money,
    )
    swings = [
        Swing(
            say(f"order.factor.{row.factor}"),
            *(story.in_thousands(end.more_price) for end in row.ends),
        )
        for row in rows
    ]
    axis = say("order.whatif.tornado_axis", unit=story.thousand)
    drawn = plot("tornado", lead, tornado(swings, axis), tornado_height_px(len(swings)))
    columns = [
        Column(say("order.whatif.moved"), number=False),
        Column(say("order.whatif.from")),
        Column(say("order.whatif.more", **money)),
        Column(say("order.whatif.to")),
        Column(say("order.whatif.more", **money)),
    ]
    cells = []
    for row in rows:
        ends = [(f"{end.value or 0:.3g}", story.more(end.more_price)) for end in row.ends]
        cells.append([say(f"order.factor.{row.factor}"), *(c for end in ends for c in end)])
    return Section("tornado", title, lead, [drawn], behind=[Table(title, columns, cells)])


def _growth(story: OrderStory, growth: Growth) -> Section:
    say = story.words.say
    money = {"currency": story.currency}
    title = say("order.whatif.growth")
    rate = story.numbers.exact_share(round(growth.rate, 6))
    if growth.next_year is None:
        lead = say("order.whatif.growth_enough", rate=rate, years=len(growth.years))
    else:
        lead = say(
            "order.whatif.growth_lead",
            rate=rate,
            last=growth.next_year,
            next=growth.next_year + 1,
            staged=story.money(growth.staged),
            at_once=story.money(growth.at_once),
            **money,
        )
    bars = [
        CaseBar(str(year + 1), story.in_thousands(row.price), year == 0)
        for year, row in enumerate(growth.years)
    ]
    axis = say("order.whatif.axis", unit=story.thousand)
    columns = [
        Column(say("order.money.year", year="")),
        *_things(story, growth.years),
        Column(say("order.whatif.bought"), number=False),
        Column(say("order.whatif.price", **money)),
    ]
    cells = []
    for year, row in enumerate(growth.years):
        bought = [each for each in growth.purchases if each.year == year]
        items = items_text(story, {each.item: each.count for each in bought})
        price = story.money(sum(each.price for each in bought))
        said = items or say("order.list.nothing")
        cells.append([str(year + 1), *_counts(row, growth.years), said, price])
    drawn = plot("growth", title, case_bars(bars, axis), CASES_HEIGHT_PX)
    return Section("growth", title, lead, [drawn], tables=[Table(title, columns, cells)])


def _today(story: OrderStory, asked: WhatIf) -> Section:
    say = story.words.say
    title = say("order.whatif.today")
    sites = next((row for row in asked.today if row.figure == "sites"), None)
    lead = ""
    if sites is not None:
        lead = say("order.whatif.today_lead", before=f"{sites.before:g}", after=f"{sites.after:g}")
    columns = [
        Column(say("order.whatif.figure"), number=False),
        Column(say("order.whatif.before")),
        Column(say("order.whatif.after")),
    ]
    cells = [
        [
            say(f"figure.{row.figure}.name"),
            story.value(row.figure, row.before),
            story.value(row.figure, row.after),
        ]
        for row in asked.today
        if row.figure != "sites"
    ]
    tables = [Table(title, columns, cells)]
    if asked.today_by_age:
        tables.append(_ages(story, asked.today_by_age))
    return Section("today", title, lead, tables=tables)


AGE_SHARES = ("out_of_service_share", "rejection_share", "time_full_share")
AGE_NUMBERS = ("deposits_per_compartment", "failures_per_bank_month")


def _ages(story: OrderStory, rows: list[AgeRow]) -> Table:
    """Banks by age: each group as it is today, then as it is with the order."""
    say = story.words.say
    names = ("banks", "compartments", *AGE_SHARES, *AGE_NUMBERS)
    columns = [
        Column(say("order.age.group"), number=False),
        Column(say("order.age.when"), number=False),
    ]
    columns += [Column(say(f"order.age.{name}")) for name in names]
    cells = []
    for row in rows:
        key = "order.age.over" if row.to_years is None else "order.age.between"
        name = say(key, low=f"{row.from_years:g}", high=f"{row.to_years or 0:g}")
        for when, side in (("before", row.before), ("after", row.after)):
            if side.banks:
                cells.append([name, say(f"order.whatif.{when}"), *_age_cells(story, side)])
    return Table(say("order.age.title"), columns, cells)


def _age_cells(story: OrderStory, side: AgeSide) -> list[str]:
    shares = (getattr(side, name) for name in AGE_SHARES)
    numbers = (getattr(side, name) for name in AGE_NUMBERS)
    return [
        f"{side.banks:,}",
        f"{side.compartments:,}",
        *("–" if share is None else story.numbers.share(share) for share in shares),
        *("–" if value is None else f"{value:.2f}" for value in numbers),
    ]
