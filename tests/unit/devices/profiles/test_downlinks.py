"""Settings become the bytes that makers print."""

from __future__ import annotations

import pytest

from courtyard.owned import read_profiles
from devices.profiles.downlinks import Told, settings_of
from devices.profiles.quantities import ReadingRefused

PROFILES = read_profiles()

STATED = [
    ("milesight-em310-udl", {"interval_s": 1_200}, 85, "ff03b004",
     "Milesight EM400-UDL and EM300 series, downlink: report interval 20 minutes"),
    ("milesight-em400-mud", {"interval_s": 1_200}, 85, "ff03b0040000",
     "Milesight EM400-MUD user guide, 6.2.3: reporting interval as 20 minutes"),
    ("dingtek-df702", {"interval_s": 4 * 3_600}, 3, "3830303239393939303130343831",
     "device repository of The Things Network, dingtek/df702: upload interval 4 hours"),
    ("dingtek-df703", {"threshold_mm": 350}, 3, "3830303239393939303232333831",
     "device repository of The Things Network, dingtek/df703: full alarm threshold 35 cm"),
    ("netvox-r718x", {"threshold_mm": 100}, 7, "0334006400000000000000",
     "device repository of The Things Network, netvox/r718x: set distance threshold"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values", "port", "payload", "source"), STATED)
def test_downlinks_are_those_that_makers_print(
    name: str, values: dict[str, int], port: int, payload: str, source: str
) -> None:
    """One setting, one downlink."""
    told = settings_of(PROFILES[name], values)
    assert list(told.values()) == [Told(port, bytes.fromhex(payload))], source


def test_an_interval_is_least_and_greatest_time_where_a_device_has_both() -> None:
    """R718X: the layout of its ConfigReportReq, 15 minutes each; the rest as its maker's example
    has it (0134 0384 0708 01 0064 0005).
    """
    told = settings_of(PROFILES["netvox-r718x"], {"interval_s": 900})
    assert told["interval_s"].payload.hex() == "013403840384010064" + "0005"


def test_a_threshold_of_the_ultrasonic_sensor() -> None:
    """EM400-MUD user guide, 6.2.3, command 06: control byte 1 0 001 001 (dismissal reported,
    standard mode, below), least distance, no greatest, four reserved bytes.
    """
    told = settings_of(PROFILES["milesight-em400-mud"], {"threshold_mm": 1_000})
    assert told["threshold_mm"].payload.hex() == "ff0689e803000000000000"


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        ("milesight-em310-udl", {"interval_s": 10}, "interval_s: 10 is not within 60 … 64800"),
        ("dingtek-df702", {"interval_s": 5_000}, "interval_s: 5000 is no multiple of 3600"),
        ("dingtek-df702", {"interval_s": "often"}, "interval_s: 'often' is no whole number"),
        ("dingtek-df702", {"interval_s": True}, "interval_s: 'True' is no whole number"),
    ],
)
def test_values_that_a_device_cannot_be_told(
    name: str, values: dict[str, object], reason: str
) -> None:
    """Refused with value and bound, and nothing goes out."""
    with pytest.raises(ReadingRefused) as refused:
        settings_of(PROFILES[name], values)
    assert str(refused.value) == reason


def test_settings_without_a_downlink_are_left_out() -> None:
    """A profile tells what it can."""
    assert settings_of(PROFILES["milesight-em310-udl"], {"colour": 3}) == {}
