"""The arithmetic of canaries, against SciPy's binomial."""

from __future__ import annotations

import pytest
from scipy.stats import binom

from fleet.policy.rollouts.chances import (
    at_least,
    canary_allows,
    canary_devices,
    canary_is_too_small,
    more_devices,
    too_many_failures,
)

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


def test_others_stand_in_for_those_who_cannot_end() -> None:
    """As many as are missing, where the pending do not suffice; half of a canary is enough."""
    assert [more_devices(105, 90, pending) for pending in (20, 15, 10, 0)] == [0, 0, 5, 15]
    assert [canary_is_too_small(105, devices) for devices in (105, 53, 52, 0)] == [0, 0, 1, 1]


def test_failures_that_a_good_firmware_would_not_show() -> None:
    """None is never too many; the limit is where their chance falls to the alarm's."""
    assert not too_many_failures(1_000, 0, 2_000, 1_000)
    limit = next(n for n in range(1, 50) if too_many_failures(1_000, n, 2_000, 1_000))
    assert binom.sf(limit - 1, 1_000, 0.002) <= 0.001 < binom.sf(limit - 2, 1_000, 0.002)
