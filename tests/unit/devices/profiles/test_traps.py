"""The known traps of other makers' payloads: refused or repaired as the profiles document."""

from __future__ import annotations

from typing import Any

import pytest

from courtyard.owned import read_profiles
from devices.profiles.quantities import ReadingRefused
from devices.profiles.reading import read_uplink

PROFILES = read_profiles()


def read(name: str, payload: str = "", port: int = 0, **decoded: Any) -> dict[str, int]:
    """What a profile reads; the port is its first unless told otherwise."""
    profile = PROFILES[name]
    port = port or next((p for frame in profile.frames for p in frame.ports), 1)
    return read_uplink(profile, port, bytes.fromhex(payload), decoded).values


def refusal(name: str, payload: str = "", port: int = 0, **decoded: Any) -> tuple[str, str]:
    """On which field and why it is refused."""
    with pytest.raises(ReadingRefused) as refused:
        read(name, payload, port, **decoded)
    return refused.value.field, refused.value.reason


def test_minus_five_degrees_that_a_decoder_calls_251() -> None:
    """The byte fb is −5 °C; a decoder that forgot the sign says 251 °C, and it is put back."""
    frame = "8000010111 07d0 00 fb 0000 0000 0000 00 81"
    assert read("dingtek-df702", frame)["temperature_mc"] == -5_000
    assert read("dingtek-df702", level=800, temperature="251 ℃")["temperature_mc"] == -5_000
    assert read("dingtek-df702", level=800, temperature=25)["temperature_mc"] == 25_000


def test_a_distance_as_text_with_its_unit() -> None:
    """Both "2000 mm" and "200 cm" are 2,000 mm; a unit of something else refuses."""
    assert read("dingtek-df702", level="2000 mm")["distance_mm"] == 2_000
    assert read("dingtek-df702", level="200 cm")["distance_mm"] == 2_000
    assert read("dragino-ldds75", distance="2.799 m")["distance_mm"] == 2_799
    assert refusal("dingtek-df702", level="2000 V") == (
        "distance_mm",
        "'2000 V': 'V' is no unit of it",
    )


@pytest.mark.parametrize(
    ("payload", "decoded", "reason"),
    [
        ("0d3b000000000001", {}, "0000: no sensor found"),
        ("0d3b001400000001", {}, "0014: no valid reading, or nearer than 280 mm"),
        ("", {"distance": "No Sensor"}, "'No Sensor': no sensor found"),
        ("", {"Distance": "Invalid Reading"}, "'Invalid Reading': no valid reading"),
        ("", {"Distance": 20}, "'20': no valid reading, or nearer than 280 mm"),
    ],
)
def test_words_and_numbers_that_are_no_distance(
    payload: str, decoded: dict[str, Any], reason: str
) -> None:
    """A sentinel of the maker refuses the measurement, and says what it means."""
    assert refusal("dragino-ldds75", payload, **decoded) == ("distance_mm", reason)


def test_9999_is_no_distance() -> None:
    """Beyond what the sensor can see is refused, though no manual names the number."""
    assert refusal("dragino-ldds75", "0d3b270f00000001") == (
        "distance_mm",
        "9999 is not within 280 … 7500",
    )
    assert refusal("milesight-em310-udl", distance=9999)[0] == "distance_mm"
    assert refusal("milesight-em400-mud", "0482fdff") == (
        "distance_mm",
        "fffd: out of its measuring range",
    )


def test_centimetres_for_millimetres() -> None:
    """A distance below the blind zone is no distance: 120 is 120 cm that somebody called mm."""
    assert refusal("dragino-ldds75", "0d3b007800000001") == (
        "distance_mm",
        "120 is not within 280 … 7500",
    )


@pytest.mark.parametrize(
    ("name", "payload", "reason"),
    [
        ("dragino-ldds75", "0e1c0b05", "4 bytes: dragino-ldds75 sends 5 or 8"),
        ("dragino-lds02", "0b880100250001", "7 bytes: dragino-lds02 sends 10"),
        ("milesight-em310-udl", "01755c0382", "5 bytes: channel 03 is cut at byte 3"),
        ("milesight-em310-udl", "01", "01 at byte 0: no channel of the profile"),
        ("dingtek-df703", "8000010111", "5 bytes: dingtek-df703 sends 17 or 25"),
        ("netvox-r718x", "0134012401012c", "7 bytes: netvox-r718x sends 11"),
    ],
)
def test_short_frames(name: str, payload: str, reason: str) -> None:
    """A frame that is cut is refused with its length; nothing is made of missing bytes."""
    assert refusal(name, payload) == ("payload", reason)


def test_bytes_that_no_frame_fits_are_read_from_the_decoded_fields() -> None:
    """What the network server decoded is the fallback, not the first choice."""
    assert read("dragino-ldds75", "0e1c0b05", Distance=1_500)["distance_mm"] == 1_500
    assert read("dragino-ldds75", "0d3b0aef00000001", Distance=1_500)["distance_mm"] == 2_799


def test_a_channel_of_newer_firmware_ends_the_reading() -> None:
    """What stood before an unknown channel counts; an unknown first one says nothing."""
    assert read("milesight-em310-udl", "03824408 7f0199")["distance_mm"] == 2_116
    assert (
        refusal("milesight-em310-udl", "7f0199")[1] == "7f01 at byte 0: no channel of the profile"
    )


def test_a_probe_that_is_not_there() -> None:
    """LHT65: 7fff is no temperature of the probe; that of the air still counts."""
    values = read("dragino-lht65", "cbf6 0b0d 0376 01 7fff 7fff")
    assert (values["temperature_mc"], "probe_mc" in values) == (28_290, False)
    other_sensor = read("dragino-lht65", "cbf6 0b0d 0376 04 0ADD 7fff")
    assert "probe_mc" not in other_sensor


def test_temperatures_below_zero() -> None:
    """Two's complement of two bytes: ff39 is −19.9 °C in tenths, f5c6 −26.18 °C in hundredths."""
    assert read("netvox-r718x", "0134012401012cff39320a")["temperature_mc"] == -19_900
    assert read("dragino-lht65", "cbbd f5c6 022e 00 0000 0000")["temperature_mc"] == -26_180
    assert read("milesight-em320-th", "0367 ceff")["temperature_mc"] == -5_000


@pytest.mark.parametrize(
    "value", [True, None, [], {}, "far", "", "1e5", "12 furlong", 1e300, "9" * 60, "−5"]
)
def test_values_of_no_meaning(value: Any) -> None:
    """Whatever JSON holds in the place of a number: refused, or as if it were not there."""
    with pytest.raises(ReadingRefused):
        read("dragino-ldds75", distance=value)


def test_a_port_of_something_else() -> None:
    """The maker's own example: port 42 is not the sensor's."""
    assert refusal("dragino-lht65", "cbf60b0d0376010add7fff", 42) == (
        "payload",
        "port 42: dragino-lht65 speaks on 2",
    )


def test_flags() -> None:
    """A flag in a byte, a text that sets it, and a boolean."""
    assert read("milesight-em310-udl", distance=500, position="tilt")["tilted"] == 1
    assert read("milesight-em310-udl", distance=500, position="normal")["tilted"] == 0
    assert read("dingtek-df703", level=500, alarmFall=True)["tilted"] == 1
    assert read("dragino-lds02", DOOR_OPEN_STATUS=1)["open"] == 1
