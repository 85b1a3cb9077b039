"""No payload, and no decoded field, makes a profile say anything but a reading or a refusal."""

from __future__ import annotations

import contextlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from courtyard.owned import read_profiles
from devices.profiles.form import Profile
from devices.profiles.quantities import MEASURES, ReadingRefused
from devices.profiles.reading import frame_of, read_uplink

PROFILES = list(read_profiles().values())
NAMES = sorted({name for p in PROFILES for field in p.decoded for name in field.names})
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["2000 mm", "25 ℃", "3.3 V", "-5 °C", "1 m"]),
)


@given(
    st.sampled_from(PROFILES),
    st.integers(0, 255),
    st.binary(max_size=30),
    st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4),
)
def test_whatever_comes(
    profile: Profile, port: int, payload: bytes, decoded: dict[str, Any]
) -> None:
    """What is read lies within its bounds; everything else is refused, and nothing else raises."""
    with contextlib.suppress(ReadingRefused):
        values = read_uplink(profile, port, payload, decoded).values
        for name, value in values.items():
            assert MEASURES[name].low <= value <= MEASURES[name].high
        assert not values or frame_of(profile, port, payload) or decoded
