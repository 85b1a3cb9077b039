"""The arithmetic of canaries, against SciPy's binomial, and of windows and gates."""

from __future__ import annotations

import pytest
from scipy.stats import binom

from fleet.policy.rollouts import (
    at_least,
    canary_allows,
    canary_devices,
    is_fit,
    opens_at_ms,
    too_many_failures,
    wave_is_through,
)

HOUR_MS = 3_600_000
PLAN = (50_000, 2_000, 30_000, 50_000)


@pytest.mark.parametrize("trials", [1, 7, 105, 5_000, 300_000])
@pytest.mark.parametrize("share_ppm", [1, 2_000, 50_000, 400_000])
def test_the_tail_is_the_binomial_one(trials: int, share_ppm: int) -> None:
    """For few and many trials, below, at and above the mean; no underflow."""
    mean = trials * share_ppm // 1_000_000
    for least in {0, 1, 2, mean, mean + 3, trials, trials + 1}:
        exact = float(binom.sf(least - 1, trials, share_ppm / 1e6))
        assert at_least(trials, share_ppm, least) == pytest.approx(exact, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    "plan",
    [PLAN, (100_000, 10_000, 50_000, 50_000), (20_000, 1_000, 100_000, 100_000)],
)
def test_the_canary_is_the_least_that_keeps_both_promises(plan: tuple[int, int, int, int]) -> None:
    """Both chances are kept, and by no smaller canary with any number of failures allowed."""
    bad, good, miss, alarm = plan
    devices = canary_devices(*plan, 2_000)
    allowed = canary_allows(devices, bad, miss)

    def keeps(count: int, failures: int) -> bool:
        passes = binom.cdf(failures, count, bad / 1e6) <= miss / 1e6
        return bool(passes and binom.sf(failures, count, good / 1e6) <= alarm / 1e6)

    assert keeps(devices, allowed)
    assert not any(keeps(devices - 1, failures) for failures in range(devices))


def test_a_small_canary_allows_none() -> None:
    """Where the promise needs more devices than there are, one failure is one too many."""
    assert canary_devices(*PLAN, 60) == 60
    assert canary_allows(20, 50_000, 30_000) == 0


def test_failures_that_a_good_firmware_would_not_show() -> None:
    """None is never too many; the limit is where their chance falls to the alarm's."""
    assert not too_many_failures(1_000, 0, 2_000, 1_000)
    limit = next(n for n in range(1, 50) if too_many_failures(1_000, n, 2_000, 1_000))
    assert binom.sf(limit - 1, 1_000, 0.002) <= 0.001 < binom.sf(limit - 2, 1_000, 0.002)


def test_a_wave_is_through_with_enough_and_nobody_under_way() -> None:
    """Both."""
    assert wave_is_through(100, 95, 0, 950)
    assert not wave_is_through(100, 94, 0, 950)
    assert not wave_is_through(100, 100, 1, 950)


@pytest.mark.parametrize(
    ("clock_h", "begin_h", "end_h", "wait_h"),
    [(12, 0, 0, 0), (2, 1, 5, 0), (5, 1, 5, 20), (0, 1, 5, 1), (23, 22, 4, 0), (3, 22, 4, 0),
     (4, 22, 4, 18)],
)  # fmt: skip
def test_windows_are_local_and_may_go_over_midnight(
    clock_h: int, begin_h: int, end_h: int, wait_h: int
) -> None:
    """The next moment of the window, by the site's clock; its end is outside."""
    east_ms = 8 * HOUR_MS
    now_ms = 1_000 * 24 * HOUR_MS + clock_h * HOUR_MS - east_ms
    opens = opens_at_ms(now_ms, east_ms, begin_h * HOUR_MS, end_h * HOUR_MS)
    assert opens - now_ms == wait_h * HOUR_MS


def test_who_is_fit() -> None:
    """Away, a door open, a parcel in the cold, too little battery: not now."""
    assert is_fit(1, 0, 0, 1, 10, 300)
    assert is_fit(1, 0, 0, 0, 300, 300)
    assert is_fit(1, 0, 0, -1, -1, 300)
    for unfit in ((0, 0, 0, 1, -1), (1, 1, 0, 1, -1), (1, 0, 1, 1, -1), (1, 0, 0, 0, 299)):
        assert not is_fit(*unfit, 300)
