"""The luck of a rehearsed rollout, and what is told of it."""

from __future__ import annotations

import pytest

from fleet.core.facts.rollouts import RolloutPlan
from scenarios.streams import Streams
from tests.unit.devices.firmware import FILE, artifact, bins
from twin.report.words.catalogue import load_words
from twin.studies.rehearsal.firmware.rollouts import START_MS, Luck, Rehearsal
from twin.studies.rehearsal.firmware.updates import (
    DAY_MS,
    FIGURES,
    LOST_WITHIN_MS,
    Circumstances,
    figures,
    luck_of,
    outcome_of,
)

DEVICES = tuple(f"d{number}" for number in range(2_000))


def luck(seed: int, sites: tuple[str, ...], **words: float) -> Luck:
    """Of two thousand devices at each site, over two days."""
    of = Circumstances(**words)  # type: ignore[arg-type]
    return luck_of(dict.fromkeys(sites, DEVICES), of, Streams(seed, 0), 2)


def test_shares_are_as_asked() -> None:
    """Failing, dying and cuts by their numbers, each within five standard deviations."""
    found = luck(1, ("a",), failing_ppm=50_000, dying_ppm=100_000, cuts_per_day=1.0)
    assert len(found.unhealthy) == pytest.approx(100, abs=50)
    assert found.lost is not None
    assert len(found.lost) == pytest.approx(200, abs=70)
    assert found.unhealthy.isdisjoint(found.lost)
    assert all(0 < after <= LOST_WITHIN_MS for after in found.lost.values())
    assert len(found.cuts) == pytest.approx(4_000, abs=320)
    assert all(0 <= cut.at_ms < 2 * DAY_MS for cut in found.cuts)


def test_a_device_keeps_its_luck() -> None:
    """Another site, or power cuts, shift nothing; a worse firmware fails on more, not others."""
    alone = luck(1, ("a",), failing_ppm=50_000)
    beside = luck(1, ("b", "a"), failing_ppm=50_000, cuts_per_day=3.0)
    assert {key for key in beside.unhealthy if key.startswith("a/")} == alone.unhealthy
    assert alone.unhealthy < luck(1, ("a",), failing_ppm=100_000).unhealthy
    assert luck(2, ("a",), failing_ppm=50_000).unhealthy != alone.unhealthy


@pytest.mark.parametrize(
    ("failing_ppm", "figure"),
    [(50_000, "stopped_in_canary_share"), (2_000, "done_share")],
)  # fmt: skip
def test_bad_firmware_stops_in_the_canary_and_good_goes_through(
    failing_ppm: int, figure: str
) -> None:
    """Four of five seeds at least; `make acceptance` has two hundred with the promised shares."""
    outcomes = []
    for seed in range(1, 6):
        sessions = bins(220, seed=seed)
        sites: dict[str, list[str]] = {}
        for session in sessions:
            sites.setdefault(session.identity.site, []).append(session.identity.device)
        drawn = luck_of(sites, Circumstances(failing_ppm), Streams(seed, 0), 2)
        fleet = Rehearsal(sessions, RolloutPlan(artifact()), FILE, 2_000, drawn)
        fleet.ask("start")
        fleet.run(START_MS + 2 * DAY_MS)
        outcomes.append(outcome_of(fleet))
    rows = {row["name"]: row for row in figures(outcomes)}
    assert rows[figure]["mean"] >= 0.8
    assert 0 <= rows[figure]["low"] <= rows[figure]["high"] <= 1
    assert rows["exposed_devices"]["mean"] >= rows["failed_devices"]["mean"]


def test_every_figure_has_its_words() -> None:
    """In both languages; none is left over."""
    begin = "rollout.figure."
    words = {key.removeprefix(begin) for key in load_words() if key.startswith(begin)}
    assert words == set(FIGURES)
