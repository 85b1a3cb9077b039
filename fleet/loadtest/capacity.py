"""What a fleet of a size needs: managers, brokers, database, storage, from measured rates.

Lives here: the rates, each with where it was measured, and the sums. Not here: measuring
(`fleet.loadtest.ingest`, the acceptance checks). docs/scale.md says what was not measured.
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

from devices.wire.topics import PARTITIONS


class Rate(NamedTuple):
    """A rate, and how it came about."""

    value: float
    unit: str
    measured: str


_HERE = "2 cores of 2.1 GHz, 24 GB, virtual disk, beside other work"
RATES = {
    "file_per_s": Rate(7_400, "messages/s", f"courtyard loadtest ingest --seconds 20; {_HERE}"),
    "shared_per_s": Rate(
        5_800,
        "messages/s",
        f"courtyard loadtest ingest --seconds 20 --journal postgresql://…, manager, broker,"
        f" generator and PostgreSQL 15 on {_HERE}",
    ),
    "database_per_s": Rate(
        110_000, "records/s", f"commits of 1,000 through one connection, PostgreSQL 15; {_HERE}"
    ),
    "manager_mb": Rate(56, "MB", f"a manager without devices; {_HERE}"),
    "device_kb": Rate(
        4.2, "kB of memory", f"tests/acceptance/live/many_devices.py with 300,000 devices; {_HERE}"
    ),
    "ready_ms": Rate(0.04, "ms a device until ready", f"the same; {_HERE}"),
    "snapshot_bytes": Rate(920, "bytes a device", "the same: the journal's size"),
    "file_bytes": Rate(363, "bytes a message", "loadtest ingest: the journal's size"),
    "shared_bytes": Rate(
        428, "bytes a message", "the same in PostgreSQL 15: the table with its indexes"
    ),
    "broker_per_s": Rate(
        88_000, "QoS 1 messages/s", "Mosquitto on one core, publisher and subscriber beside it"
    ),
    "broker_connections": Rate(
        19_900,
        "connections",
        "Mosquitto; where it ended was the limit of open files of that machine, not the broker",
    ),
}
"""Each rate and where it was measured. A faster machine does more; nothing here is extrapolated."""

PEAK = 2.0
"""Load that must be borne over the mean of reporting: births after a cut, alarms. Assumed."""

DEVICES_MEASURED = 300_000
"""A manager was never measured with more."""

SNAPSHOTS = 2
MB, GB = 1e6, 1e9
DAY_S = 86_400


class Need(NamedTuple):
    """One line of the answer: how much of what, and from which rates."""

    what: str
    value: float
    unit: str
    why: str
    rates: tuple[str, ...]


def messages_per_s(devices: int, interval_s: float) -> float:
    """What devices say in the mean: a report each in its interval."""
    return devices / interval_s


def capacity(
    devices: int,
    interval_s: float,
    keep_days: int = 30,
    per_connection: float = 1.0,
    connections_per_broker: int = 0,
) -> list[Need]:
    """What so many devices need that each report once an interval.

    `per_connection`: devices that share one (behind a gateway). `connections_per_broker` 0: as
    measured.
    """
    mean = messages_per_s(devices, interval_s)
    peak = PEAK * mean
    working = _managers(devices, peak)
    shared = working > 1
    managers = working + 1 if shared else 1
    each = devices / working
    connections = ceil(devices / per_connection)
    room = connections_per_broker or RATES["broker_connections"].value
    brokers = max(ceil(connections / room), ceil(peak / RATES["broker_per_s"].value))
    bytes_each = RATES["shared_bytes" if shared else "file_bytes"].value
    records_gb = mean * DAY_S * keep_days * bytes_each / GB
    states_gb = SNAPSHOTS * devices * RATES["snapshot_bytes"].value / GB
    memory_mb = RATES["manager_mb"].value + each * RATES["device_kb"].value / 1e3
    return [
        Need("messages", mean, "a second", f"{devices} devices each {interval_s:g} s", ()),
        Need("at peak", peak, "a second", f"{PEAK:g} times the mean (assumed)", ()),
        Need(
            "managers",
            managers,
            "on PostgreSQL" if shared else "with a journal in a file",
            f"{working} for the load and one to stand in" if shared else "one takes it",
            ("shared_per_s",) if shared else ("file_per_s",),
        ),
        Need("memory", memory_mb, "MB a manager", "with one of them away", _MEMORY),
        Need("ready after", each * RATES["ready_ms"].value / 1e3, "s", "a restart", ("ready_ms",)),
        Need("brokers", brokers, "nodes", f"{connections} connections", _BROKERS),
        Need(
            "database",
            peak / RATES["database_per_s"].value if shared else 0.0,
            "of one connection's rate",
            "records at peak" if shared else "none: SQLite",
            ("database_per_s",) if shared else (),
        ),
        Need(
            "storage",
            records_gb + states_gb,
            "GB",
            f"records of {keep_days} days, {SNAPSHOTS} snapshots of each partition",
            ("shared_bytes" if shared else "file_bytes", "snapshot_bytes"),
        ),
    ]


_MEMORY = ("manager_mb", "device_kb")
_BROKERS = ("broker_connections", "broker_per_s")


def _managers(devices: int, peak_per_s: float) -> int:
    """How many must work at once; one takes both its journal and its devices, or several share."""
    if peak_per_s <= RATES["file_per_s"].value and devices <= DEVICES_MEASURED:
        return 1
    load = ceil(peak_per_s / RATES["shared_per_s"].value)
    return min(max(load, ceil(devices / DEVICES_MEASURED), 2), PARTITIONS)
