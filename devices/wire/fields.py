"""The kinds of value that messages are made of, with their bounds.

Lives here: annotated types, units last in the names of the fields that use them. Not here:
messages. Bounds are what a receiver checks; outside of them a message is quarantined.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta

WIRE_VERSION: Final = 1
"""The major version of the contract: in every topic and every payload."""

IDENTIFIER_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$(?!\n)"

MAX_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 8259, section 6)."""

LAST_YEAR_MS = 253_402_300_799_999
"""The end of the year 9999, UTC."""

LOANS_MOST = 256
"""Compartments that are lent to a bank at a time: of 100 bytes each, so that they fit a payload."""

Version = Literal[1]
Identifier = Annotated[
    str,
    Meta(
        pattern=IDENTIFIER_PATTERN, max_length=64, description="Letters, digits, _ and -; 1 to 64."
    ),
]
Boot = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9_-]{1,32}$(?!\n)",
        max_length=32,
        description="New at each start of the device, never used before: random, or a counter.",
    ),
]
Sequence = Annotated[
    int,
    Meta(
        ge=1,
        le=MAX_INTEGER,
        description="1, 2, 3 … within a boot, over all channels, one number for each message.",
    ),
]
TimeMs = Annotated[
    int, Meta(ge=0, le=LAST_YEAR_MS, description="Milliseconds since 1970-01-01 00:00 UTC.")
]
StateVersion = Annotated[
    int,
    Meta(ge=0, le=MAX_INTEGER, description="Version of a desired state; 0 before the first."),
]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
CompartmentNumber = Annotated[int, Meta(ge=1, le=10_000, description="As painted on the door.")]
SizeClass = Annotated[
    int, Meta(ge=0, le=15, description="Size class of a compartment, 0 for the smallest.")
]
EnteredCode = Annotated[
    str,
    Meta(
        pattern=r"^[0-9A-Za-z]{1,32}$(?!\n)",
        max_length=32,
        description="As typed or scanned; digits and letters, 1 to 32.",
    ),
]
Permille = Annotated[int, Meta(ge=0, le=1000, description="Thousandths, 0 to 1000.")]
FillPermille = Annotated[
    int, Meta(ge=0, le=2000, description="Thousandths of the volume; 1000 is the brim.")
]
TemperatureMc = Annotated[
    int, Meta(ge=-100_000, le=150_000, description="Thousandths of a degree Celsius.")
]
DistanceMm = Annotated[int, Meta(ge=0, le=10_000, description="Millimetres.")]
SignalDbm = Annotated[int, Meta(ge=-150, le=0, description="Received signal strength, dBm.")]
IntervalS = Annotated[int, Meta(ge=1, le=604_800, description="Seconds, up to a week.")]
Word = Annotated[str, Meta(min_length=1, max_length=64)]
Text = Annotated[str, Meta(max_length=256, description="For people; holds no personal data.")]
Reference = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9._/-]{1,200}$(?!\n)",
        max_length=200,
        description="Opaque key of a stored picture; no address and no name of a person.",
    ),
]
Scalar = bool | int | float | Annotated[str, Meta(max_length=256)] | None
Values = Annotated[
    dict[Annotated[str, Meta(min_length=1, max_length=64)], Scalar],
    Meta(max_length=64, description="Names and plain values, at most 64; no nesting."),
]

DeviceKind = Literal["bank", "cold_cell", "bin_sensor", "door_sensor", "camera", "gateway"]
DoorState = Literal["open", "closed", "jammed", "unknown"]
OccupancyState = Literal["empty", "occupied", "unknown"]
