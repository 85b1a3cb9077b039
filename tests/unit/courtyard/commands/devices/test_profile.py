"""`courtyard devices profile`: list, show, check; and sensors files that are registered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from courtyard.owned import library_files
from tests.unit.courtyard.terminal import call, refusal

Capsys = pytest.CaptureFixture[str]

OWN = """\
profile: my-sensor
vendor: Somebody
model: S1
kind: bin_sensor
manual: S1 user manual
interval_s: 900
frames:
  - {name: level, sizes: [2], fields: [{quantity: distance_mm, at: 0, bytes: 2, unit: centimetre}]}
examples:
  - {source: S1 user manual, payload: "0078", reads: {distance_mm: 120}}
"""


def test_profiles_that_come_along_are_listed_and_shown(capsys: Capsys) -> None:
    """One row each; what is shown is the file, which is a profile again."""
    rows = json.loads(call(capsys, "devices", "profile", "list", "--json").out)
    assert {row["profile"] for row in rows} == set(library_files())
    shown = call(capsys, "devices", "profile", "show", "dragino-ldds75").out
    assert shown == library_files()["dragino-ldds75"].read_text(encoding="utf-8")


def test_a_payload_of_the_manual(capsys: Capsys) -> None:
    """What it says, and how full a bin of that depth is; 1 where it is refused."""
    check = ("devices", "profile", "check", "milesight-em310-udl", "--json")
    said = call(capsys, *check, "--example", "01755c03824408040001", "--depth-mm", "2300",
                "--clearance-mm", "100")  # fmt: skip
    document = json.loads(said.out)
    assert (said.code, document["distance_mm"], document["fill_permille"]) == (0, 2116, 123)
    cut = call(capsys, *check, "--example", "038201")
    assert (cut.code, json.loads(cut.out)["refused"]) == (1, "payload")
    assert call(capsys, *check, "--decoded", '{"distance": "2116 mm"}').code == 0


def test_a_profile_of_ones_own_whose_example_does_not_hold(capsys: Capsys, tmp_path: Path) -> None:
    """120 cm are not 120 mm: the check ends with 1 and says which example; corrected, with 0."""
    path = tmp_path / "my-sensor.yaml"
    path.write_text(OWN, encoding="utf-8")
    said = call(capsys, "devices", "profile", "check", path, "--json")
    assert said.code == 1
    assert json.loads(said.out)["wrong"] == ["S1 user manual: {'distance_mm': 1200}"]
    path.write_text(OWN.replace("distance_mm: 120}", "distance_mm: 1200}"), encoding="utf-8")
    assert call(capsys, "devices", "profile", "check", path).code == 0


def test_bad_profiles_and_options(capsys: Capsys, tmp_path: Path) -> None:
    """File, line and key; or the option and its value."""
    path = tmp_path / "bad.yaml"
    path.write_text(OWN.replace("centimetre", "inch"), encoding="utf-8")
    assert "bad.yaml:8" in refusal(capsys, "devices", "profile", "check", path)
    assert "must be one of millimetre" in refusal(capsys, "devices", "profile", "check", path)
    assert "no file, and no profile of" in refusal(capsys, "devices", "profile", "check", "x")
    check = ("devices", "profile", "check", "dragino-ldds75")
    assert "hexadecimal" in refusal(capsys, *check, "--example", "zz")
    assert "an object" in refusal(capsys, *check, "--decoded", "[]")


def test_a_sensors_file_registers_its_devices(capsys: Capsys, tmp_path: Path) -> None:
    """With the kinds that the profiles say, those of one's own folder among them."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "my-sensor.yaml").write_text(OWN, encoding="utf-8")
    file = tmp_path / "sensors.yaml"
    file.write_text(
        "profiles: own\n"
        "networks: [{name: yard, kind: chirpstack, broker: mqtt://127.0.0.1}]\n"
        "sensors:\n"
        "  - {sensor: A84041FFFF184A01, device: s1/bin1, profile: my-sensor,\n"
        "     mounting: {depth_mm: 1000}}\n"
        "  - {sensor: A84041FFFF184A02, device: s1/door1, profile: dragino-lds02}\n",
        encoding="utf-8",
    )
    journal = tmp_path / "journal"
    assert call(capsys, "fleet", "register", file, "--journal", journal).code == 0
    rows = json.loads(call(capsys, "fleet", "devices", "--journal", journal, "--json").out)
    assert {row["device"]: row["kind"] for row in rows} == {
        "bin1": "bin_sensor",
        "door1": "door_sensor",
    }
    (tmp_path / "own" / "other.yaml").write_text(OWN, encoding="utf-8")
    assert "must be the file's name" in refusal(capsys, "fleet", "register", file)
