"""Tests of scenarios.parts.faults: digest and ranges."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from scenarios.parts.faults import DOOR, TERMINAL, FaultTrace
from tests.small import H, column


def faults(**parts: Any) -> FaultTrace:
    """The terminal of bank 0 and the doors of bank 1, two faults each."""
    given = {
        "kind": column(TERMINAL, DOOR),
        "number": column(0, 1),
        "first": column(0, 2, 4),
        "operating_ms": column(5 * H, 20 * H, 24 * H, 24 * H),
        "work_ms": column(H, 0, H, H),
        "door": column(0, 0, 2**30, 7),
        "return_ms": column(H),
    }
    return FaultTrace(**given | parts)


LIMITS = {"banks": 2, "bins": 0, "horizon_ms": 24 * H}


def test_the_digest_covers_every_array() -> None:
    """One value changed anywhere is another digest."""
    for field in fields(FaultTrace):
        changed = getattr(faults(), field.name).copy()
        changed[0] += 1
        assert replace(faults(), **{field.name: changed}).digest() != faults().digest()


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"kind": column(TERMINAL, 6)}, "kind"),
        ({"kind": column(DOOR, TERMINAL)}, "kind"),
        ({"number": column(0, 2)}, "number"),
        ({"number": column(0)}, "number"),
        ({"first": column(0, 2, 3)}, "first"),
        ({"operating_ms": column(0, 25 * H, 24 * H, 24 * H)}, "operating_ms"),
        ({"operating_ms": column(5 * H, 18 * H, 24 * H, 24 * H)}, "operating_ms"),
        ({"work_ms": column(H, -1, H, H)}, "work_ms"),
        ({"door": column(0, 0, 2**31, 7)}, "door"),
        ({"return_ms": column(0)}, "return_ms"),
    ],
)
def test_a_fault_of_the_faults_is_named(parts: dict[str, Any], name: str) -> None:
    """Ranges, lengths, order, and operating times that end before the horizon."""
    assert faults().fault(**LIMITS) is None
    found = faults(**parts).fault(**LIMITS)
    assert found is not None
    assert found[0] == name
