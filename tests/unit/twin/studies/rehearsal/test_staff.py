"""Staff on the manager's orders: nobody waits while somebody is free; M/M/c in the long run."""

from __future__ import annotations

import numpy as np
import pytest

from twin.oracles.erlang import erlang_c
from twin.studies.rehearsal.staff import ORDERS, BadStaff, verify_staff, waits_ms


def test_with_more_people_than_work_nobody_waits() -> None:
    """And the same seed gives the same waits, another replication others."""
    assert max(waits_ms(0.5, 40, 1, 0)) == 0
    one = waits_ms(2.0, 3, 1, 0)
    assert len(one) == ORDERS
    assert waits_ms(2.0, 3, 1, 0) == one != waits_ms(2.0, 3, 1, 1)


def test_the_share_that_waits_is_erlang_c() -> None:
    """Three replications of 1.2 Erlang on two people lie around 0.45."""
    waited = [np.mean(np.array(waits_ms(1.2, 2, 5, number)) > 0) for number in range(3)]
    assert np.mean(waited) == pytest.approx(erlang_c(1.2, 2), abs=0.04)


@pytest.mark.parametrize("text", ["4", "a:b", "4:4", "0:3", "2:2000"])
def test_what_no_staff_could_bear_is_refused(text: str) -> None:
    """With the value and what is expected."""
    with pytest.raises(BadStaff, match="is expected"):
        verify_staff(text, 1)
