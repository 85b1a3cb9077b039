"""What the manager in the loop did, in sentences."""

from __future__ import annotations

from typing import Any

from courtyard.show.parts.managed import managed_answer
from twin.figures.catalogue import FIGURES


def row(name: str, mean: float | None) -> dict[str, Any]:
    """A figure of one replication."""
    return {"name": name, "unit": FIGURES[name].unit, "mean": mean, "low": None, "high": None}


def answer(**means: float | None) -> str:
    """The sentences of a run with these figures, and without wishes where none are given."""
    quiet = {"manager_wishes": 0.0, "manager_reply_s": None, "unanswered_deposit_share": None}
    return managed_answer({name: row(name, mean) for name, mean in (quiet | means).items()})


WORK: dict[str, float | None] = {"manager_alarms": 12.0, "orders": 10.0, "escalated_share": 0.25}
STAFF: dict[str, float | None] = {
    "order_response_min": 6.0, "order_response_p90_min": 18.0, "staff_busy_share": 0.4,
}  # fmt: skip


def test_banks_alone_speak_of_wishes() -> None:
    """Nobody asked, or how many did and what failed."""
    assert answer() == "Nobody asked the manager for a compartment."
    wished = {"manager_wishes": 80.0, "manager_reply_s": 0.0, "unanswered_deposit_share": 0.0}
    assert answer(**wished) == (
        "The manager is asked for 80.0 compartments a day and answers after 0.0 s; no deposit "
        "fails for want of an answer."
    )


def test_waste_points_speak_of_alarms_and_of_who_works_on_them() -> None:
    """Without staff nobody does; with staff how soon, and how busy they are."""
    head = (
        "The manager raises 12.0 alarms a day and makes 10.0 work orders, of which 25.00 % go past "
        "the property"
    )
    assert answer(**WORK) == f"{head}; no staff work on them."
    assert answer(**WORK, **STAFF) == (
        f"{head}; staff have one after 6.00 min, nine of ten within 18.0 min, and are 40.00 % busy."
    )
    idle = dict.fromkeys(STAFF)
    assert answer(**WORK, **idle).endswith("; nobody took up any.")
    both = answer(manager_wishes=80.0, manager_reply_s=None, unanswered_deposit_share=None, **WORK)
    assert both.startswith("The manager is asked for 80.0 compartments a day;")
    assert both.endswith("no staff work on them.")
