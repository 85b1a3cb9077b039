"""Where everything lies: the arrays of the kernel and what their columns mean.

Lives here: names of arrays, columns and states. Not here: any function.

Tables lie flat, row after row, so many entries each as their WIDTH says; rows are named by where
they begin: a bank is an index into `banks`, a slot one into `slots`. A slot stands for the next
visit of a site (the first rows, in site order), for a courier on a visit, or for a parcel. Each
has at most one event to come, so the slot is the event too. A slot is linked by NEXT into at most
one list: a bucket of the calendar, the queue at a terminal, the parcels on board or rejected, the
depot, or the free slots. Waste points have no slots: what is to come there stands on the agenda.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from twin.engines.kernel.compiled.columns.cold import Cold
from twin.engines.kernel.compiled.columns.counters import Counters
from twin.engines.kernel.compiled.columns.faults import Faults
from twin.engines.kernel.compiled.columns.rounds import Rounds
from twin.engines.kernel.compiled.columns.sensors import Sensors
from twin.engines.kernel.compiled.columns.watch import Watch

I64 = npt.NDArray[np.int64]
I8 = npt.NDArray[np.int8]
I16 = npt.NDArray[np.int16]

Ints: TypeAlias = Any
"""An `I64` that policies read: they take it as a sequence of int."""

NONE = -1

# Columns of `slots`. Every slot:
TIME, KEY, NEXT = 0, 1, 2
SITE, NUMBER, COMPANY, FIRST_BANK, BANK = 3, 4, 5, 6, 7
# a parcel:
SIZE, ATTRIBUTES, SOURCE, PRESENTED, DAYS_PRESENTED, DEPOT_DAY = 8, 9, 10, 11, 12, 13
POSITION, DEPOSITED, COLLECTED, OVERDUE_AT, TAKE_BACK_AT = 14, 15, 16, 17, 18
REMINDERS, TURNED_OVERDUE, BLOCKED_SINCE, BLOCKED_TIMES, OPENING = 19, 20, 21, 22, 23
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

# Columns of `banks`: BANK_NUMBER counts within the site, CLASSES_AT is the bank's first entry of
# `free`; the legs of a visit that begins here are the rows ROUTE_FIRST … ROUTE_STOP of `routes`.
BANK_SITE, BANK_NUMBER, CLASSES_AT, TERMINALS, ROUTE_FIRST, ROUTE_STOP = 0, 1, 2, 3, 4, 5
FREE_TOTAL, BUSY, QUEUE_HEAD, QUEUE_TAIL = 6, 7, 8, 9
BANK_WIDTH = 10

# Columns of `routes` (a row a leg) and `depots` (a row a queue).
ROUTE_BANK, ROUTE_TRAVEL = 0, 1
ROUTE_WIDTH = 2
DEPOT_HEAD, DEPOT_TAIL, DEPOT_COUNT = 0, 1, 2
DEPOT_WIDTH = 3

# Columns of `held`.
HELD_SITE, HELD_NUMBER, HELD_SIZE, HELD_COMPANY = 0, 1, 2, 3
HELD_BANK, HELD_POSITION, HELD_SINCE = 4, 5, 6
HELD_WIDTH = 7

# Columns of `waste.sites`: BAGS_AT first row of the site's bags, NOISE_STEP slots a bin (0 none).
FIRST_POINT, FIRST_BIN, BAGS_AT, BAGS, NOISE_AT, NOISE_STEP = 0, 1, 2, 3, 4, 5
SITE_WIDTH = 6

# Columns of `points`: PLACE_NUMBER counts after the site's banks, bins are FIRST_OF … STOP_OF,
# windows FIRST_WINDOW … STOP_WINDOW; REPORT_EVERY is 0 without sensors.
POINT_SITE, PLACE_NUMBER, FIRST_OF, STOP_OF, FIRST_WINDOW, STOP_WINDOW = 0, 1, 2, 3, 4, 5
REPORT_EVERY, CLEARANCE_MM, NOISE_UM, RESOLUTION_UM = 6, 7, 8, 9
POINT_WIDTH = 10

# Columns of `bins`: BIN_POINT and SERVICE are rows, BIN_NUMBER counts at the point from 1; REACHED
# is when the alarm level was reached (-1 it is not).
BIN_POINT, BIN_NUMBER, SERVICE, CAPACITY, DENSITY, COMPACTION, BRIM, DEPTH = 0, 1, 2, 3, 4, 5, 6, 7
MASS, VOLUME, REACHED, EMPTIED, ALARMED = 8, 9, 10, 11, 12
BIN_WIDTH = 13

# Columns of `services` (clocks are FIRST_CLOCK … STOP_CLOCK), and of `stops`, which has a row for
# each point and service: STOP_METRES of a fixed round, 0 at all but the first of a site's points;
# visits of a service that is REPLAYED are the rows NEXT_TRUCK … LAST_TRUCK − 1 of `truck_ms`;
# STOP_METRES of one that is PLANNED are of the round under way.
SERVICE_STREAM, LEVEL, LEAD, AGE_LIMIT, TRUCK_ML, TRUCK_COMPACTION = 0, 1, 2, 3, 4, 5
FIRST_CLOCK, STOP_CLOCK, REPLAYED, PLANNED = 6, 7, 8, 9
SERVICE_WIDTH = 10
OFFSET, STOP_METRES, HOME_METRES, CALLED, NEXT_TRUCK, LAST_TRUCK = 0, 1, 2, 3, 4, 5
STOP_WIDTH = 6

# Columns of `agenda`: the time and packed key of an event.
AGENDA_TIME, AGENDA_KEY = 0, 1
AGENDA_WIDTH = 2

# Entries of `state`.
PHASE, PROGRESS, FREE_SLOT, USED_SLOTS, RECORDS, ROOM = 0, 1, 2, 3, 4, 5
OPEN_BUCKET, SHIFT, MASK, IN_CROWD, ON_AGENDA, MOST_ENTERED, ORDERS = 6, 7, 8, 9, 10, 11, 12
STATE_LENGTH = 16

# Values of PHASE.
STARTING, HOLDING, COOLING, PLACING, SHELVING, RUNNING, ENDING, FINISHED = 0, 1, 2, 3, 4, 5, 6, 7

# What the kernel says when it returns.
DONE, LOG_FULL, SLOTS_FULL, AGENDA_FULL, ROUND_DUE = 0, 1, 2, 3, 4

PLAIN_ROOM = 8
"""Records that an event writes at most, one for each parcel of a list that it moves not counted;
ROOM is this and the longest list yet. MOST_ENTERED likewise are the entries that an event adds to
the agenda at most."""


class KernelRules(NamedTuple):
    """The scalars of `twin.world.rules.Rules`, of waste and of counters, by the same names.

    `counters` 1 where there may be some, `faults` 1 where anything fails, `rounds` 1 where rounds
    are planned.
    """

    begin_ms: int
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
    banks: int
    companies: int
    services: int
    nearly_empty_permille: int
    counters: int
    door_ms: int
    floor_ms: int
    oversize_goes_on: int
    watches: int
    sizes: int
    cold: int
    wears: int
    kept: int
    faults: int
    rounds: int


class Latents(NamedTuple):
    """The flat arrays of all traces of the group; `where` says where whose values begin."""

    where: I64
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


class Waste(NamedTuple):
    """Waste points; every array is empty where there are none, but the agenda never is.

    - traces: the columns of `scenarios.parts.waste`, end to end; `noise_milli` flat; `truck_ms`
      visits of `scenarios.parts.emptyings`, point after point
    - places: `sites`, `points`, their windows (`opens_ms`, `closes_ms`), `services`, `weekdays`
      (seven a service), `clocks_ms`
    - devices: `bins` (counted through the group) and what behaviour reads of bin b: `room_g[b]`,
      `heap_g[b]`, `stream_of[b]`, `always_open[b]`
    - events: `stops`, and `agenda`, a binary heap; an entry at the horizon always stands in it
    """

    drop_ms: I64
    household: I64
    point: I64
    stream: I8
    mass_g: I64
    mixed: I8
    habit: I8
    landed_ms: I64
    noise_milli: I16
    truck_ms: I64
    sites: I64
    points: I64
    opens_ms: Ints
    closes_ms: Ints
    services: I64
    weekdays: Ints
    clocks_ms: Ints
    bins: I64
    room_g: Ints
    heap_g: Ints
    stream_of: Ints
    always_open: Ints
    stops: I64
    agenda: I64


class Memory(NamedTuple):
    """All that the kernel reads and writes.

    - rules: their scalars, and `reminder_after_ms`, `holiday`, `then`
    - places: `banks` and `routes`; `position_number` and `class_first` as in `twin.world.plan`
    - devices: `free[k]` of class k (classes count through the banks), `occupied[p]`, `openings[p]`
      of position p; every position of class k below `full_below[k]` is occupied
    - people: `latents` and `held`, `depots` (a queue for each site and company)
    - events: `slots`, `buckets` (heads of lists), `crowd` (a binary heap of slots), `state`
    - waste points: `waste`, and `watch`, `sensors` and `rounds` beside them; components that fail:
      `faults`; cold cells: `cold`; counters, doors and lobbies: `counter`
    - `log`, eight entries a record, and `log_site`, the site of each where there are several
    """

    rules: KernelRules
    reminder_after_ms: Ints
    holiday: Ints
    then: Ints
    banks: I64
    position_number: I64
    position_class: I64
    routes: I64
    class_first: I64
    free: Ints
    occupied: Ints
    openings: Ints
    full_below: I64
    latents: Latents
    held: I64
    depots: I64
    slots: I64
    buckets: I64
    crowd: I64
    state: I64
    waste: Waste
    counter: Counters
    watch: Watch
    sensors: Sensors
    rounds: Rounds
    faults: Faults
    cold: Cold
    log: I64
    log_site: I64
