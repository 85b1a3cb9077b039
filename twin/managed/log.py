"""The log of messages and decisions, apart from the world's.

Lives here: one row a message on a lane, one a decision, and the file of them. Not here: the log of
what happens (`twin.eventlog`), figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from fleet.core.coding import decode_decisions, decode_input
from fleet.ports.journal import Record
from twin.managed.wire.broker import Packet
from twin.managed.wire.fates import Fate

DECIDED = "decision"


class Row(NamedTuple):
    """A message on a lane, or a decision (`way`: decision), at `time_ms` of the run.

    `what` it is, and `about` which lease, wish or command. `bytes` of the payload. It arrives after
    `delay_ms` and what was sent before it, −1 never, and once more `again_ms` later, −1 not.
    """

    time_ms: int
    way: str
    site: str
    device: str
    what: str
    about: str
    bytes: int
    delay_ms: int
    again_ms: int


TEXTS = frozenset({"way", "site", "device", "what", "about"})
"""Columns of text; the others hold whole numbers."""


class _Said(msgspec.Struct):
    """What names a message among those of its channel."""

    event: str = ""
    state: str = ""
    command: str = ""
    outcome: str = ""
    lease: str = ""
    request: str = ""
    id: str = ""


_SAID = msgspec.json.Decoder(_Said)


class MessageLog:
    """Rows of one group of sites, in the order of sending and deciding."""

    def __init__(self, base_ms: int) -> None:
        """`base_ms`: Unix time of the run's midnight 0."""
        self._base_ms = base_ms
        self.rows: list[Row] = []

    def seen(self, now: int, lane: str, packet: Packet, fate: Fate) -> None:
        """A message is sent on a lane."""
        _, _, _, site, device, _, channel = packet.topic.split("/")
        said = _SAID.decode(packet.payload)
        what = said.event or said.state or said.outcome or (said.command if said.id else "")
        about = said.lease or said.request or said.id or (said.command if said.outcome else "")
        delay_ms = -1 if fate.is_lost else fate.delay_ms
        again_ms = -1 if fate.is_lost else fate.again_ms
        name = f"{channel} {what}".rstrip()
        size = len(packet.payload)
        self.rows.append(Row(now, lane, site, device, name, about, size, delay_ms, again_ms))

    def decided(self, records: Sequence[Record]) -> None:
        """The manager has written these down."""
        for record in records:
            given = decode_input(record.input)
            topic = str(getattr(given, "topic", "")).split("/")[3:5]
            key = "/".join(topic) or str(getattr(given, "device", ""))
            site, _, device = key.partition("/")
            now = record.now_ms - self._base_ms
            for decision in decode_decisions(record.decisions):
                about = getattr(decision, "lease", "") or getattr(decision, "request", "")
                name = type(decision).__name__
                self.rows.append(Row(now, DECIDED, site, device, name, str(about), 0, 0, -1))

    def write(self, path: Path) -> None:
        """The rows as Parquet; an earlier file goes."""
        import polars as pl

        path.parent.mkdir(parents=True, exist_ok=True)
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * len(Row._fields)
        kinds = {name: pl.String if name in TEXTS else pl.Int64 for name in Row._fields}
        values = dict(zip(Row._fields, map(list, columns), strict=True))
        pl.DataFrame(values, schema=kinds).write_parquet(path)
