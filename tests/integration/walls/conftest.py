"""A store that a compound has filled for walls; without InfluxDB its tests are left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fleet.adapters.series.stores import StoreAddress
from fleet.service.feeding import Feed, FeedSettings
from tests.integration.series.produced import Compound
from tests.integration.series.servers import IS_LEFT_OUT, influx_one
from tests.integration.walls.foretold import keep_forecasts, write_run

collect_ignore = ["test_queries.py"] if IS_LEFT_OUT else []

MINUTES = 90
RUN = "as-planned"


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreAddress]:
    """InfluxDB 1.6 with an hour and a half of two sites, forecasts of the day to come, and a run of
    the twin of that week.
    """
    folder = tmp_path_factory.mktemp("walls")
    compound = Compound(folder / "journal")
    compound.minutes_go_by(MINUTES)
    keep_forecasts(folder / "journal", compound)
    compound.close()
    with influx_one(folder / "influx") as address:
        feed = Feed(FeedSettings(folder / "journal", address, folder / "spool"))
        feed.catch_up()
        for _ in range(2):
            feed.tell()
            assert feed.drain.step() == 0
        feed.close()
        write_run(folder / RUN, address)
        yield address
