"""`courtyard run … --rollout FILE`: a rollout of firmware, rehearsed on a scenario.

Lives here: the file, the composition, the table. Not here: how it goes
(`twin.studies.rehearsal.firmware.rollouts`), its figures (`updates` there).
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel, ConfigDict, Field
from rich.console import Console
from rich.table import Table

from courtyard.inputs import InputError
from courtyard.site_files import read_rollout
from devices.models.updater import PART_BYTES
from devices.signing import manifest, public_bytes, sign
from devices.simulator.session import Session
from fleet.adapters.firmware.planning import Planned, artifact_at
from fleet.core.facts.rollouts import RolloutPlan
from scenarios.days import Days, lay_out_days
from scenarios.schema import Scenario
from scenarios.streams import Streams
from twin.report.words.catalogue import load_words
from twin.staging.cast import MODELS, Member, members_of
from twin.studies.rehearsal.firmware.rollouts import START_MS, Rehearsal
from twin.studies.rehearsal.firmware.updates import (
    DAY_MS,
    Circumstances,
    figures,
    luck_of,
    outcome_of,
)
from twin.studies.staging.script import TwinScript

INTERVAL_S = 1_800
"""Telemetry of a rehearsal comes at most so often: it only says whether a device is fit."""

SEED = sha256(b"a key for rehearsals, which signs nothing that leaves them").digest()


class Conditions(BaseModel):
    """What the firmware and the compound are like; assumed where the file does not say."""

    model_config = ConfigDict(extra="forbid")

    failing_percent: float = Field(default=0, ge=0, le=100)
    dying_percent: float = Field(default=0, ge=0, le=100)
    cuts_per_day: float = Field(default=0, ge=0, le=100)
    cut_min: float = Field(default=1, gt=0, le=1_440)
    size_kb: int = Field(default=1_024, ge=1, le=65_536)
    load_kb_s: float = Field(default=32, gt=0, le=1_000_000)

    @property
    def circumstances(self) -> Circumstances:
        """The same in the twin's units."""
        return Circumstances(
            round(10_000 * self.failing_percent),
            round(10_000 * self.dying_percent),
            self.cuts_per_day,
            round(60_000 * self.cut_min),
        )


class RehearsedRollout(Planned):
    """A rollout file with what is rehearsed: `version` for `models` (all that the twin has)."""

    version: str = Field(min_length=1, max_length=64)
    models: list[str] = Field(default=sorted(MODELS.values()), min_length=1, max_length=64)
    rehearsal: Conditions = Conditions()


def rehearse(
    name: str, scenario: Scenario, file: Path, seed: int | None, replications: int | None,
    days: int | None, lang: str, as_json: bool,
) -> int:  # fmt: skip
    """Rehearse, and print the figures; raises InputError where nothing is there to update."""
    asked: RehearsedRollout = read_rollout(file, RehearsedRollout)
    members, _ = members_of(scenario, None, False)
    if not members:
        raise InputError(f"{name}: has no devices")
    laid_out = lay_out_days(scenario, days)
    first = scenario.run.seed if seed is None else seed
    count = scenario.run.replications if replications is None else replications
    outcomes = [_one(scenario, asked, members, laid_out, first + n) for n in range(count)]
    rows = figures(outcomes)
    document = {
        "scenario": name, "rollout": asked.version, "devices": len(members), "seed": first,
        "replications": count, "days": laid_out.measured_days, "figures": rows,
    }  # fmt: skip
    if as_json:
        typer.echo(json.dumps(document))
    else:
        _print(document, lang)
    return 0


def _one(
    scenario: Scenario, asked: RehearsedRollout, members: list[Member], days: Days, seed: int
) -> dict[str, float]:
    plan, data = _plan(asked)
    trusted = (public_bytes(_key()),)
    sites: dict[str, list[str]] = {}
    sessions = []
    for member in members:
        sites.setdefault(member.site, []).append(member.device)
        identity = member.identity(trusted)
        quiet = replace(
            identity, interval_s=max(identity.interval_s, INTERVAL_S), outbox=False,
            clock_offset_ms=0,
        )  # fmt: skip
        sessions.append(Session(quiet, member.body(), "boot0"))
    lasts = days.measured_days
    luck = luck_of(sites, asked.rehearsal.circumstances, Streams(seed, 0), lasts)
    script = TwinScript(scenario, days, seed, frozenset(sites))
    ahead_ms = days.warmup_ms - START_MS
    by_key = {(s.identity.site, s.identity.device): s for s in sessions}
    for timed in script.advance(days.warmup_ms - 1):
        by_key[timed.device].underwent(timed.act)
    part_s = min(asked.rehearsal.size_kb * 1_024, PART_BYTES) / 1_024 / asked.rehearsal.load_kb_s
    fleet = Rehearsal(sessions, plan, data, max(1, round(1_000 * part_s)), luck, script, ahead_ms)
    fleet.ask("start")
    fleet.run(START_MS + lasts * DAY_MS)
    return outcome_of(fleet)


@cache
def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(SEED)


def _plan(asked: RehearsedRollout) -> tuple[RolloutPlan, bytes]:
    data = bytes(asked.rehearsal.size_kb * 1_024)
    checksum = sha256(data).hexdigest()
    signed = manifest(asked.version, asked.models, len(data), checksum)
    artifact = artifact_at(
        asked.version, asked.models, len(data), checksum, sign(_key(), signed), "http://rehearsal"
    )
    return asked.plan(artifact), data


def _print(document: dict[str, Any], lang: str) -> None:
    words = load_words()
    said = words["rollout.lead"][lang].format(
        scenario=document["scenario"], version=document["rollout"], devices=document["devices"],
        replications=document["replications"], seed=document["seed"],
    )  # fmt: skip
    table = Table(box=None, header_style="bold")
    for column in ("figure", "mean", "interval"):
        table.add_column(words[f"rollout.column.{column}"][lang])
    for row in document["figures"]:
        name = words[f"rollout.figure.{row['name']}"][lang]
        table.add_row(name, f"{row['mean']:.4g}", _between(row))
    console = Console()
    console.print(said, highlight=False)
    console.print(table)


def _between(row: dict[str, Any]) -> str:
    return "" if row["low"] is None else f"{row['low']:.4g} … {row['high']:.4g}"
