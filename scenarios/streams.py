"""Named random streams: one per purpose and site.

Lives here: the list of purposes and the mapping (seed, replication, site, purpose, part) → stream.
Not here: what is drawn from a stream (`scenarios.demand`).
"""

from __future__ import annotations

import hashlib
from enum import Enum

import numpy as np


class Purpose(Enum):
    """What a stream is drawn for; the value is its name for good (it decides the numbers)."""

    DAY_FACTOR = "day_factor"
    COUNT = "count"
    CONSENT = "consent"
    VISIT_TIME = "visit_time"
    FIRST_BANK = "first_bank"
    SIZE = "size"
    TEMPERATURE = "temperature"
    DWELL = "dwell"
    CLOCK = "clock"
    HANDLING = "handling"
    ANSWER = "answer"
    FEE_LEAD = "fee_lead"
    AT_HOME = "at_home"
    LOBBY = "lobby"
    HELD_DWELL = "held_dwell"
    HELD_CLOCK = "held_clock"
    HELD_ANSWER = "held_answer"
    HELD_FEE_LEAD = "held_fee_lead"
    DROP_COUNT = "drop_count"
    DROP_TIME = "drop_time"
    DROP_HOUSEHOLD = "drop_household"
    DROP_MASS = "drop_mass"
    DROP_MIXED = "drop_mixed"
    DROP_HABIT = "drop_habit"
    DROP_LANDED = "drop_landed"
    SENSOR_NOISE = "sensor_noise"
    CALL_TIME = "call_time"
    CALL_COUNTER = "call_counter"
    DESK_SERVICE = "desk_service"
    DROP_ABNORMAL = "drop_abnormal"
    DROP_BULKY = "drop_bulky"
    DROP_COMPLIES = "drop_complies"
    SEEN_LANDED = "seen_landed"
    SEEN_ABNORMAL = "seen_abnormal"
    SEEN_ABSENT = "seen_absent"
    SEEN_FALSE = "seen_false"
    SHIFT_MISSED = "shift_missed"
    SENSOR_OUTLIER = "sensor_outlier"
    SENSOR_LOST = "sensor_lost"
    SENSOR_CHARGE = "sensor_charge"
    DROP_BRIDGES = "drop_bridges"
    FAULT_OPERATING = "fault_operating"
    FAULT_WORK = "fault_work"
    FAULT_DOOR = "fault_door"
    RETURN = "return"
    FIRMWARE_FAILS = "firmware_fails"
    FIRMWARE_POWER = "firmware_power"
    WIRE = "wire"
    WIRE_CUT = "wire_cut"
    MANAGER_ENDS = "manager_ends"
    BROKER_ENDS = "broker_ends"
    TROUBLE = "trouble"
    STAFF_WORK = "staff_work"
    HELD_REPAIR = "held_repair"


def _upper_words(purpose: Purpose) -> tuple[int, int]:
    digest = hashlib.blake2b(purpose.value.encode(), digest_size=16).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")


_UPPER_WORDS = {purpose: _upper_words(purpose) for purpose in Purpose}


class Streams:
    """All streams of one replication of a run.

    A stream is a Philox generator (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
    2011) whose 128-bit key is the BLAKE2b digest of (seed, replication, site id). The 256-bit
    counter starts at (0, part, purpose, purpose), where purpose is the 128-bit BLAKE2b digest of
    the purpose's name: streams of one site are at least 2⁶⁴ blocks apart, streams of two sites have
    two keys. So a stream depends on nothing but its own name: another site, purpose or replication
    shifts none.
    """

    __slots__ = ("_prefix", "replication", "seed")

    def __init__(self, seed: int, replication: int) -> None:
        """`seed` 0 … 2⁶³ − 1, `replication` ≥ 0; raises ValueError outside."""
        if not 0 <= seed < 2**63:
            raise ValueError(f"seed = {seed}: must be 0 to 2^63 - 1")
        if replication < 0:
            raise ValueError(f"replication = {replication}: must be at least 0")
        self.seed = seed
        self.replication = replication
        self._prefix = f"{seed}|{replication}|"

    def generator(self, purpose: Purpose, site_id: str, part: int = 0) -> np.random.Generator:
        """A generator at the beginning of its stream; `part` (0 … 2⁶⁴ − 1) numbers like streams.

        Parts keep columns apart: the third reminder's answers do not shift the second's.
        """
        digest = hashlib.blake2b((self._prefix + site_id).encode(), digest_size=16).digest()
        key = np.frombuffer(digest, dtype="<u8").astype(np.uint64)
        counter = np.array((0, part, *_UPPER_WORDS[purpose]), dtype=np.uint64)
        return np.random.Generator(np.random.Philox(key=key, counter=counter))
