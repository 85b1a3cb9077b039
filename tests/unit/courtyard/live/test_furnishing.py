"""What a manager is asked about simulated devices, before and after it knows them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.parcels.state import Bank
from fleet.core.recovery import recover
from fleet.core.state import Device
from tests.unit.courtyard.terminal import call


def _known(journal: Path) -> tuple[dict[str, Device], dict[str, Bank]]:
    opened = SqliteJournal(journal, read_only=True)
    try:
        states = recover(opened).values()
    finally:
        opened.close()
    devices = {key: device for state in states for key, device in state.devices.items()}
    return devices, {key: bank for state in states for key, bank in state.parcels.banks.items()}


def test_devices_are_furnished_once_and_what_somebody_set_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Into an empty journal: all devices, their banks by class. A group and a rule set since are
    there after it was said again, which asks nothing; other compartments are brought.
    """
    journal = tmp_path / "journal"
    at = ("--journal", str(journal))
    furnish = ("devices", "furnish", "smoke", *at, "--json")
    asked = json.loads(call(capsys, *furnish).out)
    assert [row["status"] for row in asked] == [200] * 8
    devices, banks = _known(journal)
    assert set(devices) == set(banks) == {"east/e1", "east/e2", "west/w1", "west/w2"}
    assert banks["east/e1"].class_first == [0, 4, 8, 10]
    assert call(capsys, "fleet", "register", "east/e1=bank", "--group", "old", *at).code == 0
    assert (
        call(capsys, "fleet", "furnish", "east/e1", "4", "4", "2", "--quota", "a=3", *at).code == 0
    )
    assert json.loads(call(capsys, *furnish).out) == []
    more = ("--set", "banks.e1.compartments.S=6")
    [changed] = json.loads(call(capsys, *furnish, *more).out)
    assert changed["device"] == "east/e1"
    devices, banks = _known(journal)
    assert devices["east/e1"].groups == ["old"]
    assert banks["east/e1"].class_first == [0, 6, 10, 12]


def test_settings_of_a_device_join_those_it_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bin that was provisioned without its stream gets it; a level that somebody chose stays."""
    journal = tmp_path / "journal"
    at = ("--journal", str(journal))
    furnish = ("devices", "furnish", "property@equipped", *at, "--json")
    call(capsys, *furnish)
    devices, _ = _known(journal)
    name = next(key for key, device in devices.items() if "stream" in device.settings)
    said = ("fleet", "register", f"{name}=bin_sensor", "--set", "overflow_permille=850", *at)
    assert call(capsys, *said).code == 0
    assert _known(journal)[0][name].settings == {"overflow_permille": 850}
    [row] = json.loads(call(capsys, *furnish).out)
    assert row["device"] == name
    settings = devices[name].settings | {"overflow_permille": 850}
    assert _known(journal)[0][name].settings == settings
