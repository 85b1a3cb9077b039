"""Words of `courtyard run --manager`, and what the manager does not serve."""

from __future__ import annotations

import pytest

from courtyard.inputs import InputError
from courtyard.managing import read_faults, with_manager
from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from tests.equality.cold.settings import MIX
from tests.equality.settings import setting
from twin.engines.kernel.engine import run_group as kernel
from twin.engines.reference.engine import run_group as reference
from twin.managed.wire.fates import CALM, WireFaults
from twin.studies.running.setup import Setup


def _setup(scenario: Scenario) -> Setup:
    return Setup(scenario=scenario, days=lay_out_days(scenario), seed=1, engine=kernel)


def test_faults_are_read_word_by_word() -> None:
    """No word is a calm network; a delay may be one number."""
    assert read_faults(()) == CALM
    words = ("lost=20", "delay=50..2000", "cuts=0.5", "end-s=7", "broker-ends=1")
    assert read_faults(words) == WireFaults(
        lost_permille=20, delay_ms=(50, 2_000), cuts_per_day=0.5, end_s=7, broker_ends_per_day=1
    )
    assert read_faults(("delay=30",)).delay_ms == (30, 30)


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("lost=1000", "0 to 999"),
        ("doubled=-1", "0 to 1000"),
        ("cuts=often", "a number"),
        ("delay=9..3", "MIN..MAX"),
        ("delay=x", "MIN..MAX"),
        ("late=3", "one of delay, lost"),
        ("lost", "0 to 999"),
    ],
)
def test_a_wrong_word_is_named_with_its_bound(word: str, says: str) -> None:
    """And ends the command with exit code 2."""
    with pytest.raises(InputError, match=says) as refused:
        read_faults((word,))
    assert repr(word) in str(refused.value)


def test_what_the_manager_does_not_serve_is_named() -> None:
    """Instead of a run whose answer would be wrong: a wish names one of 16 classes, and six sizes
    at three temperatures are 18.
    """
    sizes = [{"id": f"s{n}", "width_cm": 38, "height_cm": 8 + n, "depth_cm": 64} for n in range(6)]
    parts = {
        "sizes": sizes,
        "banks": [
            {
                "id": "b", "site": "c", "compartments": {"s0": 4},
                "cold": {"chilled": {"s0": 2}, "frozen": {"s0": 2}},
            },
        ],
        "parcels": {"per_household_day": 1.0, "size_mix": {"s0": 1.0}, "temperature_mix": MIX},
    }  # fmt: skip
    scenario = setting("cold: both temperatures", **parts)
    with pytest.raises(InputError, match="16 classes"):
        with_manager("kernel", _setup(scenario), "auto", True, ())


@pytest.mark.parametrize("lend", [(1, 1, 1, 1), (-1,), (200, 57)])
def test_lending_has_bounds(lend: tuple[int, ...]) -> None:
    """A number for each size, as many as a message can name; without a manager no loan."""
    setup = _setup(setting("plain"))
    with pytest.raises(InputError, match="--lend"):
        with_manager("kernel", setup, "auto", True, (), lend)
    with pytest.raises(InputError, match="say --manager"):
        with_manager("kernel", setup, "auto", False, (), (1,))
    _, managed = with_manager("kernel", setup, "auto", True, (), (2, 1))
    assert managed.manager is not None
    assert managed.manager.lend == (2, 1)


def test_the_engine_is_the_reference() -> None:
    """Whatever would be chosen without the manager; the kernel, where it is asked for, refuses."""
    setup = _setup(setting("overdue"))
    name, managed = with_manager("kernel", setup, "auto", True, ("lost=5",))
    assert (name, managed.engine) == ("reference", reference)
    assert managed.manager is not None
    assert managed.manager.faults.lost_permille == 5
    with pytest.raises(InputError, match="reference engine"):
        with_manager("kernel", setup, "kernel", True, ())


def test_without_the_manager_a_run_stays_as_it_is() -> None:
    """And faults of a network are refused, for there is none."""
    setup = _setup(setting("plain"))
    assert with_manager("kernel", setup, "auto", False, ()) == ("kernel", setup)
    with pytest.raises(InputError, match="say --manager"):
        with_manager("kernel", setup, "auto", False, ("lost=5",))
