"""The benchmarks by name.

Lives here: which there are. Not here: what they time.
"""

from __future__ import annotations

from collections.abc import Callable

from twin.bench.rows import Row


def reference() -> list[Row]:
    """The reference engine against bare SimPy."""
    from twin.bench.reference import rows

    return rows()


BENCHES: dict[str, Callable[[], list[Row]]] = {"reference": reference}
