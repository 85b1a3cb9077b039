"""The answer of a run with cold cells: what gets too warm, and what cooling takes.

Lives here: those sentences, and which figures stand at a glance. Not here: tiles as such
(`twin.report.page.answer`), sections.
"""

from __future__ import annotations

from twin.report.page.story import Story

COLD_TILES = (
    "excursion_parcels",
    "excursion_share",
    "excursion_minutes",
    "energy_kwh",
    "compressor_share",
)


def cold_sentences(story: Story) -> list[str]:
    """How many parcels get too warm and for how long, on which days; and energy."""
    words, numbers, whole = story.words, story.numbers, story.scopes.whole
    warm, energy = whole.mean("excursion_parcels"), story.number(whole, "energy_kwh")
    if whole.mean("excursion_share") is None or warm is None:
        return [words.say("answer.nothing_cold", energy=energy)]
    second = words.say(
        "answer.cooling", energy=energy, share=story.share(whole, "compressor_share")
    )
    if warm == 0:
        return [words.say("answer.never_warm"), second]
    days = story.result.days.measured
    minutes = whole.mean("excursion_minutes")
    known = {
        "days": numbers.count(days),
        "parcels": numbers.number(days * warm),
        "share": story.share(whole, "excursion_share"),
        "minutes": numbers.number(None if minutes is None else minutes / warm),
    }
    worst = _worst_label(story)
    if worst is None:
        return [words.say("answer.too_warm", **known), second]
    label, count = worst
    said = words.say("answer.too_warm_label", label=label, count=numbers.number(count), **known)
    return [said, second]


def _worst_label(story: Story) -> tuple[str, float] | None:
    """The label of the calendar on whose days most parcels get too warm, and how many."""
    lengths = {label: len(days) for label, days in story.result.setting.labels.items()}
    found = [
        (lengths[scope.key] * (scope.mean("excursion_parcels") or 0.0), scope.key)
        for scope in story.scopes.labels
        if scope.key in lengths
    ]
    count, label = max(found, default=(0.0, ""))
    return (story.label_name(label), count) if count > 0 else None
