"""Sites at a glance: how many devices stand there, how many are away, what is up, what is to do.

Lives here: one row a site. Not here: where a site lies (no message and no journal says so).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fleet.core.facts.alarms import SEVERITIES
from fleet.core.state import HERE, Device

ASLEEP = frozenset({"sleeping", "unheard"})
"""Presences of a device that nobody misses: it said so, or has never spoken."""


def site_rows(
    devices: Iterable[Device], alarms: Iterable[dict[str, Any]], orders: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """A row for each site of `devices`, by name; `alarms` and `orders` are rows in the same scope.

    `kinds`: devices by kind; `away`: those that are missed; `alarms`: by severity, those on the
    shelf left out; `orders`: those that have no end.
    """
    rows: dict[str, dict[str, Any]] = {}
    for device in devices:
        row = rows.get(device.site)
        if row is None:
            row = rows[device.site] = {
                "site": device.site, "devices": 0, "kinds": {}, "away": 0,
                "alarms": dict.fromkeys(SEVERITIES, 0), "orders": 0,
            }  # fmt: skip
        row["devices"] += 1
        row["kinds"][device.kind] = row["kinds"].get(device.kind, 0) + 1
        row["away"] += device.presence not in HERE and device.presence not in ASLEEP
    for alarm in alarms:
        found = rows.get(alarm["device"].partition("/")[0])
        if found is not None and alarm["shelved_until_ms"] < 0:
            found["alarms"][alarm["severity"]] += 1
    for order in orders:
        found = rows.get(order["device"].partition("/")[0])
        if found is not None:
            found["orders"] += order["state"] != "closed"
    return [rows[site] for site in sorted(rows)]
