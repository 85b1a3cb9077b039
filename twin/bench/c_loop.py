"""The same bank as a loop in C: compiled when it is timed, called through ctypes.

Lives here: finding a compiler, building `plain_bank.c`, calling it on a trace. Not here: timing.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, fields
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.trace import SiteTrace
from twin.bench.prepared import Prepared
from twin.eventlog.log import BLOCK_RECORDS, LogDigest
from twin.eventlog.record import WIDTH
from twin.world.rules import Rules

FLAGS = ("-O3", "-march=native", "-shared", "-fPIC")
MOST_REJECTED = 1_024
"""Bound of an array in `plain_bank.c`: parcels that one visit brings."""

Take = ctypes.CFUNCTYPE(None, ctypes.POINTER(ctypes.c_int64), ctypes.c_int64)


def find_compiler() -> str | None:
    """$CC, else cc, gcc or clang; None where there is none."""
    return next(
        filter(None, map(shutil.which, (os.environ.get("CC", ""), "cc", "gcc", "clang"))), None
    )


class _CRules(ctypes.Structure):
    _fields_ = [
        *(
            (name, ctypes.c_int64)
            for name in [
                "horizon",
                "first_weekday",
                "weekend_permille",
                "setup",
                "park",
                "terminals",
                "reminders",
                "free_ms",
                "fee_step",
                "fee_cents",
                "fee_cap",
                "take_back_after",
                "take_back_clock",
                "days",
            ]
        ),
        ("reminder_after", ctypes.c_void_p),
        ("holiday", ctypes.c_void_p),
    ]


class _CTrace(ctypes.Structure):
    _fields_ = [
        ("visits", ctypes.c_int64),
        ("parcels", ctypes.c_int64),
        *(
            (name, ctypes.c_void_p)
            for name in [
                "arrival",
                "company",
                "first_parcel",
                "size",
                "dwell",
                "clock",
                "handling",
                "answer",
                "fee_lead",
            ]
        ),
        *(
            (f"{name}_step", ctypes.c_int64)
            for name in ["dwell", "clock", "handling", "answer", "fee_lead"]
        ),
    ]


@dataclass(frozen=True)
class _Kept:
    """A C structure and the arrays that it points to."""

    structure: ctypes.Structure
    arrays: tuple[Any, ...]


class CLoop:
    """The compiled loop. Raises subprocess.CalledProcessError where it does not compile."""

    def __init__(self, compiler: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            library = Path(folder) / "plain_bank.so"
            source = resources.files("twin.bench") / "plain_bank.c"
            with resources.as_file(source) as path:
                subprocess.run(
                    [compiler, *FLAGS, "-o", str(library), str(path)],
                    check=True,
                    capture_output=True,
                    text=True,
                )
            self._library = ctypes.CDLL(str(library))
        self._library.plain_bank.restype = ctypes.c_int64
        self._library.busy_bank.restype = ctypes.c_int64
        self._memory = np.zeros((BLOCK_RECORDS, WIDTH), dtype=np.int64)

    def plain(self, prepared: Prepared, take: Any = None) -> int:
        """Run the plain bank; returns the number of records."""
        trace, rules = prepared.traces[0], prepared.plan.rules
        class_first = np.array(prepared.plan.class_first, dtype=np.int64)
        return self._checked(
            self._library.plain_bank(
                ctypes.c_int64(rules.horizon_ms),
                _shift(prepared),
                prepared.plan.classes,
                _pointer(class_first),
                ctypes.c_int64(trace.parcels),
                _pointer(trace.visit_arrival_ms),
                _pointer(trace.visit_company),
                _pointer(trace.parcel_size),
                _pointer(trace.dwell_ms),
                _pointer(self._memory),
                take or Take(),
            )
        )

    def busy(self, prepared: Prepared, take: Any = None) -> int:
        """Run the bank with everything on; returns the number of records."""
        rules = _rules(prepared.plan.rules, prepared.plan.terminals[0])
        trace = _trace(prepared.traces[0])
        class_first = np.array(prepared.plan.class_first, dtype=np.int64)
        return self._checked(
            self._library.busy_bank(
                ctypes.byref(rules.structure),
                ctypes.byref(trace.structure),
                _shift(prepared),
                prepared.plan.classes,
                _pointer(class_first),
                _pointer(self._memory),
                take or Take(),
            )
        )

    def plain_digest(self, prepared: Prepared) -> str:
        """The digest of the log that `plain` writes."""
        return self._digest(self.plain, prepared)

    def busy_digest(self, prepared: Prepared) -> str:
        """The digest of the log that `busy` writes."""
        return self._digest(self.busy, prepared)

    @staticmethod
    def _digest(run: Any, prepared: Prepared) -> str:
        digest = LogDigest()

        def take(records: Any, count: int) -> None:
            digest.add(np.ctypeslib.as_array(records, shape=(count, WIDTH)))

        run(prepared, Take(take))
        return digest.hexdigest()

    @staticmethod
    def _checked(records: int) -> int:
        if records < 0:
            raise ValueError("the bank is too large for the arrays of plain_bank.c")
        return records


def _pointer(array: Any) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def _shift(prepared: Prepared) -> int:
    """Width of a bucket: about the mean time between parcels, a power of two."""
    entities = prepared.traces[0].parcels + len(prepared.plan.position_number)
    return max(0, (prepared.plan.rules.horizon_ms // (entities + 1)).bit_length() - 1)


def _rules(rules: Rules, terminals: int) -> _Kept:
    after = np.array(rules.reminder_after_ms, dtype=np.int64)
    holiday = np.array(rules.holiday, dtype=np.int64)
    structure = _CRules(
        rules.horizon_ms,
        rules.first_weekday,
        rules.weekend_permille,
        rules.setup_ms,
        rules.park_ms,
        terminals,
        len(after),
        rules.free_ms,
        rules.fee_step_ms,
        rules.fee_step_cents,
        rules.fee_cap_cents,
        rules.take_back_after_ms,
        rules.take_back_clock_ms,
        len(holiday),
        _pointer(after),
        _pointer(holiday),
    )
    return _Kept(structure, (after, holiday))


def _trace(trace: SiteTrace) -> _Kept:
    if int(np.diff(trace.visit_first_parcel).max(initial=0)) > MOST_REJECTED:
        raise ValueError("a visit brings more parcels than plain_bank.c can hold")
    stepped = (
        trace.dwell_ms,
        trace.clock_ms,
        trace.handling_ms,
        trace.answer_ms,
        trace.fee_lead_ms,
    )
    structure = _CTrace(
        trace.visits,
        trace.parcels,
        _pointer(trace.visit_arrival_ms),
        _pointer(trace.visit_company),
        _pointer(trace.visit_first_parcel),
        _pointer(trace.parcel_size),
        *(_pointer(array) for array in stepped),
        *(0 if len(array) <= 1 else array.size // len(array) for array in stepped),
    )
    return _Kept(structure, tuple(getattr(trace, field.name) for field in fields(trace)))
