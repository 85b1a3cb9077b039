"""Compartments for the systems of courier companies; parcels for whoever runs the banks.

Lives here: free compartments, reservations, take-back, settlement; parcels with their custody,
exceptions, emergencies, face checks. Not here: what is granted (`fleet.core.deciding.parcels`).

A token of role `company` speaks for the company that bears the token's name, and sees that one's
parcels alone.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query

from fleet.api.access.gate import Caller, Desk, TheDesk, device_for, put, require
from fleet.api.access.rights import ASK, COMMAND, covers_key
from fleet.api.access.tokens import Grant
from fleet.api.bodies import (
    REFUSALS,
    Emergency,
    FaceVerdict,
    Granted,
    Name,
    NewReservation,
    ParcelException,
    Rows,
)
from fleet.core.inputs import Ask, FaceSeen, OpenInNeed, Report, TakeOut, Withdraw
from fleet.core.parcels import views
from fleet.core.parcels.books import fits
from fleet.core.parcels.state import Bank, Lease

NameInPath = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]

router = APIRouter(prefix="/v1", responses=REFUSALS)


@router.get("/lockers")
async def list_lockers(
    desk: TheDesk,
    grant: Caller,
    site: str | None = None,
    size: Annotated[int | None, Query(ge=0, le=15)] = None,
) -> Rows:
    """Banks in your scope with their free compartments by size class.

    `size`: only banks with a free compartment of that class or a larger one of its temperature.
    """
    require(grant, ASK)
    rows = []
    for state in desk.driver.fleet.states:
        for key, bank in state.parcels.banks.items():
            if not covers_key(grant, key, state.devices.get(key)):
                continue
            row = views.bank_row(key, bank, state.devices[key].presence)
            if grant.role == "company":
                row["held"] = {c: n for c, n in row["held"].items() if c == grant.name}
                row["quotas"] = {c: n for c, n in row["quotas"].items() if c == grant.name}
            if site in {None, row["site"]} and (size is None or fits(bank, size)):
                rows.append(row)
    return Rows(items=sorted(rows, key=lambda row: (row["site"], row["bank"])))


@router.put("/lockers/{site}/{bank}/reservations/{request}")
async def reserve(
    desk: TheDesk, grant: Caller, site: str, bank: str, request: NameInPath, body: NewReservation
) -> dict[str, Any]:
    """Hold a compartment in advance; the same `request` again is the same reservation."""
    company = _company(grant)
    key = device_for(desk, grant, f"{site}/{bank}").key
    asked = Ask(
        request, grant.name, key, company, body.parcel, body.size, body.recipient,
        hold_ms=body.hold_s * 1_000,
    )  # fmt: skip
    await put(desk, asked)
    books = _books(desk, key)[1]
    lease = _leases(desk, key).get(books.requests.get(request, ""))
    if lease is None:
        raise HTTPException(503, f"{request}: ended and forgotten meanwhile")
    return views.lease_row(lease, books)


@router.delete("/lockers/{site}/{bank}/reservations/{lease}")
async def withdraw(desk: TheDesk, grant: Caller, site: str, bank: str, lease: str) -> Granted:
    """Give a reservation back that is not needed any more."""
    company = _company(grant)
    key = device_for(desk, grant, f"{site}/{bank}").key
    known = _leases(desk, key).get(lease)
    if known is None or known.company != company:
        raise HTTPException(404, f"{lease}: no reservation of yours at {key}")
    return Granted(decided=(await put(desk, Withdraw("", grant.name, key, lease))).decided)


@router.post("/lockers/{site}/{bank}/parcels/{lease}/take-back")
async def take_back(
    desk: TheDesk, grant: Caller, site: str, bank: str, lease: str, request: Name
) -> Granted:
    """Your courier stands at the bank: the door of a parcel opens that is due for take-back."""
    company = _company(grant)
    key = device_for(desk, grant, f"{site}/{bank}").key
    asked = TakeOut(request, grant.name, key, lease, company)
    return Granted(decided=(await put(desk, asked)).decided)


@router.get("/settlement")
async def settlement(desk: TheDesk, grant: Caller) -> Rows:
    """What each company holds, and what became of parcels still known: counts, hours, fees."""
    require(grant, ASK)
    leases = [
        lease
        for state in desk.driver.fleet.states
        for lease in state.parcels.leases.values()
        if covers_key(grant, lease.bank, state.devices.get(lease.bank))
        and (grant.role != "company" or lease.company == grant.name)
    ]
    return Rows(items=views.settlement_rows(leases, desk.driver.clock.now_ms()))


@router.get("/lockers/{site}/{bank}/parcels")
async def list_parcels(
    desk: TheDesk, grant: Caller, site: str, bank: str, troubled: bool = False
) -> Rows:
    """Parcels of a bank with their custody: who had which door opened when."""
    require(grant, ASK)
    key = device_for(desk, grant, f"{site}/{bank}").key
    books = _books(desk, key)[1]
    rows = [
        views.lease_row(lease, books)
        for lease in _leases(desk, key).values()
        if (grant.role != "company" or lease.company == grant.name)
        and (lease.trouble is not None or not troubled)
    ]
    return Rows(items=rows)


@router.post("/lockers/{site}/{bank}/parcels/{lease}/exceptions")
async def report(
    desk: TheDesk, grant: Caller, site: str, bank: str, lease: str, body: ParcelException
) -> Granted:
    """Say what is wrong with a parcel, who must see to it, until when; or that it is settled."""
    require(grant, COMMAND)
    key = device_for(desk, grant, f"{site}/{bank}").key
    deadline_ms = desk.driver.clock.now_ms() + body.within_s * 1_000
    asked = Report(
        "", grant.name, key, lease, body.what, body.responsible, deadline_ms, body.is_out
    )
    return Granted(decided=(await put(desk, asked)).decided)


@router.post("/lockers/{site}/{bank}/parcels/{lease}/emergency")
async def open_in_need(
    desk: TheDesk, grant: Caller, site: str, bank: str, lease: str, body: Emergency
) -> Granted:
    """Open a compartment in an emergency; who did and why stays in the audit."""
    require(grant, COMMAND)
    key = device_for(desk, grant, f"{site}/{bank}").key
    asked = OpenInNeed(body.request, grant.name, key, lease, body.reason)
    return Granted(decided=(await put(desk, asked)).decided)


@router.post("/lockers/{site}/{bank}/parcels/{lease}/face")
async def face(
    desk: TheDesk, grant: Caller, site: str, bank: str, lease: str, body: FaceVerdict
) -> Granted:
    """The verdict of a face check outside: yes opens the door, no counts as a wrong code."""
    require(grant, COMMAND)
    key = device_for(desk, grant, f"{site}/{bank}").key
    asked = FaceSeen(body.request, grant.name, key, lease, body.is_recipient)
    return Granted(decided=(await put(desk, asked)).decided)


def _company(grant: Grant) -> str:
    """The company that a token speaks for; 403 for any other role."""
    require(grant, ASK)
    if grant.role != "company":
        raise HTTPException(403, f"a {grant.role} speaks for no company")
    return grant.name


def _books(desk: Desk, key: str) -> tuple[int, Bank]:
    for state in desk.driver.fleet.states:
        if key in state.parcels.banks:
            return state.partition, state.parcels.banks[key]
    raise HTTPException(409, f"{key}: not furnished")


def _leases(desk: Desk, key: str) -> dict[str, Lease]:
    number, _ = _books(desk, key)
    leases = desk.driver.fleet.partitions[number].state.parcels.leases
    return {name: lease for name, lease in leases.items() if lease.bank == key}
