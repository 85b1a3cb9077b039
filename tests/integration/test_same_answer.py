"""Two processes, any number of jobs and replications, one more site: the same digests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.integration.processes import document_of, run_command

GROUP = """\
title: A row of compounds
start_date: 2026-03-02
run: {days: 3, warmup_days: 1, replications: 2, seed: 1}
sites:
  - {id: c, count: 3, households: 40, latitude: 36.0, longitude: 118.0}
sizes:
  - {id: S, width_cm: 38, height_cm: 8, depth_cm: 64}
banks:
  - {id: b, site: c, compartments: {S: 12}}
parcels:
  per_household_day: 0.5
  size_mix: {S: 1.0}
couriers:
  companies: [{id: a, share: 1.0}]
dwell:
  law: {kind: exponential, mean_h: 14}
reminders: {after_h: [6], answer_share: 0.5}
rejected: {then: [lobby]}
"""

SMOKE = ("run", "smoke", "--engine", "reference")


def test_two_processes_print_the_same_document(tmp_path: Path) -> None:
    """Same scenario and seed, one job and two: the same text, digests and all."""
    first = document_of(*SMOKE, "--jobs", "1", folder=tmp_path)
    again = document_of(*SMOKE, "--jobs", "2", folder=tmp_path)
    assert first == again
    assert (
        document_of(*SMOKE, "--seed", "8", folder=tmp_path)["log_digests"] != (first["log_digests"])
    )


def test_replications_do_not_depend_on_how_many_there_are(tmp_path: Path) -> None:
    """The first two of four are those of a run of two."""
    two = document_of(*SMOKE, "--replications", "2", folder=tmp_path)
    four = document_of(*SMOKE, "--replications", "4", folder=tmp_path)
    assert four["log_digests"][:2] == two["log_digests"]
    assert four["trace_digests"][:2] == two["trace_digests"]
    assert len({digest["run"] for digest in four["log_digests"]}) == 4


def sites_of(folder: Path, *settings: str) -> list[dict[str, Any]]:
    """Log digests by site, one mapping a replication."""
    options = [word for setting in settings for word in ("--set", setting)]
    document = document_of("run", "row.yaml", "--engine", "reference", *options, folder=folder)
    return [entry["sites"] for entry in document["log_digests"]]


def test_one_more_site_changes_no_other(tmp_path: Path) -> None:
    """Without redirects a site's log is its own: a fourth compound leaves three digests alone."""
    (tmp_path / "row.yaml").write_text(GROUP, encoding="utf-8")
    three, four = sites_of(tmp_path), sites_of(tmp_path, "sites.c.count=4")
    for before, after in zip(three, four, strict=True):
        assert list(before) == ["c1", "c2", "c3"]
        assert list(after) == ["c1", "c2", "c3", "c4"]
        assert {site: after[site] for site in before} == before
        assert len(set(after.values())) == 4


def test_what_one_site_has_of_its_own_changes_no_other(tmp_path: Path) -> None:
    """A larger bank at one compound: its digest alone differs."""
    (tmp_path / "row.yaml").write_text(GROUP, encoding="utf-8")
    before, after = sites_of(tmp_path)[0], sites_of(tmp_path, "banks.b2.compartments.S=40")[0]
    assert [site for site in before if before[site] != after[site]] == ["c2"]


def test_saved_trace_replays_in_another_process(tmp_path: Path) -> None:
    """`trace`, then `run --trace`: the digests of the run it was drawn for."""
    drawn = document_of(*SMOKE, folder=tmp_path)
    for replication in (0, 2):
        saved = run_command(
            "trace", "smoke", "--replication", str(replication), "--out", "t", folder=tmp_path
        )
        assert saved.returncode == 0
        replayed = document_of(*SMOKE, "--trace", "t", folder=tmp_path)
        assert replayed["trace_digests"] == [drawn["trace_digests"][replication]]
        entry = drawn["log_digests"][replication]
        assert replayed["log_digests"][0]["run"] == entry["run"]
        assert replayed["log_digests"][0]["sites"] == entry["sites"]
