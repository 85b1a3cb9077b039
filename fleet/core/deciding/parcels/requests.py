"""What people and systems ask of a bank's books, but for compartments.

Lives here: furnishing, service, exceptions, take-back, emergencies, face checks, notices. Not here:
wishes for a compartment (`fleet.core.deciding.parcels.wishes`), who may ask (the API's tokens).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from devices.wire.fields import LOANS_MOST
from fleet.core.deciding.parcels.lending import loan_at, over_ms
from fleet.core.deciding.parcels.taking_over import decide_take_over
from fleet.core.deciding.parcels.wishes import ask_again, decide_ask, order_door
from fleet.core.decisions import Decision, Refused
from fleet.core.inputs import (
    Ask,
    Block,
    FaceSeen,
    Furnish,
    OpenInNeed,
    Redraw,
    Report,
    TakeOut,
    TakeOver,
    Told,
    Withdraw,
)
from fleet.core.limits import COMMAND_RETRY_MS
from fleet.core.parcels import books
from fleet.core.parcels.decisions import (
    Furnished,
    LeaseEnded,
    LoansEnded,
    NoticesDone,
    OutOfService,
    Redrawn,
    Troubled,
    WrongCode,
)
from fleet.core.parcels.inputs import ParcelRequest
from fleet.core.parcels.limits import DRAW_TOLD_MS, LEND_AGAIN_MS, LEND_LONGEST_MS
from fleet.core.parcels.state import (
    COLLECTED,
    COLLECTING,
    HANDING,
    LYING,
    OUT,
    REMOVED,
    RESERVED,
    TAKEN_BACK,
    Bank,
    Lease,
    Loan,
    Retention,
)
from fleet.core.state import Device, PartitionState

COMPARTMENTS_MOST = 10_000
"""As many numbers as doors may bear (docs/wire.md)."""

DAY_MS = 86_400_000
REMINDERS_MOST = 16
HOLIDAYS_WITHIN_MS = 3_660 * DAY_MS

TROUBLES = ("lost", "damaged", "stranded", "misdelivered")


def decide_parcel_request(
    state: PartitionState, device: Device, request: ParcelRequest, now_ms: int
) -> list[Decision]:
    """What is asked of a bank's books; nothing where it is so already."""
    if isinstance(request, Ask):
        return decide_ask(state, device, request, now_ms)
    if isinstance(request, Furnish):
        return _furnish(state, device, request)
    bank = state.parcels.banks.get(request.device)
    if bank is None:
        return [Refused(409, f"{request.device}: not furnished")]
    if isinstance(request, Block):
        return _block(bank, request, now_ms)
    if isinstance(request, TakeOver):
        return decide_take_over(state, bank, request, now_ms)
    if isinstance(request, Told):
        known = {*request.sent, *request.failed, *request.moot, *request.later}
        return [NoticesDone()] if known & state.parcels.notices.keys() else []
    lease = state.parcels.leases.get(request.lease)
    if lease is None or lease.bank != request.device:
        return [Refused(404, f"{request.lease}: no such lease at {request.device}")]
    return _OF_LEASE[type(request)](state, device, lease, request, now_ms)


def _redraw(
    state: PartitionState, device: Device, lease: Lease, request: Redraw, now_ms: int
) -> list[Decision]:
    is_so = lease.ended or lease.draw >= request.draw
    if is_so:
        return []
    if not device.loans:
        return [Redrawn(lease.lease, request.draw)]
    retry_ms, expires_ms = now_ms + COMMAND_RETRY_MS, now_ms + DRAW_TOLD_MS
    return [Redrawn(lease.lease, request.draw, retry_ms, expires_ms)]


def _withdraw(
    state: PartitionState, device: Device, lease: Lease, request: Withdraw, now_ms: int
) -> list[Decision]:
    if lease.ended == "withdrawn":
        return []
    if lease.stage != RESERVED or lease.ended:
        stage = lease.ended or lease.stage
        return [Refused(409, f"{request.lease} is {stage}, no longer reserved")]
    return [LeaseEnded(lease.lease, "withdrawn")]


def _take_out(
    state: PartitionState, device: Device, lease: Lease, request: TakeOut, now_ms: int
) -> list[Decision]:
    if lease.company != request.company:
        return [Refused(404, f"{request.lease}: no such lease of {request.company}")]
    if not lease.wanted_back and lease.trouble is None and not lease.ended:
        return [Refused(409, f"{request.lease}: not due for take-back")]
    return _open(state, device, lease, (request.request, request.by, TAKEN_BACK), now_ms)


def _open_in_need(
    state: PartitionState, device: Device, lease: Lease, request: OpenInNeed, now_ms: int
) -> list[Decision]:
    if not request.reason:
        return [Refused(422, "reason: an emergency has one")]
    if lease.stage in {COLLECTING, HANDING} and not lease.ended:
        by, wish = request.by, request.request
        return [order_door(state, lease.lease, COLLECTING, by, wish, now_ms, REMOVED)]
    return _open(state, device, lease, (request.request, request.by, REMOVED), now_ms)


def _face(
    state: PartitionState, device: Device, lease: Lease, request: FaceSeen, now_ms: int
) -> list[Decision]:
    if not request.is_recipient:
        return [WrongCode(request.request)]
    return _open(state, device, lease, (request.request, lease.recipient, COLLECTED), now_ms)


def _open(
    state: PartitionState, device: Device, lease: Lease, asked: tuple[str, str, str], now_ms: int
) -> list[Decision]:
    """The door of a parcel that lies, for (wish, by whom, how it leaves)."""
    wish, by, leaving = asked
    if lease.ended or lease.stage not in {LYING, COLLECTING}:
        return [Refused(409, f"{lease.lease} is {lease.ended or lease.stage}")]
    if lease.stage == COLLECTING:
        if lease.leaving != leaving:
            return [Refused(409, f"{lease.lease} is being {lease.leaving}")]
        return ask_again(device, lease, now_ms)
    return [order_door(state, lease.lease, COLLECTING, by, wish, now_ms, leaving)]


def _report(
    state: PartitionState, device: Device, lease: Lease, request: Report, now_ms: int
) -> list[Decision]:
    if lease.ended:
        return [Refused(409, f"{request.lease} is {lease.ended}")]
    if request.what:
        if request.what not in TROUBLES:
            return [Refused(422, f"{request.what!r}: one of {', '.join(TROUBLES)}")]
        if not request.responsible or request.deadline_ms <= now_ms:
            return [Refused(422, "responsible, deadline_ms: somebody, and a time to come")]
    elif lease.trouble is None and not request.is_out:
        return []
    found: list[Decision] = [
        Troubled(lease.lease, request.what, request.responsible, request.deadline_ms, request.by)
    ]
    if request.is_out:
        found.append(LeaseEnded(lease.lease, request.what or "settled"))
    return found


_Of = Callable[[PartitionState, Device, Lease, Any, int], list[Decision]]

_OF_LEASE: dict[type, _Of] = {
    Redraw: _redraw,
    Withdraw: _withdraw,
    TakeOut: _take_out,
    OpenInNeed: _open_in_need,
    FaceSeen: _face,
    Report: _report,
}


def _wrong_retention(rules: Retention) -> str:
    """What is wrong with them, "" for nothing."""
    numbers = (rules.fee_step_ms, rules.fee_cents, rules.fee_cap_cents, rules.round_ms)
    if min(numbers) < 0 or rules.round_ms >= DAY_MS or min(rules.free_ms, rules.take_back_ms) < -1:
        return "retention: fees 0 or more, round_ms within a day, times 0 or more, −1 for never"
    if (
        sorted(set(rules.remind_after_ms)) != rules.remind_after_ms
        or len(rules.remind_after_ms) > REMINDERS_MOST
    ):
        return f"retention: at most {REMINDERS_MOST} reminders, one after the other"
    days = rules.holidays_ms
    if days and (
        sorted(set(days)) != days
        or days[-1] - days[0] > HOLIDAYS_WITHIN_MS
        or any((begin_ms - days[0]) % DAY_MS for begin_ms in days)
    ):
        return "retention: holidays begin at one hour, one after the other, within ten years"
    return ""


def _furnish(state: PartitionState, device: Device, request: Furnish) -> list[Decision]:
    """A bank in use keeps its compartments; its rules may change."""
    if device.kind != "bank":
        return [Refused(422, f"{request.device} is a {device.kind}, not a bank")]
    classes = request.classes
    if not 0 < len(classes) <= 16 or min(classes) < 0 or not 0 < sum(classes) <= COMPARTMENTS_MOST:
        return [Refused(422, f"classes {classes}: 1 to 16, with 1 to {COMPARTMENTS_MOST} in all")]
    if request.size_rule not in books.SIZE_RULES or request.pick_rule not in books.PICK_RULES:
        words = ", ".join([*books.SIZE_RULES, *books.PICK_RULES])
        return [Refused(422, f"{request.size_rule}, {request.pick_rule}: not of {words}")]
    if wrong := (
        _wrong_retention(request.retention) or _wrong_lending(request) or _wrong_sizes(request)
    ):
        return [Refused(422, wrong)]
    if request.reserve < 0 or any(quota < 0 for quota in request.quotas.values()):
        return [Refused(422, "reserve and quotas: 0 or more")]
    furnished = Furnished(
        books.firsts(classes),
        books.SIZE_RULES[request.size_rule],
        books.PICK_RULES[request.pick_rule],
        request.reserve,
        request.sizes,
    )
    bank = state.parcels.banks.get(request.device)
    if bank is None:
        return [furnished]
    if bank.class_first != furnished.class_first and (any(bank.holders) or bank.loans):
        held = "parcels lie in it" if any(bank.holders) else "compartments are lent to it"
        return [Refused(409, f"{request.device}: {held}; its compartments stay")]
    now = (
        bank.class_first, bank.size_rule, bank.pick_rule, bank.reserve, bank.quotas,
        bank.retention, bank.notify, bank.lend, bank.lend_ms, bank.sizes,
    )  # fmt: skip
    new = (
        furnished.class_first, furnished.size_rule, furnished.pick_rule, furnished.reserve,
        request.quotas, request.retention, request.notify, request.lend,
        request.lend_ms if request.lend else 0, request.sizes,
    )  # fmt: skip
    return [] if now == new else [furnished]


def _block(bank: Bank, request: Block, now_ms: int) -> list[Decision]:
    """Back in service: somebody has looked, so a loan that is over is at its end."""
    position = books.position_of(bank, request.compartment)
    if position < 0:
        return [Refused(404, f"{request.device} has no compartment {request.compartment}")]
    found: list[Decision] = []
    if bool(bank.occupied[position] & OUT) != request.out:
        found.append(OutOfService(position, request.out, request.reason))
    loan = loan_at(bank, position)
    if loan is not None and not request.out:
        if now_ms >= over_ms(loan):
            found.append(LoansEnded([loan.lease]))
        elif not found:
            return [Refused(409, f"{request.compartment} is lent to the bank: {_until(loan)}")]
    return found


def _until(loan: Loan) -> str:
    """From when on somebody may say that it is empty, UTC."""
    at = datetime.fromtimestamp(over_ms(loan) / 1_000, UTC)
    return f"somebody may look after {at:%Y-%m-%d %H:%M} UTC"


def _wrong_sizes(request: Furnish) -> str:
    """What is wrong with classes of several temperatures, "" for nothing."""
    if request.sizes < 0 or (request.sizes and len(request.classes) % request.sizes):
        return f"sizes {request.sizes}: as many of each temperature, of {request.classes}"
    return ""


def _wrong_lending(request: Furnish) -> str:
    """What is wrong with its loans, "" for nothing."""
    if len(request.lend) > len(request.classes) or sum(request.lend) > LOANS_MOST:
        return f"lend {request.lend}: a number for each class, {LOANS_MOST} in all at most"
    pairs = zip(request.lend, request.classes, strict=False)
    if any(not 0 <= lent <= built for lent, built in pairs):
        return f"lend {request.lend}: 0 or more, no more than {request.classes}"
    if request.lend and not LEND_AGAIN_MS < request.lend_ms <= LEND_LONGEST_MS:
        return f"lend_ms {request.lend_ms}: above {LEND_AGAIN_MS}, at most {LEND_LONGEST_MS}"
    return ""
