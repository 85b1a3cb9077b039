"""What the manager in the loop did, in a sentence.

Lives here: which of its figures are shown to a person beside the table. Not here: figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courtyard.show.numbers import with_interval

Row = Mapping[str, Any]


def managed_answer(of: Mapping[str, Row]) -> str:
    """What was asked, how long answers took, what failed. `of` the whole, by figure."""
    wishes, reply = of["manager_wishes"], of["manager_reply_s"]
    if not wishes["mean"]:
        return "Nobody asked the manager for a compartment."
    text = f"The manager is asked for {with_interval(wishes)} compartments a day"
    if reply["mean"] is not None:
        text = f"{text} and answers after {with_interval(reply)} s"
    failed = of["unanswered_deposit_share"]
    if not failed["mean"]:
        return f"{text}; no deposit fails for want of an answer."
    return f"{text}; {with_interval(failed)} of the deposits fail for want of an answer."
