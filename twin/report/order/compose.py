"""A procurement study becomes one file, for a committee.

Lives here: the order of its sections, the answer, how it was found. Not here: what sections say,
how pages are laid out (`twin.report.page.layout`).
"""

from __future__ import annotations

from pathlib import Path

from twin.report.assumptions import group_rows, say_standings
from twin.report.order.money import money_section, programme_section
from twin.report.order.reading import read_order
from twin.report.order.sections import (
    alternatives_section,
    order_section,
    promises_section,
    way_name,
    ways_section,
)
from twin.report.order.story import OrderStory
from twin.report.order.whatif import what_if_sections
from twin.report.page.answer import Tile
from twin.report.page.layout import lay_out_page
from twin.report.page.parts import Section
from twin.report.words.catalogue import Language, Words


def make_order_report(folder: Path, language: Language) -> str:
    """The page of the study in `folder`. The same folder gives the same page to the byte.

    Raises ReportError for a file that is not what `size --out` and `whatif --out` leave.
    """
    order, what_if = read_order(folder)
    story = OrderStory(order, what_if, Words(language))
    groups = group_rows(order.assumptions, story.words, story.numbers)
    return lay_out_page(
        story.words,
        kind=story.words.say("order.kind"),
        title=story.title,
        variant="",
        question=story.question,
        sentences=_sentences(story),
        tiles=_tiles(story),
        notices=[],
        sections=_sections(story),
        groups=groups,
        groups_lead=say_standings(story.words, groups),
        left_out=order.assumptions_left_out,
        checks=_found(story),
        facts=_facts(story),
        digests_left_out="",
    )


def _sections(story: OrderStory) -> list[Section]:
    made = [
        order_section(story),
        promises_section(story),
        money_section(story),
        programme_section(story),
        ways_section(story),
        alternatives_section(story),
        *what_if_sections(story),
    ]
    return [section for section in made if section is not None]


def _sentences(story: OrderStory) -> list[str]:
    say, order = story.words.say, story.order
    money = {"price": story.money(order.price), "currency": story.currency}
    if not order.reached:
        blocked = [story.promise(row) for row in order.targets if not row.met]
        text = say("order.and").join(blocked) or story.words.join(order.blocked_by)
        return [say("order.answer.not_reached", blocked=text, **money)]
    promises = say("order.and").join(story.promise(row) for row in order.targets)
    said = [
        say("order.answer.reached", promises=promises, **money),
        say(
            "order.answer.sure",
            confidence=story.numbers.exact_share(order.confidence),
            replications=story.numbers.count(order.replications),
        ),
    ]
    if order.way is not None:
        said.append(say("order.answer.way", way=way_name(story, order.way)))
    if order.retired:
        said.append(say("order.answer.retired", count=len(order.retired)))
    if order.replaced:
        said.append(say("order.answer.replaced", count=len(order.replaced)))
    return said


def _tiles(story: OrderStory) -> list[Tile]:
    say, order = story.words.say, story.order
    cost = order.cost
    tiles = [
        Tile(say("order.tile.price"), story.money(order.price), story.currency, ""),
        Tile(
            say("order.tile.household"), story.money(cost.per_household_year[0]), story.currency,
            "",
        ),
        Tile(say("order.tile.first_year"), story.money(cost.per_year[0]), story.currency, ""),
        Tile(
            say("order.tile.npv", years=len(cost.per_year)), story.money(cost.npv),
            story.currency, "",
        ),
    ]  # fmt: skip
    government = cost.by_payer.get("government", [0.0])[0]
    if government:
        name = say("order.tile.government")
        tiles.append(Tile(name, story.money(government), story.currency, ""))
    return tiles


def _found(story: OrderStory) -> Section:
    """How the order was found, and what that claims."""
    say, order = story.words.say, story.order
    effort = "effort_limit"
    if order.cheapest_of_all:
        effort = "effort_all"
    elif order.search_complete:
        effort = "effort_exchange"
    notes = [say("order.run.repeat")]
    return Section("checks", say("order.run.title"), say(f"order.run.{effort}"), notes=notes)


def _facts(story: OrderStory) -> list[tuple[str, str, bool]]:
    say, numbers, order = story.words.say, story.numbers, story.order
    return [
        (say("order.run.scenario"), order.scenario, False),
        (say("order.run.tried"), numbers.count(order.candidates_tried), False),
        (say("order.run.tested"), numbers.count(order.candidates_tested), False),
        (say("order.run.simulated"), numbers.count(order.simulated_parcels), False),
        (say("order.run.seed"), str(order.seed), False),
        (say("order.run.digest"), order.scenario_digest, True),
    ]
