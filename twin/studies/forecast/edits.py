"""What if: a scenario with one thing otherwise, as an operator asks for it.

Lives here: the words of edits and what they change. Not here: changes of a planner's questions
(`twin.studies.whatif`).

    close BANK                 the bank takes and gives nothing; couriers go elsewhere
    truck SERVICE HOUR         one more fixed round every day at that hour
    parcels FACTOR DAY         so many times the parcels on DAY: today, tomorrow or a date
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from fleet.ports.forecast import Snapshot
from scenarios.expand import expand_sites
from scenarios.schema import Scenario
from twin.studies.whatif.changed import changed

WORDS = "close BANK, truck SERVICE HOUR or parcels FACTOR today|tomorrow|DATE"


def edited(
    scenario: Scenario, snapshot: Snapshot, edits: Sequence[str], today: dt.date
) -> tuple[Scenario, Snapshot]:
    """Both after the edits, in their order. Raises ValueError naming the edit."""
    for edit in edits:
        words = edit.split()
        try:
            match words:
                case ["close", bank]:
                    scenario, snapshot = _close(scenario, snapshot, bank)
                case ["truck", service, hour]:
                    scenario = _send_truck(scenario, service, float(hour))
                case ["parcels", factor, day]:
                    scenario = _multiply(scenario, float(factor), _date(day, today))
                case _:
                    raise ValueError(f"must be {WORDS}")
        except ValueError as error:
            reason = str(error).strip().splitlines()
            raise ValueError(f"edit {edit!r}: {reason[-1] if reason else 'cannot be'}") from None
    return scenario, snapshot


def _date(day: str, today: dt.date) -> dt.date:
    if day in {"today", "tomorrow"}:
        return today + dt.timedelta(days=day == "tomorrow")
    return dt.date.fromisoformat(day)


def _close(scenario: Scenario, snapshot: Snapshot, bank: str) -> tuple[Scenario, Snapshot]:
    known = [each.id for place in expand_sites(scenario) for each in place.banks]
    if bank not in known:
        raise ValueError("no such bank in the scenario")

    def change(data: dict[str, Any]) -> None:
        for entry in data["banks"]:
            rest = bank.removeprefix(entry["id"])
            if entry["id"] == bank:
                entry["state"] = "retired"
            elif rest != bank and rest.isdecimal():
                entry.setdefault("members", {}).setdefault(bank, {})["state"] = "retired"

    sites = [
        replace(
            site,
            banks=[each for each in site.banks if each.bank != bank],
            cells=[each for each in site.cells if each.bank != bank],
        )
        for site in snapshot.sites
    ]
    return changed(scenario, change), Snapshot(snapshot.taken_ms, sites)


def _send_truck(scenario: Scenario, service: str, hour: float) -> Scenario:
    def change(data: dict[str, Any]) -> None:
        for each in data.get("collection", ()):
            if each["id"] == service and each["kind"] == "fixed":
                each["hours"] = sorted({*each["hours"], hour})
                return
        raise ValueError("no such service with fixed rounds in the scenario")

    return changed(scenario, change)


def _multiply(scenario: Scenario, factor: float, day: dt.date) -> Scenario:
    def change(data: dict[str, Any]) -> None:
        peaks = data["calendar"]["peaks"]
        taken = {peak["id"] for peak in peaks}
        name = next(f"edit{n}" for n in range(1, 1_000) if f"edit{n}" not in taken)
        peaks.append(
            {"id": name, "first_day": day.isoformat(), "length_days": 1, "multiplier": factor}
        )

    return changed(scenario, change)
