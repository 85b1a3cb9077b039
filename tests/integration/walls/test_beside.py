"""`courtyard influx write`: a run of the twin stands beside life and never for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from courtyard.main import run_app
from fleet.adapters.series.preparing import ask
from fleet.adapters.series.stores import StoreAddress
from grafana.queries import Shown, select
from tests.integration.series.servers import rows
from tests.integration.walls.foretold import MONDAY, WEEK, write_run
from tests.integration.walls.test_queries import as_asked

TUESDAY = "2026-05-26"

LIFE = select("bank", Shown("free"), by=("device",), where=(("site", "meadow"),))


@pytest.fixture(scope="module")
def run(filled: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week of the compound, with its log; written under its own name."""
    folder = tmp_path_factory.mktemp("twin") / "plan-b"
    write_run(folder, filled)
    return folder


def url_of(address: StoreAddress) -> str:
    """As a user gives it."""
    return f"{address.url}?db={address.database}"


def test_a_run_stands_beside_life_and_not_in_its_place(
    filled: StoreAddress, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its points have their hours, bank and bins their names; walls show life as before; written
    twice it is there once.
    """
    before = ask(filled, as_asked(LIFE.text))
    assert before
    write = ["influx", "write", str(run), "--influx", url_of(filled), "--first-day", MONDAY]
    for _ in range(2):
        assert run_app(write) == 0
        devices = 1 + 2
        said = f"{24 * WEEK * devices} points of {run} from {MONDAY} on as run plan-b"
        assert said in capsys.readouterr().out.replace("\n", " ")
    assert not run.with_name("plan-b.series").exists()
    asked = "SELECT free FROM bank WHERE run = 'plan-b' GROUP BY device, site, source"
    (told,) = ask(filled, asked)
    assert told["tags"] == {"device": "bank1", "site": "meadow", "source": "twin"}
    assert len(told["values"]) == 24 * WEEK
    assert len({free for _, free in told["values"]}) > 3
    fills = rows(
        filled, "SELECT count(fill_permille) FROM bin WHERE run = 'plan-b' GROUP BY device"
    )
    assert {row["device"]: row["count"] for row in fills} == {
        "food1-a": 24 * WEEK, "food1-b": 24 * WEEK,
    }  # fmt: skip
    both = ask(filled, as_asked(LIFE.text).replace(" AND \"run\" = ''", ""))
    assert both != before
    assert ask(filled, as_asked(LIFE.text)) == before


def test_what_cannot_be_written_is_one_sentence(
    filled: StoreAddress, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No run, another weekday, a name that is none, a replication or log that is not there, a
    scenario that is another by now: exit code 2, and why.
    """
    scenario, bare = run.with_name("compound.yaml"), run.with_name("bare")
    assert run_app(["run", str(scenario), "--days", "1", "--out", str(bare), "--log", "none"]) == 0
    other = scenario.with_name("other.yaml")
    other.write_text(scenario.read_text(encoding="utf-8") + "\ntitle_zh: 别的\n", encoding="utf-8")
    capsys.readouterr()
    for words, says in (
        ([str(run.with_name("nothing"))], "no such folder"),
        ([str(run), "--first-day", TUESDAY], "begins on a Monday, so 2026-05-25 or 2026-06-01"),
        ([str(run), "--first-day", "soon"], "a date like 2026-03-02"),
        ([str(run), "--run", "plan b"], "letters, digits"),
        ([str(run), "--replication", "1"], "--replication = 1: the run has 0 to 0"),
        ([str(bare)], "run it again with --log full"),
        ([str(run), "--scenario", str(other)], "not the scenario of the run"),
    ):
        assert run_app(["influx", "write", *words, "--influx", url_of(filled)]) == 2
        assert says in capsys.readouterr().err.replace("\n", " ")
    assert run_app(["influx", "write", str(run), "--influx", "influx"]) == 2
