"""Many sites looked at together: never passed where one of them by itself would be refused."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.days import lay_out_days
from scenarios.expand import expand_sites
from scenarios.initial import HeldParcels
from scenarios.trace import SiteTrace
from tests.small import H, scenario, trace
from tests.unit.twin.engines.kernel.test_engine import NO_STATES, NO_TRACES, _held
from twin.engines.kernel.build import kernel
from twin.engines.kernel.checks import MAX_COMPANY, check_group
from twin.engines.kernel.parts.together import fit_together
from twin.world.plan import Plan, SitePlanner

COPIES = 3


def _plan() -> Plan:
    drawn = scenario(reminders={"after_h": [4.0], "answer_share": 0.5})
    (place,) = expand_sites(drawn)
    return SitePlanner(drawn, lay_out_days(drawn)).copies(place, COPIES)


PLAN = _plan()
RIGHT = trace([(8 * H, [0, 1]), (9 * H, [0])], answer_ms=[H])
EMPTY = trace([], answer_ms=[H])
STATE = _held(answer_ms=np.zeros((1, 1), dtype=np.int64))


def _fit(traces: list[SiteTrace], held: list[HeldParcels | None]) -> bool:
    return fit_together(PLAN, traces, held, MAX_COMPANY)


def test_what_fits_passes() -> None:
    """Sites with and without visits, with and without parcels held, the next begun before the last
    was over.
    """
    for traces in ([RIGHT] * 3, [RIGHT, EMPTY, RIGHT], [EMPTY, EMPTY, RIGHT], [EMPTY] * 3):
        for held in ([None] * 3, [STATE] * 3, [None, STATE, None]):
            assert _fit(traces, list(held))


@pytest.mark.parametrize(("arrays", "says"), NO_TRACES)
@pytest.mark.parametrize("at", range(COPIES))
def test_one_that_does_not_fit_is_found_among_others(
    arrays: dict[str, Any], says: str, at: int
) -> None:
    """Wherever it stands, and refused in the words in which it is refused alone."""
    traces = [RIGHT] * COPIES
    traces[at] = replace(RIGHT, **arrays)
    assert not _fit(traces, [None] * COPIES)
    with pytest.raises(ValueError, match=says):
        check_group(kernel(), PLAN, traces, [None] * COPIES)


@pytest.mark.parametrize("at", range(COPIES))
@pytest.mark.parametrize(
    ("arrays", "says"), [row for row in NO_STATES if "compartment" not in row[0]]
)
def test_parcels_held_likewise(arrays: dict[str, Any], says: str, at: int) -> None:
    """Compartments are looked at where they are laid out."""
    held: list[HeldParcels | None] = [STATE] * COPIES
    held[at] = replace(STATE, **arrays)
    assert not _fit([RIGHT] * COPIES, held)
    with pytest.raises(ValueError, match=says):
        check_group(kernel(), PLAN, [RIGHT] * COPIES, held)


@given(st.data())
def test_never_yes_where_one_alone_is_refused(data: st.DataObject) -> None:
    """Any value anywhere in any array of a trace: together as each by itself."""
    names = [field.name for field in fields(SiteTrace)]
    arrays = [name for name in names if isinstance(getattr(RIGHT, name), np.ndarray)]
    name = data.draw(st.sampled_from(arrays))
    values = getattr(RIGHT, name).copy()
    bounds = np.iinfo(values.dtype)
    extreme = st.integers(int(bounds.min), int(bounds.max)) | st.integers(-2, 4)
    values.flat[data.draw(st.integers(0, values.size - 1))] = data.draw(extreme)
    traces = [RIGHT, replace(RIGHT, **{name: values}), EMPTY]
    drawn = scenario(reminders={"after_h": [4.0], "answer_share": 0.5})
    (place,) = expand_sites(drawn)
    alone = SitePlanner(drawn, lay_out_days(drawn)).copies(place, 1)
    try:
        check_group(kernel(), alone, [traces[1]], [None])
    except ValueError:
        assert not _fit(traces, [None] * COPIES)
    else:
        assert _fit(traces, [None] * COPIES)
