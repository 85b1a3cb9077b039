"""The sections of an order: what is bought, the promises, the ways, alternatives.

Lives here: those sections. Not here: money (`twin.report.order.money`), what-if.
"""

from __future__ import annotations

from collections.abc import Mapping

from twin.report.order.reading import OrderRow, PlaceRow
from twin.report.order.story import OrderStory
from twin.report.page.parts import Column, Section, Table

MAX_PLACES = 40


def order_section(story: OrderStory) -> Section:
    """What is bought, alike sites in one row, and what stands afterwards."""
    say, order = story.words.say, story.order
    alike: dict[tuple[str, int, float], list[OrderRow]] = {}
    for row in order.order:
        alike.setdefault((row.item, row.count, row.unit_price), []).append(row)
    rows = []
    for (item, each, unit_price), same in alike.items():
        count, price = sum(row.count for row in same), sum(row.price for row in same)
        cells = [str(len(same)), f"{each:,}", f"{count:,}"]
        rows.append([story.item(item), *cells, story.money(unit_price), story.money(price)])
    money = {"currency": story.currency}
    known = {site for place in order.places for site in place.sites}
    columns = [
        Column(say("order.list.item"), number=False),
        Column(say("order.list.sites")),
        Column(say("order.list.each")),
        Column(say("order.list.count")),
        Column(say("order.list.unit_price", **money)),
        Column(say("order.list.price", **money)),
    ]
    title = say("order.list.title")
    lead = say(
        "order.list.lead",
        count=f"{sum(row.count for row in order.order):,}",
        sites=len({row.site for row in order.order} & known),
        price=story.money(order.price),
        **money,
    )
    tables = [Table(title, columns, rows), _places(story)]
    return Section("list", title, lead, tables=tables)


def _places(story: OrderStory) -> Table:
    say = story.words.say
    columns = [
        Column(say("order.list.place"), number=False),
        Column(say("order.list.households")),
        Column(say("order.list.built"), number=False),
    ]
    rows = [
        [_place_name(story, place), f"{place.households:,}", _built(story, place)]
        for place in story.order.places[:MAX_PLACES]
    ]
    return Table(say("order.list.stands"), columns, rows)


def _place_name(story: OrderStory, place: PlaceRow) -> str:
    first = place.sites[0]
    if len(place.sites) == 1:
        return first
    return story.words.say("order.list.place_name", count=len(place.sites), first=first)


def _built(story: OrderStory, place: PlaceRow) -> str:
    say, said = story.words.say, []
    for bank in place.banks:
        doors = {size: count for size, count in bank.compartments.items() if count}
        mix = story.words.join([f"{size} {count}" for size, count in doors.items()])
        total = sum(doors.values())
        said.append(say("order.list.bank", bank=bank.id, doors=f"{total:,}", mix=mix))
    bins: dict[tuple[str, float], int] = {}
    for point in place.points:
        for each in point.bins:
            key = each.stream, each.volume_l
            bins[key] = bins.get(key, 0) + 1
    for (stream, volume_l), count in bins.items():
        name = story.words.say_or(f"value.{stream}", stream)
        said.append(say("order.list.bins", count=count, volume=f"{volume_l:g}", stream=name))
    return story.words.join(said) or say("order.list.nothing")


def promises_section(story: OrderStory) -> Section:
    """The promises, their limits, and what the error of the test is."""
    say, order = story.words.say, story.order
    share = story.numbers.exact_share
    columns = [
        Column(say("order.sure.promise"), number=False),
        Column(say("order.sure.mean")),
        Column(say("order.sure.limit")),
        Column(say("order.sure.bound")),
        Column(say("order.sure.kept"), number=False),
    ]
    rows = [
        [
            story.promise(row),
            story.value(row.figure, row.mean),
            story.value(row.figure, row.upper),
            story.bound(row.figure, row.bound),
            say("order.sure.is_kept" if row.met else "order.sure.is_not"),
        ]
        for row in order.targets
    ]
    title = say("order.sure.title")
    key = "order.sure.lead" if order.reached else "order.sure.lead_not"
    error = say("order.sure.error", error=share(round(1 - order.confidence, 10)))
    return Section(
        "promises",
        title,
        say(key, confidence=share(order.confidence)),
        tables=[Table(title, columns, rows)],
        notes=[error],
    )


def ways_section(story: OrderStory) -> Section | None:
    """The ways that were compared; None where there was one."""
    say, ways = story.words.say, story.order.ways
    if len(ways) < 2:
        return None
    money = {"currency": story.currency}
    columns = [
        Column(say("order.ways.way"), number=False),
        Column(say("order.ways.retired")),
        Column(say("order.ways.replaced")),
        Column(say("order.ways.price", **money)),
        Column(say("order.ways.present", **money)),
    ]
    rows = [
        [
            way_name(story, way.variant),
            str(way.retired),
            str(way.replaced),
            *(
                say("order.ways.not_reached") if value is None else story.money(value)
                for value in (way.price, way.present_cost)
            ),
        ]
        for way in ways
    ]
    title = say("order.ways.title")
    return Section("ways", title, say("order.ways.lead"), tables=[Table(title, columns, rows)])


def way_name(story: OrderStory, variant: str | None) -> str:
    """A way by the title of its variant."""
    if variant is None:
        return story.words.say("order.ways.as_it_is")
    chinese = story.words.language == "zh"
    titles = {way.variant: (chinese and way.title_zh) or way.title for way in story.order.ways}
    return titles.get(variant) or variant


def alternatives_section(story: OrderStory) -> Section | None:
    """Orders that cost a little more; None where none was met."""
    say, order = story.words.say, story.order
    if not order.alternatives:
        return None
    columns = [
        Column(say("order.others.order"), number=False),
        Column(say("order.list.price", currency=story.currency)),
        Column(say("order.others.more")),
        Column(say("order.others.worst")),
    ]
    rows = [
        [
            items_text(story, each.items),
            story.money(each.price),
            story.numbers.share((each.price - order.price) / order.price),
            f"{each.ratio:.2f}",
        ]
        for each in order.alternatives
    ]
    title = say("order.others.title")
    table = Table(title, columns, rows)
    return Section("others", title, say("order.others.lead"), tables=[table])


def items_text(story: OrderStory, items: Mapping[str, float]) -> str:
    """So many of each item."""
    return story.words.join([f"{count:,.0f} {story.item(item)}" for item, count in items.items()])
