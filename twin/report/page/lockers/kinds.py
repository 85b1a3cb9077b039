"""Sections of kinds of parcels: by size and by courier company.

Lives here: which figures are shown of each. Not here: figures, how plots look.
"""

from __future__ import annotations

from twin.report.page.columns import cut_table, dots, share_columns, shares
from twin.report.page.parts import Column, Section, Table, plot
from twin.report.page.story import Story
from twin.report.plots.bars import dots_height_px, ranked_dots
from twin.report.scopes import worst_first


def sizes_section(story: Story) -> Section | None:
    """Sizes; None where nothing was presented."""
    words, sizes = story.words, story.scopes.sizes
    if not any(scope.mean("first_attempts") for scope in sizes):
        return None
    inner = {size.id: size for size in story.result.setting.sizes}
    worst = worst_first(sizes)[0]
    lead = words.say("sizes.lead", size=worst.key, share=story.share(worst, "rejection_share"))
    ranked = dots(story, sizes, lambda scope: scope.key)
    rows = []
    for scope in sizes:
        size = inner[scope.key]
        said = words.say(
            "sizes.inner",
            width=f"{size.width_cm:g}",
            height=f"{size.height_cm:g}",
            depth=f"{size.depth_cm:g}",
        )
        rows.append([scope.key, said, *shares(story, scope)])
    columns = [
        Column(words.say("sizes.size"), number=False),
        Column(words.say("sizes.dimensions"), number=False),
        *share_columns(story),
    ]
    draw = ranked_dots(ranked, story.numbers.percent_axis)
    return Section(
        anchor="sizes",
        title=words.say("sizes.title"),
        lead=lead,
        plots=[plot("sizes", lead, draw, dots_height_px(len(ranked)))],
        caption=words.say("sizes.caption"),
        tables=[Table(words.say("sizes.title"), columns, rows)],
    )


def companies_section(story: Story) -> Section | None:
    """Courier companies; None where there is one."""
    words, companies = story.words, story.scopes.companies
    if not companies:
        return None
    names = {company.id: company.name for company in story.result.setting.companies}
    shown = ("first_attempts", "rejection_share", "undelivered_share", "courier_minutes_per_parcel")
    rows = []
    for scope in companies:
        cells = []
        for figure in shown:
            row = scope.of.get(figure)
            unit = "" if row is None else row.unit
            cells.append(story.numbers.value(scope.mean(figure), unit))
        rows.append([names.get(scope.key, scope.key), *cells])
    columns = [
        Column(words.say("companies.company"), number=False),
        *(Column(_headed(story, figure)) for figure in shown),
    ]
    table = cut_table(story, words.say("companies.title"), columns, rows)
    return Section("companies", words.say("companies.title"), "", tables=[table])


def _headed(story: Story, figure: str) -> str:
    """A figure's name with its unit."""
    name = story.words.say(f"figure.{figure}.name")
    unit = story.numbers.unit(story.scopes.whole.of[figure].unit, figure)
    return story.words.say("page.bracket", text=name, inner=unit) if unit else name
