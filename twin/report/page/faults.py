"""The answer of a run in which things fail: one sentence, and which figures stand at a glance.

Lives here: that sentence. Not here: tiles as such (`twin.report.page.answer`).
"""

from __future__ import annotations

from twin.report.page.story import Story

FAULT_TILES = ("blocked_pickups", "recovery_minutes", "bank_up_share")


def fault_sentences(story: Story) -> list[str]:
    """How many pick-ups are blocked, and for how long; nothing where nothing may fail."""
    words, whole = story.words, story.scopes.whole
    blocked = whole.mean("blocked_pickups")
    if blocked is None:
        return []
    if blocked == 0:
        return [words.say("answer.nothing_blocked")]
    known = {
        "blocked": story.number(whole, "blocked_pickups"),
        "up": story.share(whole, "bank_up_share"),
    }
    if whole.mean("recovery_minutes") is None:
        return [words.say("answer.blocked", **known)]
    minutes = story.number(whole, "recovery_minutes")
    return [words.say("answer.blocked_until", minutes=minutes, **known)]
