"""The answer of a run in which parcels go other ways than lockers, and its figures at a glance.

Lives here: those sentences. Not here: tiles as such (`twin.report.page.answer`), sections.
"""

from __future__ import annotations

from twin.report.page.story import Story

SERVICE_TILES = (
    "floored_share",
    "counter_wait_s",
    "staff_hours",
    "space_m2",
    "floor_parcel_hours",
    "counter_parcels",
    "delivery_minutes_per_parcel",
    "counter_full_share",
    "counter_walk_m",
    "counter_stay_h",
    "door_share",
)


def service_sentences(story: Story) -> list[str]:
    """What lies on floors, then how long people wait and what it takes."""
    words, whole = story.words, story.scopes.whole
    share = whole.mean("floored_share")
    if share is None:
        return [words.say("answer.nothing_brought")]
    first = words.say(
        "answer.brought",
        brought=story.number(whole, "parcels_brought"),
        share=story.numbers.share(share),
        hours=story.number(whole, "floor_parcel_hours"),
    )
    takes = {
        "staff": story.number(whole, "staff_hours"),
        "minutes": story.number(whole, "delivery_minutes_per_parcel"),
        "space": story.number(whole, "space_m2"),
    }
    if whole.mean("counter_wait_s") is None:
        return [first, words.say("answer.takes", **takes)]
    wait = story.number(whole, "counter_wait_s")
    return [first, words.say("answer.takes_and_wait", wait=wait, **takes)]
