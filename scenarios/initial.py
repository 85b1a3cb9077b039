"""Initial state: what lies in the banks when a run begins.

Lives here: the file of an initial state (JSON, one entry per bank), its check against a scenario,
and the arrays that engines take. Not here: what recipients will do (`scenarios.demand.ahead`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field, StrictInt

from scenarios.expand import BankPlace, SitePlace, expand_sites
from scenarios.people.recipient import Recipient
from scenarios.reading.did_you_mean import find_closest
from scenarios.reading.errors import MAX_SHOWN, Problem, ScenarioError, show_value
from scenarios.reading.load import load
from scenarios.schema import Scenario
from scenarios.schema.base import Id, Model, Text, quantity
from scenarios.schema.place import MAX_COMPARTMENTS_PER_BANK

I64 = npt.NDArray[np.int64]

MAX_DWELL_SO_FAR_H = 87_600.0
"""Ten years: a parcel that has lain longer is a slip of the pen."""


class ParcelInside(Model):
    """A parcel that lies in a compartment at time 0."""

    compartment: StrictInt = Field(ge=1, le=MAX_COMPARTMENTS_PER_BANK)
    size: Id
    dwell_so_far_h: float = quantity(
        unit="h", says="how long it has lain already", ge=0, le=MAX_DWELL_SO_FAR_H
    )
    company: Id | None = None


class BankInside(Model):
    """What is inside a bank at time 0."""

    parcels: list[ParcelInside] = Field(default_factory=list, max_length=MAX_COMPARTMENTS_PER_BANK)


class InitialState(Model):
    """What lies in the banks at time 0, by the id of the bank; banks not named are empty."""

    version: Literal[1] = 1
    note: Text = ""
    banks: dict[Id, BankInside] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeldParcels:
    """What one site holds when a run begins: parcels in its banks, waste in its bins.

    Arrays of one row a parcel, by bank and compartment: `bank` (number within the site),
    `compartment` (number, from 1), `size` class, `company` (−1 unknown), `deposited_ms` (not after
    the beginning), and the latent values of its recipient as in `scenarios.trace.SiteTrace`;
    `dwell_ms` counts from the deposit. `bins_g`: mass in each bin of the site, through its points;
    None: all are empty.
    """

    bank: I64
    compartment: I64
    size: I64
    company: I64
    deposited_ms: I64
    dwell_ms: I64
    clock_ms: I64
    answer_ms: I64
    fee_lead_ms: I64
    bins_g: I64 | None = None

    @property
    def count(self) -> int:
        """Number of parcels."""
        return len(self.bank)

    def bank_at(self, parcel: int) -> int:
        """Bank number within the site."""
        return int(self.bank[parcel])

    def compartment_at(self, parcel: int) -> int:
        """Number of the compartment, from 1."""
        return int(self.compartment[parcel])

    def size_at(self, parcel: int) -> int:
        """Size class of the parcel."""
        return int(self.size[parcel])

    def company_at(self, parcel: int) -> int:
        """Index of the courier company, −1 unknown."""
        return int(self.company[parcel])

    def deposited_at_ms(self, parcel: int) -> int:
        """Time of the deposit."""
        return int(self.deposited_ms[parcel])

    def recipient(self, parcel: int) -> Recipient:
        """The recipient with his latent values."""
        return Recipient(
            int(self.dwell_ms[parcel]),
            int(self.clock_ms[parcel]),
            int(self.fee_lead_ms[parcel]),
            [int(answer) for answer in self.answer_ms[parcel]],
        )


def read_initial(path: Path, scenario: Scenario) -> InitialState:
    """The initial state in `path`, checked against `scenario`.

    Raises ScenarioError with everything that is wrong: the file, its keys and values (with line),
    banks that the scenario has not, compartments out of range or twice, sizes that do not fit.
    """
    loaded = load(path, InitialState, what="an initial state")
    try:
        check_initial(loaded.scenario, scenario)
    except ScenarioError as error:
        raise loaded.explain(error) from None
    return loaded.scenario


def write_initial(path: Path, state: InitialState) -> None:
    """Write `state` as JSON that `read_initial` reads; the last rename makes it whole."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.write_text(
            state.model_dump_json(indent=1, exclude_defaults=True) + "\n", "utf-8"
        )
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def state_of(held: dict[str, HeldParcels], scenario: Scenario) -> InitialState:
    """The state that `held` (by site id) came from; the latent values are not part of it."""
    sizes = [size.id for size in scenario.sizes]
    companies = [company.id for company in scenario.couriers.companies]
    banks: dict[str, BankInside] = {}
    for place in expand_sites(scenario):
        parcels = held.get(place.id)
        if parcels is None:
            continue
        for number, bank in enumerate(place.banks):
            inside = [
                ParcelInside(
                    compartment=parcels.compartment_at(i),
                    size=sizes[parcels.size_at(i)],
                    dwell_so_far_h=-parcels.deposited_at_ms(i) / 3_600_000,
                    company=companies[c] if (c := parcels.company_at(i)) >= 0 else None,
                )
                for i in np.flatnonzero(parcels.bank == number).tolist()
            ]
            if inside:
                banks[bank.id] = BankInside(parcels=inside)
    return InitialState(banks=banks)


def check_initial(state: InitialState, scenario: Scenario) -> None:
    """Raise ScenarioError if `scenario` cannot hold `state`; keys are id paths in the state."""
    unseen = dict(state.banks)
    known: list[str] = []
    problems: list[Problem] = []
    for place in expand_sites(scenario):
        for bank in place.banks:
            known.append(bank.id)
            inside = unseen.pop(bank.id, None)
            if inside is not None:
                problems += _find_problems(inside, bank, scenario)
    for bank_id in unseen:
        near = find_closest(bank_id, known)
        problems.append(
            Problem("no such bank in the scenario", key=f"banks.{bank_id}", suggestion=near)
        )
    if problems:
        raise ScenarioError(problems[:MAX_SHOWN], max(0, len(problems) - MAX_SHOWN))


def _find_problems(inside: BankInside, bank: BankPlace, scenario: Scenario) -> Iterator[Problem]:
    sizes = [size.id for size in scenario.sizes]
    companies = [company.id for company in scenario.couriers.companies]
    total = sum(bank.compartments)
    taken: set[int] = set()
    for row, parcel in enumerate(inside.parcels):
        key = f"banks.{bank.id}.parcels.{row}"
        if parcel.size not in sizes:
            near = find_closest(parcel.size, sizes)
            yield Problem("no such size in the scenario", key=f"{key}.size",
                          value=show_value(parcel.size), suggestion=near)  # fmt: skip
        if parcel.company is not None and parcel.company not in companies:
            near = find_closest(parcel.company, companies)
            yield Problem("no such company in the scenario", key=f"{key}.company",
                          value=show_value(parcel.company), suggestion=near)  # fmt: skip
        number = parcel.compartment
        wrong = None
        if number > total:
            wrong = f"must be 1 to {total}, the compartments in service"
        elif number in taken:
            wrong = "two parcels lie in this compartment"
        elif parcel.size in sizes and sizes.index(parcel.size) > class_of(bank, number):
            wrong = f"is of size {sizes[class_of(bank, number)]}, too small for {parcel.size}"
        if wrong is not None:
            yield Problem(wrong, key=f"{key}.compartment", value=show_value(number))
        taken.add(number)


def class_of(bank: BankPlace, number: int) -> int:
    """Size class of compartment `number`: numbered from 1, class after class."""
    upto = itertools.accumulate(bank.compartments)
    return next(size for size, last in enumerate(upto) if number <= last)


def parcels_at(state: InitialState, place: SitePlace) -> Iterator[tuple[int, ParcelInside]]:
    """Bank number and parcel of everything inside at a site, by bank and compartment number."""
    for number, bank in enumerate(place.banks):
        inside = state.banks.get(bank.id, BankInside())
        for parcel in sorted(inside.parcels, key=lambda each: each.compartment):
            yield number, parcel
