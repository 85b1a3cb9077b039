"""The answer: two sentences and the figures they rest on, before anything else.

Lives here: which sentences are said, the tiles, what is missing. Not here: sections.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from twin.report.page.cold.answer import COLD_TILES, cold_sentences
from twin.report.page.counter.answer import SERVICE_TILES, service_sentences
from twin.report.page.faults.answer import FAULT_TILES, fault_sentences
from twin.report.page.story import Story
from twin.report.page.waste.answer import WASTE_TILES, waste_sentences
from twin.report.reading.logs import MAX_REPLICATIONS_READ
from twin.report.scopes import Scope, worst_first

TILES = (
    "rejection_share",
    "undelivered_share",
    "occupancy",
    "time_full_share",
    "terminal_wait_s",
    "dwell_h",
    "lobby_parcel_hours",
    "overdue_share",
    "second_attempts",
    "returned_share",
    "overdue_fees",
)
ALWAYS, MAX_TILES = 4, 8
"""The first tiles stand even at nothing; of the others those that are something."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure at a glance."""

    name: str
    value: str
    unit: str
    interval: str


def answer_sentences(story: Story) -> list[str]:
    """Two sentences on what the run asks, and two of waste. None without figures.

    Of parcels those of the room that a scenario is made for: cold cells before other ways than
    lockers (and then one of lockers) before faults before lockers that only fill.
    """
    parcels: list[str] = []
    if story.has_cold:
        parcels = cold_sentences(story)
    elif story.has_service:
        parcels = service_sentences(story)
        parcels += locker_sentences(story)[:1] if story.has_lockers else []
    elif story.has_faults:
        parcels = [*fault_sentences(story), *locker_sentences(story)][:2]
    elif story.has_lockers:
        parcels = locker_sentences(story)
    return parcels + (waste_sentences(story) if story.has_waste else [])


def locker_sentences(story: Story) -> list[str]:
    """What is rejected, then how the banks stand."""
    whole = story.scopes.whole
    words, numbers = story.words, story.numbers
    share = whole.mean("rejection_share")
    if share is None:
        return [words.say("answer.nothing")]
    presented = story.number(whole, "first_attempts")
    if share == 0:
        first = words.say("answer.all_fit", presented=presented)
    else:
        first = words.say(
            "answer.rejected",
            presented=presented,
            rejections=story.number(whole, "rejections"),
            share=numbers.share(share),
            undelivered=story.share(whole, "undelivered_share"),
        )
    return [first, _banks(story, whole)]


def _banks(story: Story, whole: Scope) -> str:
    words, numbers = story.words, story.numbers
    known = {
        "occupancy": story.share(whole, "occupancy"),
        "full": story.share(whole, "time_full_share"),
    }
    labels = worst_first(story.scopes.labels)
    if labels and labels[0].rejection > whole.rejection:
        label, share = story.label_name(labels[0].key), numbers.share(labels[0].rejection)
        return words.say("answer.banks_label", label=label, share=share, **known)
    days = worst_first(story.scopes.days)
    if len(days) > 1 and days[0].rejection > whole.rejection:
        day = numbers.date(story.day(story.scopes.days.index(days[0])))
        share = numbers.share(days[0].rejection)
        return words.say("answer.banks_day", day=day, share=share, **known)
    return words.say("answer.banks", **known)


def answer_tiles(story: Story) -> list[Tile]:
    """At most MAX_TILES figures of the whole; those that are undefined are left out."""
    rooms = [
        figures
        for has, figures in (
            (story.has_cold, COLD_TILES),
            (story.has_service, SERVICE_TILES),
            (story.has_faults, FAULT_TILES),
            (story.has_lockers, TILES),
            (story.has_waste, WASTE_TILES),
        )
        if has
    ]
    most = -(-MAX_TILES // max(1, len(rooms)))
    return [tile for figures in rooms for tile in _tiles(story, figures)[:most]][:MAX_TILES]


def _tiles(story: Story, figures: Sequence[str]) -> list[Tile]:
    whole = story.scopes.whole
    tiles = []
    for rank, figure in enumerate(figures):
        row = whole.of.get(figure)
        if row is None or row.mean is None or (rank >= ALWAYS and row.mean == 0):
            continue
        interval = story.interval(whole, figure)
        has_interval = row.low is not None
        tiles.append(
            Tile(
                name=story.words.say(f"figure.{figure}.name"),
                value=story.numbers.value(row.mean, row.unit),
                unit=story.numbers.unit(row.unit, figure),
                interval=story.words.say("answer.interval", interval=interval)
                if has_interval
                else "",
            )
        )
    return tiles


def notices(story: Story) -> list[str]:
    """What a reader must know before the figures: interruption, missing log, one replication."""
    words, result = story.words, story.result
    said = []
    if not result.complete:
        key = "notice.interrupted" if result.replications else "notice.nothing_finished"
        said.append(words.say(key, count=result.replications))
    if result.replications == 1:
        said.append(words.say("notice.one_replication"))
    if story.absence is not None and story.absence != "nothing_finished":
        said.append(words.say(f"notice.{story.absence}"))
    if story.hours is not None and result.replications > MAX_REPLICATIONS_READ:
        read = story.hours.replications
        said.append(words.say("checks.some_read", read=read, all=result.replications))
    return said
