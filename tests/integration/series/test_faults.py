"""Between the journal and real stores: down, slow, full, refusing. Nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fleet.adapters.series.draining import FIRST_WAIT_S
from fleet.adapters.series.preparing import prepare
from fleet.adapters.series.stores import StoreAddress, store_at
from fleet.service.feeding import Feed, FeedSettings
from tests.integration.series.produced import START_MS, Compound
from tests.integration.series.proxy import REFUSALS, FaultProxy
from tests.integration.series.servers import points_kept, samples
from tests.integration.series.told import lines_of, poisoned, samples_of

ANSWER_S = 2.0


@contextmanager
def behind_proxy(
    journal: Path, store: StoreAddress, folder: Path
) -> Iterator[tuple[Feed, FaultProxy]]:
    """A feed whose way to the store may fail; it is stepped by the test, so nothing waits."""
    port = urlsplit(store.url).port
    assert port is not None
    with FaultProxy(port) as proxy:
        there = StoreAddress(
            f"http://127.0.0.1:{proxy.port}", store.organisation, store.bucket, store.database
        )
        feed = Feed(FeedSettings(journal, there, folder), store_at(there, ANSWER_S))
        yield feed, proxy
        feed.close()


def send_all(feed: Feed, limit_bytes: int = 1 << 16) -> None:
    """Every batch, until nothing waits."""
    while feed.read():
        pass
    while feed.spool.waiting_bytes:
        assert feed.drain.step(limit_bytes) == 0, feed.drain.complaint


def fails(feed: Feed, proxy: FaultProxy) -> None:
    """The next batch is tried under every fault; each time it waits, and longer and longer."""
    waits = []
    for mode in ("down", "half", "mute", *REFUSALS):
        proxy.mode = mode
        waits.append(feed.drain.step(1 << 16))
        assert feed.drain.complaint
    assert waits == sorted(waits)
    assert waits[0] == FIRST_WAIT_S < waits[-1]


def test_down_for_ten_minutes_of_data_on_influx(
    compound: Compound, one: StoreAddress, tmp_path: Path
) -> None:
    """Down before, during and after ten minutes of data, then slow: 1.6 has every point once, also
    those whose answer was swallowed and those sent half.
    """
    journal = tmp_path / "journal"
    with behind_proxy(journal, one, tmp_path / "spool") as (feed, proxy):
        compound.minutes_go_by(5)
        send_all(feed)
        compound.minutes_go_by(10)
        feed.read()
        fails(feed, proxy)
        compound.minutes_go_by(5)
        proxy.mode = "slow"
        send_all(feed)
    assert points_kept(one) == len(lines_of(journal))
    assert feed.spool.sent.isolated == 0


def test_down_for_ten_minutes_of_data_on_victoria(
    compound: Compound, two: StoreAddress, tmp_path: Path
) -> None:
    """The same through influxdb-client into a store that keeps one value a ms."""
    journal = tmp_path / "journal"
    with behind_proxy(journal, two, tmp_path / "spool") as (feed, proxy):
        compound.minutes_go_by(10)
        feed.read()
        fails(feed, proxy)
        proxy.mode = "slow"
        send_all(feed)
    assert samples(two) == samples_of(lines_of(journal))


@pytest.mark.parametrize("limit_bytes", [1 << 13, 1 << 19])
def test_refused_points_are_isolated(tmp_path: Path, one: StoreAddress, limit_bytes: int) -> None:
    """Some fields have other types in the store already: exactly those points are set aside with
    the reason, the others are stored, whatever the size of a batch.
    """
    database = StoreAddress(one.url, database=f"refusing{limit_bytes}")
    prepare(database, keep_days=0)
    conflicts = ("vitals,site=x battery_permille=0.5", "cold_cell,site=x air_mc=1.5",
                 "area,level=x free=true")  # fmt: skip
    before = store_at(database).write([f"{line} {START_MS}000001" for line in conflicts])
    assert before.refused == before.away == ""
    compound = Compound(tmp_path / "journal", START_MS)
    compound.minutes_go_by(12)
    compound.close()
    with behind_proxy(tmp_path / "journal", database, tmp_path / "spool") as (feed, _):
        send_all(feed, limit_bytes)
        sent = feed.spool.sent
    produced = lines_of(tmp_path / "journal")
    wrong = {
        line for line in produced
        if line.startswith(("cold_cell,", "area,")) or "battery_permille=" in line
    }  # fmt: skip
    isolated = poisoned(tmp_path / "spool" / "poison.lines")
    assert {line for _, line in isolated} == wrong
    assert all("field type conflict" in reason for reason, _ in isolated)
    assert len(isolated) == len(wrong) == sent.isolated
    assert points_kept(database) - len(conflicts) == len(produced) - len(wrong) == sent.stored


def test_killed_between_notes_it_makes_the_same_points_again(
    compound: Compound, one: StoreAddress, tmp_path: Path
) -> None:
    """A feed that ends without a word after it sent points beyond its last note: the next one reads
    them again, and the store has what the journal has.
    """
    database = StoreAddress(one.url, database="killed")
    prepare(database, keep_days=0)
    settings = FeedSettings(tmp_path / "journal", database, tmp_path / "spool")
    for minutes in (3, 4):
        feed = Feed(settings)
        compound.minutes_go_by(minutes)
        feed.read()
        feed.note()
        compound.minutes_go_by(minutes)
        feed.read()
        assert feed.drain.step() == 0
        feed.close()
    feed = Feed(settings)
    feed.catch_up()
    feed.close()
    produced = lines_of(tmp_path / "journal")
    assert points_kept(database) == len(produced)
    assert feed.reader.fold.produced == len(produced)
    assert feed.spool.sent.stored > len(produced)
