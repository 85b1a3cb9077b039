"""A cold cell as a row of integers: air and product, door, compressor, thermostat.

Lives here: kernel-safe functions on row `row` (where it begins) of a flat table `cells`, and what
its columns mean. A cell is told what time it is; nothing happens by itself, and between two calls
ambient, door and compressor stay as they are. Not here: when it is called, heat (`heat`).

The thermostat starts the compressor at UPPER and stops it at LOWER, but only once it has rested
(run) for its minimum time; without power it stands. The product is too warm above LIMIT.
"""

from __future__ import annotations

from collections.abc import MutableSequence

from devices.physics.heat import AIR, PRODUCT, area_uk_ms, course, first_ms, temperature_uc

# State: temperatures in µ°C, times in ms. LAST is the time it stands for, SINCE when the compressor
# started or stopped, OFF counts reasons why there is no power; RAN, WARM and EXCESS (µK · ms above
# the limit) are sums since they were last written down. PARCEL, DUE and WARNED are the caller's.
AIR_UC, PRODUCT_UC, AMBIENT, LAST, RUNNING, SINCE, OPEN_UNTIL = 0, 1, 2, 3, 4, 5, 6
FILLED, ABOVE, OFF, RAN, WARM, EXCESS = 7, 8, 9, 10, 11, 12
DUE, PARCEL, WARNED = 13, 14, 15
# What it is: thresholds in µ°C, times in ms, mW, mJ/K, µW/K.
LOWER, UPPER, MIN_RUN, MIN_REST, COOLING, POWER = 16, 17, 18, 19, 20, 21
AIR_MJ, PRODUCT_MJ, COUPLING, WALL, DOOR, DOOR_MS, LIMIT, START = 22, 23, 24, 25, 26, 27, 28, 29
CELL_WIDTH = 30

STEADY, ROSE, FELL = 0, 1, 2
"""What `settle` finds: the product is where it was, has come above the limit, is below it again."""


def advance(cells: MutableSequence[int], row: int, now: int) -> None:
    """Go on to `now`, not past anything that changes a course."""
    after_ms = now - cells[row + LAST]
    if after_ms <= 0:
        return
    if cells[row + FILLED] == 1:
        a, b, c, d, e = course_of(cells, row, PRODUCT)
        product_uc = temperature_uc(a, b, c, d, e, after_ms)
        if cells[row + ABOVE] == 1:
            area = area_uk_ms(a, b, c, d, e, after_ms)
            cells[row + WARM] += after_ms
            cells[row + EXCESS] += max(0, area - cells[row + LIMIT] * after_ms)
        a, b, c, d, e = course_of(cells, row, AIR)
        cells[row + AIR_UC] = temperature_uc(a, b, c, d, e, after_ms)
        cells[row + PRODUCT_UC] = product_uc
    else:
        a, b, c, d, e = course_of(cells, row, AIR)
        cells[row + AIR_UC] = temperature_uc(a, b, c, d, e, after_ms)
        cells[row + PRODUCT_UC] = cells[row + AIR_UC]
    if cells[row + RUNNING] == 1:
        cells[row + RAN] += after_ms
    cells[row + LAST] = now


def course_of(
    cells: MutableSequence[int], row: int, node: int
) -> tuple[float, float, float, float, float]:
    """The course of a node from now on (`heat.course`)."""
    conductance = cells[row + WALL]
    if cells[row + OPEN_UNTIL] > cells[row + LAST]:
        conductance += cells[row + DOOR]
    return course(
        node, cells[row + AIR_UC], cells[row + PRODUCT_UC], cells[row + AMBIENT],
        cells[row + COOLING] * cells[row + RUNNING], conductance, cells[row + COUPLING],
        cells[row + AIR_MJ], cells[row + PRODUCT_MJ] * cells[row + FILLED],
    )  # fmt: skip


def open_door(cells: MutableSequence[int], row: int, now: int) -> None:
    """Somebody opens the door; it stands open for DOOR_MS."""
    cells[row + OPEN_UNTIL] = now + cells[row + DOOR_MS]


def put_in(cells: MutableSequence[int], row: int, now: int, parcel: int) -> None:
    """A parcel comes in at the temperature at which parcels come."""
    open_door(cells, row, now)
    cells[row + FILLED] = 1
    cells[row + PARCEL] = parcel
    cells[row + PRODUCT_UC] = cells[row + START]


def take_out(cells: MutableSequence[int], row: int, now: int) -> None:
    """The parcel is gone; what was summed up about it was written down before."""
    open_door(cells, row, now)
    cells[row + FILLED] = 0
    cells[row + ABOVE] = 0
    cells[row + WARNED] = 0
    cells[row + PARCEL] = -1
    cells[row + PRODUCT_UC] = cells[row + AIR_UC]


def settle(cells: MutableSequence[int], row: int, now: int) -> int:
    """Thermostat and limit look at what is there; STEADY, ROSE or FELL is what the limit finds."""
    runs = runs_on(
        cells[row + RUNNING], cells[row + OFF], cells[row + AIR_UC], cells[row + LOWER],
        cells[row + UPPER], now - cells[row + SINCE], cells[row + MIN_RUN], cells[row + MIN_REST],
    )  # fmt: skip
    if runs != cells[row + RUNNING]:
        cells[row + RUNNING] = runs
        cells[row + SINCE] = now
    if cells[row + FILLED] == 0:
        return 0
    above = 1 if cells[row + PRODUCT_UC] > cells[row + LIMIT] else 0
    if above == cells[row + ABOVE]:
        return 0
    cells[row + ABOVE] = above
    return 1 if above == 1 else 2


def runs_on(
    running: int, reasons_off: int, air_uc: int, lower_uc: int, upper_uc: int, since_ms: int,
    min_run_ms: int, min_rest_ms: int,
) -> int:  # fmt: skip
    """1 where the compressor runs from now on; it has run (or stood) for `since_ms`."""
    if reasons_off > 0:
        return 0
    if running == 1:
        return 0 if air_uc <= lower_uc and since_ms >= min_run_ms else 1
    return 1 if air_uc >= upper_uc and since_ms >= min_rest_ms else 0


def next_ms(cells: MutableSequence[int], row: int, now: int, until_ms: int) -> int:
    """When something changes of itself, after `now` and at most `until_ms` (> `now`).

    The door falls shut, the thermostat may act, the product crosses its limit.
    """
    due_ms = until_ms
    if cells[row + OPEN_UNTIL] > now:
        due_ms = min(due_ms, cells[row + OPEN_UNTIL])
    running = cells[row + RUNNING]
    if cells[row + OFF] == 0:
        free_ms = cells[row + SINCE] + cells[row + MIN_REST]
        target_uc = cells[row + UPPER]
        if running == 1:
            free_ms = cells[row + SINCE] + cells[row + MIN_RUN]
            target_uc = cells[row + LOWER]
        if free_ms > now:
            due_ms = min(due_ms, free_ms)
        else:
            a, b, c, d, e = course_of(cells, row, AIR)
            after_ms = first_ms(a, b, c, d, e, target_uc, 1 - running, due_ms - now)
            if after_ms > 0:
                due_ms = now + after_ms
    if cells[row + FILLED] == 1:
        a, b, c, d, e = course_of(cells, row, PRODUCT)
        above = cells[row + ABOVE]
        target_uc = cells[row + LIMIT] + 1 - above
        after_ms = first_ms(a, b, c, d, e, target_uc, 1 - above, due_ms - now)
        if after_ms > 0:
            due_ms = now + after_ms
    return due_ms
