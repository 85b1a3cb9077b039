"""The answer of a run with waste points: two sentences, and which figures stand at a glance.

Lives here: those sentences. Not here: tiles as such (`twin.report.page.answer`), sections.
"""

from __future__ import annotations

from twin.report.page.story import Story

WASTE_TILES = (
    "landed_bags",
    "overflow_share",
    "emptied_nearly_empty_share",
    "overflow_litres",
    "emptyings",
    "truck_km",
    "collected_kg",
    "mixed_share",
    "alarm_recall",
    "alarm_delay_min",
    "landed_bag_hours",
)


def waste_sentences(story: Story) -> list[str]:
    """What does not fit, then what the rounds cost; where trucks only come when a sensor calls,
    what its reports are worth.
    """
    words, whole = story.words, story.scopes.whole
    if story.result.setting.only_by_alarm and whole.mean("alarm_delay_min") is not None:
        return _by_alarm(story)
    brought, landed = whole.mean("drop_offs"), whole.mean("landed_bags")
    if not brought or landed is None:
        return [words.say("answer.no_drop_offs")]
    first = words.say(
        "answer.landed",
        brought=story.number(whole, "drop_offs"),
        landed=story.number(whole, "landed_bags"),
        share=story.numbers.share(landed / brought),
        litres=story.number(whole, "overflow_litres"),
    )
    if whole.mean("overflow_share") is None:
        return [first, words.say("answer.no_emptyings")]
    second = words.say(
        "answer.emptyings",
        emptyings=story.number(whole, "emptyings"),
        km=story.number(whole, "truck_km"),
        late=story.share(whole, "overflow_share"),
        early=story.share(whole, "emptied_nearly_empty_share"),
    )
    return [first, second]


def _by_alarm(story: Story) -> list[str]:
    words, numbers, whole = story.words, story.numbers, story.scopes.whole
    setting = story.result.setting
    levels = [numbers.exact_share(level) for level in sorted(set(setting.alarm_levels.values()))]
    return [
        words.say(
            "answer.noticed",
            interval=words.join([numbers.count(minutes) for minutes in setting.report_every_min]),
            level=words.join(levels),
            late=story.share(whole, "overflow_share"),
            litres=story.number(whole, "overflow_litres"),
            delay=story.number(whole, "alarm_delay_min"),
        ),
        words.say(
            "answer.by_alarm",
            emptyings=story.number(whole, "emptyings"),
            km=story.number(whole, "truck_km"),
            early=story.share(whole, "emptied_nearly_empty_share"),
            recall=story.share(whole, "alarm_recall"),
        ),
    ]
