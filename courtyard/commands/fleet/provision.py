"""`courtyard fleet provision`: devices known to the manager, and to the broker by a password.

Lives here: options, and the order in which things are written. Not here: accounts as the broker
reads them (`fleet.broker.accounts`).
"""

from __future__ import annotations

import csv
import getpass
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courtyard.commands.fleet.ask import GRANTED, ask
from courtyard.commands.fleet.options import DEFAULT_JOURNAL, Journal, read_states
from courtyard.commands.fleet.registrations import read_registrations
from courtyard.inputs import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fleet.adapters.journal.address import JournalAddress
    from fleet.broker.accounts import DeviceAccount
    from fleet.core.inputs import Request

MANAGER_PASSWORD = "manager.password"
"""Where in the broker's folder the manager's own password lies, for --password-file."""


def provision(
    devices: Annotated[
        list[str], typer.Argument(metavar="SITE/DEVICE=KIND… or FILE.csv", help="What to register.")
    ],
    broker_folder: Annotated[
        Path, typer.Option(help="Folder of the broker's password and access files.")
    ],
    out: Annotated[Path, typer.Option(help="CSV file for the new passwords; keep it safe.")],
    journal: Journal = DEFAULT_JOURNAL,
) -> int:
    """Register devices, and give each its own account at the broker.

    A password is made once, for a device that has none; the broker keeps only its hash. The access
    file is written anew for all devices of the registry. Send Mosquitto a SIGHUP afterwards.
    """
    from fleet.broker import accounts
    from fleet.broker.config import ACCESS, PASSWORDS
    from fleet.core.inputs import Register

    if out.exists():
        raise InputError(f"--out {out}: is there already, and may hold passwords")
    requests: list[Request] = [
        Register("", getpass.getuser(), row.device, row.kind, list(row.groups), {}, row.behind)
        for row in read_registrations(devices)
    ]
    for request, answer in zip(requests, ask(journal, requests), strict=True):
        if answer.status >= GRANTED:
            raise InputError(f"{request.device}: refused ({answer.status}): {answer.reason}")
    broker_folder.mkdir(parents=True, exist_ok=True)
    passwords, access = broker_folder / PASSWORDS, broker_folder / ACCESS
    known = accounts.read_passwords(passwords)
    everybody = _accounts(journal)
    new = {a.user: accounts.new_password() for a in everybody if a.user not in known}
    accounts.write_private(out, _credentials(everybody, new))
    if accounts.MANAGER not in known:
        new[accounts.MANAGER] = accounts.new_password()
        accounts.write_private(broker_folder / MANAGER_PASSWORD, new[accounts.MANAGER] + "\n")
    accounts.write_accounts(passwords, access, everybody, new)
    made = len(new) - (accounts.MANAGER in new)
    typer.echo(f"{made} new passwords in {out}; {len(everybody)} accounts in {broker_folder}")
    return 0


def _accounts(journal: JournalAddress) -> list[DeviceAccount]:
    """Everybody in the registry who connects; those behind a gateway are part of its account."""
    from fleet.broker.accounts import DeviceAccount
    from fleet.core.views import devices as all_devices

    registered = all_devices(read_states(journal))
    behind: dict[tuple[str, str], list[str]] = {}
    for device in registered:
        if device.behind:
            behind.setdefault((device.site, device.behind), []).append(device.device)
    return [
        DeviceAccount(d.site, d.device, tuple(behind.get((d.site, d.device), ())))
        for d in registered
        if not d.behind
    ]


def _credentials(everybody: list[DeviceAccount], new: Mapping[str, str]) -> str:
    """What an installer types into a device: where it speaks, who it is, its password."""
    from devices.wire.topics import device_root

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("site", "device", "user", "password", "topic"))
    for account in everybody:
        if account.user in new:
            root = device_root(account.site, account.device)
            writer.writerow((account.site, account.device, account.user, new[account.user], root))
    return text.getvalue()
