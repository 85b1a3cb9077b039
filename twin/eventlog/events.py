"""Kinds of events: every one, once.

Lives here: the number and name of each kind, and which kinds speak of what. Numbers ascend in the
order in which simultaneous events happen: places are freed before they are taken, the outcome of a
delivery comes before reminders, a sensor reports what then lies in its bin. Not here: what a kind
means (`twin.eventlog.table`), what an event does (`twin.world`, the engines).
"""

from __future__ import annotations

from enum import IntEnum


class Kind(IntEnum):
    """Kinds of events and records."""

    START = 1
    HELD = 2
    BIN = 3
    REOPENED = 4
    REPAIR = 5
    FAILURE = 6
    WITHDRAWN = 7
    RESTORED = 8
    SHUT = 9
    COLLECTION = 10
    BLOCKED = 11
    TAKE_BACK = 12
    RECOVERED = 13
    LOBBY_COLLECTION = 14
    COUNTER_COLLECTION = 15
    TRUCK = 16
    EMPTYING = 17
    ARRIVAL = 20
    RETRY = 21
    SERVICE = 22
    PRESENT = 30
    DEPOSIT = 31
    REJECTION = 32
    OVERSIZE = 33
    TURNED_AWAY = 34
    DEPARTURE = 40
    REDIRECT = 41
    COUNTER = 42
    HOME = 43
    LOBBY = 44
    DEPOT = 45
    RETURN = 46
    UNDELIVERED = 47
    DROP_OFF = 50
    LANDED = 51
    CLEARING = 52
    OVERFLOW = 53
    POINTED = 54
    NEIGHBOUR = 55
    ABNORMAL = 56
    SHIFT = 57
    ABSENCE = 58
    SIGHT = 59
    REMINDER = 60
    OVERDUE = 61
    FEE = 62
    DETECTION = 63
    STAND_IN = 64
    REPORT = 65
    ALARM = 66
    DISPATCH = 67
    LOCK = 68
    UNLOCK = 69
    CELL = 70
    CELL_STEP = 71
    CELL_READING = 72
    EXCURSION = 73
    TOO_WARM = 74
    WARM_PARCEL = 75
    ROUND = 76
    COUNTER_TAKE_BACK = 80
    FLOOR_COLLECTION = 81
    CALL = 82
    HAND_IN = 83
    DOOR = 84
    FLOOR = 85
    CUSTOMER = 86
    COUNTER_SERVICE = 87
    SHELVES = 88
    LOST = 100
    BACKFILL = 101
    BATTERY = 102
    END = 127


CELL_KINDS = tuple(map(int, (Kind.CELL, Kind.CELL_READING, Kind.EXCURSION, Kind.TOO_WARM)))
"""Kinds of records about cold cells; `free` of them means two temperatures."""

WASTE_KINDS = tuple(map(int, (
    Kind.BIN, Kind.TRUCK, Kind.EMPTYING, Kind.DROP_OFF, Kind.LANDED, Kind.CLEARING, Kind.OVERFLOW,
    Kind.REPORT, Kind.ALARM, Kind.DISPATCH, Kind.POINTED, Kind.ABNORMAL, Kind.SHIFT,
    Kind.DETECTION, Kind.LOCK, Kind.UNLOCK, Kind.LOST, Kind.BACKFILL, Kind.BATTERY, Kind.STAND_IN,
)))  # fmt: skip
"""Kinds of records about waste points; `place` and `free` of them mean points, bins and volumes."""

SERVICE_KINDS = tuple(map(int, (
    Kind.COUNTER_COLLECTION, Kind.COUNTER_TAKE_BACK, Kind.FLOOR_COLLECTION, Kind.CALL,
    Kind.HAND_IN, Kind.DOOR, Kind.FLOOR, Kind.COUNTER_SERVICE, Kind.SHELVES,
)))  # fmt: skip
"""Kinds of records about counters, doors and lobbies; `free` of them means parcels there."""
