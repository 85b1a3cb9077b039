"""Which of several scenarios suits: the least of one figure among those that keep a target.

Lives here: the choice from a comparison's document. Not here: the comparison, sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from twin.studies.target import Target, parse_target

USUAL_TARGET = "floored_share<=0.05"
"""Parcels on floors are what starts the question; one in twenty is let pass (assumed)."""

USUAL_LEAST = "staff_hours"


def find_suiting(document: Mapping[str, Any], until: str, least: str) -> dict[str, Any] | None:
    """`{"target", "figure", "least", "keep", "suits"}`; None where a figure is not in the document.

    `keep` lists the scenarios whose mean meets the target, with their means of both figures, in
    the order of `least` (undefined last); `suits` is the first of them, null where none keeps it.
    Raises TargetError for a target that cannot be read.
    """
    target = parse_target(until)
    figures = {figure["name"]: figure for figure in document["figures"]}
    if target.figure not in figures or least not in figures:
        return None
    kept = figures[target.figure]["values"]
    amounts = {value["scenario"]: value["mean"] for value in figures[least]["values"]}
    keep = [
        {"scenario": v["scenario"], target.figure: v["mean"], least: amounts[v["scenario"]]}
        for v in kept
        if _meets(target, v["mean"])
    ]
    keep.sort(key=lambda each: (each[least] is None, each[least] or 0.0, each[target.figure]))
    return {
        "target": str(target),
        "figure": target.figure,
        "least": least,
        "keep": keep,
        "suits": keep[0]["scenario"] if keep else None,
    }


def _meets(target: Target, mean: float | None) -> bool:
    return mean is not None and target.holds(mean)
