"""Profile files that contradict themselves are refused when they are read."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from devices.profiles.form import Profile

DISTANCE = {"quantity": "distance_mm", "at": 0, "bytes": 2, "unit": "millimetre"}

GOOD: dict[str, Any] = {
    "profile": "my-sensor",
    "vendor": "Somebody",
    "model": "S1",
    "kind": "bin_sensor",
    "manual": "its manual",
    "interval_s": 600,
    "frames": [{"name": "level", "sizes": [2], "fields": [DISTANCE]}],
}


def test_a_small_profile_is_enough() -> None:
    """A frame of two bytes makes a fill sensor."""
    assert Profile.model_validate(GOOD).quantities == {"distance_mm"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"frames": []}, "a bin_sensor reads distance_mm or fill_permille"),
        ({"frames": [{"name": "x", "fields": [DISTANCE]}]}, "says its sizes"),
        ({"frames": [{"name": "x", "sizes": [1], "fields": [DISTANCE]}]}, "reads 2 bytes"),
        ({"frames": [{"name": "x", "sizes": [2], "fields": [{**DISTANCE, "unit": "volt"}]}]},
         "unit: must be one of millimetre"),
        ({"frames": [{"name": "x", "sizes": [2], "fields": [{**DISTANCE, "inverted": True}]}]},
         "distance_mm is no flag"),
        ({"frames": [{"name": "x", "sizes": [2], "fields": [{**DISTANCE, "mask": "0xff"}]}]},
         "pattern"),
        ({"battery": {"empty_mv": 3600, "full_mv": 3000}}, "is not above"),
        ({"interval_s": 1}, "greater than or equal to 10"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)  # fmt: skip
def test_contradictions(change: dict[str, Any], words: str) -> None:
    """Each is refused, and the message says what is wrong."""
    with pytest.raises(ValidationError, match=words):
        Profile.model_validate({**GOOD, **change})
