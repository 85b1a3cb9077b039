"""The frame of `make acceptance`: commands run, figures read, bounds held, one table."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer

from courtyard.commands.verify import settings
from courtyard.main import app
from scenarios.days import lay_out_days
from scenarios.schema import Scenario
from tests.acceptance import readers, registry
from tests.acceptance.check import Bound, Check, Figure, Finished, Verdict, carry_out
from tests.acceptance.drawn import drawn_settings
from tests.acceptance.large import checks as large
from tests.acceptance.run import main
from twin.studies.verify.recognise import recognise

OWN_COMMANDS = {"courtyard", "git", "make", "python"}


def _saying(text: str, *, exit_code: int = 0) -> tuple[str, ...]:
    return (sys.executable, "-c", f"print({text!r}); raise SystemExit({exit_code})")


def _number(finished: list[Finished]) -> Figure:
    return Figure(float(finished[-1].stdout), "rows")


def _check(*steps: tuple[str, ...], name: str = "c", limit_s: float = 60.0) -> Check:
    return Check(name, "a promise", steps, _number, Bound(high=2), limit_s)


def _finished(document: object) -> Finished:
    text = document if isinstance(document, str) else json.dumps(document)
    return Finished(0, text, "", 1.5)


@pytest.mark.parametrize(("printed", "verdict"), [("2", Verdict.HOLDS), ("2.1", Verdict.FAILS)])
def test_figure_is_held_against_bound(tmp_path: Path, printed: str, verdict: Verdict) -> None:
    """The bound belongs to the interval; past it the check fails."""
    outcome = carry_out(_check(_saying(printed)), tmp_path, tmp_path)
    assert outcome.verdict is verdict
    assert outcome.figure == Figure(float(printed), "rows")


def test_nan_holds_nowhere() -> None:
    """A figure that is no number is not a pass, whatever the bound."""
    assert not Bound().holds(float("nan"))


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (_saying("1", exit_code=3), "exit code 3"),
        (_saying("no number"), "no figure"),
        (("no-such-program-here",), "No such file"),
    ],
)
def test_broken_step_is_no_figure(tmp_path: Path, step: tuple[str, ...], why: str) -> None:
    """A command that ends badly, prints something else or is not there: broke, with the reason."""
    outcome = carry_out(_check(step), tmp_path, tmp_path)
    assert outcome.verdict is Verdict.BROKE
    assert outcome.figure is None
    assert why in outcome.why


def test_step_past_its_limit_is_ended(tmp_path: Path) -> None:
    """A command that does not end is ended at the check's limit."""
    endless = (sys.executable, "-c", "while True: pass")
    outcome = carry_out(_check(endless, limit_s=0.2), tmp_path, tmp_path)
    assert outcome.verdict is Verdict.BROKE
    assert "longer than" in outcome.why


def test_steps_share_a_scratch_folder(tmp_path: Path) -> None:
    """`{scratch}` in a word is the check's own folder, the same for all its steps."""
    write = (sys.executable, "-c", "open('{scratch}/n', 'w').write('1')")
    read = (sys.executable, "-c", "print(open('{scratch}/n').read())")
    assert carry_out(_check(write, read), tmp_path, tmp_path).verdict is Verdict.HOLDS


def test_one_table_and_the_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All hold: 0. One fails: 1, and the table on paper and on screen says which."""
    good, bad = _check(_saying("1"), name="good"), _check(_saying("9"), name="bad")
    assert main(["--out", str(tmp_path)], [good]) == 0
    assert main(["--out", str(tmp_path)], [good, bad]) == 1
    table = (tmp_path / "acceptance.md").read_text(encoding="utf-8")
    assert table in capsys.readouterr().out
    assert "1 of 2 checks hold." in table
    assert "| good | holds | 1 rows | ≤ 2 |" in table
    assert "| bad | fails | 9 rows | ≤ 2 |" in table
    assert [path.name for path in tmp_path.iterdir()] == ["acceptance.md"]


def test_check_without_its_data_says_so(tmp_path: Path) -> None:
    """Real data that are not here: the check does not run, the table says so, the rest counts."""
    absent = replace(_check(_saying("9"), name="real"), data=tmp_path / "log.csv")
    assert carry_out(absent, tmp_path, tmp_path).verdict is Verdict.NO_DATA
    assert main(["--out", str(tmp_path)], [_check(_saying("1")), absent]) == 0
    table = (tmp_path / "acceptance.md").read_text(encoding="utf-8")
    assert "1 of 2 checks hold; 1 had no data here." in table
    (tmp_path / "log.csv").write_text("", encoding="utf-8")
    assert carry_out(absent, tmp_path, tmp_path).verdict is Verdict.FAILS


def test_choosing_checks_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--only` takes words of names; a word that fits none is an error, not a pass."""
    checks = [_check(_saying("1"), name="good"), _check(_saying("9"), name="bad")]
    assert main(["--out", str(tmp_path), "--only", "goo"], checks) == 0
    assert main(["--out", str(tmp_path), "--only", "ugly"], checks) == 2
    assert "no check named ugly" in capsys.readouterr().err


def test_registry_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    """Names are unique, each check has a promise and a bound, and runs what a user would run."""
    checks = registry.CHECKS
    assert len({check.name for check in checks}) == len(checks)
    for check in checks:
        assert check.shown_by
        assert str(check.bound)
        assert {step[0] for step in check.steps} <= OWN_COMMANDS
    assert main(["--list"]) == 0
    listed = capsys.readouterr().out
    assert all(check.name in listed for check in checks)


def test_reading_pytests_closing_line() -> None:
    """Everything that did not pass counts, whatever it is called."""
    line = "===== 2 failed, 310 passed, 1 skipped, 3 xfailed in 12.30s =====\n"
    assert readers.tests_not_passed([_finished(line)]) == Figure(6, "tests", "310 passed")
    with pytest.raises(ValueError, match="closing line"):
        readers.tests_not_passed([_finished("make: *** [lint] Error 1")])


def test_reading_verify() -> None:
    """A row that is not ok counts and is named; no row at all is no figure."""
    rows = [{"name": "a", "ok": True, "n": 10}, {"name": "b", "ok": False, "n": 5}]
    figure = readers.rows_outside([_finished(rows)])
    assert figure == Figure(1, "rows", "of 2, 15 parcels; b")
    with pytest.raises(ValueError, match="no row"):
        readers.rows_outside([_finished([])])


def test_reading_digests() -> None:
    """Digests are compared by replication and site; a site that is missing differs."""
    one = {"log_digests": [{"replication": 0, "run": "f", "sites": {"s1": "aa", "s2": "bb"}}]}
    two = {"log_digests": [{"replication": 0, "run": "f", "sites": {"s1": "aa"}}]}
    assert readers.sites_that_differ([_finished(one), _finished(one)]).value == 0
    assert readers.sites_that_differ([_finished(one), _finished(two)]).value == 1


def test_a_ledger_that_does_not_add_up_gives_no_figure() -> None:
    """A rate is worth nothing where a message is missing; memory is compared with a minute's."""
    ledger = {"missing": 0, "doubled": 0, "stored": 5, "published": 5, "p99_ms": 3.0}
    more = {"rate_per_s": 20_000.0, "rss_mb": 66.0, "rss_mb_60_s": 60.0, "seconds": 300.0}
    whole = {**ledger, **more}
    rate = readers.ledger_value("rate_per_s", "messages/s")
    assert rate([_finished(whole)]).value == 20_000
    assert readers.memory_over_time([_finished(whole)]).value == pytest.approx(1.1)
    with pytest.raises(ValueError, match="missing 1"):
        rate([_finished({**whole, "missing": 1, "stored": 4})])


def test_counts_of_what_must_not_be() -> None:
    """They add up, the others are told; where nothing was there to count there is no figure."""
    counts = readers.none_of("lost", "doubled", of="stored")
    document = {"stored": 7, "lost": 1, "doubled": 2}
    assert counts([_finished(document)]) == Figure(3, "wrong", "stored 7")
    with pytest.raises(ValueError, match="nothing to count"):
        counts([_finished({**document, "stored": 0})])


def test_times_of_a_storm_count_where_its_presence_is_exact() -> None:
    """The longest is the figure; two incidents, or one device that is wrong, are none."""
    slowest = readers.slowest_of("a_s", "b_s")
    document = {"a_s": 2.0, "b_s": 5.0, "wrong": 0, "incidents": 1, "incidents_after": 0}
    assert slowest([_finished(document)]).value == 5
    for spoilt in ({"wrong": 1}, {"incidents": 2}, {"incidents_after": 1}):
        with pytest.raises(ValueError, match="wrong"):
            slowest([_finished({**document, **spoilt})])


def _compared(*ends: tuple[float, float]) -> Finished:
    """What `compare --json` prints of one figure: the first is 0.5, the others 0.4."""
    values = [{"scenario": "s", "mean": 0.5}, *({"scenario": "s", "mean": 0.4} for _ in ends)]
    differences = [{"scenario": "s", "low": low, "high": high} for low, high in ends]
    figure = {"name": "f", "unit": "1", "values": values, "differences": differences}
    return _finished({"figures": [figure], "suiting": None})


def test_reading_a_clear_shift() -> None:
    """Only an interval that lies wholly on the side asked for counts; one at zero does not."""
    step = _compared((-2.0, -1.0), (-1.0, 1.0), (0.0, 0.0), (0.5, 2.0))
    assert readers.clear_shifts("f", -1)([step]).value == 1
    assert readers.clear_shifts("f", 1)([step]).value == 1
    with pytest.raises(ValueError, match="unpack"):
        readers.clear_shifts("g", 1)([step])


def test_reading_what_is_known() -> None:
    """The largest distance counts, and every contestant has something to be held against."""
    step = _compared((0.0, 0.0))
    assert readers.farthest_from("f", [0.5, 0.1])([step]).value == pytest.approx(0.3)
    with pytest.raises(ValueError, match="shorter"):
        readers.farthest_from("f", [0.5])([step])


def test_reading_what_suits() -> None:
    """Scenarios that keep the target; a comparison without a target is no figure."""
    keep = [{"scenario": "a"}, {"scenario": "b"}]
    suiting = {"keep": keep, "suits": "a", "target": "f<=0.05", "least": "hours"}
    figure = readers.scenarios_that_keep([_finished({"suiting": suiting})])
    assert figure == Figure(2, "scenarios", "a suits: f<=0.05, least hours")
    with pytest.raises(TypeError):
        readers.scenarios_that_keep([_compared()])


def test_reading_replay() -> None:
    """Bins that do not show their log count over all steps; no bin at all is no figure."""
    document = {"run_emptyings": 8, "run_full_days": 3, "bins": [{"agrees": True}]}
    spoilt = {**document, "bins": [{"agrees": False}]}
    figure = readers.bins_that_differ([_finished(document), _finished(spoilt)])
    assert figure == Figure(1, "bins", "of 2; 8 emptyings, 3 full days")
    with pytest.raises(ValueError, match="no bin"):
        readers.bins_that_differ([_finished({"bins": []})])


def test_reading_a_look_at_pages() -> None:
    """Faults are counted and told; a page without a plot is no figure."""
    page = {"page": "en.html", "plots": ["a", "b"], "faults": ["en.html: a word"]}
    figure = readers.faults_of_pages([_finished([page])])
    assert figure == Figure(1, "faults", "en.html: 2 plots; en.html: a word")
    with pytest.raises(ValueError, match="without plots"):
        readers.faults_of_pages([_finished([{**page, "plots": []}])])


def test_every_form_of_verify_is_drawn(tmp_path: Path) -> None:
    """A draw has each form that `courtyard verify` takes, and each gives closed forms."""
    group: Any = typer.main.get_command(app)
    command = group.commands["verify"]
    context = command.make_context("verify", list(drawn_settings()))
    forms = {option.name for option in command.params if option.multiple}
    assert {name for name in forms if not context.params[name]} == set()
    named = settings(**{name: context.params[name] for name in (*forms, "dwell")}, out=tmp_path)
    assert len(named) >= len(forms)
    for name, data, _ in named:
        scenario = Scenario.model_validate(data)
        assert list(recognise(scenario, lay_out_days(scenario))), name


def test_reading_sizings() -> None:
    """Two fewer, too often one fewer, and more than is allowed each count; the rest does not."""
    row = {"load": 5.0, "erlang": 11, "sizings": 100, "one_fewer": 5, "fewer": 0, "most_more": 1,
           "allowed": 1}  # fmt: skip
    assert readers.sizings_beyond_erlang([_finished([row])]).value == 0
    bad = row | {"one_fewer": 7, "fewer": 1, "most_more": 2}
    assert readers.sizings_beyond_erlang([_finished([row, bad])]).value == 4
    nested = {"sizings": 10, "dearer": 1, "cheaper": 0}
    assert readers.mixes_not_cheapest([_finished([nested])]).value == 0.1
    kept = readers.sizings_kept([_finished([{"sizings": 100, "kept": 93}])])
    assert kept == Figure(0.93, "share", "93 of 100")


def test_reading_a_programme() -> None:
    """The farthest year counts; a document without a programme is no figure."""
    document = {"programme": {"government_per_household_year": [100.0, 90.0, 80.0, 12.0]}}
    figure = readers.programme_off({0: 100.0, 3: 10.0})
    assert figure([_finished(document)]).value == 2.0
    with pytest.raises(KeyError):
        figure([_finished({})])


def test_reading_a_value_without_loss() -> None:
    """What was measured while something was lost is no figure."""
    document = {"missing": 0, "doubled": 0, "stored": 9, "longest_s": 2.5}
    figure = readers.value_without_loss("longest_s", "s")
    assert figure([_finished(document)]).value == 2.5
    for wrong in ({"missing": 1}, {"doubled": 1}, {"stored": 0}):
        with pytest.raises(ValueError, match="longest_s"):
            figure([_finished({**document, **wrong})])


def test_reading_a_whole_network() -> None:
    """Time counts for the whole network only; loads above 90 % are named; differences count."""
    seen = {
        "seconds": 200.0,
        "banks": 330_000,
        "parcels": 90_000_000,
        "loads": {"a": 0.9, "b": 1.2},
    }
    assert large.seen_of_whole("seconds", "s")([_finished(seen)]).value == 200
    with pytest.raises(ValueError, match="not the whole"):
        large.seen_of_whole("seconds", "s")([_finished({**seen, "banks": 33_000})])
    assert large.regions_above([_finished(seen)]) == Figure(1, "regions", "of 2: b 120 %")
    assert large.results_that_differ([_finished({"differ": 1, "kills": 5})]).value == 1
