"""What a history of terminals proves: planted faults are found, each by its name."""

from __future__ import annotations

from fleet.loadtest.allocation.history import Held, Opening, Verdict, judge


def _held(lease: str, asked: float, left: float, bank: str = "s/b", number: int = 1) -> Held:
    return Held(bank, number, lease, 1, asked, asked + 1, left)


def test_one_after_the_other_is_explained() -> None:
    """Also where the next was leased at the moment at which the last one left."""
    held = [_held("l1", 0, 5), _held("l2", 4.5, 9), _held("l3", 20, -1)]
    openings = [Opening("s/b", 1, "c1", 3, 1.0), Opening("s/b", 1, "c2", 4, 2.0)]
    assert judge(held, openings) == Verdict(compartments=1)


def test_a_planted_double_lease_is_found() -> None:
    """The second was told of it before the first had left: no order explains that."""
    held = [_held("l1", 0, 5), _held("l2", 2, 9)]
    assert judge(held, []).double_leases == 1


def test_a_lease_after_one_that_never_left_is_found() -> None:
    """A parcel lies there; whoever is sent there next finds it."""
    assert judge([_held("l1", 0, -1), _held("l2", 50, 60)], []).double_leases == 1


def test_compartments_and_banks_stand_apart() -> None:
    """The same moment at another door is nobody's business."""
    held = [_held("l1", 0, 5), _held("l2", 2, 9, number=2), _held("l3", 2, 9, bank="s/c")]
    assert judge(held, []) == Verdict(compartments=3)


def test_doors_that_open_twice_and_fences_that_fall_are_found() -> None:
    """One order, two openings; an older order obeyed after a newer one."""
    twice = [Opening("s/b", 1, "c1", 3, 1.0), Opening("s/b", 1, "c1", 3, 2.0)]
    assert judge([], twice) == Verdict(doubled_openings=1, fences_back=1)
    late = [Opening("s/b", 1, "c2", 4, 1.0), Opening("s/b", 1, "c1", 3, 2.0)]
    assert judge([], late) == Verdict(fences_back=1)
