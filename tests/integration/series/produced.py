"""A journal as a small compound fills it, without a broker: banks, cells, bins, a camera.

Lives here: what happens there, minute by minute, written by a real `Fleet` into a real journal. Not
here: what becomes of it. Everything follows from the minute's number, so two journals are alike.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from devices.wire.topics import PARTITIONS, partition_of, topic_of
from fleet.adapters.journal.sqlite import SqliteJournal
from fleet.core.inputs import Order, Register, Request
from fleet.ports.bus import Message, Share
from fleet.service.committing import Fleet

START_MS = 1_780_000_000_000
"""A moment in May 2026: stores take nothing from the future."""

SITES = ("meadow", "brook")
DEVICES = {
    "bank1": "bank", "bank1-cell1": "cold_cell", "food1-a": "bin_sensor", "food1-b": "bin_sensor",
    "food1-camera": "camera", "door1": "door_sensor", "gateway": "gateway",
}  # fmt: skip
COMPARTMENTS = 40


class Compound:
    """Sites with the same devices; `minute()` lets one go by."""

    def __init__(
        self, journal: Path, start_ms: int = START_MS, sites: tuple[str, ...] = SITES
    ) -> None:
        self._journal = SqliteJournal(journal)
        self.fleet = Fleet(self._journal, range(PARTITIONS))
        self.sites = sites
        self.now_ms = start_ms
        self.minutes = 0
        self._numbers: dict[tuple[str, str], int] = {}
        self._said: dict[str, list[Message]] = {site: [] for site in sites}
        self._ask(*(
            Register("", "test", f"{site}/{device}", kind, ["east" if at == 0 else "west"])
            for at, site in enumerate(sites)
            for device, kind in DEVICES.items()
        ))  # fmt: skip
        for site in sites:
            for device, kind in DEVICES.items():
                self._say(
                    site, device, "state", state="ready", connection=1, kind=kind,
                    model=f"m-{kind}", firmware={"version": "1.4.0"}, interval_s=60,
                )  # fmt: skip
        self._commit()

    def close(self) -> None:
        """Save, and let go of the journal."""
        self.fleet.save_all()
        self._journal.close()

    def _ask(self, *requests: Request) -> None:
        self._commit(*((partition_of(r.device.split("/")[0]), r) for r in requests))

    def _say(self, site: str, device: str, channel: str, **words: Any) -> None:
        number = self._numbers[site, device] = self._numbers.get((site, device), 0) + 1
        given = {"v": 1, "device": device, "boot": "b1", "seq": number, "time_ms": self.now_ms}
        self._tell(site, topic_of(site, device, channel), json.dumps({**given, **words}).encode())

    def _tell(self, site: str, topic: str, payload: bytes) -> None:
        self._said[site].append(Message(topic, payload, False))

    def _commit(self, *requests: tuple[int, Request]) -> None:
        shares = [Share(partition_of(site), said, (), None) for site, said in self._said.items()]
        self.fleet.commit(shares, requests, self.now_ms)
        self._said = {site: [] for site in self.sites}

    def minutes_go_by(self, count: int) -> None:
        """So many minutes of life at every site."""
        for _ in range(count):
            for site in self.sites:
                self._minute(site, self.minutes)
            self._commit()
            self.minutes += 1
            self.now_ms += 60_000

    def _minute(self, site: str, number: int) -> None:
        compartment = number // 2 % COMPARTMENTS + 1
        seen = "occupied" if number % 2 == 0 else "empty"
        self._say(site, "bank1", "event", event="door", compartment=compartment, door="open")
        self._say(
            site, "bank1", "event", event="occupancy", compartment=compartment, occupancy=seen
        )
        occupied = COMPARTMENTS if 30 <= number % 60 < 40 else 10 + number % 20
        self._say(
            site, "bank1", "telemetry", kind="bank", compartments=COMPARTMENTS,
            occupied=occupied, out_of_service=0, temperature_mc=21_500, mains=True,
        )  # fmt: skip
        warm = 3_000 if number % 40 < 30 else 9_000
        self._say(site, "bank1-cell1", "telemetry", kind="cold_cell", air_mc=warm - 500,
                  product_mc=warm, setpoint_mc=3_000, door="closed", compressor=True,
                  ambient_mc=26_000, ran_s=20 * number)  # fmt: skip
        for bin_number, name in enumerate("ab", 1):
            fill = (number * 23 * bin_number) % 1_000
            self._say(
                site, f"food1-{name}", "telemetry", kind="bin_sensor", fill_permille=fill,
                battery_permille=900 - number % 500, signal_dbm=-80,
            )  # fmt: skip
        self._say(site, "food1-camera", "telemetry", kind="camera", bags_on_floor=number % 3)
        self._say(site, "door1", "telemetry", kind="door_sensor", door="closed",
                  openings=number // 10, open_s=20)  # fmt: skip
        self._say(site, "gateway", "telemetry", kind="gateway", devices=5, waiting=0)
        if number % 10 == 3:
            self._say(site, "food1-camera", "event", event="landed_bag", sighting=f"bag-{number}",
                      confidence_permille=900, ended=number % 20 == 13)  # fmt: skip
            self._say(site, "bank1", "event", event="door", compartment=3,
                      door="jammed" if number % 20 == 3 else "closed")  # fmt: skip
        if number == 20:
            self._numbers[site, "food1-a"] += 2
        if number % 10 == 5:
            self._order(site, f"c{number}")
        if number % 10 == 7:
            self._tell(site, topic_of(site, "gateway", "telemetry"), b"{broken")
            will = {"v": 1, "device": "gateway", "boot": "b1", "connection": 1,
                    "time_ms": self.now_ms, "state": "lost"}  # fmt: skip
            self._tell(site, topic_of(site, "gateway", "state"), json.dumps(will).encode())

    def _order(self, site: str, name: str) -> None:
        expires_ms = self.now_ms + 3_600_000
        arguments = {"compartment": 1}
        self._ask(Order("", "test", f"{site}/bank1", name, "open_door", arguments, expires_ms))
        self._say(site, "bank1", "result", command=name, outcome="done")
