"""Forecasts beside a manager: made on a schedule, watched, scored; asked for over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from devices.clock import ScaledClock
from devices.wire.topics import partition_of
from fleet.adapters.forecasts.following import LedgerTail
from fleet.adapters.forecasts.ledger import Ledger, ledger_path
from fleet.core.foresight.scores import scores_of
from fleet.core.inputs import Furnish, Register
from fleet.ports.forecast import CellAhead, Forecast, Scores
from fleet.service.ahead.foreseeing import Foresight, foreseeing
from scenarios.schema import Scenario
from tests.small import scenario
from tests.unit.fleet.api.desk import Api, running_api
from twin.studies.forecast.study import Forecasts

ZONE = "Asia/Shanghai"
HOUR_MS = 3_600_000


class SteppedClock(ScaledClock):
    """A clock that a test sets."""

    at_ms = 1_800_000_000_000

    def now_ms(self) -> int:
        """Where it was set."""
        return self.at_ms


class Shown:
    """A forecast to be shown, by whom it was made aside."""

    def __init__(self, latest: Forecast | None) -> None:
        self.latest = latest

    def scores(self) -> Scores:
        """None is over."""
        return scores_of([], [], [])

    async def foresee(self, edits: Sequence[str] = ()) -> Forecast:
        """The same."""
        assert self.latest is not None
        return self.latest


def _drawn() -> Scenario:
    """The sites and banks of the small manager."""
    site = {"households": 10, "latitude": 36.0, "longitude": 118.0}
    return scenario(
        sites=[{"id": name, **site} for name in ("meadow", "orchard")],
        banks=[
            {"id": f"{name}-bank", "site": name, "compartments": {"S": 2, "L": 1}}
            for name in ("meadow", "orchard")
        ],
    )


def _run(folder: Path, every_h: int, check: Callable[[Api, Foresight], Awaitable[None]]) -> None:
    async def run() -> None:
        async with running_api(folder) as api:
            driver = api.desk.driver
            await _stand(api, "meadow", "east", [2, 1])
            await _stand(api, "orchard", "west", [2, 1])
            driver.clock = SteppedClock()
            made = Forecasts(_drawn(), "small", futures=50)
            ledger = ledger_path(api.desk.journal)
            async with foreseeing(driver, made, ledger, every_h, ZONE) as foresight:
                await check(api, foresight)

    asyncio.run(run())


async def _stand(api: Api, site: str, group: str, classes: list[int]) -> None:
    """A bank that is known and furnished."""
    key = f"{site}/{site}-bank"
    for asked in (Register("", "t", key, "bank", [group]), Furnish("", "t", key, classes)):
        await api.desk.driver.ask(partition_of(site), asked)


def test_one_an_hour_and_what_came_of_it(tmp_path: Path) -> None:
    """At a full hour every bank is noted, and once by 18:00 is over, the forecast has a score; each
    count that came has its place among its futures; beside a forecast stand the scores known then.
    """

    async def check(api: Api, foresight: Foresight) -> None:
        clock = api.desk.driver.clock
        assert isinstance(clock, SteppedClock)
        await foresight.made()
        first = foresight.latest
        assert first is not None
        for _ in range(30):
            clock.at_ms += HOUR_MS
            foresight.look()
            await foresight.made()
        ledger = Ledger(ledger_path(api.desk.journal))
        assert len(ledger.forecasts) == 31
        assert len(ledger.seen) == 60
        scores = foresight.scores()
        assert scores.forecasts > 0
        assert scores.base_rate == 0.0
        assert scores.bands > 0
        assert scores.pit_cases == scores.bands
        assert scores_of(ledger.forecasts, ledger.seen, ledger.tenths) == scores
        tail = LedgerTail(ledger.path)
        told: list[tuple[int, int]] = []
        while (line := tail.after(told[-1][0] if told else -1)) is not None:
            assert line.forecast is not None
            assert line.scores is not None
            told.append((line.forecast.taken_ms, line.scores.bands))
        assert [bands for _, bands in told] == sorted(bands for _, bands in told)
        assert told[0][1] == 0 < told[-1][1]

    _run(tmp_path, 1, check)


def test_over_http_within_scope(tmp_path: Path) -> None:
    """The newest, one of now with an edit, the scores; everybody sees his own sites alone."""

    async def check(api: Api, foresight: Foresight) -> None:
        async with api.as_("eve", "viewer") as eve:
            assert (await eve.get("/v1/forecast")).status_code == 404
            refused = await eve.post("/v1/forecast", json={"edits": []})
            assert refused.status_code == 403
        async with api.as_("otto", "operator") as otto:
            now = await otto.post("/v1/forecast", json={"edits": []})
            assert now.status_code == 200, now.text
            edit = {"edits": ["parcels 3 today"]}
            more = (await otto.post("/v1/forecast", json=edit)).json()
            assert more["edits"] == ["parcels 3 today"]
            assert (await otto.get("/v1/forecast")).json() == now.json()
            assert [row["bank"] for row in now.json()["banks"]] == ["meadow-bank", "orchard-bank"]
            wrong = await otto.post("/v1/forecast", json={"edits": ["sing"]})
            assert (wrong.status_code, wrong.json()["detail"][:19]) == (422, "edit 'sing': must b")
            assert (await otto.get("/v1/forecast/scores")).json()["forecasts"] == 0
        async with api.as_("mia", "viewer", "site:meadow") as mia:
            told = (await mia.get("/v1/forecast")).json()
            assert [row["bank"] for row in told["banks"]] == ["meadow-bank"]

    _run(tmp_path, 0, check)


def test_cold_cells_within_scope(tmp_path: Path) -> None:
    """As banks and bins: a cell of another site is not told."""

    async def check(api: Api, foresight: Foresight) -> None:
        cells = [CellAhead(site, "cell1", True, [0.5], 90) for site in ("meadow", "orchard")]
        made = replace(await foresight.foresee(), cells=cells)
        api.desk.driver.foresight = Shown(made)
        for name, scope, sites in (
            ("eve", "city", ["meadow", "orchard"]), ("mia", "site:meadow", ["meadow"])
        ):  # fmt: skip
            async with api.as_(name, "viewer", scope) as viewer:
                told = (await viewer.get("/v1/forecast")).json()
                assert [row["site"] for row in told["cells"]] == sites

    _run(tmp_path, 0, check)


def test_without_a_scenario_there_is_none(tmp_path: Path) -> None:
    """A manager that was given no forecaster says so."""

    async def run() -> None:
        async with running_api(tmp_path) as api, api.as_("otto", "operator") as otto:
            answer = await otto.get("/v1/forecast")
            assert answer.status_code == 404
            assert "fleet serve --forecast" in answer.json()["detail"]

    asyncio.run(run())


def test_what_cannot_be_forecast_is_told_in_the_log(tmp_path: Path) -> None:
    """A manager with a site that the scenario has not goes on without a forecast."""

    async def check(api: Api, foresight: Foresight) -> None:
        await _stand(api, "far", "west", [1, 1])
        api.desk.driver.clock.at_ms += HOUR_MS  # type: ignore[attr-defined]
        await foresight.made()
        before = foresight.latest
        foresight.look()
        await foresight.made()
        assert foresight.latest == before

    _run(tmp_path, 1, check)
