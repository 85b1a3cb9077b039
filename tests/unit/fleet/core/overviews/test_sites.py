"""Sites at a glance: counts by site, of what is in scope alone."""

from __future__ import annotations

from fleet.core.overviews.sites import site_rows
from fleet.core.state import Device


def test_a_site_counts_its_own() -> None:
    """Devices by kind, those missed, alarms off the shelf by severity, orders without an end."""
    devices = [
        Device("b", "bin1", "bin_sensor", presence="ready"),
        Device("a", "bank1", "bank", presence="lost"),
        Device("a", "bin1", "bin_sensor", presence="sleeping"),
        Device("a", "bin2", "bin_sensor"),
    ]
    alarms = [
        {"device": "a/bank1", "severity": "warning", "shelved_until_ms": -1},
        {"device": "a", "severity": "critical", "shelved_until_ms": -1},
        {"device": "a/bin1", "severity": "warning", "shelved_until_ms": 9},
        {"device": "elsewhere/x", "severity": "warning", "shelved_until_ms": -1},
    ]
    orders = [{"device": "a", "state": "open"}, {"device": "a/bank1", "state": "closed"}]
    first, second = site_rows(devices, alarms, orders)
    assert first == {
        "site": "a", "devices": 3, "kinds": {"bank": 1, "bin_sensor": 2}, "away": 1,
        "alarms": {"info": 0, "warning": 1, "critical": 1}, "orders": 1,
    }  # fmt: skip
    assert (second["site"], second["devices"], second["away"]) == ("b", 1, 0)
