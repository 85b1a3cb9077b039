"""The answer of a run in which things fail: sentences, and which figures stand at a glance.

Lives here: those sentences. Not here: tiles as such (`twin.report.page.answer`).
"""

from __future__ import annotations

from twin.report.page.story import Story

FAULT_TILES = ("blocked_pickups", "recovery_minutes", "bank_up_share")

MAX_OUTAGES = 3
"""Outages in the answer; the table has all."""


def fault_sentences(story: Story) -> list[str]:
    """How many pick-ups are blocked and for how long; what each known outage did.

    Nothing where nothing may fail; the second sentence only with a log.
    """
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
        return [words.say("answer.blocked", **known), *_outages(story)]
    minutes = story.number(whole, "recovery_minutes")
    return [words.say("answer.blocked_until", minutes=minutes, **known), *_outages(story)]


def _outages(story: Story) -> list[str]:
    """One sentence on the known outages, the worst first; none without them or a log."""
    words, numbers = story.words, story.numbers
    faults = None if story.hours is None else story.hours.faults
    outages = story.result.setting.outages
    if faults is None or not outages:
        return []
    both = sorted(zip(outages, faults.outages, strict=True), key=lambda pair: -pair[1].blocked)
    said = []
    for outage, end in both[:MAX_OUTAGES]:
        named = {"outage": story.label_name(outage.id), "length": numbers.exact(outage.hours)}
        if end.last_h is None:
            said.append(words.say("answer.outage_harmless", **named))
        else:
            known = {"blocked": numbers.number(end.blocked), "last": numbers.number(end.last_h)}
            said.append(words.say("answer.outage", **known, **named))
    listed = words.say("answer.outage_and").join(said)
    return [words.say("answer.outages", listed=listed)]
