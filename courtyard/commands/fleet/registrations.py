"""Devices to register, from words of a command line and from CSV files.

Lives here: reading. Not here: registering (`courtyard.commands.fleet.ask`), accounts
(`courtyard.commands.fleet.provision`).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from courtyard.inputs import InputError

NEEDED = ("site", "device", "kind")


class Registration(NamedTuple):
    """A device to be known: SITE/DEVICE, kind, groups, and the gateway it is behind or ""."""

    device: str
    kind: str
    groups: tuple[str, ...] = ()
    behind: str = ""


def read_registrations(given: Sequence[str]) -> list[Registration]:
    """Each SITE/DEVICE=KIND, a file FILE.csv, or a sensors file FILE.yaml; raises InputError."""
    found: list[Registration] = []
    for text in given:
        if text.endswith(".csv"):
            found += read_csv(Path(text))
            continue
        if text.endswith((".yaml", ".yml")):
            found += read_sensors(Path(text))
            continue
        name, equals, kind = text.partition("=")
        if not equals:
            raise InputError(f"{text!r}: SITE/DEVICE=KIND, FILE.csv or FILE.yaml is expected")
        found.append(Registration(name, kind))
    return found


def read_sensors(path: Path) -> list[Registration]:
    """The devices of a sensors file, of the kinds that their profiles say."""
    from courtyard.owned import read_plan

    plan = read_plan(path)
    return [Registration(key, owned.profile.kind) for key, owned in plan.by_device.items()]


def read_csv(path: Path) -> list[Registration]:
    """Columns site, device, kind; perhaps groups (separated by ;) and behind (a gateway)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if missing := set(NEEDED) - set(reader.fieldnames or ()):
            raise InputError(f"{path}: column {sorted(missing)[0]} is missing")
        found = []
        for row in reader:
            if empty := [name for name in NEEDED if not row[name]]:
                raise InputError(f"{path}, line {reader.line_num}: {empty[0]} is empty")
            groups = tuple(group for group in (row.get("groups") or "").split(";") if group)
            key = f"{row['site']}/{row['device']}"
            found.append(Registration(key, row["kind"], groups, row.get("behind") or ""))
    return found
