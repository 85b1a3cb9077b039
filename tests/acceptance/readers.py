"""What checks read from what commands print: one figure each.

Lives here: reading. Not here: which commands, which bounds (registry.py, compound.py, buying.py),
judging (check.py). A reader may raise ValueError, KeyError, IndexError or TypeError when a command
printed something else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.acceptance.check import Bound, Figure, Finished

NONE = Bound(low=0, high=0)
"""The bound of a figure that counts what must not be."""


def seconds_of_last(finished: list[Finished]) -> Figure:
    """How long the last step took, in seconds."""
    return Figure(finished[-1].seconds, "s")


def tests_not_passed(finished: list[Finished]) -> Figure:
    """Tests that failed, broke, were skipped or expected to fail, by pytest's closing line."""
    closing = [line for line in finished[-1].stdout.splitlines() if " passed" in line][-1:]
    if not closing:
        raise ValueError("pytest printed no closing line")
    words = closing[0].strip("= ").replace(",", "").split()
    counts = {words[i + 1]: int(words[i]) for i in range(len(words) - 1) if words[i].isdigit()}
    passed = counts.pop("passed")
    return Figure(sum(counts.values()), "tests", f"{passed} passed")


def rows_outside(finished: list[Finished]) -> Figure:
    """Rows of `verify --json` whose interval does not hold the analytic value, over all steps."""
    rows = [row for step in finished for row in json.loads(step.stdout)]
    if not rows:
        raise ValueError("verify printed no row")
    outside = [row["name"] for row in rows if row["ok"] is not True]
    parcels = sum(row["n"] for row in rows)
    says = f"of {len(rows)}, {parcels:,} parcels" + "".join(f"; {name}" for name in outside)
    return Figure(len(outside), "rows", says)


def sites_that_differ(finished: list[Finished]) -> Figure:
    """Site logs of the first step's `run --json` whose digest another step does not repeat."""
    first, *others = [_site_digests(json.loads(step.stdout)) for step in finished]
    if not first:
        raise ValueError("run printed no site digest")
    differ = {key for other in others for key in first if other.get(key) != first[key]}
    return Figure(len(differ), "logs", f"of {len(first)}")


def _site_digests(document: dict[str, Any]) -> dict[tuple[int, str], str]:
    return {
        (log["replication"], site): digest
        for log in document["log_digests"]
        for site, digest in log["sites"].items()
    }


def doors_of_the_wave(finished: list[Finished]) -> Figure:
    """Median doors a site at share 0.25 and 9 h; the flat figure stands beside it."""
    points = json.loads(finished[-1].stdout)["points"]
    (point,) = [p for p in points if list(p["settings"].values()) == [0.25, 9]]
    return Figure(point["median"], "doors", f"flat figure {point['flat']['compartments']}")


def clear_changes(finished: list[Finished]) -> Figure:
    """Contestants whose rejection share differs from the first's with zero outside the interval."""
    (figure,) = [
        f for f in json.loads(finished[-1].stdout)["figures"] if f["name"] == "rejection_share"
    ]
    clear = [d for d in figure["differences"] if d["low"] > 0 or d["high"] < 0]
    says = ", ".join(f"{d['scenario']} {100 * d['mean']:+.2f} %" for d in figure["differences"])
    return Figure(len(clear), "variants", says)


def ratio_of(name: str) -> Callable[[list[Finished]], Figure]:
    """Ratio of one row of `bench --json`."""

    def figure(finished: list[Finished]) -> Figure:
        (row,) = [r for r in json.loads(finished[-1].stdout) if r["name"] == name]
        says = f"{row['value']:.4g} {row['unit']} against {row['baseline_value']:.4g}"
        return Figure(row["ratio"], "ratio", f"{says}, {row['baseline']}")

    return figure


def value_of(name: str) -> Callable[[list[Finished]], Figure]:
    """Value of one row of `bench --json`."""

    def figure(finished: list[Finished]) -> Figure:
        (row,) = [r for r in json.loads(finished[-1].stdout) if r["name"] == name]
        return Figure(row["value"], row["unit"])

    return figure


def ledger_value(key: str, unit: str) -> Callable[[list[Finished]], Figure]:
    """A value of `loadtest ingest --json`; no figure where its ledger does not add up."""

    def figure(finished: list[Finished]) -> Figure:
        ledger = json.loads(finished[-1].stdout)
        if ledger["missing"] or ledger["doubled"] or ledger["stored"] != ledger["published"]:
            raise ValueError(f"missing {ledger['missing']}, doubled {ledger['doubled']}")
        says = f"{ledger['stored']:,} stored, p99 {ledger['p99_ms']:.0f} ms"
        return Figure(ledger[key], unit, says)

    return figure


def value_without_loss(key: str, unit: str) -> Callable[[list[Finished]], Figure]:
    """A value of a document; no figure where it says that something was lost or doubled."""

    def figure(finished: list[Finished]) -> Figure:
        document = json.loads(finished[-1].stdout)
        if document["missing"] or document["doubled"] or not document["stored"]:
            raise ValueError(f"{document}")
        says = ", ".join(f"{name} {value}" for name, value in document.items() if name != key)
        return Figure(document[key], unit, says)

    return figure


def allocation_value(key: str, unit: str) -> Callable[[list[Finished]], Figure]:
    """A value of `loadtest allocation --json`; no figure where its history cannot be true."""

    def figure(finished: list[Finished]) -> Figure:
        found = json.loads(finished[-1].stdout)
        wrong = {
            name: found[name]
            for name in ("double_leases", "doubled_openings", "fences_back", "left_over")
            if found[name]
        }
        if wrong or found["unfinished"] or found["replay_same"] is False:
            raise ValueError(f"{wrong}, unfinished {found['unfinished']}")
        says = f"{found['leased']:,} leased, p50 {found['p50_ms']:.1f} ms"
        if found["ratio"] is not None:
            says += f", {found['baseline']} {found['baseline_per_s']:,.0f}/s"
        return Figure(found[key], unit, says)

    return figure


def none_of(*keys: str, of: str) -> Callable[[list[Finished]], Figure]:
    """The sum of counts in a document, all of which must not be; `of` is what there was to count.

    No figure where there was nothing.
    """

    def figure(finished: list[Finished]) -> Figure:
        document = json.loads(finished[-1].stdout)
        if not document[of]:
            raise ValueError(f"{of}: nothing to count")
        says = ", ".join(f"{key} {value}" for key, value in document.items() if key not in keys)
        return Figure(sum(document[key] for key in keys), "wrong", says)

    return figure


def slowest_of(*keys: str) -> Callable[[list[Finished]], Figure]:
    """The longest of some times in a document; no figure where its counts are wrong."""

    def figure(finished: list[Finished]) -> Figure:
        document = json.loads(finished[-1].stdout)
        if document["wrong"] or (document["incidents"], document["incidents_after"]) != (1, 0):
            raise ValueError(f"{document}")
        says = ", ".join(f"{key} {value:.4g}" for key, value in document.items())
        return Figure(max(document[key] for key in keys), "s", says)

    return figure


def memory_over_time(finished: list[Finished]) -> Figure:
    """The manager's memory at the end over that after a minute, of `loadtest ingest --json`."""
    ledger = json.loads(finished[-1].stdout)
    whole = ledger_value("rss_mb", "MB")(finished)
    early = ledger["rss_mb_60_s"]
    says = f"{early:.0f} MB at 60 s, {whole.value:.0f} MB at {ledger['seconds']:.0f} s"
    return Figure(ledger["rss_mb"] / early, "ratio", f"{says}; {ledger['rate_per_s']:.0f}/s")


def clear_shifts(name: str, sign: int) -> Callable[[list[Finished]], Figure]:
    """Contestants of `compare --json` in which a figure is clearly lower (−1) or higher (+1).

    Clearly: the whole interval of the difference from the first lies on that side of zero.
    """

    def figure(finished: list[Finished]) -> Figure:
        found = _compared(finished[-1], name)
        ends = [(d["low"] if sign > 0 else d["high"]) for d in found["differences"]]
        clear = sum(sign * end > 0 for end in ends)
        says = ", ".join(f"{v['scenario']} {v['mean']:.4g}" for v in found["values"])
        return Figure(clear, "scenarios", f"{name} {found['unit']}: {says}")

    return figure


def farthest_from(name: str, known: Sequence[float]) -> Callable[[list[Finished]], Figure]:
    """Largest distance of a figure of `compare --json` from what is known of each contestant."""

    def figure(finished: list[Finished]) -> Figure:
        values = [value["mean"] for value in _compared(finished[-1], name)["values"]]
        away = max(abs(value - is_known) for value, is_known in zip(values, known, strict=True))
        says = ", ".join(
            f"{value:.4f} for {is_known:g}" for value, is_known in zip(values, known, strict=True)
        )
        return Figure(away, "at most away", says)

    return figure


def _compared(step: Finished, name: str) -> dict[str, Any]:
    (figure,) = [f for f in json.loads(step.stdout)["figures"] if f["name"] == name]
    return dict(figure)


def scenarios_that_keep(finished: list[Finished]) -> Figure:
    """Contestants of `compare --json` that meet its target; 0 where none of them is to be had."""
    suiting = json.loads(finished[-1].stdout)["suiting"]
    kept = [str(each["scenario"]) for each in suiting["keep"]]
    says = f"{suiting['suits']} suits: {suiting['target']}, least {suiting['least']}"
    return Figure(len(kept), "scenarios", says)


def bins_that_differ(finished: list[Finished]) -> Figure:
    """Bins of `replay --json` that do not show their log, over all steps."""
    documents = [json.loads(step.stdout) for step in finished]
    bins = [row for document in documents for row in document["bins"]]
    if not bins:
        raise ValueError("replay printed no bin")
    last = documents[-1]
    says = f"of {len(bins)}; {last['run_emptyings']:,} emptyings, {last['run_full_days']:,} full"
    return Figure(sum(row["agrees"] is not True for row in bins), "bins", f"{says} days")


def faults_of_pages(finished: list[Finished]) -> Figure:
    """What `tests.browser.look` found wrong with pages; each must have plots."""
    pages = json.loads(finished[-1].stdout)
    if not pages or not all(page["plots"] for page in pages):
        raise ValueError("a page without plots")
    faults = [word for page in pages for word in page["faults"]]
    says = ", ".join(f"{page['page']}: {len(page['plots'])} plots" for page in pages)
    return Figure(len(faults), "faults", "; ".join([says, *faults]))


MOST_ONE_FEWER = 0.05
"""Of the sizings of a load: one compartment fewer than Erlang B, whose mean is at the bound."""


def sizings_beyond_erlang(finished: list[Finished]) -> Figure:
    """Sizings that break a rule: two fewer, too many with one fewer, more than is allowed."""
    rows = json.loads(finished[-1].stdout)
    beyond = sum(
        row["fewer"]
        + max(0, row["one_fewer"] - int(MOST_ONE_FEWER * row["sizings"]))
        + (row["most_more"] > row["allowed"])
        for row in rows
    )
    says = "; ".join(
        f"{row['load']:g} E: {row['erlang']} by Erlang B, of {row['sizings']} {row['one_fewer']} "
        f"one fewer, at most {row['most_more']} more"
        for row in rows
    )
    return Figure(beyond, "sizings", says)


def mixes_not_cheapest(finished: list[Finished]) -> Figure:
    """Share of the sizings of nested sizes that found another price than the cheapest there is."""
    rows = json.loads(finished[-1].stdout)
    sizings = sum(row["sizings"] for row in rows)
    dearer = sum(row["dearer"] for row in rows)
    cheaper = sum(row["cheaper"] for row in rows)
    says = f"of {sizings} in {len(rows)} settings {dearer} dearer, {cheaper} cheaper"
    return Figure((dearer + cheaper) / sizings, "share", says)


def sizings_kept(finished: list[Finished]) -> Figure:
    """Share of the sizings whose true mean keeps the promise."""
    (row,) = json.loads(finished[-1].stdout)
    return Figure(row["kept"] / row["sizings"], "share", f"{row['kept']} of {row['sizings']}")


def programme_off(known: Mapping[int, float]) -> Callable[[list[Finished]], Figure]:
    """Largest distance of a programme's government spending from what is known of its years."""

    def figure(finished: list[Finished]) -> Figure:
        spending = json.loads(finished[-1].stdout)["programme"]["government_per_household_year"]
        off = max(abs(spending[year] - amount) for year, amount in known.items())
        return Figure(off, "yuan", ", ".join(f"{amount:g}" for amount in spending[:4]))

    return figure
