"""The manager's core under whatever may come: bytes, times, orders, duplicates."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from devices.wire.topics import UP_CHANNELS, topic_of
from fleet.core.coding import decode_decisions, decode_input, decode_state, encode, slices
from fleet.core.inputs import Arrived
from fleet.core.partition import decide
from fleet.core.window import AHEAD_LIMIT, Window
from tests.small_fleet import NOON_MS, SITE, SmallFleet

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=20)
)
ENVELOPES = st.fixed_dictionaries(
    {"v": st.just(1), "device": st.just("bin1")},
    optional={
        "boot": st.sampled_from(["b1", "b2"]) | SCALARS,
        "seq": st.integers(1, 40) | SCALARS,
        "time_ms": st.integers(NOON_MS - 10**9, NOON_MS + 10**9) | SCALARS,
        "state": st.sampled_from(["init", "ready", "sleeping", "disconnected", "lost"]) | SCALARS,
        "kind": st.sampled_from(["bin_sensor", "bank"]) | SCALARS,
        "connection": st.integers(0, 5) | SCALARS,
        "fill_permille": st.integers(-1, 2_001) | SCALARS,
        "event": st.sampled_from(["mains", "door", "outbox_dropped", "landed_bag"]) | SCALARS,
        "first": st.integers(1, 40),
        "last": st.integers(1, 40),
        "mains": st.booleans(),
    },
)
PAYLOADS = st.one_of(
    st.binary(max_size=200),
    ENVELOPES.map(lambda words: json.dumps(words).encode()),
    st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3)).map(
        lambda value: json.dumps(value).encode()
    ),
)
TOPICS = st.sampled_from(
    [topic_of(SITE, "bin1", channel) for channel in UP_CHANNELS] + ["", "a/b", "courtyard/v1"]
)


@given(st.lists(st.tuples(TOPICS, PAYLOADS, st.integers(0, 100_000)), max_size=25))
def test_whatever_comes_is_settled_or_put_aside(said: list[tuple[str, bytes, int]]) -> None:
    """No input stops the loop; every message is stored, repeated, quarantined, a will, or no news.

    Deciding changes nothing, and what was decided survives its bytes.
    """
    fleet = SmallFleet()
    for topic, data, wait_ms in said:
        fleet.wait(wait_ms / 1_000)
        before = encode(fleet.partition.state)
        decide(fleet.partition.state, Arrived(topic, data), fleet.now_ms)
        assert encode(fleet.partition.state) == before
        fleet.ask(Arrived(topic, data))
    state = fleet.partition.state
    wills = sum(d.stale_wills for d in state.devices.values())
    settled = state.stored + state.repeated + state.quarantined
    assert settled <= state.messages
    assert state.messages - settled >= wills
    for entry in fleet.partition.take_entries():
        assert decode_input(encode(entry.given)) == entry.given
        assert decode_decisions(encode(entry.decided)) == entry.decided
    assert decode_state(encode(state)) == state
    assert b"".join(slices(state, 100)) == encode(state)


@given(st.data())
def test_every_order_of_the_same_messages_settles_the_same_numbers(data: Any) -> None:
    """Twice, late, in any order: each number is stored once, and the newest measurement stays."""
    numbers = list(range(2, 14))
    order = data.draw(st.permutations(numbers + data.draw(st.lists(st.sampled_from(numbers)))))
    fleet = SmallFleet()
    fleet.birth()
    for number in order:
        fleet.fill(number, 10 * number)
    device = fleet.device()
    assert device.boots["b1"] == Window(13, [])
    assert (device.messages, device.repeated) == (13, len(order) - len(numbers))
    assert json.loads(device.measured)["fill_permille"] == 130


@given(st.lists(st.integers(1, 3 * AHEAD_LIMIT), max_size=200), st.integers(0, 300))
def test_a_window_agrees_with_a_set(numbers: list[int], given_up: int) -> None:
    """Beside the plainest bookkeeping there is: a set of settled numbers."""
    window, settled = Window(), set[int]()
    for number in numbers:
        assert window.has(number) == (number in settled)
        window.settle(number)
        settled.add(number)
    missing = {n for n in range(1, given_up + 1) if n not in settled}
    assert window.missing(given_up) == len(missing)
    assert window.give_up(given_up) == len(missing)
    settled |= missing
    assert all(window.has(n) == (n in settled) for n in range(1, 3 * AHEAD_LIMIT + 1))
    assert window.highest == max(settled, default=0)
