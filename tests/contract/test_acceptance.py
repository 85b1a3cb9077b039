"""The frame of `make acceptance`: commands run, figures read, bounds held, one table."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.acceptance import registry
from tests.acceptance.check import Bound, Check, Figure, Finished, Verdict, carry_out
from tests.acceptance.run import main

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
    assert registry.tests_not_passed([_finished(line)]) == Figure(6, "tests", "310 passed")
    with pytest.raises(ValueError, match="closing line"):
        registry.tests_not_passed([_finished("make: *** [lint] Error 1")])


def test_reading_verify() -> None:
    """A row that is not ok counts and is named; no row at all is no figure."""
    rows = [{"name": "a", "ok": True, "n": 10}, {"name": "b", "ok": False, "n": 5}]
    figure = registry.rows_outside([_finished(rows)])
    assert figure == Figure(1, "rows", "of 2, 15 parcels; b")
    with pytest.raises(ValueError, match="no row"):
        registry.rows_outside([_finished([])])


def test_reading_digests() -> None:
    """Digests are compared by replication and site; a site that is missing differs."""
    one = {"log_digests": [{"replication": 0, "run": "f", "sites": {"s1": "aa", "s2": "bb"}}]}
    two = {"log_digests": [{"replication": 0, "run": "f", "sites": {"s1": "aa"}}]}
    assert registry.sites_that_differ([_finished(one), _finished(one)]).value == 0
    assert registry.sites_that_differ([_finished(one), _finished(two)]).value == 1


def test_a_ledger_that_does_not_add_up_gives_no_figure() -> None:
    """A rate is worth nothing where a message is missing; memory is compared with half time."""
    ledger = {"missing": 0, "doubled": 0, "stored": 5, "published": 5, "p99_ms": 3.0}
    whole = {**ledger, "rate_per_s": 20_000.0, "rss_mb": 66.0, "rss_mb_half": 60.0}
    rate = registry.ledger_value("rate_per_s", "messages/s")
    assert rate([_finished(whole)]).value == 20_000
    assert registry.memory_growth([_finished(whole)]).value == pytest.approx(1.1)
    with pytest.raises(ValueError, match="missing 1"):
        rate([_finished({**whole, "missing": 1, "stored": 4})])
