"""Where everything lies: the arrays of the kernel and what their columns mean.

Lives here: names of arrays, columns and states. Not here: any function.

A slot is a row of `slots`: the next visit of a site (slots 0 … sites − 1), a courier on a visit,
or a parcel. Each has at most one event to come, so the slot is the event too. A slot is linked by
NEXT into exactly one list: a bucket of the calendar, the queue at a terminal, the parcels on board
or rejected, the depot, or the free slots.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
Table = npt.NDArray[np.int64]
I8 = npt.NDArray[np.int8]

Ints: TypeAlias = Any
"""An `I64` that policies read: they take it as a sequence of int."""

NONE = -1

# Columns of `slots`. Every slot:
TIME, KEY, NEXT = 0, 1, 2
SITE, NUMBER, COMPANY, FIRST_BANK, BANK = 3, 4, 5, 6, 7
# a parcel:
SIZE, ATTRIBUTES, SOURCE, PRESENTED, DAYS_PRESENTED, DEPOT_DAY = 8, 9, 10, 11, 12, 13
POSITION, DEPOSITED, COLLECTED, OVERDUE_AT, TAKE_BACK_AT = 14, 15, 16, 17, 18
REMINDERS, TURNED_OVERDUE = 19, 20
# a courier (NUMBER = visit):
LEG, ARRIVED, TRAVEL, NEXT_NUMBER, STOP_NUMBER = 8, 9, 10, 11, 12
BOARD, REJECTED, LAST_REJECTED, ON_BOARD, REJECTIONS = 13, 14, 15, 16, 17
SLOT_WIDTH = 24

# Columns of `where`: for each latent value its first row in the flat array and its step (0 or
# the row's length); `where` has a row per source: the sites' traces, then the sites' held parcels.
SIZE_AT, TEMPERATURE_AT, DWELL_AT, CLOCK_AT, HANDLING_AT = 0, 2, 4, 6, 8
ANSWER_AT, FEE_LEAD_AT, AT_HOME_AT, LOBBY_AT = 10, 12, 14, 16
VISIT_AT, FIRST_PARCEL_AT, VISITS, HANDLING_ATTEMPTS, AT_HOME_ATTEMPTS = 18, 19, 20, 21, 22
FIRST_BANK_AT = 23
WHERE_WIDTH = 24

# Columns of `banks`: BANK_NUMBER counts within the site; the legs of a visit that begins here are
# the rows ROUTE_FIRST … ROUTE_STOP − 1 of `routes`.
BANK_SITE, BANK_NUMBER, TERMINALS, ROUTE_FIRST, ROUTE_STOP = 0, 1, 2, 3, 4
FREE_TOTAL, BUSY, QUEUE_HEAD, QUEUE_TAIL = 5, 6, 7, 8
BANK_WIDTH = 9

# Columns of `doors` (a row a position), `routes` (a row a leg) and `depots` (a queue a row).
DOOR_NUMBER, DOOR_CLASS = 0, 1
ROUTE_BANK, ROUTE_TRAVEL = 0, 1
DEPOT_HEAD, DEPOT_TAIL, DEPOT_COUNT = 0, 1, 2

# Columns of `held`.
HELD_SITE, HELD_NUMBER, HELD_SIZE, HELD_COMPANY, HELD_BANK, HELD_POSITION, HELD_DEPOSITED = (
    0, 1, 2, 3, 4, 5, 6,
)  # fmt: skip
HELD_WIDTH = 7

# Columns of `crowd`: a binary heap of events.
CROWD_TIME, CROWD_KEY, CROWD_SLOT = 0, 1, 2

# Entries of `state`.
PHASE, PROGRESS, FREE_SLOT, USED_SLOTS, RECORDS, ROOM = 0, 1, 2, 3, 4, 5
OPEN_BUCKET, SHIFT, MASK, WAITING, IN_CROWD = 6, 7, 8, 9, 10
STATE_LENGTH = 16

# Values of PHASE.
STARTING, HOLDING, RUNNING, ENDING, FINISHED = 0, 1, 2, 3, 4

# What the kernel says when it returns.
DONE, LOG_FULL, SLOTS_FULL = 0, 1, 2

PLAIN_ROOM = 8
"""Records that an event writes at most, one for each parcel of a list that it moves not counted;
ROOM is this and the longest list yet."""


class KernelRules(NamedTuple):
    """The scalars of `twin.world.rules.Rules`, by the same names."""

    horizon_ms: int
    first_weekday: int
    attended: int
    size_rule: int
    reserve: int
    pick_rule: int
    delivery_days: int
    free_ms: int
    fee_step_ms: int
    fee_step_cents: int
    fee_cap_cents: int
    take_back_after_ms: int
    take_back_clock_ms: int
    weekend_permille: int
    setup_ms: int
    park_ms: int
    classes: int
    sites: int
    companies: int


class Latents(NamedTuple):
    """The flat arrays of all traces of the group; `where` says where whose values begin."""

    where: Table
    arrival_ms: I64
    company: I64
    bank: I64
    first_parcel: I64
    size: I8
    temperature: I8
    dwell_ms: I64
    clock_ms: I64
    handling_ms: I64
    answer_ms: I64
    fee_lead_ms: I64
    at_home: I8
    lobby_ms: I64


class Memory(NamedTuple):
    """All that the kernel reads and writes.

    - rules: their scalars, and `reminder_after_ms`, `holiday`, `then`
    - places: `banks`, `doors`, `routes`; `class_first` as in `twin.world.plan.Plan`
    - devices: `free[bank * classes + c]`, `occupied[p]`, `openings[p]`; every position of a class
      below `full_below[bank * classes + c]` is occupied, so the first free one is not among them
    - people: `latents` and `held`, `depots` (a queue for each site and company)
    - events: `slots`, `buckets` (heads of lists), `crowd`, `state`
    - `log` of shape (records, 8) and `log_site`, the site of each record
    """

    rules: KernelRules
    reminder_after_ms: Ints
    holiday: Ints
    then: Ints
    banks: Table
    doors: Table
    routes: Table
    class_first: I64
    free: Ints
    occupied: Ints
    openings: Ints
    full_below: I64
    latents: Latents
    held: Table
    depots: Table
    slots: Table
    buckets: I64
    crowd: Table
    state: I64
    log: Table
    log_site: I64
