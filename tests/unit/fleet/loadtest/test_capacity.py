"""What a fleet needs: sums over measured rates, each of which says where it was measured."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtyard.main import run_app
from fleet.loadtest.capacity import PEAK, RATES, Need, capacity


def _values(needs: list[Need]) -> dict[str, float]:
    return {need.what: need.value for need in needs}


def test_one_manager_is_enough_for_a_city() -> None:
    """Nothing is shared: no database, the rate of a journal in a file."""
    needs = capacity(5_000, 60.0)
    found = _values(needs)
    assert (found["managers"], found["database"], found["brokers"]) == (1, 0, 1)
    assert {"file_per_s", "file_bytes"} <= {name for need in needs for name in need.rates}
    assert found["messages"] == pytest.approx(5_000 / 60)


def test_a_nation_needs_several_and_one_to_stand_in() -> None:
    """At peak the managers that are left when one is away still take all of it."""
    found = _values(capacity(330_000 * 80, 600.0))
    left = found["managers"] - 1
    assert left * RATES["shared_per_s"].value >= found["at peak"] == PEAK * 44_000
    assert found["brokers"] * RATES["broker_connections"].value >= 330_000 * 80
    gateways = _values(
        capacity(330_000 * 80, 600.0, per_connection=80, connections_per_broker=10**6)
    )
    assert gateways["brokers"] == 1


def test_storage_is_what_is_kept() -> None:
    """Twice the days, twice the records; no days, the snapshots alone."""
    none, month, two = (_values(capacity(300_000, 60.0, days))["storage"] for days in (0, 30, 60))
    assert none == pytest.approx(2 * 300_000 * RATES["snapshot_bytes"].value / 1e9)
    assert two - month == pytest.approx(month - none)


@given(st.integers(1, 10**8), st.floats(1.0, 86_400.0), st.integers(1, 10**7))
def test_more_devices_never_need_less(devices: int, interval_s: float, more: int) -> None:
    """Of nothing but the memory and start of each manager, which share them."""
    fewer = _values(capacity(devices, interval_s))
    found = _values(capacity(devices + more, interval_s))
    for what in ("messages", "at peak", "managers", "brokers"):
        assert found[what] >= fewer[what]


def test_every_rate_is_used_and_says_where_it_was_measured(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The command prints each rate that its answer rests on."""
    used = set()
    for devices in (1_000, 1_000_000):
        arguments = ["--devices", str(devices), "--interval", "60"]
        assert run_app(["fleet", "capacity", *arguments, "--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        named = {name for need in document["needs"] for name in need["rates"]}
        assert named == {rate["rate"] for rate in document["rates"]}
        assert all(rate["measured"] for rate in document["rates"])
        used |= named
        assert run_app(["fleet", "capacity", *arguments]) == 0
        assert "managers" in capsys.readouterr().out
    assert used == set(RATES)
