"""The documentation says what the code says: made parts, command lines, examples, links."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from courtyard.main import app, run_app
from fleet.core.alarms.rules import DEFAULTS
from tests.contract.docs import runbook
from tests.contract.docs.generate import MARKED, PARTS, pages, renewed, single_run
from tests.contract.docs.wire import GENERATED_FILES, document
from tests.contract.sources import ROOT

COMMAND = re.compile(r"^    (courtyard [^#\n]*)", re.MULTILINE)
FILE = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`((?:devices|fleet|scenarios|twin|grafana|courtyard|tests)/[\w/.-]+)`")
LINK = re.compile(r"\]\(([^)#]+)(#[^)]*)?\)")

HOUSE = (ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", ROOT / "GLOSSARY.md")
"""Pages for those who build it."""

TO_BE_MADE = {"devices/models/display.py", "tests/unit/devices/models/test_display.py"}
"""Files of the worked example of a new device."""

SHORT = {
    "run": ("--days", "1", "--replications", "2"),
    "alarms": ("--days", "10", "--seeds", "2"),
    "forecast": ("--days", "1", "--weeks", "2", "--hours", "12"),
    "compare": ("--days", "1", "--replications", "2"),
    "explore": ("--days", "1", "--replications", "1"),
    "size": ("--days", "7", "--set", "sites.c.households=60"),
    "whatif": ("--days", "7", "--set", "sites.c.households=60", "--only", "target"),
}
"""What is added so that a line ends soon; a replayed trace has its own days."""

HERE = {"compare", "explore", "run", "size", "verify", "whatif"}
"""Commands that share their work out to processes, which take longer to start than it takes here.
"""

ONLY_READ = {
    "courtyard explore yiyuan": "nine points over 36 sites; the acceptance checks walk them",
    "courtyard size yiyuan": "36 sites; the acceptance checks size them",
    "courtyard size yiyuan --out out/order": "36 sites; the acceptance checks size them",
    "courtyard whatif yiyuan --out out/order": "some 30 sizings of 36 sites; minutes",
    "courtyard report out/order --lang zh --pdf": "of the order of 36 sites; tests/browser/",
    **{
        f"courtyard run national --days 7{more}": "90 M parcels; the acceptance checks run them"
        for more in (
            "",
            " --out out/national",
            " --out out/national --resume",
            " --cluster tcp://10.0.0.5:8786",
        )
    },
    "courtyard compare yiyuan yiyuan@double11 --replications 1000 --cluster tcp://10.0.0.5:8786": (
        "on machines of one's own; tests/integration/cluster/"
    ),
    "courtyard devices broken property@equipped": (
        "20 seeds of 60 days; the acceptance checks run them"
    ),
    "courtyard compare hangzhou@twice hangzhou hangzhou@dynamic": (
        "113 compounds on common rounds; the acceptance check runs it"
    ),
    "courtyard size yiyuan --cluster tcp://10.0.0.5:8786": (
        "on machines of one's own; tests/integration/cluster/test_size_on_cluster.py"
    ),
    "courtyard verify": "twelve settings; the theory tests run them",
    "courtyard bench": "minutes of measuring; `make bench`",
    "courtyard fleet serve --broker mqtt://manager@127.0.0.1:1883 "
    "--password-file broker/manager.password": "until Ctrl-C; tests/integration/fleet/",
    "courtyard fleet serve --api 127.0.0.1:8080": "until Ctrl-C; tests/unit/fleet/api/",
    "courtyard fleet serve --api 127.0.0.1:8080 --map sites.geojson": (
        "until Ctrl-C; tests/browser/console/"
    ),
    "courtyard fleet serve --sensors sensors.yaml": (
        "until Ctrl-C; tests/integration/fleet/sensors/"
    ),
    **{
        f'courtyard {command} --influx "http://127.0.0.1:8086?org=home&bucket=walls" '
        "--influx-token-file token": "a running store; tests/integration/series/"
        for command in ("influx setup", "influx backfill", "fleet serve")
    },
    'courtyard influx write plan-b --influx "http://127.0.0.1:8086?db=walls" '
    "--first-day 2026-03-16": "a running store; tests/integration/walls/test_beside.py",
    "courtyard grafana push --url http://127.0.0.1:3000 --token-file token "
    '--series "http://127.0.0.1:8086?db=walls"': "a running Grafana; tests/integration/walls/",
    "courtyard up property": "until Ctrl-C; tests/integration/up/",
    "courtyard up property --speed 60": "until Ctrl-C; tests/integration/up/",
    "courtyard up property --folder yard": "until Ctrl-C; tests/integration/up/",
    "courtyard fleet alarms acknowledge meadow/bin1 overflow": (
        "none is up where nobody speaks; tests/unit/fleet/core/alarms/"
    ),
    "courtyard fleet serve --api 127.0.0.1:8080 --forecast meadow.yaml": (
        "until Ctrl-C; tests/integration/fleet/"
    ),
    "courtyard fleet health": "of a manager that runs; tests/integration/fleet/",
    "courtyard fleet serve --journal postgresql://courtyard@database/courtyard "
    "--api 127.0.0.1:8080 --api-files courtyard.api": (
        "a database; tests/integration/fleet/test_shared_api.py"
    ),
    "courtyard fleet serve --journal postgresql://courtyard@database/courtyard "
    '--influx "http://store:8086?db=walls" --spool /var/lib/courtyard/series': (
        "a database and a store; tests/integration/series/test_database.py"
    ),
    "courtyard fleet serve --journal postgresql://courtyard@database/courtyard "
    "--broker mqtt://manager@broker --manager east": "needs a database; tests/integration/journal/",
    "courtyard fleet owners --journal postgresql://courtyard@database/courtyard": (
        "needs a database; tests/integration/journal/"
    ),
    "courtyard fleet restore courtyard.journal "
    "--journal postgresql://courtyard@database/courtyard": (
        "needs a database; tests/unit/fleet/adapters/"
    ),
    "courtyard fleet backup monday.journal --journal postgresql://courtyard@database/courtyard": (
        "needs a database; tests/unit/fleet/adapters/"
    ),
    "courtyard loadtest ingest --seconds 20": "a minute of measuring",
    "courtyard loadtest ingest --seconds 20 --journal "
    "postgresql://courtyard@database/ingest": "needs a database; a minute of measuring",
    "courtyard loadtest ingest --devices 1000 --seconds 20": "a minute of measuring",
    "courtyard loadtest ingest --rate 10000 --seconds 300 --replay --json": "minutes of measuring",
    "courtyard loadtest allocation": "a minute of measuring; needs PostgreSQL",
    "courtyard loadtest allocation --via broker --rate 250 --seconds 20": "a minute of measuring",
    "courtyard loadtest allocation --via broker --rate 60 --seconds 200 --kills 50 --lost 20 "
    "--doubled 20 --cuts 50": "minutes of measuring",
    "courtyard loadtest allocation --via http --kills 5 --lost 20": (
        "a minute of measuring; tests/integration/loadtest/test_allocation.py, small"
    ),
    "courtyard devices simulate smoke --broker mqtt://127.0.0.1:1883 --speed 60": (
        "until Ctrl-C; tests/integration/mqtt/test_simulate.py"
    ),
}
"""Lines that are parsed but not run, and why."""

CHINESE = "README.zh-CN.md"
"""Has the English page's commands (`test_both_readmes_show_the_same_commands`), which are run."""

ASK_THE_LIBRARY = {"alarms", "compare", "explore", "size", "staff", "verify"}
"""Commands that neither read nor leave a file, where none is named: run once, wherever they stand.
"""

COURTYARD = typer.main.get_command(app)
PAGES = pages()
LINES = [
    (path.relative_to(ROOT).as_posix(), line.strip())
    for path in PAGES
    for line in COMMAND.findall(path.read_text(encoding="utf-8"))
]


def page(name: str) -> str:
    """The text of a page."""
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", GENERATED_FILES)
def test_generated_files_are_up_to_date(name: str) -> None:
    """The wire contract's documents are those of the messages that are checked."""
    assert page(name) == document(name), "run `make docs`"


def test_every_alarm_has_its_page_in_both_languages() -> None:
    """Of the default rules, with words of its own; a page that no alarm has is none."""
    made = runbook.pages()
    assert {name: page(name) for name in made} == made, "run `make docs`"
    there = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/runbook/**/*.md")}
    assert there == set(made)
    assert set(runbook.words()) == set(DEFAULTS)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_made_parts_are_up_to_date(path: Path) -> None:
    """`make docs` would change nothing."""
    text = path.read_text(encoding="utf-8")
    assert text == renewed(text), "say: make docs"


def test_every_made_part_stands_somewhere() -> None:
    """Figures, events, settings, fields and the picture of a run each have their page."""
    named = {
        match[1] for path in PAGES for match in MARKED.findall(path.read_text(encoding="utf-8"))
    }
    assert named == set(PARTS)


@pytest.mark.parametrize(("where", "line"), LINES)
def test_command_lines_are_understood(where: str, line: str) -> None:
    """Commands and options are those of the command line; values have the right form."""
    arguments = shlex.split(line)[1:]
    context = COURTYARD.make_context("courtyard", list(arguments), resilient_parsing=True)
    command: Any = COURTYARD
    while isinstance(command, typer.core.TyperGroup) and arguments:
        name, *arguments = arguments
        found = command.get_command(context, name)
        assert found is not None, f"{where}: {line}"
        command = found
    command.make_context(line, arguments, parent=context)


def files_of(where: str) -> list[tuple[str, str]]:
    """Example files of a page, as its code blocks name them."""
    return FILE.findall(page(where))


def lines_to_run(where: str) -> Iterator[str]:
    """Lines of a page in their order, less those that are run with another page."""
    for line in (line for at, line in LINES if at == where and line not in ONLY_READ):
        stands_alone = line.split()[1] in ASK_THE_LIBRARY and not re.search(r"\.yaml|--out", line)
        first = min(
            (at for at, other in LINES if other == line), key=lambda at: ("/" not in at, at)
        )
        if where == first or not stands_alone:
            yield line


@pytest.mark.parametrize("where", sorted({where for where, _ in LINES} - {CHINESE}))
def test_command_lines_run(
    where: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The lines of a page in their order, beside the page's example files: each ends with 0."""
    monkeypatch.chdir(tmp_path)
    for name, content in files_of(where):
        Path(name).write_text(content, encoding="utf-8")
    for line in lines_to_run(where):
        arguments = shlex.split(line)[1:]
        if "--trace" not in arguments:
            arguments += SHORT.get(arguments[0], ())
        if arguments[0] in HERE and "--jobs" not in arguments:
            arguments += ("--jobs", "1")
        code = run_app(arguments)
        assert code == 0, f"{line}: {capsys.readouterr().err}"
    capsys.readouterr()


def test_only_read_lines_are_there() -> None:
    """An exception outlives no line."""
    assert {line for _, line in LINES} >= set(ONLY_READ)


def test_error_messages_of_the_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Messages that the page shows are what its example says when it is spoilt that way."""
    monkeypatch.chdir(tmp_path)
    shown = page("docs/scenarios.md")
    example = dict(files_of("docs/scenarios.md"))["first.yaml"]
    for before, after in (("{S: 20,", "{S: -20,"), ("per_household_day: ", "per_houshold_day: ")):
        Path("first.yaml").write_text(example.replace(before, after, 1), encoding="utf-8")
        capsys.readouterr()
        assert run_app(["run", "first.yaml"]) == 2
        first, *_ = capsys.readouterr().err.splitlines()
        assert f"\n{first}\n" in shown, first


@pytest.mark.parametrize("path", [*PAGES, *HOUSE], ids=lambda path: path.name)
def test_files_that_are_named_are_there(path: Path) -> None:
    """Modules and folders of the project that a page names exist, but those an example makes."""
    named = set(NAMED.findall(path.read_text(encoding="utf-8")))
    missing = {name for name in named if not list(ROOT.glob(name.rstrip("/")))}
    assert missing <= TO_BE_MADE


@pytest.mark.parametrize("path", [*PAGES, *HOUSE], ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link names a file that is there."""
    for target, _ in LINK.findall(path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_both_readmes_show_the_same_commands() -> None:
    """The Chinese page has every command of the English one, in the same order."""
    by_page = {name: [line for at, line in LINES if at == name] for name in dict(LINES)}
    assert by_page[CHINESE] == by_page["README.md"]
    assert files_of(CHINESE) == files_of("README.md")


def test_every_line_that_may_run_is_run() -> None:
    """With one page at least."""
    run = {line for where, _ in LINES if where != CHINESE for line in lines_to_run(where)}
    assert run == {line for _, line in LINES} - set(ONLY_READ)


def test_pages_do_not_depend_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A narrow window makes the same page."""
    monkeypatch.setenv("COLUMNS", "40")
    text = page("README.md")
    assert renewed(text, {**PARTS, "single-run": single_run.__wrapped__}) == text
    assert os.environ["COLUMNS"] == "40"
