"""Sections of places: banks ranked, sites and regions, the map.

Lives here: which places are named and shown. Not here: figures, how plots look.
"""

from __future__ import annotations

from collections.abc import Sequence

from twin.report.page.columns import cut_table, dots, share_columns, shares
from twin.report.page.parts import Column, Section, Table, plot
from twin.report.page.story import Story
from twin.report.plots.bars import Dot, dots_height_px, ranked_dots
from twin.report.plots.place import MAP_HEIGHT_PX, MapSite, MapWords, site_map
from twin.report.scopes import Scope, median_rejection, worst_first

MAX_DOTS = 12
MAX_NAMES = 12
"""Sites named on the map: all where there are no more, else the worst few."""

NAMES_AMONG_MANY = 5


def places_section(story: Story) -> Section | None:
    """Banks ranked; None where one bank in one region is all there is."""
    words, numbers, scopes = story.words, story.numbers, story.scopes
    tables = [table for table in (_region_table(story),) if table is not None]
    banks = worst_first(scopes.banks)
    if len(banks) < 2:
        return Section("places", words.say("places.regions"), "", tables=tables) if tables else None
    shown = banks[:MAX_DOTS]
    ranked = dots(story, shown, lambda scope: story.bank_name(scope.site, scope.key))
    median = median_rejection(banks)
    if len(banks) > len(shown):
        said = words.say("week.median", count=len(banks))
        ranked.append(Dot(said, median, None, None, numbers.share(median), marked=True))
    lead = words.say(
        "places.lead",
        bank=story.bank_name(banks[0].site, banks[0].key),
        share=story.share(banks[0], "rejection_share"),
        median=numbers.share(median),
    )
    caption = [words.say("places.caption")]
    if len(banks) > len(shown):
        caption.append(words.say("page.worst_of", shown=len(shown), all=len(banks)))
    behind = [_bank_table(story, banks), _site_table(story)]
    draw = ranked_dots(ranked, numbers.percent_axis)
    return Section(
        anchor="places",
        title=words.say("places.title"),
        lead=lead,
        plots=[plot("places", lead, draw, dots_height_px(len(ranked)))],
        caption=" ".join(caption),
        tables=tables,
        behind=[table for table in behind if table is not None],
    )


def _region_table(story: Story) -> Table | None:
    if not story.scopes.regions or not story.has_lockers:
        return None
    words = story.words
    ranked = worst_first(story.scopes.regions)
    head = Column(words.say("places.region"), number=False)
    if not story.regions:
        rows = [[scope.key, *shares(story, scope)] for scope in ranked]
        return cut_table(story, words.say("places.regions"), [head, *share_columns(story)], rows)
    heads = ("places.sites_count", "places.banks", "places.doors")
    columns = [
        head,
        *(Column(words.say(each)) for each in heads),
        Column(words.say("figure.load.name")),
        *share_columns(story),
    ]
    rows = [_region_row(story, scope) for scope in ranked]
    return cut_table(story, words.say("places.regions"), columns, rows)


def _region_row(story: Story, scope: Scope) -> list[str]:
    built = story.regions.get(scope.key)
    counts = (built.sites, built.banks, built.doors) if built else ()
    cells = [story.numbers.count(count) for count in counts] or [story.numbers.share(None)] * 3
    return [
        story.region_name(scope.key),
        *cells,
        story.share(scope, "load"),
        *shares(story, scope),
    ]


def _bank_table(story: Story, banks: Sequence[Scope]) -> Table:
    words = story.words
    rows = []
    for scope in banks:
        built = story.banks.get((scope.site, scope.key))
        doors = story.numbers.count(built.doors) if built else story.numbers.share(None)
        name = story.bank_name(scope.site, scope.key)
        rows.append([name, doors, *shares(story, scope)])
    columns = [
        Column(words.say("places.bank"), number=False),
        Column(words.say("places.doors")),
        *share_columns(story),
    ]
    return cut_table(story, words.say("places.title"), columns, rows)


def _site_table(story: Story) -> Table | None:
    words, numbers = story.words, story.numbers
    if len(story.scopes.sites) < 2:
        return None
    rows = []
    for scope in worst_first(story.scopes.sites):
        built = story.sites[scope.site]
        doors = sum(bank.doors for bank in built.banks)
        counts = [numbers.count(number) for number in (built.households, len(built.banks), doors)]
        rows.append([story.site_name(scope.site), *counts, *shares(story, scope)])
    heads = ("places.households", "places.banks", "places.doors")
    columns = [
        Column(words.say("places.site"), number=False),
        *(Column(words.say(head)) for head in heads),
        *share_columns(story),
    ]
    return cut_table(story, words.say("places.sites"), columns, rows)


def map_section(story: Story) -> Section | None:
    """Sites on a map; None for a single one."""
    words, numbers = story.words, story.numbers
    scopes = {scope.site: scope for scope in story.scopes.sites}
    if len(scopes) < 2 or not story.has_lockers:
        return None
    ranked = worst_first(scopes.values())
    named = ranked if len(ranked) <= MAX_NAMES else ranked[:NAMES_AMONG_MANY]
    names = {scope.site for scope in named}
    points = [
        MapSite(
            latitude=site.latitude,
            longitude=site.longitude,
            amount=scopes[site.id].mean("first_attempts") or 0.0,
            tone=100 * scopes[site.id].rejection,
            name=site.name if site.id in names else "",
        )
        for site in story.sites.values()
        if site.id in scopes
    ]
    lead = words.say(
        "map.lead",
        low=numbers.share(ranked[-1].rejection),
        high=numbers.share(ranked[0].rejection),
        site=story.site_name(ranked[0].site),
    )
    at = story.result.setting.depot
    draw = site_map(
        points,
        None if at is None else (at.latitude, at.longitude),
        MapWords(
            east=words.say("map.east"),
            north=words.say("map.north"),
            depot=words.say("map.depot"),
            tone=words.say("days.axis_share"),
            amount=words.say("map.presented"),
            tone_format=numbers.percent_axis,
        ),
    )
    return Section(
        anchor="map",
        title=words.say("map.title"),
        lead=lead,
        plots=[plot("map", lead, draw, MAP_HEIGHT_PX[False], MAP_HEIGHT_PX[True])],
        caption=words.say("map.caption"),
    )
