"""What the kernel refuses before it runs: traces and parcels held that do not fit their plan.

Lives here: shapes and ranges, each refusal naming site, array, index, value and bounds. Compiled
code neither checks indices nor notices an overflow, so nothing passes here that could cause one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scenarios.initial import HeldParcels
from scenarios.trace import MAX_ENTITIES, MAX_LATENT_MS, SiteTrace
from twin.engines.kernel.arrays import as_taken
from twin.engines.kernel.build import Kernel
from twin.engines.kernel.compiled.memory import NONE
from twin.engines.kernel.parts.counters import check_counters
from twin.engines.kernel.parts.faults import check_faults
from twin.engines.kernel.parts.sensors import check_sensors
from twin.engines.kernel.parts.together import HELD_EACH, fit_together, rows_of_held, rows_of_trace
from twin.engines.kernel.parts.waste import check_waste
from twin.engines.kernel.parts.watch import check_watch
from twin.world.plan import Plan

MAX_COMPANY = 2**16 - 1
"""Far above the format's 1,000 companies; a record has 38 bits for them."""

MAX_CLASSES = 254
"""Size classes that the attributes of a record can hold."""


def check_group(
    kernel: Kernel,
    plan: Plan,
    traces: Sequence[SiteTrace],
    held: Sequence[HeldParcels | None],
) -> None:
    """Raise ValueError where a trace or the initial state does not fit the plan."""
    if not len(plan.sites) == len(traces) == len(held):
        raise ValueError(
            f"{len(plan.sites)} sites, {len(traces)} traces, {len(held)} initial states: must agree"
        )
    if plan.classes > MAX_CLASSES:
        raise ValueError(f"{plan.classes} size classes, at most {MAX_CLASSES}")
    fit = len(traces) > 1 and fit_together(plan, traces, held, MAX_COMPANY)
    for site, (trace, parcels) in enumerate(zip(traces, held, strict=True)):
        try:
            if not fit:
                _check_trace(kernel, plan, site, trace)
            check_counters(plan, site, trace, 0 if parcels is None else parcels.count)
            check_waste(plan, site, trace)
            check_watch(plan, site, trace)
            check_sensors(plan, site, trace)
            check_faults(plan, site, trace)
            if parcels is not None and not fit:
                _check_held(plan, site, trace, parcels)
        except ValueError as error:
            raise ValueError(f"trace of site {plan.sites[site].id}: {error}") from None


def _check_trace(kernel: Kernel, plan: Plan, site: int, trace: SiteTrace) -> None:
    rules = plan.rules
    visits, parcels = trace.visits, trace.parcels
    banks = plan.site_first_bank[site + 1] - plan.site_first_bank[site]
    if trace.attended != rules.attended:
        raise ValueError(f"attended = {trace.attended}: the plan says {rules.attended}")
    if max(visits, parcels) > MAX_ENTITIES:
        raise ValueError(f"{visits} visits, {parcels} parcels: at most {MAX_ENTITIES}")
    _check_length("visit_company", trace.visit_company, visits)
    _check_length("visit_bank", trace.visit_bank, visits)
    if trace.attended:
        _check_length("visit_first_parcel", trace.visit_first_parcel, visits + 1)
        _check_ascending(kernel, "visit_first_parcel", trace.visit_first_parcel, 0, parcels)
    elif visits != parcels:
        raise ValueError(f"{visits} visits for {parcels} parcels: without couriers, one each")
    _check_ascending(kernel, "visit_arrival_ms", trace.visit_arrival_ms, 0, MAX_LATENT_MS)
    _check_range(kernel, "visit_company", trace.visit_company, -1, MAX_COMPANY)
    _check_range(kernel, "visit_bank", trace.visit_bank, 0, banks - 1)
    _check_range(kernel, "parcel_size", trace.parcel_size, -1, plan.sizes - 1)
    for name, least, low, high in rows_of_trace(plan):
        _check_rows(kernel, name, getattr(trace, name), parcels, least, low, high)


def _check_held(plan: Plan, site: int, trace: SiteTrace, held: HeldParcels) -> None:
    count = len(held.bank)
    banks = plan.site_first_bank[site + 1] - plan.site_first_bank[site]
    if trace.parcels + count > MAX_ENTITIES:
        raise ValueError(f"{count} parcels held after {trace.parcels}: at most {MAX_ENTITIES}")
    for name, least, low, high in rows_of_held(plan, banks, MAX_COMPANY):
        values = np.asarray(getattr(held, name))
        where = f"held.{name}"
        _check_shape(where, values, count, least)
        if name in HELD_EACH:
            _check_length(where, values, count)
        if values.size and (values.min() < low or values.max() > high):
            outside = np.flatnonzero((values.reshape(-1) < low) | (values.reshape(-1) > high))
            _refuse(where, values, int(outside[0]), low, high)


def _check_rows(
    kernel: Kernel, name: str, values: Any, parcels: int, least: int | None, low: int, high: int
) -> None:
    _check_shape(name, values, parcels, least)
    _check_range(kernel, name, values, low, high)


def _check_shape(name: str, values: Any, parcels: int, least: int | None) -> None:
    """One row, or one for each parcel; of `least` columns or more, where it has columns."""
    if values.dtype.kind != "i":
        raise ValueError(f"{name} holds {values.dtype}: must be integers")
    if values.ndim != (1 if least is None else 2):
        raise ValueError(f"{name} has {values.ndim} dimensions")
    if len(values) not in {1, parcels}:
        raise ValueError(f"{name} has {len(values)} rows: must have 1 or {parcels}")
    if least is not None and values.shape[1] < least:
        raise ValueError(f"{name} has {values.shape[1]} columns: must have at least {least}")


def _check_length(name: str, values: Any, length: int) -> None:
    if values.shape != (length,):
        raise ValueError(f"{name} has shape {values.shape}: must have ({length},)")


def _check_ascending(kernel: Kernel, name: str, values: Any, low: int, high: int) -> None:
    index = kernel.first_descent(as_taken(values, np.int64))
    if index != NONE:
        raise ValueError(
            f"{name}[{index}] = {values[index]}: must not be below {values[index - 1]}"
        )
    ends = values[[0, -1]] if len(values) else values
    for i in np.flatnonzero((ends < low) | (ends > high)):
        _refuse(name, values, 0 if i == 0 else len(values) - 1, low, high)


def _check_range(kernel: Kernel, name: str, values: Any, low: int, high: int) -> None:
    if values.dtype != np.int64:
        index = NONE
        if values.size and (values.min() < low or values.max() > high):
            bad = np.flatnonzero((values.reshape(-1) < low) | (values.reshape(-1) > high))
            index = int(bad[0])
    else:
        index = kernel.first_outside(as_taken(values, np.int64), low, high)
    if index != NONE:
        _refuse(name, values, index, low, high)


def _refuse(name: str, values: Any, index: int, low: int, high: int) -> None:
    value = values.reshape(-1)[index]
    raise ValueError(f"{name}[{index}] = {value}: must be {low} to {high}")
