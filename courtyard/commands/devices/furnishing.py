"""`courtyard devices furnish`: a manager learns what the devices of a scenario are.

Lives here: the command. Not here: what is asked of the manager (`courtyard.live.furnishing`).
"""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from courtyard.commands.devices.choosing import Count, ScenarioName
from courtyard.commands.fleet.ask import ask, tell
from courtyard.commands.fleet.options import DEFAULT_JOURNAL, Journal, read_states
from courtyard.options import AsJson, Settings, load_scenario

LyingFile = Annotated[
    Path | None,
    typer.Option(help="Take over what lies in new banks; its leases, for `simulate --lying`."),
]


def furnish(
    scenario: ScenarioName,
    count: Count = None,
    journal: Journal = DEFAULT_JOURNAL,
    lying: LyingFile = None,
    as_json: AsJson = False,
    settings: Settings = None,
) -> int:
    """Register the devices of a scenario with a manager, and furnish their banks, as `up` does.

    What it knows already stays as it is; `devices simulate` with the manager's key asks it then.
    With --lying it takes over what lies in the banks that it did not know.
    """
    from courtyard.live.furnishing import still_to_ask
    from courtyard.live.lying import look, new_banks, write_lying
    from devices.clock import ScaledClock
    from twin.staging.cast import members_of

    loaded = load_scenario(scenario, settings or ()).scenario
    members, _ = members_of(loaded, count, gateways=False)
    is_new = isinstance(journal, Path) and not journal.exists()
    states = [] if is_new else read_states(journal)
    requests = still_to_ask(members, states, getpass.getuser())
    new = [] if lying is None else new_banks(requests, states)
    found = look(loaded, count, loaded.run.seed, ScaledClock(), new) if new else None
    if found is not None:
        requests += found.asked(getpass.getuser())
    answers = ask(journal, requests) if requests else []
    if lying is not None and found is not None:
        write_lying(lying, found.leased(read_states(journal)))
    return tell(requests, answers, as_json)
