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


def kernel() -> list[Row]:
    """The compiled kernel against C, the reference and other models; its growth and memory."""
    from twin.bench.kernel import rows

    return rows()


def study() -> list[Row]:
    """Inside a procurement study, against simulating every order by itself."""
    from twin.bench.studies.sizing import rows

    return rows()


BENCHES: dict[str, Callable[[], list[Row]]] = {
    "kernel": kernel,
    "reference": reference,
    "study": study,
}
