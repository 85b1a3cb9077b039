"""Section of the rounds: where the trucks of each service drive.

Lives here: which services are shown, and what is said of their tours. Not here: how a map looks,
planning (`twin.world.waste.routes`).
"""

from __future__ import annotations

from twin.report.page.parts import Column, Plot, Section, Table, plot
from twin.report.page.story import Story
from twin.report.plots.place import MAP_HEIGHT_PX
from twin.report.plots.rounds import RoundWords, Spot, rounds_map

MAX_MAPS = 2
"""Services with a map: those with most tours; the table has all."""


def rounds_section(story: Story) -> Section | None:
    """The rounds on a map; None without fixed rounds, or where sites are too many."""
    tours, depot = story.result.setting.tours, story.result.setting.depot
    if not tours or depot is None or not story.sites:
        return None
    words, numbers = story.words, story.numbers
    ranked = sorted(tours, key=lambda service: -len(tours[service]))
    lead = words.say(
        "rounds.lead",
        tours=numbers.count(sum(map(len, tours.values()))),
        services=numbers.count(len(tours)),
        km=story.number(story.scopes.whole, "truck_km"),
    )
    rows = []
    for service in ranked:
        stops = [len(tour) for tour in tours[service]]
        name = story.stream_name(service)
        rows.append([name, *(numbers.count(n) for n in (len(stops), sum(stops), max(stops)))])
    columns = [Column(words.say("rounds.service"), number=False)]
    columns += [Column(words.say(f"rounds.{head}")) for head in ("tours", "stops", "longest")]
    return Section(
        anchor="rounds",
        title=words.say("rounds.title"),
        lead=lead,
        plots=[_map(story, service) for service in ranked[:MAX_MAPS]],
        caption=words.say("rounds.caption"),
        tables=[Table(words.say("rounds.title"), columns, rows)],
    )


def _map(story: Story, service: str) -> Plot:
    words, setting = story.words, story.result.setting
    depot = setting.depot
    assert depot is not None
    said = RoundWords(
        title=story.stream_name(service),
        east=words.say("map.east"),
        north=words.say("map.north"),
        depot=words.say("waste_map.depot"),
    )
    tours: list[list[Spot]] = [
        [(story.sites[site].latitude, story.sites[site].longitude) for site in tour]
        for tour in (setting.tours or {})[service]
    ]
    alt = words.say(
        "rounds.alt", service=story.stream_name(service), tours=story.numbers.count(len(tours))
    )
    draw = rounds_map(tours, (depot.latitude, depot.longitude), said)
    return plot(f"rounds-{service}", alt, draw, MAP_HEIGHT_PX[False], MAP_HEIGHT_PX[True])
