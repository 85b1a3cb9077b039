"""Whatever a network server publishes, the translation gives messages that the core takes."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fleet.core.inputs import Arrived, Unread
from fleet.ports.bus import Message
from tests.network_servers import alink, chirpstack, things_stack
from tests.small_fleet import NOON_MS
from tests.unit.fleet.adapters.sensors.test_translating import Yard

EVENTS = {
    "yard": chirpstack("01755c03824408040001", 3, NOON_MS),
    "ttn": things_stack("cbf60b0d0376010add7fff", 3, NOON_MS),
    "own": alink("1", NOON_MS, FillLevel=61),
}
OUR_OWN = re.compile(r"\w+(Error|Exception): ")
"""How the reason begins where the translation itself failed."""

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)


def paths(document: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    found = [before] if before else []
    if isinstance(document, dict | list):
        keys = document if isinstance(document, dict) else range(len(document))
        for key in keys:
            found += paths(document[key], (*before, key))
    return found


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, tuple[str, bytes]]:
    """An event in which one value is another, or whose bytes are any."""
    network = draw(st.sampled_from(sorted(EVENTS)))
    topic, payload = EVENTS[network]
    if draw(st.integers(0, 4)) == 0:
        return network, (draw(st.sampled_from([topic, "", "a/b"])), draw(st.binary(max_size=40)))
    document = json.loads(payload)
    *steps, last = draw(st.sampled_from(paths(document)))
    inner = document
    for step in steps:
        inner = inner[step]
    inner[last] = draw(JSON)
    return network, (topic, json.dumps(document).encode())


@given(st.lists(spoilt(), min_size=1, max_size=4))
def test_whatever_a_network_server_says(events: list[tuple[str, tuple[str, bytes]]]) -> None:
    """Nothing raises, every message is one of the wire contract, every refusal has a reason, and
    the translation never fails on its own account.
    """
    yard = Yard()
    for network, event in events:
        taken = yard.translator.take(network, Message(*event, False), NOON_MS)
        for message in taken.messages:
            decided = yard.partition.receive(Arrived(*message), NOON_MS)
            said = {decision.field for decision in decided if hasattr(decision, "field")}
            assert said <= {"time_ms"}
        for refusal in taken.refusals:
            assert refusal.reason
            assert not OUR_OWN.match(refusal.reason), refusal.reason
            yard.partition.receive(Unread(**refusal._asdict()), NOON_MS)
