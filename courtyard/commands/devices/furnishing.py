"""`courtyard devices furnish`: a manager learns what the devices of a scenario are.

Lives here: the command. Not here: what is asked of the manager (`courtyard.live.furnishing`).
"""

from __future__ import annotations

import getpass
from pathlib import Path

from courtyard.commands.devices.choosing import Count, ScenarioName
from courtyard.commands.fleet.ask import ask, tell
from courtyard.commands.fleet.options import DEFAULT_JOURNAL, Journal, read_states
from courtyard.options import AsJson, Settings, load_scenario


def furnish(
    scenario: ScenarioName,
    count: Count = None,
    journal: Journal = DEFAULT_JOURNAL,
    as_json: AsJson = False,
    settings: Settings = None,
) -> int:
    """Register the devices of a scenario with a manager, and furnish their banks, as `up` does.

    What it knows already stays as it is; `devices simulate` with the manager's key asks it then.
    """
    from courtyard.live.furnishing import still_to_ask
    from twin.staging.cast import members_of

    members, _ = members_of(load_scenario(scenario, settings or ()).scenario, count, gateways=False)
    is_new = isinstance(journal, Path) and not journal.exists()
    states = [] if is_new else read_states(journal)
    requests = still_to_ask(members, states, getpass.getuser())
    return tell(requests, ask(journal, requests) if requests else [], as_json)
