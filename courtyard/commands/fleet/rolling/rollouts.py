"""`courtyard fleet rollout`: firmware to many devices, in waves.

Lives here: requests to the manager, reading the journal. Not here: what is granted (`fleet.core`).
"""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from courtyard.commands.fleet.options import DEFAULT_JOURNAL, Journal, file_of, read_states
from courtyard.commands.fleet.working.asking import ask_one, show_rows
from courtyard.inputs import InputError
from courtyard.options import AsJson

if TYPE_CHECKING:
    from fleet.adapters.journal.address import JournalAddress

app = typer.Typer(
    help="Rollouts: plan one, start, pause, resume, abort, look.", no_args_is_help=True
)

RolloutName = Annotated[str, typer.Argument(metavar="NAME", help="A rollout.")]
COLUMNS = ("rollout", "version", "state", "wave", "devices", "under_way", "updated", "failed",
           "unreached")  # fmt: skip
SHOWN = (*COLUMNS, "models", "waves", "opened", "waiting", "gone", "canary", "allowed", "why",
         "by", "created_ms", "since_ms", "soaks_until_ms")  # fmt: skip


@app.command("create")
def create(
    name: RolloutName,
    artifact: Annotated[str, typer.Argument(metavar="VERSION|CHECKSUM", help="Of the store.")],
    plan: Annotated[
        Path | None, typer.Option(help="YAML file: waves, window, gates (docs/firmware.md).")
    ] = None,
    served_at: Annotated[
        str,
        typer.Option(envvar="COURTYARD_FIRMWARE", help="http(s)://HOST:PORT devices load from."),
    ] = "http://127.0.0.1:8080",
    artifacts: Annotated[
        Path | None, typer.Option(help="Folder of the store; default: JOURNAL.firmware.")
    ] = None,
    journal: Journal = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Plan a rollout; nothing goes out before it is started."""
    from courtyard.site_files import read_rollout
    from fleet.adapters.firmware.planning import Planned, artifact_at
    from fleet.adapters.firmware.store import Store, store_path
    from fleet.core.facts.letters import Roll

    kept = Store(artifacts or store_path(file_of(journal, "--artifacts"))).find(artifact)
    planned: Planned = Planned() if plan is None else read_rollout(plan, Planned)
    what = artifact_at(kept.version, kept.models, kept.size, kept.sha256, kept.signature, served_at)
    asked = Roll("", getpass.getuser(), name, "create", planned.plan(what))
    return ask_one(journal, asked, as_json)


@app.command("start")
def start(name: RolloutName, journal: Journal = DEFAULT_JOURNAL, as_json: AsJson = False) -> int:
    """Begin with the canary."""
    return _steer(journal, name, "start", as_json)


@app.command("pause")
def pause(name: RolloutName, journal: Journal = DEFAULT_JOURNAL, as_json: AsJson = False) -> int:
    """Order nobody else; those under way go on."""
    return _steer(journal, name, "pause", as_json)


@app.command("resume")
def resume(name: RolloutName, journal: Journal = DEFAULT_JOURNAL, as_json: AsJson = False) -> int:
    """Go on after a pause."""
    return _steer(journal, name, "resume", as_json)


@app.command("abort")
def abort(name: RolloutName, journal: Journal = DEFAULT_JOURNAL, as_json: AsJson = False) -> int:
    """End it: nobody else is ordered, those under way finish or go back by themselves."""
    code = _steer(journal, name, "abort", as_json)
    if not code and not as_json:
        row = _page(journal, name)
        typer.echo(
            f"{row['updated']} have it and keep it; {row['under_way']} are under way: each ends on "
            "the new version if that is healthy there, else on the one it had; "
            f"{row['devices'] - row['updated'] - row['under_way']} keep what they have"
        )
    return code


@app.command("status")
def status(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One of them.")] = None,
    devices: Annotated[bool, typer.Option("--devices", help="Its devices, one a line.")] = False,
    journal: Journal = DEFAULT_JOURNAL,
    as_json: AsJson = False,
) -> int:
    """Show rollouts, or one with its history and why devices failed."""
    from courtyard.show.fleet.tables import print_page
    from fleet.core.rollouts.shown import member_rows, rollout_rows

    if name is None:
        show_rows(rollout_rows(read_states(journal)), as_json, COLUMNS)
        return 0
    page = _page(journal, name)
    if devices:
        rows = member_rows(read_states(journal), name)
        show_rows(rows, as_json, ("device", "state", "detail", "attempt", "since_ms", "firmware"))
    elif as_json:
        typer.echo(json.dumps(page))
    else:
        print_page({key: page[key] for key in SHOWN})
        show_rows(page["history"], False, ("at_ms", "state", "wave", "why", "by"))
        for why, count in page["reasons"].items():
            typer.echo(f"{count:>6} {why}")
    return 0


def _page(journal: JournalAddress, name: str) -> dict[str, Any]:
    from fleet.core.rollouts.shown import rollout_page

    page = rollout_page(read_states(journal), name)
    if page is None:
        raise InputError(f"{name}: no such rollout")
    return page


def _steer(journal: JournalAddress, name: str, act: str, as_json: bool) -> int:
    from fleet.core.facts.letters import Roll

    return ask_one(journal, Roll("", getpass.getuser(), name, act), as_json)
