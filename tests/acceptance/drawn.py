"""Settings for `courtyard verify` that no test holds, drawn anew in every run.

Lives here: one draw of each form that `courtyard verify --help` knows. Not here: the checks. The
table of an acceptance run shows the command with its values, so that a failure can be repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from secrets import choice, randbelow


def drawn_settings() -> tuple[str, ...]:
    """Options of one `courtyard verify` line: values of every form, each in a range of minutes."""
    return (*_lockers(), *_waste(), *_service(), *_cold())


def _between(low: int, high: int) -> int:
    return low + randbelow(high - low + 1)


def _lockers() -> Sequence[str]:
    load = _between(5, 64)
    small, large = _between(2, 5), _between(1, 3)
    nested = [
        f"cap={small},{large} load={small - 1},{large} policy={policy}"
        for policy in ("own", "upgrade", "reserve:1")
    ]
    places = _between(10, 49)
    return (
        "--erlang",
        f"{load}:{load + randbelow(12)}",
        *(word for text in nested for word in ("--nested", text)),
        "--batch",
        f"C={places} lambda={places // 2} p=0.{_between(40, 69)}",
        "--terminal",
        f"0.{_between(30, 80)}:1",
    )


def _waste() -> Sequence[str]:
    bags = _between(12, 40)
    size = _between(40, 80)
    alarm = f"level={size - _between(8, 12)} of={size} rate=1 lead={_between(3, 5)}"
    return (
        "--bin",
        f"V={bags + _between(0, 4)} bags={bags} law={choice(('fixed', 'exponential', 'normal'))}",
        "--alarm",
        f"{alarm} every={choice((30, 90, 180, 240, 480))}",
    )


def _service() -> Sequence[str]:
    desks = _between(1, 3)
    work_h, law = _between(2, 9), choice(("fixed", "exponential", "lognormal"))
    return (
        "--counter",
        f"{desks * _between(45, 75) / 100:g}:{desks}",
        "--repair",
        f"mtbf={_between(20, 120)} response={_between(1, 4)} work={work_h} law={law}",
    )


def _cold() -> Sequence[str]:
    start, limit, ambient = _between(2, 5), _between(8, 12), _between(24, 38)
    shared = f"start={start} ambient={ambient} limit={limit} dwell={_between(1, 3)}"
    return (
        "--cold",
        f"{shared} tau={_between(3, 9)}",
        "--cold",
        f"{shared} wall=0.{_between(3, 7)}",
    )
