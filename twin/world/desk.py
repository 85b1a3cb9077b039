"""The desk: the one place where the twin asks the policies.

Lives here: every call of `fleet.policy` that the reference engine makes, and what people ask of a
desk. Where the live manager stands in the loop its desk (`twin.managed.parcels`) takes the place of
`Desk`. Not here: what is done with an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from devices.models.bank import Bank
from fleet.policy import alarming, collection, emergency, rounds, watch
from fleet.policy.allocation import SPREAD_WEAR, choose_class, first_free, least_worn
from fleet.policy.rejection import destination
from fleet.policy.retention import (
    fee_cents,
    next_step,
    overdue_at_ms,
    reminder_at_ms,
    take_back_at_ms,
)
from fleet.rounds.planner import plan_round
from fleet.rounds.problem import Roads, RoundList, RoundProblem, Trucks
from fleet.rounds.wanting import Outlook, Point, stop_at
from twin.world.parcel import Parcel
from twin.world.rules import NEVER, Rules

GOES_ON, RISES = alarming.GOES_ON, alarming.RISES
"""What a reading says of how a bin fills: nothing yet, a rate."""

Answered = Callable[[int, Parcel, int], None]
"""What happens when a desk has answered: (now, parcel, position that opened or −1)."""


class Desk:
    """Answers for one run, at once; asks the policies with the run's rules.

    `announces`: reminders and the end of the free time come at the times that it names; else
    whoever overrides it says when they come.
    """

    announces = True

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def open_to_deposit(
        self, now: int, parcel: Parcel, bank: Bank, sizes: int, answered: Answered
    ) -> None:
        """A courier holds a parcel to the terminal: a compartment opens, or none."""
        answered(now, parcel, self.allocate(bank, parcel.size, parcel.temperature, sizes))

    def open_to_collect(self, now: int, parcel: Parcel, answered: Answered) -> None:
        """A recipient wants the parcel."""
        answered(now, parcel, parcel.position)

    def open_to_take_back(self, now: int, parcel: Parcel, answered: Answered) -> None:
        """A courier wants an old parcel back."""
        answered(now, parcel, parcel.position)

    def returns_ms(self, now: int, parcel: Parcel) -> int:
        """When a recipient comes again for whom no door opened; here every one does."""
        return now

    def held(self, parcels: Sequence[Parcel]) -> None:
        """These lie in banks of a site when the run begins."""

    def laid(self, now: int, parcel: Parcel) -> None:
        """The door is shut upon the parcel."""

    def gone(self, now: int, parcel: Parcel) -> None:
        """The parcel is out, the door shut."""

    def allocate(self, bank: Bank, size: int, temperature: int, sizes: int) -> int:
        """Position for a parcel of class `size`, −1 where no compartment fits.

        A bank has `sizes` classes of each temperature; only those of the parcel's are looked at.
        """
        rules, first = self.rules, temperature * sizes
        chosen = choose_class(bank.free, first, sizes, size, rules.size_rule, rules.reserve)
        if chosen < 0:
            return NEVER
        start, stop = bank.class_first[first + chosen], bank.class_first[first + chosen + 1]
        if rules.pick_rule == SPREAD_WEAR:
            return least_worn(bank.occupied, bank.openings, start, stop)
        return first_free(bank.occupied, start, stop)

    def overdue_ms(self, deposited_ms: int) -> int:
        """When a parcel turns overdue, −1 never."""
        return overdue_at_ms(deposited_ms, self.rules.free_ms)

    def take_back_ms(self, deposited_ms: int) -> int:
        """When the courier takes a parcel back, −1 never."""
        rules = self.rules
        return take_back_at_ms(deposited_ms, rules.take_back_after_ms, rules.take_back_clock_ms)

    def reminder_ms(self, deposited_ms: int, number: int) -> int:
        """When reminder `number` is due, −1 never."""
        after_ms = self.rules.reminder_after_ms
        return reminder_at_ms(deposited_ms, after_ms, len(after_ms), number)

    def next_step(
        self, collection_ms: int, take_back_ms: int, reminder_ms: int, overdue_ms: int
    ) -> int:
        """What comes first for a parcel that lies (`fleet.policy.retention`)."""
        return next_step(collection_ms, take_back_ms, reminder_ms, overdue_ms)

    def fee_cents(self, overdue_ms: int, collected_ms: int) -> int:
        """Fee that is paid with the collection."""
        rules = self.rules
        return fee_cents(
            overdue_ms,
            collected_ms,
            rules.fee_step_ms,
            rules.fee_step_cents,
            rules.fee_cap_cents,
            rules.holiday,
            len(rules.holiday),
        )

    def destination(self, at_home: int, days_presented: int) -> int:
        """Where a rejected parcel goes once no bank is left to try."""
        rules = self.rules
        return destination(
            rules.then, len(rules.then), at_home, days_presented, rules.delivery_days
        )


class CollectionDesk:
    """Answers about the emptying of bins; what it needs to know is told with each question."""

    def next_round_ms(
        self,
        after_ms: int,
        first_weekday: int,
        weekdays: Sequence[int],
        clocks_ms: Sequence[int],
    ) -> int:
        """When the next fixed round sets out."""
        return collection.next_round_ms(
            after_ms, first_weekday, weekdays, clocks_ms, len(clocks_ms)
        )

    def is_alarm(self, reported_permille: int, level_permille: int) -> bool:
        """Whether a report calls for an emptying."""
        return collection.is_alarm(reported_permille, level_permille) == 1

    def is_current(self, measured_ms: int, emptied_ms: int) -> bool:
        """Whether a report that comes late still speaks of what is in the bin."""
        return collection.is_current(measured_ms, emptied_ms) == 1

    def is_too_old(self, now: int, emptied_ms: int, age_limit_ms: int) -> bool:
        """Whether what is in a bin has lain too long."""
        return collection.is_too_old(now, emptied_ms, age_limit_ms) == 1

    def truck_due_ms(self, now: int, lead_ms: int) -> int:
        """When a truck that is called now arrives."""
        return collection.truck_due_ms(now, lead_ms)

    def trips(self, volume_ml: int, truck_ml: int, compaction_permille: int) -> int:
        """Trips needed for a volume."""
        return collection.trips(volume_ml, truck_ml, compaction_permille)

    def trend_step(self, fill: int, from_permille: int, elapsed_ms: int) -> int:
        """What a report says of how fast a bin fills: GOES_ON, RISES, or that it was emptied."""
        return alarming.trend_step(fill, from_permille, elapsed_ms)

    def rate_after(self, rate_per_day: int, rise: int, elapsed_ms: int) -> int:
        """How fast a bin fills, in per mille a day, after it rose so much in that time."""
        return alarming.rate_after(rate_per_day, rise, elapsed_ms, alarming.TREND_MEMORY_MS)

    def waste_ms(self, hour_weights: Sequence[int], now: int) -> int:
        """The time by a clock that runs with the waste."""
        return rounds.waste_ms(hour_weights, sum(hour_weights), now)

    def plan_round(
        self,
        points: Sequence[Point],
        outlook: Outlook,
        roads: Roads,
        trucks: Trucks,
        iterations: int,
        seed: int,
    ) -> RoundList:
        """Which of the points a round visits, one after the other."""
        stops = tuple(stop_at(point, outlook, trucks) for point in points)
        return plan_round(RoundProblem(roads, trucks, stops, iterations, seed))


class WatchDesk:
    """Answers about cameras and locked lids."""

    def is_detection(self, confidence_permille: int, report_from_permille: int) -> bool:
        """Whether a sighting is reported."""
        return watch.is_detection(confidence_permille, report_from_permille) == 1

    def is_to_lock(self, fill_permille: int, lock_permille: int) -> bool:
        """Whether a lid is to be locked."""
        return watch.is_to_lock(fill_permille, lock_permille) == 1

    def point_shown(
        self,
        locked: Sequence[int],
        stream_of: Sequence[int],
        first_bin: Sequence[int],
        own: int,
        stream: int,
    ) -> int:
        """Point of the site that residents are shown instead of `own`, −1 none."""
        points = len(first_bin) - 1
        return watch.point_shown(locked, stream_of, first_bin, 0, points, own, stream)


class EmergencyDesk:
    """Answers about what a fault blocks, and where the emergency plan helps."""

    def causes_of_shut(
        self, mains_down: int, network_down: int, terminal_down: int, offline_codes: int
    ) -> int:
        """Why a bank takes and gives nothing; 0: it works."""
        return emergency.causes_of_shut(mains_down, network_down, terminal_down, offline_codes)

    def opening_helps(self, causes: int, helps: int) -> bool:
        """Whether staff can open although all causes hold."""
        return emergency.opening_helps(causes, helps) == 1
