"""Arguments with which the kernel-safe test calls each public kernel-safe function.

One entry a function: full name → calls. A list is an array of integers (or of floats, if it holds
one); everything else is passed as it is. Choose calls that take every branch: what is compared is
the compiled function with the plain one, not the answer with a table (unit tests do that).
"""

from __future__ import annotations

from typing import Any

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
LARGEST_KEY = 2**63 - 1
PLAIN_KEY = (30 << 56) | (3 << 40) | (4_711 << 10) | 2

EXAMPLES: dict[str, list[tuple[Any, ...]]] = {
    "fleet.policy.allocation.choose_class": [
        # free, first, classes, size, rule, reserve
        ([3, 0, 2, 1], 0, 4, 0, 0, 0),
        ([0, 0, 2, 1], 0, 4, 0, 0, 0),
        ([0, 0, 2, 1], 0, 4, 0, 1, 0),
        ([0, 0, 2, 1], 0, 4, 0, 2, 1),
        ([0, 0, 1, 1], 0, 4, 0, 2, 1),
        ([9, 9, 0, 0, 1], 2, 3, 1, 1, 0),
        ([3, 3], 0, 2, -1, 1, 0),
    ],
    "fleet.policy.allocation.first_free": [
        # occupied, start, stop
        ([1, 0, 0, 1], 0, 4),
        ([1, 0, 0, 1], 2, 4),
        ([1, 1, 1, 0], 0, 3),
        ([0, 0], 1, 1),
    ],
    "fleet.policy.allocation.least_worn": [
        # occupied, openings, start, stop
        ([0, 0, 1, 0], [5, 2, 0, 2], 0, 4),
        ([1, 1], [5, 2], 0, 2),
    ],
    "fleet.policy.rejection.destination": [
        # then, count, at_home, days_presented, delivery_days
        ([0, 1, 2], 3, 0, 1, 3),
        ([0, 3, 4], 3, 1, 1, 3),
        ([0, 3, 4], 3, 0, 1, 3),
        ([1, 5], 2, 0, 1, 3),
        ([1, 5], 2, 0, 3, 3),
        ([0, 1], 2, 1, 1, 3),
    ],
    "fleet.policy.retention.reminder_at_ms": [
        # deposited_ms, after_ms, reminders, number
        (9 * HOUR_MS, [2 * HOUR_MS, 12 * HOUR_MS], 2, 1),
        (9 * HOUR_MS, [2 * HOUR_MS, 12 * HOUR_MS], 2, 2),
    ],
    "fleet.policy.retention.overdue_at_ms": [
        # deposited_ms, free_ms
        (9 * HOUR_MS, 18 * HOUR_MS),
        (9 * HOUR_MS, -1),
    ],
    "fleet.policy.retention.take_back_at_ms": [
        # deposited_ms, after_ms, round_clock_ms
        (9 * HOUR_MS, 3 * DAY_MS, 8 * HOUR_MS),
        (9 * HOUR_MS, 3 * DAY_MS, 9 * HOUR_MS),
        (9 * HOUR_MS, -1, 9 * HOUR_MS),
        (-30 * HOUR_MS, DAY_MS, 9 * HOUR_MS),
    ],
    "fleet.policy.retention.next_step": [
        # collection_ms, take_back_ms, reminder_ms, overdue_ms
        (10, -1, -1, -1),
        (10, 10, 10, 10),
        (10, 9, 9, 9),
        (10, 9, 8, 8),
        (10, 9, 8, 7),
    ],
    "fleet.policy.retention.fee_cents": [
        # overdue_ms, collected_ms, step_ms, step_cents, cap_cents, holiday, days
        (27 * HOUR_MS, 26 * HOUR_MS, 12 * HOUR_MS, 50, 300, [0, 0, 0], 3),
        (27 * HOUR_MS, 27 * HOUR_MS, 12 * HOUR_MS, 50, 300, [0, 0, 0], 3),
        (27 * HOUR_MS, 60 * HOUR_MS, 12 * HOUR_MS, 50, 300, [0, 1, 0], 3),
        (-9 * HOUR_MS, 900 * HOUR_MS, 12 * HOUR_MS, 50, 300, [0, 1, 0], 3),
        (27 * HOUR_MS, 60 * HOUR_MS, 12 * HOUR_MS, 0, 300, [0, 0, 0], 3),
    ],
    "scenarios.behaviour.collection.at_clock_ms": [
        # earliest_ms, clock_ms
        (30 * HOUR_MS, -1),
        (30 * HOUR_MS, 5 * HOUR_MS),
        (30 * HOUR_MS, 6 * HOUR_MS),
        (-30 * HOUR_MS, 19 * HOUR_MS),
    ],
    "scenarios.behaviour.collection.planned_collection_ms": [
        # deposited_ms, dwell_ms, clock_ms, first_weekday, weekend_permille
        (30 * HOUR_MS, 7 * HOUR_MS, -1, 0, 1000),
        (30 * HOUR_MS, 7 * HOUR_MS, 19 * HOUR_MS, 4, 1333),
        (30 * HOUR_MS, 7 * HOUR_MS, -1, 2, 1333),
    ],
    "scenarios.behaviour.collection.answered_collection_ms": [
        # planned_ms, reminder_ms, answer_ms, clock_ms
        (50 * HOUR_MS, 20 * HOUR_MS, -1, -1),
        (50 * HOUR_MS, 20 * HOUR_MS, HOUR_MS, 19 * HOUR_MS),
        (50 * HOUR_MS, 20 * HOUR_MS, 40 * HOUR_MS, -1),
    ],
    "scenarios.behaviour.collection.fee_averse_collection_ms": [
        # planned_ms, deposited_ms, overdue_ms, lead_ms
        (50 * HOUR_MS, 10 * HOUR_MS, 28 * HOUR_MS, HOUR_MS),
        (50 * HOUR_MS, 10 * HOUR_MS, 28 * HOUR_MS, 30 * HOUR_MS),
        (50 * HOUR_MS, 10 * HOUR_MS, -1, HOUR_MS),
        (20 * HOUR_MS, 10 * HOUR_MS, 28 * HOUR_MS, HOUR_MS),
        (50 * HOUR_MS, 10 * HOUR_MS, 28 * HOUR_MS, -1),
    ],
    "twin.eventlog.order.pack_key": [
        # kind, site, entity, ordinal
        (1, 0, 0, 0),
        (127, 65_535, 1_073_741_823, 1_023),
    ],
    "twin.eventlog.order.key_kind": [(LARGEST_KEY,), (PLAIN_KEY,)],
    "twin.eventlog.order.key_site": [(LARGEST_KEY,), (PLAIN_KEY,)],
    "twin.eventlog.order.key_entity": [(LARGEST_KEY,), (PLAIN_KEY,)],
    "twin.eventlog.order.key_ordinal": [(LARGEST_KEY,), (PLAIN_KEY,)],
}
