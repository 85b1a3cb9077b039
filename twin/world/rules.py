"""Rules of a scenario as integers: what policies and behaviour are called with.

Lives here: the translation of words and hours into codes and milliseconds. Not here: places.
"""

from __future__ import annotations

from dataclasses import dataclass

from fleet.policy import allocation, rejection
from scenarios.days import DAY_MS, HOUR_MS, SECOND_MS, Days
from scenarios.schema import Scenario

SIZE_RULES = {
    "own": allocation.OWN,
    "upgrade": allocation.UPGRADE,
    "reserve": allocation.RESERVE,
}
PICK_RULES = {
    "lowest_number": allocation.LOWEST_NUMBER,
    "accessible": allocation.ACCESSIBLE,
    "spread_wear": allocation.SPREAD_WEAR,
}
DESTINATIONS = {
    "next_bank": rejection.NEXT_BANK,
    "other_site": rejection.OTHER_SITE,
    "counter": rejection.COUNTER,
    "home": rejection.HOME,
    "lobby": rejection.LOBBY,
    "depot": rejection.DEPOT,
}

NEVER = -1


@dataclass(frozen=True, slots=True)
class Rules:
    """Policy and behaviour of a run; times in ms, money in 1/100 of the currency, −1 = none.

    Nothing happens before `begin_ms` (`twin.world.beginning`); the initial state stands from then.
    """

    horizon_ms: int
    first_weekday: int
    holiday: tuple[int, ...]
    attended: bool
    size_rule: int
    reserve: int
    pick_rule: int
    then: tuple[int, ...]
    delivery_days: int
    reminder_after_ms: tuple[int, ...]
    free_ms: int
    fee_step_ms: int
    fee_step_cents: int
    fee_cap_cents: int
    take_back_after_ms: int
    take_back_clock_ms: int
    weekend_permille: int
    setup_ms: int
    park_ms: int
    begin_ms: int = 0


def rules_of(scenario: Scenario, days: Days) -> Rules:
    """Rules of a scenario over the given days."""
    size_rule, _, reserve = scenario.allocation.size_rule.partition(":")
    overdue = scenario.overdue
    back_h = None if overdue is None else overdue.take_back_after_h
    holidays_free = overdue is not None and overdue.holidays_free
    return Rules(
        horizon_ms=days.horizon_ms,
        first_weekday=int(days.weekday[0]),
        holiday=tuple(int(h) for h in days.holiday) if holidays_free else (0,) * days.count,
        attended=scenario.couriers.mode == "visits",
        size_rule=SIZE_RULES[size_rule],
        reserve=int(reserve or 0),
        pick_rule=PICK_RULES[scenario.allocation.pick_rule],
        then=tuple(DESTINATIONS[place] for place in scenario.rejected.then),
        delivery_days=scenario.rejected.delivery_days,
        reminder_after_ms=tuple(
            round(hours * HOUR_MS)
            for hours in (scenario.reminders.after_h if scenario.reminders else ())
        ),
        free_ms=NEVER if overdue is None else round(overdue.free_h * HOUR_MS),
        fee_step_ms=DAY_MS if overdue is None else max(1, round(overdue.step_h * HOUR_MS)),
        fee_step_cents=0 if overdue is None else round(overdue.fee_per_step * 100),
        fee_cap_cents=0 if overdue is None else round(overdue.fee_cap * 100),
        take_back_after_ms=NEVER if back_h is None else round(back_h * HOUR_MS),
        take_back_clock_ms=0 if overdue is None else round(overdue.take_back_hour * HOUR_MS),
        weekend_permille=round(scenario.dwell.weekend_factor * 1000),
        setup_ms=round(scenario.couriers.setup_s * SECOND_MS),
        park_ms=round(scenario.couriers.park_s * SECOND_MS),
    )
