"""The tables of a run and its answer in two sentences.

Lives here: which rows are shown to a person. The JSON document holds all. Not here: figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from courtyard.show.numbers import label, plain, with_interval
from courtyard.show.parts.cold import cold_answer, print_cold
from courtyard.show.parts.faults import fault_answer
from courtyard.show.parts.managed import managed_answer
from courtyard.show.parts.service import service_answer
from courtyard.show.waste_table import print_streams, waste_answer
from scenarios.reading.variants import is_restated
from twin.figures.rows import SCOPE_KEYS

MAX_PLACES = 12
"""Sites and banks shown; the worst by rejection first, the rest is in the JSON document."""

BESIDE = ("rejection_share", "occupancy", "time_full_share", "undelivered_share")

LOAD = "load"
"""Beside them where a scenario has it."""

Row = Mapping[str, Any]


def print_run(document: Mapping[str, Any], elapsed_s: float, out: Path | None) -> None:
    """Print the answer, the whole, the worst places, the sizes, peaks and oracles."""
    console = Console()
    rows: list[Row] = document["kpis"]
    console.rule(document["title"])
    if "variant_title" in document:
        console.print(f"[bold]Variant:[/bold] {escape(document['variant_title'])}")
    if not document["complete"]:
        console.print(f"[bold]interrupted[/bold]: {document['replications']} replications finished")
    if not rows:
        return
    whole = [row for row in rows if _is_scope(row)]
    console.print(answer(document, whole), highlight=False)
    console.print(_whole_table(whole))
    for key, plural in (("site", "Sites"), ("bank", "Banks")) if _has_lockers(whole) else ():
        _print_places(console, rows, key, plural)
    if _has_lockers(whole):
        _print_scopes(console, rows, "region", "Regions")
        _print_scopes(console, rows, "size", "Sizes")
        _print_scopes(console, rows, "day", "Days by label", _labels(rows))
    for key, title in (("temperature", "Cold cells"), ("day", "Cold cells by label")):
        only = _labels(rows) if key == "day" else None
        print_cold(console, key, title, _of_scopes(rows, key, only))
    streams = [(stream, of) for (_, stream), of in _values(rows, "stream").items()]
    if streams:
        print_streams(console, streams)
    _print_oracles(console, document["oracles"])
    assumed = sum(_is_assumed(entry["source"]) for entry in document["assumptions"])
    sourced = len(document["assumptions"]) - assumed
    console.print(
        f"{document['days']['measured']} days from {document['days']['first']} after "
        f"{document['days']['warmup']} of warm-up, {document['replications']} replications, seed "
        f"{document['seed']}, engine {document['engine']}, {_counts(document)} in "
        f"{elapsed_s:.1f} s. {sourced} values have a source, {assumed} are assumed.",
        highlight=False,
    )
    if out is not None:
        console.print(f"Written to {out}", highlight=False)


def _is_assumed(source: str) -> bool:
    return source.startswith("assumed") or is_restated(source)


def answer(document: Mapping[str, Any], whole: Iterable[Row]) -> str:
    """Sentences of lockers, of faults, of all ways of a parcel, of waste, of cold cells, as there
    are.
    """
    of = {row["name"]: row for row in whole}
    said = [_locker_answer(of)] if "first_attempts" in of else []
    if "blocked_pickups" in of:
        said.append(fault_answer(of))
    if "parcels_brought" in of:
        said.append(service_answer(of))
    if "drop_offs" in of:
        said.append(waste_answer(of))
    if "excursion_parcels" in of:
        said.append(cold_answer(of, document["days"]["measured"]))
    if "manager_wishes" in of:
        said.append(managed_answer(of))
    return " ".join(said)


def _locker_answer(of: Mapping[str, Row]) -> str:
    first, rejected = of["first_attempts"], of["rejection_share"]
    if rejected["mean"] is None:
        return "No parcel was presented at a bank. Nothing can be said of rejections."
    undelivered, full = of["undelivered_share"], of["time_full_share"]
    count = plain(of["rejections"]["mean"], "1/day")
    return (
        f"Of {plain(first['mean'], '1/day')} parcels a day presented at a bank, "
        f"{with_interval(rejected)} ({count} a day) find no compartment there, and "
        f"{with_interval(undelivered)} reach neither a compartment nor a counter nor a door. "
        f"Banks are {with_interval(of['occupancy'])} occupied and full for "
        f"{with_interval(full)} of the time."
    )


def _has_lockers(whole: Iterable[Row]) -> bool:
    return any(row["name"] == "first_attempts" for row in whole)


def _counts(document: Mapping[str, Any]) -> str:
    """What was simulated."""
    parcels, drop_offs = f"{document['parcels']:,} parcels", document.get("drop_offs")
    if drop_offs is None:
        return parcels
    bags = f"{drop_offs:,} drop-offs"
    return f"{parcels}, {bags}" if document["parcels"] else bags


def _is_scope(row: Row, **keys: str) -> bool:
    return all(row[key] == keys.get(key, "*") for key in SCOPE_KEYS)


def _whole_table(whole: Iterable[Row]) -> Table:
    table = Table(title="The whole", title_justify="left")
    table.add_column("figure")
    table.add_column("mean [95 % interval]", justify="right")
    for row in whole:
        table.add_row(label(row["name"], row["unit"]), with_interval(row))
    return table


def _values(rows: Iterable[Row], key: str) -> dict[tuple[str, str], dict[str, Row]]:
    """Rows by (site, value of the key) and figure, for scopes that set just this key."""
    others = set(SCOPE_KEYS) - {key}
    if key == "bank":
        others.discard("site")
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for row in rows:
        if row[key] != "*" and all(row[other] == "*" for other in others):
            found.setdefault((row["site"], row[key]), {})[row["name"]] = row
    return found


def _print_places(console: Console, rows: list[Row], key: str, plural: str) -> None:
    places = _values(rows, key)
    if len(places) < 2:
        return
    worst = sorted(places.items(), key=lambda place: -(place[1]["rejection_share"]["mean"] or 0.0))
    title = (
        plural
        if len(places) <= MAX_PLACES
        else f"{plural}, the worst {MAX_PLACES} of {len(places)}"
    )
    names = [(value if key == "site" else f"{site} {value}", of) for (site, value), of in worst]
    console.print(_scope_table(title, key, names[:MAX_PLACES]))


def _labels(rows: Iterable[Row]) -> list[str]:
    return list(
        dict.fromkeys(r["day"] for r in rows if r["day"] != "*" and not r["day"][0].isdigit())
    )


def _print_scopes(
    console: Console, rows: list[Row], key: str, title: str, only: list[str] | None = None
) -> None:
    scopes = _of_scopes(rows, key, only)
    if scopes:
        console.print(_scope_table(title, key, scopes))


def _of_scopes(
    rows: Iterable[Row], key: str, only: list[str] | None = None
) -> list[tuple[str, dict[str, Row]]]:
    """Rows by value of a key, of all or only these values."""
    return [
        (value, of)
        for (_, value), of in _values(rows, key).items()
        if only is None or value in only
    ]


def _scope_table(title: str, key: str, scopes: list[tuple[str, dict[str, Row]]]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(key)
    names = (LOAD, *BESIDE) if any(LOAD in of for _, of in scopes) else BESIDE
    for name in names:
        table.add_column(name, justify="right")
    for value, of in scopes:
        means = (plain(of[n]["mean"], of[n]["unit"]) if n in of else "–" for n in names)
        table.add_row(value, *means)
    return table


def _print_oracles(console: Console, oracles: list[Mapping[str, Any]]) -> None:
    if not oracles:
        return
    table = Table(title="Closed forms that hold for this setting (99.9 %)", title_justify="left")
    for column in ("oracle", "analytic", "simulated", "low", "high", "holds"):
        table.add_column(column, justify="left" if column == "oracle" else "right")
    for row in oracles:
        numbers = [row[name] for name in ("analytic", "simulated", "low", "high")]
        shown = ["–" if number is None else f"{number:.6g}" for number in numbers]
        holds = {True: "yes", False: "NO", None: "–"}[row["ok"]]
        table.add_row(row["name"], *shown, holds)
    console.print(table)
