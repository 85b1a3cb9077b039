"""Arguments with which the kernel-safe test calls each public kernel-safe function.

One entry a function: full name → calls. A list is an array of integers (or of floats, if it holds
one); everything else is passed as it is. Choose calls that take every branch: what is compared is
the compiled function with the plain one, not the answer with a table (unit tests do that).
"""

from __future__ import annotations

from typing import Any

from devices.physics import cold_cell

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
LARGEST_KEY = 2**63 - 1
PLAIN_KEY = (30 << 56) | (3 << 40) | (4_711 << 10) | 2

_CELL = [
    5_000_000, 4_200_000, 30_000_000, 7_000_000, 1, 6_900_000, 0, 1, 0, 0, 5, 6, 7, 8, 9, 0,
    3_000_000, 5_000_000, 120_000, 180_000, 40_000, 20_000, 6_000_000, 7_000_000, 1_000_000,
    400_000, 3_000_000, 20_000, 8_000_000, 4_000_000,
]  # fmt: skip
"""A cold cell at 7,000,000 ms: the columns of `devices.physics.cold_cell`, limit 8 °C."""


def _cell(**changed: int) -> list[int]:
    row = list(_CELL)
    for column, value in changed.items():
        row[getattr(cold_cell, column)] = value
    return row


_COURSE = (40_000_000.0, -20_000_000.0, -16_000_000.0, 1e-7, 3e-6)
_DIP = (4_000_000.0, 5_000_000.0, -6_000_000.0, 1e-7, 3e-6)

EXAMPLES: dict[str, list[tuple[Any, ...]]] = {
    "devices.physics.fill.brim_mass_g": [(240_000, 425, 1_000), (240_000, 147, 1_300)],
    "devices.physics.fill.volume_ml": [
        # mass_g, density_g_l, capacity_ml, compaction_permille
        (50_000, 425, 240_000, 1_300),
        (102_001, 425, 240_000, 1_300),
        (200_000, 425, 240_000, 1_300),
        (200_000, 425, 240_000, 1_000),
    ],
    "devices.physics.fill.above_brim_ml": [(240_001, 240_000), (239_000, 240_000)],
    "devices.physics.fill.fill_permille": [(240_001, 240_000), (1, 240_000)],
    "devices.physics.ultrasonic.echo_um": [
        # volume_ml, capacity_ml, depth_mm, clearance_mm, noise_milli, noise_um, resolution_um
        (40_000, 50_000, 1_000, 100, 0, 0, 1_000),
        (40_000, 50_000, 930, 100, -1_499, 3_000, 10_000),
        (90_000, 50_000, 1_000, 100, 700, 3_000, 1_000),
        (90_000, 50_000, 1_000, 100, -700, 3_000, 1_000),
    ],
    "devices.physics.ultrasonic.stray_um": [
        # stray_permille, depth_mm, clearance_mm, resolution_um
        (0, 900, 100, 1_000),
        (333, 930, 100, 7_000),
        (1_000, 900, 100, 1_000),
    ],
    "devices.physics.ultrasonic.drifted_um": [
        # distance_um, drift_um_per_day, now_ms, resolution_um
        (300_000, 500, 36 * HOUR_MS, 1_000),
        (300_000, -500, 60 * HOUR_MS, 1_000),
        (1_000, -50_000, 60 * HOUR_MS, 1_000),
    ],
    "devices.physics.ultrasonic.bridged_ml": [
        # volume_ml, capacity_ml, bridged
        (10_000, 50_000, 0),
        (10_000, 50_000, 1),
        (60_000, 50_000, 1),
    ],
    "devices.physics.reporting.charge_left_uah": [
        # charge_uah, since_ms, now_ms, sent, report_uah, idle_uah_per_day
        (5_000, HOUR_MS, 25 * HOUR_MS, 10, 100, 500),
        (1_000, 0, 60 * HOUR_MS, 5, 100, 500),
    ],
    "devices.physics.reporting.is_to_send": [
        # reading, last, silent, dead_band, silent_at_most
        (0, -1, 0, 50, 24),
        (540, 500, 3, 50, 24),
        (550, 500, 3, 50, 24),
        (450, 500, 3, 50, 24),
        (500, 500, 24, 50, 24),
    ],
    "devices.physics.ultrasonic.reported_permille": [
        # distance_um, depth_mm, clearance_mm
        (300_000, 1_000, 100),
        (1_090_400, 930, 100),
        (1_200_000, 1_000, 100),
    ],
    "devices.physics.heat.course": [
        # node, air_uc, product_uc, ambient_uc, cooling_mw, conductance, coupling, air, product
        (0, 4_000_000, 4_500_000, 30_000_000, 40_000, 400_000, 1_000_000, 6_000_000, 7_000_000),
        (1, 4_000_000, 4_500_000, 30_000_000, 0, 3_400_000, 1_000_000, 6_000_000, 7_000_000),
        (0, 4_000_000, 4_000_000, -10_000_000, 0, 400_000, 1_000_000, 6_000_000, 0),
    ],
    "devices.physics.heat.temperature_uc": [(*_COURSE, 0), (*_COURSE, 3_599_999)],
    "devices.physics.heat.area_uk_ms": [
        (*_COURSE, 1),
        (*_COURSE, 3_599_999),
        (4e6, 2e6, 0.0, 1e-7, 0.0, 90_000),
    ],
    "devices.physics.heat.turning_ms": [
        (*_COURSE[1:], 3_600_000),
        (*_DIP[1:], 3_600_000),
        (*_DIP[1:], 1_000),
        (5e6, -1.0, 1e-7, 3e-6, 3_600_000),
        (5e6, 0.0, 1e-7, 0.0, 3_600_000),
    ],
    "devices.physics.heat.first_ms": [
        # settled, slow, fast, slow_rate, fast_rate, target_uc, rising, within_ms
        (*_COURSE, 8_000_000, 1, 3_600_000),
        (*_COURSE, 8_000_000, 1, 60_000),
        (*_DIP, 7_500_000, 1, 3_600_000),
        (*_DIP, 7_500_000, 1, 36_000_000),
        (*_DIP, 8_500_000, 0, 36_000_000),
    ],
    "devices.physics.heat.is_past": [(5, 5, 1), (4, 5, 1), (5, 5, 0), (6, 5, 0)],
    "devices.physics.cold_cell.advance": [
        # cells, row, now
        (_cell(), 0, 7_000_000),
        (_cell(), 0, 8_000_000),
        (_cell(FILLED=0), 0, 8_000_000),
        (_cell(ABOVE=1, PRODUCT_UC=9_000_000, RUNNING=0), 0, 8_000_000),
        (_cell(OPEN_UNTIL=7_020_000), 0, 7_020_000),
    ],
    "devices.physics.cold_cell.course_of": [
        (_cell(), 0, 0),
        (_cell(OPEN_UNTIL=7_020_000, RUNNING=0), 0, 1),
        (_cell(FILLED=0), 0, 0),
    ],
    "devices.physics.cold_cell.open_door": [(_cell(), 0, 7_000_000)],
    "devices.physics.cold_cell.put_in": [(_cell(FILLED=0), 0, 7_000_000, 11)],
    "devices.physics.cold_cell.take_out": [(_cell(ABOVE=1), 0, 7_000_000)],
    "devices.physics.cold_cell.settle": [
        (_cell(), 0, 7_000_000),
        (_cell(AIR_UC=2_900_000, SINCE=6_000_000, FILLED=0), 0, 7_000_000),
        (_cell(PRODUCT_UC=8_000_001), 0, 7_000_000),
        (_cell(PRODUCT_UC=8_000_000, ABOVE=1), 0, 7_000_000),
    ],
    "devices.physics.cold_cell.runs_on": [
        # running, reasons_off, air, lower, upper, since_ms, min_run_ms, min_rest_ms
        (1, 1, 5, 3, 5, 900, 120, 180),
        (1, 0, 3, 3, 5, 900, 120, 180),
        (1, 0, 3, 3, 5, 100, 120, 180),
        (1, 0, 4, 3, 5, 900, 120, 180),
        (0, 0, 5, 3, 5, 900, 120, 180),
        (0, 0, 5, 3, 5, 179, 120, 180),
    ],
    "devices.physics.cold_cell.next_ms": [
        # cells, row, now, until_ms
        (_cell(), 0, 7_000_000, 7_199_999),
        (_cell(SINCE=6_000_000), 0, 7_000_000, 10_799_999),
        (_cell(RUNNING=0, SINCE=6_990_000, AIR_UC=3_000_000), 0, 7_000_000, 7_199_999),
        (_cell(RUNNING=0, SINCE=6_000_000, AIR_UC=3_000_000), 0, 7_000_000, 10_799_999),
        (_cell(OPEN_UNTIL=7_020_000, OFF=1), 0, 7_000_000, 7_199_999),
        (_cell(OFF=1, RUNNING=0, PRODUCT_UC=7_900_000), 0, 7_000_000, 10_799_999),
        (_cell(OFF=1, ABOVE=1, PRODUCT_UC=8_100_000), 0, 7_000_000, 10_799_999),
    ],
    "fleet.policy.rollouts.chances.at_least": [
        (105, 50_000, 2),
        (105, 2_000, 2),
        (300_000, 50_000, 14_900),
        (5, 1_000, 0),
        (3, 9, 4),
    ],
    "fleet.policy.rollouts.chances.canary_devices": [
        (50_000, 2_000, 30_000, 50_000, 500),
        (50_000, 2_000, 30_000, 50_000, 60),
    ],
    "fleet.policy.rollouts.chances.canary_allows": [(105, 50_000, 30_000), (20, 50_000, 30_000)],
    "fleet.policy.rollouts.chances.more_devices": [(105, 90, 15), (105, 90, 10), (105, 106, 0)],
    "fleet.policy.rollouts.chances.canary_is_too_small": [(105, 53), (105, 52), (1, 1), (1, 0)],
    "fleet.policy.rollouts.chances.too_many_failures": [
        (100, 0, 2_000, 1_000),
        (100, 1, 2_000, 1_000),
        (100, 4, 2_000, 1_000),
    ],
    "fleet.policy.rollouts.turns.wave_is_through": [
        (100, 95, 0, 950),
        (100, 94, 0, 950),
        (9, 9, 1, 950),
    ],
    "fleet.policy.rollouts.turns.opens_at_ms": [
        # now_ms, offset_ms, from_clock_ms, to_clock_ms
        (30 * HOUR_MS, 8 * HOUR_MS, 0, 0),
        (30 * HOUR_MS, 8 * HOUR_MS, 2 * HOUR_MS, 5 * HOUR_MS),
        (18 * HOUR_MS, 8 * HOUR_MS, 2 * HOUR_MS, 5 * HOUR_MS),
        (15 * HOUR_MS, 8 * HOUR_MS, 22 * HOUR_MS, 5 * HOUR_MS),
        (5 * HOUR_MS, 8 * HOUR_MS, 22 * HOUR_MS, 5 * HOUR_MS),
    ],
    "fleet.policy.rollouts.turns.is_out_of_patience": [
        # unfit_ms, now_ms, patience_ms
        (-1, 10, 5),
        (5, 10, 5),
        (6, 10, 5),
    ],
    "fleet.policy.rollouts.turns.unfit_for": [
        (0, 0, 0, 1, -1, 300),
        (1, 1, 0, 1, -1, 300),
        (1, 0, 1, 1, -1, 300),
        (1, 0, 0, 1, 10, 300),
        (1, 0, 0, 0, 299, 300),
        (1, 0, 0, 0, 300, 300),
        (1, 0, 0, 0, -1, 300),
    ],
    "fleet.policy.alarming.holds": [
        # value, is_up, raise_at, clear_at
        (800, 0, 800, 600),
        (599, 1, 800, 600),
        (200, 0, 200, 250),
        (251, 1, 200, 250),
    ],
    "fleet.policy.alarming.is_believed": [(500, 200, 300), (501, 200, 300), (9, -1, 3), (9, 0, -1)],
    "fleet.policy.alarming.step_believed": [
        # step, rate_per_day, elapsed_ms, surge
        (300, -1, 3_600_000, 4),
        (300, 600, 3_600_000, 4),
        (-1, 600, 3_600_000, 4),
    ],
    "fleet.policy.alarming.flaps_after": [
        # flaps, from_ms, now_ms, window_ms
        (0, 0, 5, 10),
        (4, 0, 10, 10),
        (5, 0, 11, 10),
        (5, 0, 21, 10),
    ],
    "fleet.policy.alarming.window_from_ms": [(0, 0, 5, 10), (4, 0, 10, 10), (5, 0, 11, 10)],
    "fleet.policy.alarming.follows_at_ms": [
        # is_active, is_up, since_ms, raise_after_ms, clear_after_ms, flaps, flaps_most, quiet_ms
        (1, 1, 1_000, 30, 60, 0, 5, 600),
        (1, 0, 1_000, 30, 60, 4, 5, 600),
        (1, 0, 1_000, 30, 60, 5, 5, 600),
        (0, 1, 1_000, 30, 60, 4, 5, 600),
        (0, 1, 1_000, 30, 60, 5, 5, 600),
    ],
    "fleet.policy.alarming.away_long_ms": [(10, 3, 60), (30, 3, 60)],
    "fleet.policy.alarming.rate_after": [
        # rate_per_day, rise, elapsed_ms, memory_ms
        (-1, 100, HOUR_MS, DAY_MS),
        (100, 600, 3 * DAY_MS, 3 * DAY_MS),
        (100, 600, 0, DAY_MS),
    ],
    "fleet.policy.alarming.full_in_ms": [(600, 200), (1_000, 0), (500, -1)],
    "fleet.policy.alarming.is_one_cause": [(3, 10, 3, 300), (3, 11, 3, 300), (2, 2, 3, 300)],
    "fleet.policy.alarming.is_over": [(2, 10, 200), (3, 10, 200)],
    "fleet.policy.departing.evidence_mnat": [
        # amount, mean, spread, change, most_mnat
        (0, 1_000, 250, -1_000, 9_000),
        (1_400, 1_000, 250, 500, 9_000),
        (0, 1_000, 10, -1_000, 5_000),
        (1_000, 1_000, 10, -1_000, 5_000),
    ],
    "fleet.policy.departing.gathered_mnat": [(0, -5, 100), (95, 9, 100), (50, -20, 100)],
    "fleet.policy.departing.mean_after": [
        # mean, amount, days, memory_days
        (0, 20_001, 0, 60),
        (20_000, 13_333, 6, 60),
        (20_000, 40_000, 500, 60),
    ],
    "fleet.policy.departing.variance_after": [
        # variance, amount, mean, mean_now, days, memory_days
        (0, 20_001, 0, 20_001, 0, 60),
        (90_000, 13_333, 20_000, 19_048, 6, 60),
    ],
    "fleet.policy.departing.spread_of": [(0, 5_000, 100), (90_000, 1_000, 100), (-7, 10, 100)],
    "fleet.policy.escalation.is_on_duty": [
        # now_ms, offset_ms, weekdays, from_clock_ms, to_clock_ms
        (4 * DAY_MS + 9 * HOUR_MS, 0, 31, 8 * HOUR_MS, 18 * HOUR_MS),
        (4 * DAY_MS + 19 * HOUR_MS, 0, 31, 8 * HOUR_MS, 18 * HOUR_MS),
        (5 * DAY_MS + HOUR_MS, 0, 1, 22 * HOUR_MS, 6 * HOUR_MS),
        (5 * DAY_MS + HOUR_MS, 8 * HOUR_MS, 2, 0, 0),
    ],
    "fleet.policy.escalation.due_on_duty_ms": [
        # start_ms, allowed_ms, offset_ms, weekdays, from_clock_ms, to_clock_ms
        (8 * DAY_MS + 17 * HOUR_MS, 3 * HOUR_MS, 0, 31, 8 * HOUR_MS, 18 * HOUR_MS),
        (8 * DAY_MS + 3 * HOUR_MS, 4 * HOUR_MS, HOUR_MS, 127, 22 * HOUR_MS, 6 * HOUR_MS),
        (5, 10, 3, 127, 0, 0),
        (5, 10, 3, 0, 8 * HOUR_MS, 18 * HOUR_MS),
    ],
    "fleet.policy.escalation.allowed_ms": [(0, 1, 2, 3), (1, 1, 2, 3), (2, 1, 2, 3)],
    "fleet.policy.escalation.next_level": [(0, 3), (2, 3)],
    "fleet.policy.collection.next_round_ms": [
        # after_ms, first_weekday, weekdays, clocks_ms, clocks
        (30 * HOUR_MS, 0, [1, 1, 1, 1, 1, 1, 1], [6 * HOUR_MS, 18 * HOUR_MS], 2),
        (29 * HOUR_MS, 0, [1, 1, 1, 1, 1, 1, 1], [6 * HOUR_MS, 18 * HOUR_MS], 2),
        (6 * HOUR_MS, 3, [0, 0, 0, 1, 0, 0, 0], [6 * HOUR_MS], 1),
        (-1, 0, [1, 0, 0, 0, 0, 0, 0], [0], 1),
        (0, 0, [0, 0, 0, 0, 0, 0, 0], [0], 1),
    ],
    "fleet.policy.collection.is_alarm": [(800, 800), (799, 800)],
    "fleet.policy.collection.is_too_old": [
        # now_ms, emptied_ms, age_limit_ms
        (30 * HOUR_MS, 6 * HOUR_MS, DAY_MS),
        (29 * HOUR_MS, 6 * HOUR_MS, DAY_MS),
        (90 * HOUR_MS, 6 * HOUR_MS, -1),
    ],
    "fleet.policy.collection.truck_due_ms": [(9 * HOUR_MS, 4 * HOUR_MS)],
    "fleet.policy.collection.trips": [
        # volume_ml, truck_ml, compaction_permille
        (0, 8_000_000, 2_500),
        (20_000_000, 8_000_000, 2_500),
        (20_010_000, 8_000_000, 2_500),
    ],
    "fleet.policy.rounds.passed_ppm": [
        # hour_weights, total, time_ms
        ([1] * 24, 24, 30 * HOUR_MS + 1),
        ([0, 2, *[1] * 22], 24, HOUR_MS + 1_234_567),
        ([1] * 24, 24, -HOUR_MS),
    ],
    "fleet.policy.rounds.waste_ms": [([0, 2, *[1] * 22], 24, 25 * HOUR_MS + 1_234_567)],
    "fleet.policy.rounds.fill_ahead": [(100, 431, 250_001), (0, 0, 0)],
    "fleet.policy.rounds.risk_permille": [
        # fill_permille, rate_per_day, share_ppm, spread_permille, holds_permille
        (1_000, 300, 500_000, 500, 1_300),
        (400, 0, 500_000, 500, 1_000),
        (400, 600, 900_000, 500, 1_000),
        (400, 600, 1_500_000, 500, 1_300),
        (400, 600, 1_000_000, 0, 1_000),
        (10, 2, 100, 1, 1_000),
    ],
    "fleet.policy.rounds.is_over_age": [(0, DAY_MS, HOUR_MS), (-1, DAY_MS, HOUR_MS), (0, 1, -1)],
    "fleet.policy.rounds.prize_m": [(333, 20_000)],
    "fleet.policy.alarming.trend_step": [
        (299, 500, 0),
        (300, 500, 6 * HOUR_MS),
        (300, 500, 6 * HOUR_MS - 1),
    ],
    "scenarios.behaviour.opening.open_from_ms": [
        # time_ms, first_weekday, opens_ms, closes_ms, windows
        (5 * HOUR_MS, 0, [8 * HOUR_MS, 32 * HOUR_MS], [20 * HOUR_MS, 44 * HOUR_MS], 2),
        (9 * HOUR_MS, 0, [8 * HOUR_MS, 32 * HOUR_MS], [20 * HOUR_MS, 44 * HOUR_MS], 2),
        (21 * HOUR_MS, 0, [8 * HOUR_MS, 32 * HOUR_MS], [20 * HOUR_MS, 44 * HOUR_MS], 2),
        (9 * HOUR_MS, 3, [8 * HOUR_MS], [20 * HOUR_MS], 1),
        (9 * HOUR_MS, 6, [0], [7 * DAY_MS], 1),
    ],
    "scenarios.behaviour.opening.come_when_open_ms": [
        # time_ms, first_weekday, opens_ms, closes_ms, windows
        (5 * HOUR_MS, 0, [8 * HOUR_MS, 32 * HOUR_MS], [20 * HOUR_MS, 44 * HOUR_MS], 2),
        (9 * HOUR_MS, 0, [8 * HOUR_MS, 32 * HOUR_MS], [20 * HOUR_MS, 44 * HOUR_MS], 2),
        (21 * HOUR_MS, 0, [8 * HOUR_MS, 32 * HOUR_MS], [20 * HOUR_MS, 44 * HOUR_MS], 2),
        (9 * HOUR_MS, 3, [8 * HOUR_MS], [20 * HOUR_MS], 1),
        (9 * HOUR_MS, 6, [0], [7 * DAY_MS], 1),
    ],
    "fleet.policy.emergency.causes_of_shut": [
        # mains_down, network_down, terminal_down, offline_codes
        (0, 0, 0, 0),
        (2, 1, 1, 0),
        (0, 1, 0, 1),
        (0, 1, 0, 0),
        (0, 0, 3, 1),
    ],
    "fleet.policy.emergency.opening_helps": [(5, 13), (7, 13), (0, 0), (8, 5)],
    "scenarios.behaviour.repair.on_duty_ms": [
        # earliest_ms, from_clock_ms, to_clock_ms
        (30 * HOUR_MS, 8 * HOUR_MS, 20 * HOUR_MS),
        (33 * HOUR_MS, 8 * HOUR_MS, 20 * HOUR_MS),
        (44 * HOUR_MS, 8 * HOUR_MS, 20 * HOUR_MS),
        (0, 0, DAY_MS),
    ],
    "scenarios.behaviour.repair.repaired_at_ms": [
        # failed_ms, response_ms, work_ms, from_clock_ms, to_clock_ms
        (19 * HOUR_MS, 2 * HOUR_MS, HOUR_MS, 8 * HOUR_MS, 20 * HOUR_MS),
        (9 * HOUR_MS, 2 * HOUR_MS, 20 * HOUR_MS, 8 * HOUR_MS, 20 * HOUR_MS),
    ],
    "scenarios.behaviour.repair.opened_at_ms": [
        # blocked_ms, delay_ms, from_clock_ms, to_clock_ms
        (9 * HOUR_MS, 0, 0, DAY_MS),
        (21 * HOUR_MS, HOUR_MS, 8 * HOUR_MS, 20 * HOUR_MS),
    ],
    "scenarios.behaviour.drop_off.is_open": [
        # time_ms, opens_ms, closes_ms, windows
        (30 * HOUR_MS, [0], [0], 0),
        (30 * HOUR_MS, [6 * HOUR_MS, 18 * HOUR_MS], [9 * HOUR_MS, 20 * HOUR_MS], 2),
        (33 * HOUR_MS, [6 * HOUR_MS, 18 * HOUR_MS], [9 * HOUR_MS, 20 * HOUR_MS], 2),
        (43 * HOUR_MS, [6 * HOUR_MS, 18 * HOUR_MS], [9 * HOUR_MS, 20 * HOUR_MS], 2),
    ],
    "scenarios.behaviour.drop_off.choose_bin": [
        # room_g, heap_g, stream_of, always_open, locked, first, stop, stream, bag_g, opened, habit
        ([100, 900, 900], [50, 50, 50], [0, 0, 0], [0, 0, 1], [0, 0, 0], 0, 3, 0, 500, 1, 0),
        ([100, 900, 900], [50, 50, 50], [0, 0, 0], [0, 0, 1], [0, 0, 0], 0, 3, 0, 500, 0, 0),
        ([100, 900, 900], [50, 50, 50], [0, 1, 0], [0, 0, 1], [0, 0, 0], 0, 2, 0, 500, 1, 0),
        ([100, 300, 200], [450, 450, 450], [0, 0, 0], [0, 0, 0], [0, 0, 0], 0, 3, 0, 500, 1, 1),
        ([100, 300, 200], [450, 450, 450], [0, 0, 0], [0, 0, 0], [0, 0, 0], 0, 3, 0, 500, 1, 0),
        ([-900, 300, 200], [450, 450, 450], [0, 1, 1], [0, 0, 0], [0, 0, 0], 0, 3, 0, 500, 1, 1),
        ([900, 900, 900], [450, 450, 450], [0, 0, 0], [0, 0, 0], [0, 0, 0], 0, 3, 0, 500, 1, 2),
        ([100, 900, 900], [50, 50, 50], [0, 0, 0], [0, 0, 1], [0, 1, 0], 0, 3, 0, 500, 1, 0),
    ],
    "scenarios.behaviour.drop_off.bin_for_landed": [
        # room_g, stream_of, first, stop, stream
        ([-900, -100, 200], [0, 0, 1], 0, 3, 0),
        ([-900, -100, 200], [0, 0, 1], 0, 3, 2),
    ],
    "scenarios.behaviour.supervision.next_shift": [
        # after_ms, first_weekday, weekdays, from_ms, shifts
        (-1, 0, [1] * 14, [6 * HOUR_MS, 17 * HOUR_MS], 2),
        (6 * HOUR_MS, 0, [1] * 14, [6 * HOUR_MS, 17 * HOUR_MS], 2),
        (17 * HOUR_MS, 4, [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1], [6 * HOUR_MS, 0], 2),
        (17 * HOUR_MS, 4, [0] * 7, [6 * HOUR_MS], 1),
    ],
    "scenarios.behaviour.supervision.begins_at_ms": [
        # number, from_ms, shifts
        (0, [6 * HOUR_MS, 17 * HOUR_MS], 2),
        (7, [6 * HOUR_MS, 17 * HOUR_MS], 2),
    ],
    "scenarios.behaviour.supervision.is_there": [
        # now_ms, until_ms
        (8 * HOUR_MS, 9 * HOUR_MS),
        (9 * HOUR_MS, 9 * HOUR_MS),
    ],
    "fleet.policy.collection.is_current": [
        # measured_ms, emptied_ms
        (6 * HOUR_MS, 6 * HOUR_MS),
        (5 * HOUR_MS, 6 * HOUR_MS),
    ],
    "fleet.policy.watch.is_detection": [
        # confidence_permille, report_from_permille
        (-1, 0),
        (599, 600),
        (600, 600),
    ],
    "fleet.policy.watch.is_to_lock": [
        # fill_permille, lock_permille
        (949, 950),
        (950, 950),
    ],
    "fleet.policy.watch.point_shown": [
        # locked, stream_of, first_bin, first, points, own, stream
        ([0, 0, 0, 0], [0, 1, 0, 0], [0, 2, 3, 4], 0, 3, 0, 0),
        ([1, 0, 0, 0], [0, 1, 0, 0], [0, 2, 3, 4], 0, 3, 0, 0),
        ([1, 0, 1, 0], [0, 1, 0, 0], [0, 2, 3, 4], 0, 3, 0, 0),
        ([0, 0, 1, 0], [0, 1, 0, 0], [0, 2, 3, 4], 1, 2, 1, 0),
        ([0, 0, 1, 1], [0, 1, 0, 0], [0, 2, 3, 4], 1, 2, 1, 0),
    ],
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
