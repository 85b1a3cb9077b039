"""Every profile that comes along reads what its maker says a payload says."""

from __future__ import annotations

import pytest

from courtyard.owned import read_profiles
from devices.profiles.form import Profile
from devices.profiles.quantities import ReadingRefused
from devices.profiles.reading import read_uplink

PROFILES = read_profiles()

FAMILIES = {
    "milesight-em310-udl", "milesight-em400-mud", "milesight-em400-tld", "milesight-em320-th",
    "dragino-ldds75", "dragino-lds02", "dragino-lht65",
    "dingtek-df702", "dingtek-df703", "netvox-r718x",
}  # fmt: skip

MILESIGHT = "Milesight SensorDecoders (README of the model), example"
UPLINK_PAGE = "Milesight EM400-MUD, LoRaWAN uplink page, examples"
DEVICE_REPOSITORY = "device repository of The Things Network, the maker's own example"

STATED = [
    ("milesight-em310-udl", 85, "01755C 03824408 040001", MILESIGHT,
     {"battery_permille": 920, "distance_mm": 2116, "tilted": 1}),
    ("milesight-em400-mud", 85, "01755C 03670101 04824408 050001", MILESIGHT,
     {"battery_permille": 920, "temperature_mc": 25_700, "distance_mm": 2116, "tilted": 1}),
    ("milesight-em400-mud", 85, "017564 0367f800 04820101 050000", UPLINK_PAGE,
     {"battery_permille": 1000, "temperature_mc": 24_800, "distance_mm": 257, "tilted": 0}),
    ("milesight-em400-mud", 85, "8482330701", UPLINK_PAGE, {"distance_mm": 1843}),
    ("milesight-em400-tld", 85, "8367e80001 8482410601", MILESIGHT,
     {"temperature_mc": 23_200, "distance_mm": 1601}),
    ("milesight-em320-th", 85, "01755C 03673401 046865", MILESIGHT,
     {"battery_permille": 920, "temperature_mc": 30_800, "humidity_permille": 505}),
    ("dragino-ldds75", 2, "0D3B 0AEF 00 0000 01", DEVICE_REPOSITORY,
     {"battery_mv": 3387, "distance_mm": 2799}),
    ("dragino-lht65", 2, "CBF6 0B0D 0376 01 0ADD 7FFF", DEVICE_REPOSITORY,
     {"battery_mv": 3062, "temperature_mc": 28_290, "humidity_permille": 886, "probe_mc": 27_810}),
    ("dingtek-df702", 3, "8000010111 07D0 00 19 0000 0000 0000 00 81", DEVICE_REPOSITORY,
     {"distance_mm": 2000, "temperature_mc": 25_000, "tilted": 0}),
    ("dingtek-df702", 3, "8000010119 07D0 01 CD03E942 EF272042 19 0000 0000 0000 00 81",
     DEVICE_REPOSITORY, {"distance_mm": 2000, "temperature_mc": 25_000, "tilted": 0}),
    ("dingtek-df703", 3, "8000010111 07D0 00 19 0000 0000 0001 00 81", DEVICE_REPOSITORY,
     {"distance_mm": 2000, "temperature_mc": 25_000, "tilted": 0}),
    ("netvox-r718x", 6, "01 34 01 24 01 012C 0107 32 0A", DEVICE_REPOSITORY,
     {"battery_mv": 3600, "distance_mm": 300, "temperature_mc": 26_300, "fill_permille": 500}),
]  # fmt: skip
"""Profile, port, payload, where its maker states it, what it states (in our units)."""


def test_every_family_that_is_promised_is_there() -> None:
    """The families of the README's promise, each with an example of its maker."""
    assert set(PROFILES) >= FAMILIES
    assert all(profile.examples for profile in PROFILES.values())


@pytest.mark.parametrize(("name", "port", "payload", "source", "stated"), STATED)
def test_payloads_read_as_their_makers_state(
    name: str, port: int, payload: str, source: str, stated: dict[str, int]
) -> None:
    """Pairs of payload and result, retyped from what each maker publishes."""
    values = read_uplink(PROFILES[name], port, bytes.fromhex(payload), {}).values
    charge = {"battery_permille": values.get("battery_permille")}
    known = {**charge, **stated} if "battery_mv" in stated else stated
    assert values == known, source


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.profile)
def test_the_examples_of_a_profile_hold(profile: Profile) -> None:
    """Each example in a file is read, or refused on the field it names; so `profile check` says."""
    for example in profile.examples:
        payload = bytes.fromhex(example.payload)
        if example.refused:
            with pytest.raises(ReadingRefused) as refused:
                read_uplink(profile, example.port, payload, example.decoded)
            assert refused.value.field == example.refused, example.source
        else:
            readings = read_uplink(profile, example.port, payload, example.decoded)
            assert readings.values == example.reads, example.source


def test_a_door_by_the_layout_of_its_manual() -> None:
    """LDS02 user manual 1.3: status and 14 bits of voltage, mode 1, 3 bytes of openings, 3 of the
    minutes it was open last, alarm. The maker's own example is cut (see its profile).
    """
    payload = bytes.fromhex("8b88 01 000025 000002 00")
    assert read_uplink(PROFILES["dragino-lds02"], 10, payload, {}).values == {
        "open": 1, "battery_mv": 2952, "openings": 37, "open_s": 120, "battery_permille": 946,
    }  # fmt: skip
