"""What fails in the twin fails on the wire: records of a log as acts on devices of the site."""

from __future__ import annotations

from collections import Counter

from devices.simulator import acts
from devices.simulator.acts import TimedAct
from devices.simulator.session import Session
from scenarios.days import lay_out_days
from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from twin.staging.cast import Member, members_of
from twin.studies.staging.script import TwinScript

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


def _lived(name: str, days: int, *settings: str) -> tuple[list[Member], list[TimedAct]]:
    """The cast of a scenario, and all that happens to it in so many days, gateways included."""
    given = [f"run.days={days}", "run.warmup_days=0", *settings]
    scenario = read_scenario(name, Scenario, given).scenario
    script = TwinScript(scenario, lay_out_days(scenario), seed=1)
    return members_of(scenario, None, True)[0], list(script.advance(days * DAY_MS))


def test_lost_mains_and_a_lost_network_take_devices_off_line() -> None:
    """At the times of the scenario, all that is on them and nothing else; then they are back."""
    members, lived = _lived("property@equipped", 1)
    off = [(t.time_ms, t.device[1], t.act) for t in lived if isinstance(t.act, acts.OffLine)]
    kinds = {member.device: member.kind for member in members}
    for cause, from_h, to_h in (("network", 12, 12.5), ("mains", 18, 18.25)):
        gone = {name for at, name, act in off if act == acts.OffLine(cause, True)}
        assert {kinds[name] for name in gone} == {"bank", "camera", "cold_cell", "gateway"}
        assert gone == {member.device for member in members if member.kind != "bin_sensor"}
        times = {(at, act.is_off) for at, _, act in off if act.cause == cause}
        assert times == {(from_h * HOUR_MS, True), (to_h * HOUR_MS, False)}


def test_every_act_finds_its_device_and_fits_it() -> None:
    """A week of everything: no device is named that does not stand there, no body refuses."""
    members, lived = _lived("property@equipped", 7)
    sessions = {m.key: Session(m.identity(), m.body(), "b") for m in members}
    told: Counter[str] = Counter()
    for timed in lived:
        sessions[timed.device].undergo(timed.act, timed.time_ms)
        told[type(timed.act).__name__] += 1
    assert {"PutIn", "TakeOut", "Chilled", "SetTo", "Measure", "Sighted", "OffLine"} <= set(told)
    assert not any(session.off for session in sessions.values())


def test_a_bin_is_told_what_goes_into_it() -> None:
    """Bags of residents raise its level, an emptying ends it; all but refused bags are in what it
    reports, so a bin that nobody locks reports what the world says.
    """
    members, lived = _lived("sensors", 3)
    bodies = {m.key: m.body(b"k") for m in members if m.kind == "bin_sensor"}
    assert {m.settings["stream"] for m in members if m.key in bodies} == {0}
    levels: dict[tuple[str, str], list[acts.Filled]] = {key: [] for key in bodies}
    for timed in lived:
        if timed.device in bodies:
            bodies[timed.device].undergo(timed.act)
            if isinstance(timed.act, acts.Filled):
                levels[timed.device].append(timed.act)
            elif isinstance(timed.act, acts.Measure):
                fields = bodies[timed.device].measure().fields
                assert fields["fill_permille"] == min(max(0, timed.act.fill_permille), 2000)
    for told in levels.values():
        assert any(act.by_resident for act in told)
        assert any(act.fill_permille == 0 and not act.by_resident for act in told)


def test_cold_cells_say_what_the_twin_says() -> None:
    """A cell is named in the twin's order, has its set point and limit, and its hourly reading."""
    members, lived = _lived("heatwave", 1, "banks.gate.cold.frozen.M=1")
    cells = [m for m in members if m.kind == "cold_cell" and m.device.startswith("gate")]
    assert [m.setpoint_mc for m in cells] == [3_000] * 28 + [-18_000]
    levels = {"excursion_mc": -12_000, "excursion_clear_mc": -13_000}
    size = next(m.size for m in members if m.device == "gate")
    assert cells[-1].settings == {**levels, "compartment": size}
    bodies = {m.key: m.body() for m in cells}
    last: dict[tuple[str, str], acts.Chilled] = {}
    for timed in lived:
        if timed.device in bodies and isinstance(timed.act, acts.Chilled | acts.SetTo):
            bodies[timed.device].undergo(timed.act)
            if isinstance(timed.act, acts.Chilled):
                last[timed.device] = timed.act
    assert set(last) == set(bodies)
    for key, body in bodies.items():
        fields = body.measure().fields
        assert (fields["air_mc"], fields["product_mc"]) == (last[key].air_mc, last[key].product_mc)
    assert bodies["c", "gate-cell29"].measure().fields["setpoint_mc"] == -18_000


def test_cold_cells_tell_how_long_their_compressors_ran() -> None:
    """Nothing before the first hour is over; then all hours together, as the twin has them, and the
    air around: what a manager judges a leak by.
    """
    members, lived = _lived("heatwave", 2)
    cell = next(m for m in members if m.kind == "cold_cell")
    body = cell.body()
    assert "ran_s" not in body.measure().fields
    ran_ms, ambients = 0, set()
    for timed in lived:
        if timed.device == cell.key and isinstance(timed.act, acts.CompressorRan):
            assert timed.time_ms % HOUR_MS == HOUR_MS - 1
            body.undergo(timed.act)
            ran_ms += timed.act.ran_ms
            ambients.add(timed.act.ambient_mc)
            fields = body.measure().fields
            assert fields["ran_s"] == ran_ms // 1_000
            assert fields["ambient_mc"] == timed.act.ambient_mc
    assert 0 < ran_ms < 2 * DAY_MS
    assert len(ambients) > 10


def test_a_camera_of_the_scenario_sights_what_the_twin_says_and_no_more() -> None:
    """With its confidence; without a camera in the scenario ours sees all, as surely as assumed."""
    _, lived = _lived("property@equipped", 3)
    seen = [t.act for t in lived if isinstance(t.act, acts.Sighted)]
    assert seen
    assert all(0 < act.confidence_permille <= 1000 for act in seen)
    assert len({act.confidence_permille for act in seen}) > 10
    assert not any(isinstance(t.act, acts.BadlySorted) for t in lived)
    bags = [t.act for t in lived if isinstance(t.act, acts.BagLanded)]
    assert bags
    assert not any(bag.seen for bag in bags)
