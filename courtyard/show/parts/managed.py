"""What the manager in the loop did, in a sentence.

Lives here: which of its figures are shown to a person beside the table. Not here: figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from courtyard.show.numbers import with_interval

Row = Mapping[str, Any]


def managed_answer(of: Mapping[str, Row]) -> str:
    """What was asked, how long answers took, what failed; alarms and work. `of` the whole, by
    figure.
    """
    said = [_work_answer(of)] if "orders" in of else []
    if of["manager_wishes"]["mean"] or not said:
        said.insert(0, _wishes_answer(of))
    return " ".join(said)


def _wishes_answer(of: Mapping[str, Row]) -> str:
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


def _work_answer(of: Mapping[str, Row]) -> str:
    text = (
        f"The manager raises {with_interval(of['manager_alarms'])} alarms a day and makes "
        f"{with_interval(of['orders'])} work orders"
    )
    if of["escalated_share"]["mean"] is not None:
        text = f"{text}, of which {with_interval(of['escalated_share'])} go past the property"
    response = of.get("order_response_min")
    if response is None:
        return f"{text}; no staff work on them."
    if response["mean"] is None:
        return f"{text}; nobody took up any."
    return (
        f"{text}; staff have one after {with_interval(response)} min, nine of ten within "
        f"{with_interval(of['order_response_p90_min'])} min, and are "
        f"{with_interval(of['staff_busy_share'])} busy."
    )
