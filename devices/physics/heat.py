"""Heat of a cold cell: air and product as two nodes, solved exactly between changes.

Lives here: kernel-safe functions; temperatures in µ°C, conductances in µW/K, heat capacities in
mJ/K, cooling in mW, times in ms. Not here: the cell's state, its thermostat (`cold_cell`).

    C_air     dT_air/dt     = G (T_ambient − T_air) + k (T_product − T_air) − Q
    C_product dT_product/dt = k (T_air − T_product)

While ambient, door and compressor stay as they are, each node's course is the sum of a constant
and two decaying exponentials (eigenvalues of a 2 × 2 system, both negative; any text on linear
systems). An empty cell has one node. What is kept between events is rounded to whole µ°C, so two
engines carry on from the same numbers.
"""

from __future__ import annotations

import math

AIR, PRODUCT = 0, 1
"""Nodes."""

PER_MS = 1e-6
"""(µW/K) / (mJ/K) = 10⁻³ 1/s = 10⁻⁶ 1/ms."""

UK_PER_MW_UW = 1e9
"""mW / (µW/K) = 10³ K = 10⁹ µK."""

SHORT = 1e-5
"""Below this part of a time constant an exponential is its first two terms."""


def course(
    node: int, air_uc: int, product_uc: int, ambient_uc: int, cooling_mw: int,
    conductance_uw_k: int, coupling_uw_k: int, air_mj_k: int, product_mj_k: int,
) -> tuple[float, float, float, float, float]:  # fmt: skip
    """How the temperature of a node goes on: (settled, slow, fast, slow rate, fast rate).

    After t ms it is settled + slow · exp(−slow rate · t) + fast · exp(−fast rate · t).
    `product_mj_k` 0: the cell is empty, and only AIR is a node. Conductance and coupling above 0.
    """
    settled = ambient_uc - cooling_mw * UK_PER_MW_UW / conductance_uw_k
    air = air_uc - settled
    leak = conductance_uw_k / air_mj_k * PER_MS
    if product_mj_k == 0:
        return settled, air, 0.0, leak, 0.0
    product = product_uc - settled
    gain = coupling_uw_k / air_mj_k * PER_MS
    take = coupling_uw_k / product_mj_k * PER_MS
    half = (leak + gain - take) / 2
    spread = math.sqrt(half * half + gain * take)
    fast_rate = (leak + gain + take) / 2 + spread
    slow_rate = take * leak / fast_rate
    if node == AIR:
        slow = ((spread - half) * air + gain * product) / (2 * spread)
        return settled, slow, air - slow, slow_rate, fast_rate
    slow = (take * air + (spread + half) * product) / (2 * spread)
    return settled, slow, product - slow, slow_rate, fast_rate


def temperature_uc(
    settled: float, slow: float, fast: float, slow_rate: float, fast_rate: float, after_ms: int
) -> int:
    """Temperature on a course, to the nearest µ°C."""
    above = slow * math.exp(-slow_rate * after_ms) + fast * math.exp(-fast_rate * after_ms)
    return math.floor(settled + above + 0.5)


def area_uk_ms(
    settled: float, slow: float, fast: float, slow_rate: float, fast_rate: float, after_ms: int
) -> int:
    """Integral of the temperature on a course over the next `after_ms`, in µ°C · ms."""
    value = settled * after_ms + _area(slow, slow_rate, after_ms) + _area(fast, fast_rate, after_ms)
    return math.floor(value + 0.5)


def _area(amplitude: float, rate: float, after_ms: int) -> float:
    part = rate * after_ms
    if part < SHORT:
        return amplitude * after_ms * (1.0 - part / 2)
    return amplitude * (1.0 - math.exp(-part)) / rate


def turning_ms(slow: float, fast: float, slow_rate: float, fast_rate: float, within_ms: int) -> int:
    """Whole ms, at most `within_ms`, before a course turns from falling to rising or back."""
    slow_slope, fast_slope = slow * slow_rate, fast * fast_rate
    if slow_slope == 0.0 or fast_slope == 0.0:
        return 0
    ratio = -fast_slope / slow_slope
    if ratio <= 1.0:
        return 0
    turn = math.log(ratio) / (fast_rate - slow_rate)
    if turn >= within_ms:
        return within_ms
    return math.floor(turn)


def first_ms(
    settled: float, slow: float, fast: float, slow_rate: float, fast_rate: float,
    target_uc: int, rising: int, within_ms: int,
) -> int:  # fmt: skip
    """First whole ms, 1 … `within_ms`, at which a course is at or past `target_uc`; −1 none.

    Past is above where `rising` is 1, below where it is 0; at 0 ms it is not past. The course has
    at most one turn, so it is monotone on three pieces, and a crossing is found by halving.
    """
    turn = turning_ms(slow, fast, slow_rate, fast_rate, within_ms)
    low = 0
    for piece in range(3):
        high = within_ms
        if piece < 2:
            high = min(turn + piece, within_ms)
        at_high = temperature_uc(settled, slow, fast, slow_rate, fast_rate, high)
        if high > low and is_past(at_high, target_uc, rising) == 1:
            while high - low > 1:
                middle = (low + high) // 2
                at_middle = temperature_uc(settled, slow, fast, slow_rate, fast_rate, middle)
                if is_past(at_middle, target_uc, rising) == 1:
                    high = middle
                else:
                    low = middle
            return high
        low = max(low, high)
    return -1


def is_past(temperature: int, target_uc: int, rising: int) -> int:
    """1 where a temperature is at the target or beyond it: above (`rising` 1) or below (0)."""
    if rising == 1:
        return 1 if temperature >= target_uc else 0
    return 1 if temperature <= target_uc else 0
