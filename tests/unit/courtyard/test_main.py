"""Exit codes and messages: bad input is one clear message and code 2, never a traceback."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from courtyard import main
from tests.unit.courtyard.terminal import SMALL, call, refusal, write

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b]\n"

Capsys = pytest.CaptureFixture[str]


def test_the_version_is_printed(capsys: Capsys) -> None:
    """What a report of a fault names first: the version of the package."""
    said = call(capsys, "--version")
    assert (said.code, said.out) == (0, f"courtyard {version('courtyard')}\n")


def test_help_is_printed_and_nothing_is_wrong(capsys: Capsys) -> None:
    """`--help` of the whole and of a command: exit code 0, on standard output."""
    whole = call(capsys, "--help")
    assert whole.code == 0
    assert whole.out.startswith("Usage: courtyard [OPTIONS] COMMAND")
    one = call(capsys, "run", "-h")
    assert one.code == 0
    assert one.out.startswith("Usage: courtyard run [OPTIONS]")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Usage: courtyard [OPTIONS] COMMAND"),
        (["run"], "Missing argument 'scenario'.\nTry 'courtyard run --help'."),
        (["run", "--bogus", "smoke"], "No such option: --bogus"),
        (["frobnicate"], "No such command 'frobnicate'.\nTry 'courtyard --help'."),
        (["run", "smoke", "single"], "Got unexpected extra argument(s) (single)"),
        (["run", "smoke", "--out"], "Option '--out' requires an argument."),
        (
            ["run", "smoke", "--seed", "-1"],
            "Invalid value for '--seed' = '-1': must be greater than or equal to 0\n",
        ),
        (["run", "smoke", "--seed", "9" * 20], "must be less than or equal to 9223372036854775807"),
        (["run", "smoke", "--days", "two"], "'--days' = 'two': must be a valid integer"),
        (["run", "smoke", "--days", "3661"], "'3661': must be less than or equal to 3660"),
        (["run", "smoke", "--replications", "0"], "'--replications' = '0': must be"),
        (["run", "smoke", "--jobs", "0"], "'--jobs' = '0': must be"),
        (["scenarios", "copy", "smoke"], "Missing argument 'file'."),
        (["schema", "extra"], "'subject' = 'extra'"),
    ],
)
def test_usage_errors(capsys: Capsys, arguments: list[str], message: str) -> None:
    """A command line that cannot be read: option and value, where help is, code 2."""
    assert message in refusal(capsys, *arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "smoek"], "smoek: neither a file nor a scenario of the library"),
        (["run", "smoek"], "(did you mean smoke?)"),
        (["run", "missing/file.yaml"], "missing/file.yaml: neither a file"),
        (["run", "."], ".: is a directory, not a scenario file"),
        (["run", "smoke@nowhere"], "no variant nowhere"),
        (["run", "yiyuan@evning"], "(did you mean evening?)"),
        (["run", "smoke", "--set", "banks.e1.compartments.S"], "--set"),
        (["run", "smoke", "--set", "banks.e9.state=new"], "banks.e9"),
        (["run", "smoke", "--set", "parcels.shar_to_lockers=1"], "share_to_lockers"),
        (["run", "smoke", "--engine", "fast"], "--engine = 'fast': must be one of auto"),
        (["run", "smoke", "--log", "some"], "--log = 'some': must be one of none, digest, full"),
        (["run", "smoke", "--log", "full"], "--log = full: needs --out DIR"),
        (["run", "smoke", "--trace", "none.trace", "--seed", "3"], "--trace: a trace has its own"),
        (["compare", "smoke"], "compare: name at least two scenarios"),
        (["compare", "smoke", "smoek"], "smoek: neither a file"),
        (["explore", "smoke"], "--vary: name at least one key"),
        (["explore", "smoke", "--vary", "seed"], "--vary 'seed': write KEY=a,b,c"),
        (["explore", "smoke", "--vary", "run.days=1,,2"], "--vary 'run.days=1,,2': a value is emp"),
        (["explore", "smoke", "--vary", "nokey=1"], "nokey = 1: unknown key"),
        (["explore", "yiyuan", "--until", "rejected<=0.1"], "did you mean 'rejections'?"),
        (["explore", "yiyuan", "--until", "rejections<0.1"], "write FIGURE<=BOUND"),
        (["explore", "smoke", "--vary", "run.days=1", "--find", "run.seed"], "needs --until"),
        (["verify", "--erlang", "84"], "--erlang '84': write LOAD:NUMBER"),
        (["verify", "--erlang", "-1:3"], "--erlang load = '-1': must be a number above 0"),
        (["verify", "--erlang", "84:100", "--dwell", "gamma"], "--dwell = 'gamma': must be one"),
        (["verify", "--nested", "cap=4,2 load=3 policy=own"], "cap and load differ in length"),
        (["verify", "--batch", "C=20 lambda=10"], "write C=… lambda=… p=…"),
        (["verify", "--terminal", "3:2"], "load 3 must be less than 2"),
        (["scenarios", "copy", "smoek", "x.yaml"], "(did you mean smoke?)"),
        (["trace", "smoke", "--out", "x", "--from-csv", "none.csv"], "none.csv"),
    ],
)
def test_bad_input_is_one_message(
    capsys: Capsys,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    message: str,
) -> None:
    """Names, settings and options that lead nowhere: what, which value, what would do; code 2."""
    monkeypatch.chdir(tmp_path)
    said = refusal(capsys, *arguments)
    assert message in said
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("S: 2", "S: -2", "small.yaml:10: banks.b.compartments.S = -2: must be 0 to 5000"),
        ("S: 2", "S: 1000000000", "banks.b.compartments.S = 1000000000: must be 0 to 5000"),
        ("S: 2", "S: 2.5", "small.yaml:10: banks.b.compartments.S = 2.5: must be a whole number"),
        ("S: 2", "S: yes", "banks.b.compartments.S = 'yes': must be a whole number"),
        ("S: 0.7", "S: 0.8", "parcels.size_mix = {S: 0.8, L: 0.3}: sums to 1.1: must sum to 1"),
        ("S: 0.7", "S: -0.7", "parcels.size_mix.S = -0.7: must be at least 0"),
        ("households: 10", "households: -1", "sites.c.households = -1: must be at least 0"),
        ("households: 10", "housholds: 10", "(did you mean households?)"),
        ("mean_h: 10", "mean_h: 0", "dwell.law.mean_h = 0: must be more than 0"),
        ("days: 2", "days: 0", "run.days = 0: must be at least 1"),
        ("warmup_days: 0", "warmup_days: -1", "run.warmup_days = -1: must be at least 0"),
        ("site: c", "site: x", "banks.b.site = 'x': no such site"),
        ("S: 2, L: 1", "S: 2, XL: 1", "banks.b.compartments.XL"),
        ("[{id: a, share: 1.0}]", "[{id: a, share: 0.9}]", "sums to 0.9: must sum to 1"),
        ("title: One small bank", "title: [", "small.yaml"),
        ("title: One small bank", BOMB, "small.yaml"),
        ("title: One small bank", "title: !!python/object:os.system x", "small.yaml:1"),
        ("per_household_day: 1.0", "per_household_day: .inf", "parcels.per_household_day"),
        ("per_household_day: 1.0", "per_day: 100000000.0", "must be at most 50,000,000"),
    ],
)
def test_bad_scenario_files_name_the_place(
    capsys: Capsys, tmp_path: Path, before: str, after: str, message: str
) -> None:
    """A broken, contradictory or hostile file: file, key, value and bound; code 2."""
    assert before in SMALL
    said = refusal(capsys, "run", write(tmp_path, SMALL.replace(before, after)))
    assert message in said
    assert "small.yaml" in said


def test_bank_that_is_too_large_is_refused_on_the_command_line_too(capsys: Capsys) -> None:
    """A value of `--set` has the bounds of the file."""
    said = refusal(capsys, "run", "single", "--set", "banks.b.compartments.S=1000000000")
    assert said == "--set: banks.b.compartments.S = 1000000000: must be 0 to 5000\n"


def test_interrupts_have_their_own_code(monkeypatch: pytest.MonkeyPatch, capsys: Capsys) -> None:
    """Ctrl-C where nothing can be kept ends with 130, without a traceback."""

    def press(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scenarios.reading.library.names", press)
    assert call(capsys, "scenarios").code == main.EXIT_INTERRUPTED


def test_errors_of_the_program_itself_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is nobody's bad input stays a traceback: it is a fault to be reported."""

    def fail(*_: object) -> None:
        raise ValueError("a fault of the program")

    monkeypatch.setattr("scenarios.reading.library.names", fail)
    with pytest.raises(ValueError, match="fault of the program"):
        main.run_app(["scenarios"])


def test_console_command_ends_with_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry point hands the code to the shell."""
    monkeypatch.setattr("sys.argv", ["courtyard", "run", "smoek"])
    with pytest.raises(SystemExit) as ended:
        main.run_and_exit()
    assert ended.value.code == main.EXIT_BAD_INPUT
