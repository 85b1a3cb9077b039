"""Where among its futures lies what came: the randomised PIT, counted in tenths.

Lives here: whole distributions of forecasts whose hours are to come, and the tenth of each case.
Not here: other scores (`scores`), the same over arrays (`twin.studies.forecast.scoring`).

With r of F futures below what came and t equal to it, its place is (r + v) / (F + 1), v uniform on
[0, t + 1): uniform on [0, 1) where what came is one of the futures by law (Czado, Gneiting and
Held, Biometrics 65, 2009, section 2). v is made of the names of the case: who counts again finds
the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from msgspec import Struct

from fleet.ports.forecast import BankSpread, Foretold

TENTHS = 10


class Tenths(Struct, frozen=True):
    """Cases at the end of an hour, by the tenth in which what came lay among its futures."""

    at_ms: int
    counts: list[int]


class Open(Struct, frozen=True):
    """The distributions of a forecast whose hours are not over."""

    digest: str
    taken_ms: int
    hours_ms: list[int]
    spread: list[BankSpread]

    @classmethod
    def of(cls, told: Foretold) -> Open:
        """What is kept of a forecast until its end."""
        forecast = told.forecast
        return cls(forecast.digest, forecast.taken_ms, forecast.hours_ms, told.spread)


def place(counts: Sequence[int], came: int, share: float) -> float:
    """Place of what came in [0, 1); `counts`: the least that futures have, then how many futures
    have it, one more, and so on; `share` in [0, 1) says where within its jump.
    """
    least, futures = counts[0], counts[1:]
    below = sum(futures[: max(0, came - least)])
    equal = futures[came - least] if 0 <= came - least < len(futures) else 0
    return (below + share * (equal + 1)) / (sum(futures) + 1)


def share_of(*names: object) -> float:
    """A number in [0, 1) that belongs to these names and to no others."""
    digest = blake2b("/".join(map(str, names)).encode(), digest_size=7).digest()
    return int.from_bytes(digest) / 2**56


def tenths_at(
    opens: Iterable[Open], free: Mapping[tuple[str, str], Sequence[int]], at_ms: int
) -> Tenths:
    """All cases of an hour; `free`: compartments by class, of each site and bank that was seen."""
    counts = [0] * TENTHS
    for forecast in opens:
        if at_ms not in forecast.hours_ms:
            continue
        hour = forecast.hours_ms.index(at_ms)
        for bank in forecast.spread:
            came = free.get((bank.site, bank.bank), ())
            for number, (size, now) in enumerate(zip(bank.sizes, came, strict=False)):
                share = share_of(forecast.digest, bank.site, bank.bank, number, at_ms)
                counts[int(TENTHS * place(size[hour], now, share))] += 1
    return Tenths(at_ms, counts)


def flatness(tenths: Iterable[Tenths]) -> tuple[int, list[float] | None]:
    """Cases in all, and each tenth's share over what is expected: 1 everywhere where forecasts are
    right. None without a case.
    """
    counts = [sum(each) for each in zip(*(one.counts for one in tenths), strict=True)]
    cases = sum(counts)
    if not cases:
        return 0, None
    return cases, [each * TENTHS / cases for each in counts]
