"""Scores of forecasts that are many futures: is what came one of them?

Lives here: randomised PIT, coverage, and the test of uniformity. Not here: the Brier score
(`fleet.core.foresight.scores`), life (`judging`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


def randomised_pit(futures: I64, came: I64, generator: np.random.Generator) -> F64:
    """Place of what came among its futures, uniform on [0, 1) where it is one of them by law.

    `futures[f, …]`, `came[…]` whole numbers. With r of F futures below and t equal, it is (r + v) /
    (F + 1), v uniform on [0, t + 1): the probability integral transform of counts, randomised over
    the jump (Czado, Gneiting and Held, Biometrics 65, 2009, section 2; with ranks: Hamill, Monthly
    Weather Review 129, 2001).
    """
    below = (futures < came).sum(axis=0)
    equal = (futures == came).sum(axis=0)
    found: F64 = (below + generator.random(came.shape) * (equal + 1)) / (len(futures) + 1)
    return found


def covered(pit: F64, share: float) -> float:
    """How often a central band that should cover `share` (0 … 1) of the cases did."""
    edge = (1 - share) / 2
    return float(((pit >= edge) & (pit <= 1 - edge)).mean())


def histogram(pit: F64, cells: int = 10) -> list[float]:
    """Share of the cases in equal cells of [0, 1], over what is expected there: 1 everywhere."""
    counts, _ = np.histogram(pit, bins=cells, range=(0.0, 1.0))
    return [float(count * cells / pit.size) for count in counts]
