"""The sections of money: by year and payer, by kind, and a programme's own reckoning.

Lives here: those sections. Not here: the arithmetic (`twin.studies.economics`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from twin.report.order.story import COMPANY, OrderStory
from twin.report.page.parts import Column, Section, Table, plot
from twin.report.plots.purchase import YEARS_HEIGHT_PX, year_bars

SHOWN_YEARS = 10


def money_section(story: OrderStory) -> Section:
    """What a year costs, who pays it, and who has his money back when."""
    say, cost = story.words.say, story.order.cost
    title = say("order.money.title")
    money = {"currency": story.currency}
    lead = say(
        "order.money.lead",
        first=story.money(cost.per_year[0]),
        household=story.money(cost.per_household_year[0]),
        npv=story.money(cost.npv),
        years=len(cost.per_year),
        **money,
    )
    series = _grouped(story, cost.by_payer)
    axis = say("order.money.axis", unit=story.thousand)
    plots = [plot("payers", lead, year_bars(series, axis), YEARS_HEIGHT_PX)] if series else []
    payers = {story.payer(payer): amounts for payer, amounts in cost.by_payer.items()}
    totals = {
        say("order.money.all"): cost.per_year,
        say("order.money.household"): cost.per_household_year,
    }
    kinds = {say(f"order.kind_of.{kind}"): amounts for kind, amounts in cost.by_kind.items()}
    head = say("order.money.payer"), say("order.money.kind")
    return Section(
        "money",
        title,
        lead,
        plots=plots,
        caption=say("order.money.caption"),
        tables=[_years(story, say("order.money.by_payer", **money), head[0], payers, totals)],
        behind=[_years(story, say("order.money.by_kind", **money), head[1], kinds, {})],
        notes=[*_payback(story), *_repairs(story)],
    )


def _payback(story: OrderStory) -> list[str]:
    say, cost = story.words.say, story.order.cost
    paying = {payer for payer, amounts in cost.by_payer.items() if any(a > 0 for a in amounts)}
    return [
        say("order.money.no_payback", payer=story.payer(payer), years=len(cost.per_year))
        if years is None
        else say("order.money.payback", payer=story.payer(payer), years=years)
        for payer, years in cost.payback_years.items()
        if payer in paying
    ]


def _repairs(story: OrderStory) -> list[str]:
    visits = story.order.cost.repair_visits_per_year
    if not visits:
        return []
    return [story.words.say("order.money.repairs", visits=f"{visits:,.1f}")]


def _grouped(
    story: OrderStory, by_payer: Mapping[str, Sequence[float]]
) -> list[tuple[str, list[float]]]:
    """Payers that pay anything, the companies as one, in the unit of the axis."""
    groups: dict[str, list[float]] = {}
    for payer, amounts in by_payer.items():
        company = payer.startswith(COMPANY)
        name = story.words.say("order.payer.companies") if company else story.payer(payer)
        old = groups.get(name, [0.0] * len(amounts))
        added = [a + story.in_thousands(b) for a, b in zip(old, amounts, strict=True)]
        groups[name] = added[:SHOWN_YEARS]
    return [(name, amounts) for name, amounts in groups.items() if any(amounts)]


def _years(
    story: OrderStory,
    caption: str,
    head: str,
    rows: Mapping[str, Sequence[float]],
    totals: Mapping[str, Sequence[float]],
) -> Table:
    """Amounts by year; rows of nothing are left out, totals are not."""
    shown = {name: amounts for name, amounts in rows.items() if any(amounts)} | dict(totals)
    years = min(SHOWN_YEARS, max((len(amounts) for amounts in shown.values()), default=0))
    say = story.words.say
    columns = [Column(head, number=False)]
    columns += [Column(say("order.money.year", year=year + 1)) for year in range(years)]
    cells = [[name, *map(story.money, amounts[:years])] for name, amounts in shown.items()]
    return Table(caption, columns, cells)


def programme_section(story: OrderStory) -> Section | None:
    """A programme's own table; None where the scenario states none."""
    programme, say = story.order.programme, story.words.say
    if programme is None:
        return None
    spending = programme.government_per_household_year
    money = {"currency": story.currency}
    parts = {say(f"order.programme.{part}"): v for part, v in programme.parts.items()}
    total = {say("order.programme.government"): spending}
    whole = programme.whole_cabinets
    title = say("order.programme.title")
    table = _years(
        story, say("order.programme.part", **money), say("order.money.payer"), parts, total
    )
    note = say(
        "order.programme.whole",
        households=whole.households_per_compound,
        each=whole.per_compound,
        count=whole.count,
        yearly=story.money(whole.per_household_year),
        **money,
    )
    lead = say(
        "order.programme.lead",
        first=story.money(spending[0]),
        last=story.money(spending[-1]),
        **money,
    )
    return Section("programme", title, lead, tables=[table], notes=[note])
