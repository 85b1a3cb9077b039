"""Whether traces of many sites fit their plan, looked at all at once.

Lives here: one look at joined arrays. Not here: refusals (`twin.engines.kernel.checks`), which look
at each site again where this says no: it need not say why, but it must never say yes wrongly.

A forecast runs ten futures of a site side by side; looking at each by itself took a sixth of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenarios.initial import HeldParcels
from scenarios.trace import MAX_ENTITIES, MAX_LATENT_MS, SiteTrace
from twin.engines.kernel.arrays import Array
from twin.world.plan import Plan

Bounds = tuple[str, int | None, int, int]
"""An array with a row for each parcel or one for all: name, least columns, lowest, highest."""


def rows_of_trace(plan: Plan) -> tuple[Bounds, ...]:
    """Arrays of a trace and what they may hold."""
    reminders = len(plan.rules.reminder_after_ms)
    return (
        ("parcel_temperature", None, 0, plan.classes // plan.sizes - 1),
        ("dwell_ms", None, 0, MAX_LATENT_MS),
        ("clock_ms", None, -1, MAX_LATENT_MS),
        ("handling_ms", 1, 0, MAX_LATENT_MS),
        ("answer_ms", reminders, -1, MAX_LATENT_MS),
        ("fee_lead_ms", None, -1, MAX_LATENT_MS),
        ("at_home", 1, 0, 1),
        ("lobby_ms", None, -1, MAX_LATENT_MS),
    )


def rows_of_held(plan: Plan, banks: int, most_company: int) -> tuple[Bounds, ...]:
    """Arrays of parcels held and what they may hold."""
    return (
        ("bank", None, 0, banks - 1),
        ("size", None, 0, plan.sizes - 1),
        ("company", None, -1, most_company),
        ("deposited_ms", None, -MAX_LATENT_MS, plan.rules.begin_ms),
        ("dwell_ms", None, 0, MAX_LATENT_MS),
        ("clock_ms", None, -1, MAX_LATENT_MS),
        ("fee_lead_ms", None, -1, MAX_LATENT_MS),
        ("answer_ms", len(plan.rules.reminder_after_ms), -1, MAX_LATENT_MS),
    )


HELD_EACH = frozenset({"bank", "size", "company", "deposited_ms", "dwell_ms"})
"""Arrays of parcels held with a row for each, never one for all."""


def fit_together(
    plan: Plan,
    traces: Sequence[SiteTrace],
    held: Sequence[HeldParcels | None],
    most_company: int,
) -> bool:
    """Whether visits, parcels and what is held fit the plan at every site.

    True only where each site by itself would pass; False where one would not, and for what is not
    looked at together: plans without couriers, sites with different numbers of banks, visits in
    other types than int64.
    """
    banks = set(np.diff(plan.site_first_bank).tolist())
    if not plan.rules.attended or len(banks) != 1 or not traces:
        return False
    (of_site,) = banks
    parcels = [trace.parcels for trace in traces]
    return (
        _visits_fit(plan, traces, of_site, most_company)
        and all(
            _rows_fit([getattr(trace, name) for trace in traces], parcels, least, low, high)
            for name, least, low, high in rows_of_trace(plan)
        )
        and _held_fit(plan, traces, held, of_site, most_company)
    )


def _visits_fit(plan: Plan, traces: Sequence[SiteTrace], banks: int, most_company: int) -> bool:
    for trace in traces:
        visits = len(trace.visit_arrival_ms)
        if not (
            trace.attended
            and max(visits, trace.parcels) <= MAX_ENTITIES
            and trace.visit_arrival_ms.ndim == trace.parcel_size.ndim == 1
            and trace.visit_company.shape == trace.visit_bank.shape == (visits,)
            and trace.visit_first_parcel.shape == (visits + 1,)
            and trace.visit_arrival_ms.dtype == trace.visit_first_parcel.dtype == np.int64
        ):
            return False
    arrivals = [trace.visit_arrival_ms for trace in traces]
    firsts = [trace.visit_first_parcel for trace in traces]
    last = np.array([first[-1] for first in firsts])
    return (
        _inside(arrivals, 0, MAX_LATENT_MS)
        and _ascend(arrivals)
        and _ascend(firsts)
        and min(int(first[0]) for first in firsts) >= 0
        and bool((last <= [trace.parcels for trace in traces]).all())
        and _inside([trace.visit_company for trace in traces], -1, most_company)
        and _inside([trace.visit_bank for trace in traces], 0, banks - 1)
        and _inside([trace.parcel_size for trace in traces], -1, plan.sizes - 1)
    )


def _held_fit(
    plan: Plan,
    traces: Sequence[SiteTrace],
    held: Sequence[HeldParcels | None],
    banks: int,
    most_company: int,
) -> bool:
    pairs = [(t, h) for t, h in zip(traces, held, strict=True) if h is not None]
    counts = [len(parcels.bank) for _, parcels in pairs]
    if any(
        trace.parcels + count > MAX_ENTITIES
        for (trace, _), count in zip(pairs, counts, strict=True)
    ):
        return False
    for name, least, low, high in rows_of_held(plan, banks, most_company) if pairs else ():
        values = [np.asarray(getattr(parcels, name)) for _, parcels in pairs]
        if name in HELD_EACH and any(
            each.shape != (count,) for each, count in zip(values, counts, strict=True)
        ):
            return False
        if not _rows_fit(values, counts, least, low, high):
            return False
    return True


def _rows_fit(
    values: Sequence[Array], counts: Sequence[int], least: int | None, low: int, high: int
) -> bool:
    dimensions = 1 if least is None else 2
    for each, count in zip(values, counts, strict=True):
        if each.dtype.kind != "i" or each.ndim != dimensions or len(each) not in {1, count}:
            return False
        if least is not None and each.shape[1] < least:
            return False
    return _inside(values, low, high)


def _inside(values: Sequence[Array], low: int, high: int) -> bool:
    """Whether all values of all arrays are in [low, high]; one that many share is seen once."""
    shared = {id(each): each for each in values}.values()
    joined = np.concatenate([each.reshape(-1) for each in shared])
    return not joined.size or (int(joined.min()) >= low and int(joined.max()) <= high)


def _ascend(parts: Sequence[Array]) -> bool:
    """Whether no value is below the one before it in its part."""
    joined = np.concatenate(parts)
    falls = joined[1:] < joined[:-1]
    ends = np.cumsum([len(part) for part in parts])[:-1]
    falls[ends[(ends > 0) & (ends < len(joined))] - 1] = False
    return not falls.any()
