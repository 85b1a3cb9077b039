"""When an alarm goes up and down: levels, readings that jump, delays, flapping, forecasts.

Lives here: kernel-safe functions of integers; times in ms, −1 = none. Not here: which alarm has
which numbers (`fleet.core.alarms.rules`), who goes there (`fleet.policy.escalation`).

A condition holds or not; an alarm follows it. Between the two stand a step that a reading can be
believed to make, a delay up and a delay down, and a longer delay down for what goes up too often
(off-delay and on-delay of ANSI/ISA-18.2 alarm management).
"""

from __future__ import annotations

HOUR_MS = 3_600_000
DAY_MS = 86_400_000

TREND_MS = 6 * HOUR_MS
"""A bin's rate is taken over at least so long: a morning's crowd is not a rate."""

TREND_MEMORY_MS = 3 * DAY_MS
"""What a rate remembers: weekdays and weekends differ; assumed."""

EMPTIED_PERMILLE = 200
"""A bin that falls by so much was emptied; what settles or is pressed falls less. Assumed."""

GOES_ON, RISES, WAS_EMPTIED = 0, 1, 2
"""What a reading says of how a bin fills: nothing yet, a rate, that it was emptied."""


def holds(value: int, is_up: int, raise_at: int, clear_at: int) -> int:
    """1 where a value keeps the condition; the level is another once the alarm is up (hysteresis).

    `clear_at` ≤ `raise_at`: from `raise_at` upwards, until below `clear_at`. Else (a battery): from
    `raise_at` downwards, until above `clear_at`.
    """
    level = clear_at if is_up else raise_at
    if clear_at <= raise_at:
        return 1 if value >= level else 0
    return 1 if value <= level else 0


def is_believed(value: int, previous: int, step: int) -> int:
    """1 where a reading may follow the previous one (−1: there is none) of the same sensor.

    A change of more than `step` (−1: any will do) in one report is an outlier until the next report
    says so, too.
    """
    if step < 0 or previous < 0:
        return 1
    return 1 if abs(value - previous) <= step else 0


def step_believed(step: int, rate_per_day: int, elapsed_ms: int, surge: int) -> int:
    """The step that a rise may make in `elapsed_ms`: more where the bin fills fast.

    `surge`: what the busiest hours bring, over the mean of a day; `rate_per_day` −1: not known.
    """
    if step < 0 or rate_per_day <= 0 or elapsed_ms <= 0:
        return step
    return step + surge * rate_per_day * elapsed_ms // DAY_MS


def flaps_after(flaps: int, from_ms: int, now_ms: int, window_ms: int) -> int:
    """How often the condition has come within the window, now that it comes again.

    `from_ms`: when the window began; half of what came in one counts in the next.
    """
    if flaps == 0 or now_ms - from_ms > 2 * window_ms:
        return 1
    return flaps // 2 + 1 if now_ms - from_ms > window_ms else flaps + 1


def window_from_ms(flaps: int, from_ms: int, now_ms: int, window_ms: int) -> int:
    """When the window began in which the condition comes now."""
    return now_ms if flaps == 0 or now_ms - from_ms > window_ms else from_ms


def follows_at_ms(
    is_active: int, is_up: int, since_ms: int, raise_after_ms: int, clear_after_ms: int,
    flaps: int, flaps_most: int, quiet_ms: int,
) -> int:  # fmt: skip
    """When the alarm follows a condition that is so since `since_ms`; −1 where it has already.

    What has come `flaps_most` times is up at once, and stays until it was quiet for `quiet_ms`.
    """
    if is_active == is_up:
        return -1
    if is_active:
        return since_ms if flaps >= flaps_most else since_ms + raise_after_ms
    return since_ms + (max(quiet_ms, clear_after_ms) if flaps >= flaps_most else clear_after_ms)


def away_long_ms(interval_ms: int, intervals: int, at_least_ms: int) -> int:
    """How long a device that reports so often may be away."""
    return max(at_least_ms, intervals * interval_ms)


def rate_after(rate_per_day: int, rise: int, elapsed_ms: int, memory_ms: int) -> int:
    """The rate of a bin (permille a day) after it rose by `rise` (≥ 0) in `elapsed_ms`.

    An exponential mean: what is `memory_ms` old counts half. −1: no rate was known.
    """
    if elapsed_ms <= 0:
        return rate_per_day
    seen = rise * DAY_MS // elapsed_ms
    if rate_per_day < 0:
        return seen
    return (rate_per_day * memory_ms + seen * elapsed_ms) // (memory_ms + elapsed_ms)


def trend_step(fill_permille: int, from_permille: int, elapsed_ms: int) -> int:
    """What a reading says, so long after the one from which the rate is taken."""
    if fill_permille < from_permille - EMPTIED_PERMILLE:
        return WAS_EMPTIED
    return RISES if elapsed_ms >= TREND_MS else GOES_ON


def full_in_ms(fill_permille: int, rate_per_day: int) -> int:
    """Time until a bin is full at this rate; 0 where it is, −1 where no rate is known."""
    if fill_permille >= 1_000:
        return 0
    if rate_per_day <= 0:
        return -1
    return (1_000 - fill_permille) * DAY_MS // rate_per_day


def is_one_cause(away: int, known: int, at_least: int, share_permille: int) -> int:
    """1 where so many devices of a site being away at once have one cause, not one each."""
    return 1 if away >= at_least and away * 1_000 >= share_permille * known else 0


def is_over(held: int, most: int, share_permille: int) -> int:
    """1 where what held most devices of a site is over: few are left, with causes of their own."""
    return 1 if held * 1_000 <= share_permille * most else 0
