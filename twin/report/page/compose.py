"""Sections become one file: HTML that needs nothing beside it.

Lives here: the order of sections, the template's values. Not here: what sections say.
"""

from __future__ import annotations

from pathlib import Path

from twin.report.assumptions import group_rows, say_standings
from twin.report.page.answer import answer_sentences, answer_tiles, notices
from twin.report.page.cold.by_day import cold_days_section
from twin.report.page.cold.by_hour import cold_by_hour_sections
from twin.report.page.counter.sections import service_by_hour_sections, service_days_section
from twin.report.page.faults.sections import fault_sections
from twin.report.page.grounds import (
    checks_section,
    digests_left_out,
    figures_section,
    run_facts,
)
from twin.report.page.layout import lay_out_page
from twin.report.page.lockers.by_hour import by_hour_sections
from twin.report.page.lockers.days import days_section
from twin.report.page.lockers.kinds import companies_section, sizes_section
from twin.report.page.lockers.places import map_section, places_section
from twin.report.page.parts import Section
from twin.report.page.story import Story
from twin.report.page.waste.by_hour import waste_by_hour_sections
from twin.report.page.waste.by_scope import waste_by_scope_sections
from twin.report.page.waste.rounds import rounds_section
from twin.report.page.waste.watch import watch_sections
from twin.report.reading.hours import read_hours
from twin.report.reading.logs import absent_log
from twin.report.reading.result import read_result
from twin.report.words.catalogue import Language, Words


def make_report(folder: Path, language: Language) -> str:
    """The page of the run in `folder`. The same folder gives the same page to the byte.

    Raises ReportError for a folder or file that is not what `run --out` leaves.
    """
    result = read_result(folder)
    absence = absent_log(folder, result)
    hours = read_hours(folder, result) if absence is None else None
    return write_page(Story(result, hours, absence, Words(language)))


def write_page(story: Story) -> str:
    """The page of a run as it was read."""
    result = story.result
    groups = group_rows(result.assumptions, story.words, story.numbers)
    return lay_out_page(
        story.words,
        kind=story.words.say(f"page.{_kind(story)}"),
        title=story.title,
        variant=story.variant,
        question=story.question,
        sentences=answer_sentences(story),
        tiles=answer_tiles(story),
        notices=notices(story),
        sections=_sections(story),
        groups=groups,
        groups_lead=say_standings(story.words, groups),
        left_out=result.assumptions_left_out,
        checks=checks_section(story),
        facts=run_facts(story),
        digests_left_out=digests_left_out(story),
    )


def _kind(story: Story) -> str:
    """What the page is a study of."""
    if story.has_waste:
        return "kind_both" if story.has_lockers else "kind_waste"
    if story.has_service:
        return "kind_service"
    return "kind_cold" if story.has_cold else "kind"


def _sections(story: Story) -> list[Section]:
    rooms = (_service_sections, _locker_sections, _waste_sections)
    made = [section for room in rooms for section in room(story)]
    made.append(figures_section(story))
    return [section for section in made if section is not None]


def _service_sections(story: Story) -> list[Section | None]:
    if not story.has_service:
        return []
    hours = story.hours
    made: list[Section | None] = []
    made += service_by_hour_sections(story, hours) if hours is not None else []
    return [*made, service_days_section(story)]


def _locker_sections(story: Story) -> list[Section | None]:
    """What a run shows most of all comes first: cold cells, then faults, then any lockers."""
    if not story.has_lockers:
        return []
    hours = story.hours
    made: list[Section | None] = []
    if story.has_cold:
        made += cold_by_hour_sections(story, hours) if hours is not None else []
        made.append(cold_days_section(story))
    if story.has_faults and hours is not None:
        made += fault_sections(story, hours)
    made += by_hour_sections(story, hours) if hours is not None else []
    return [
        *made,
        days_section(story),
        places_section(story),
        map_section(story),
        sizes_section(story),
        companies_section(story),
    ]


def _waste_sections(story: Story) -> list[Section | None]:
    if not story.has_waste:
        return []
    hours = story.hours
    made: list[Section | None] = []
    if hours is not None:
        made += [*waste_by_hour_sections(story, hours), *watch_sections(story, hours)]
    return [*made, *waste_by_scope_sections(story), rounds_section(story)]
