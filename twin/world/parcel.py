"""A parcel on its way: where it is and what has happened to it.

Lives here: the state of one parcel in the world. Not here: what happens (`twin.world.world`).
"""

from __future__ import annotations

from scenarios.people.courier import Courier
from scenarios.people.recipient import Recipient


class Parcel:
    """State of a parcel. `site` and `number` are its identity: home site in the group, ordinal.

    `step`, `due_ms`: what happens to it next while it lies, and when; −1: somebody is at its door.
    """

    __slots__ = (
        "bank",
        "blocked_ms",
        "blocked_times",
        "company",
        "courier",
        "days_presented",
        "deposited_ms",
        "depot_day",
        "due_ms",
        "first_bank",
        "number",
        "opening_ms",
        "overdue_ms",
        "position",
        "presented",
        "recipient",
        "reminders",
        "site",
        "size",
        "step",
        "take_back_ms",
        "temperature",
        "turned_overdue",
    )

    def __init__(self, site: int, number: int, size: int, temperature: int, company: int) -> None:
        self.site = site
        self.number = number
        self.size = size
        self.temperature = temperature
        self.company = company
        self.courier: Courier[Parcel] | None = None
        self.recipient: Recipient | None = None
        self.first_bank = -1
        self.presented = 0
        self.days_presented = 0
        self.depot_day = -1
        self.bank = -1
        self.position = -1
        self.deposited_ms = -1
        self.overdue_ms = -1
        self.take_back_ms = -1
        self.reminders = 0
        self.turned_overdue = False
        self.step = -1
        self.due_ms = -1
        self.blocked_ms = -1
        self.blocked_times = 0
        self.opening_ms = -1
