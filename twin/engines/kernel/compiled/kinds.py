"""The kinds of the event table as plain integers, as compiled code reads them.

Lives here: constants only. Not here: what they mean (`twin.eventlog.events`).
"""

from __future__ import annotations

from twin.eventlog.events import Kind

START = int(Kind.START)
HELD = int(Kind.HELD)
BIN = int(Kind.BIN)
COLLECTION = int(Kind.COLLECTION)
TAKE_BACK = int(Kind.TAKE_BACK)
LOBBY_COLLECTION = int(Kind.LOBBY_COLLECTION)
TRUCK = int(Kind.TRUCK)
EMPTYING = int(Kind.EMPTYING)
ARRIVAL = int(Kind.ARRIVAL)
RETRY = int(Kind.RETRY)
SERVICE = int(Kind.SERVICE)
PRESENT = int(Kind.PRESENT)
DEPOSIT = int(Kind.DEPOSIT)
REJECTION = int(Kind.REJECTION)
OVERSIZE = int(Kind.OVERSIZE)
DEPARTURE = int(Kind.DEPARTURE)
REDIRECT = int(Kind.REDIRECT)
COUNTER = int(Kind.COUNTER)
HOME = int(Kind.HOME)
LOBBY = int(Kind.LOBBY)
DEPOT = int(Kind.DEPOT)
RETURN = int(Kind.RETURN)
UNDELIVERED = int(Kind.UNDELIVERED)
DROP_OFF = int(Kind.DROP_OFF)
LANDED = int(Kind.LANDED)
CLEARING = int(Kind.CLEARING)
OVERFLOW = int(Kind.OVERFLOW)
REMINDER = int(Kind.REMINDER)
OVERDUE = int(Kind.OVERDUE)
FEE = int(Kind.FEE)
REPORT = int(Kind.REPORT)
ALARM = int(Kind.ALARM)
DISPATCH = int(Kind.DISPATCH)
CELL = int(Kind.CELL)
CELL_STEP = int(Kind.CELL_STEP)
CELL_READING = int(Kind.CELL_READING)
EXCURSION = int(Kind.EXCURSION)
TOO_WARM = int(Kind.TOO_WARM)
WARM_PARCEL = int(Kind.WARM_PARCEL)
END = int(Kind.END)
