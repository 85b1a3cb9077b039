"""Stationary distributions of finite Markov chains, in continuous and in discrete time.

Lives here: the solvers and what they promise. Not here: any chain.

Small chains are solved by elimination without subtraction (Grassmann, Taksar and Heyman 1985),
which is exact to rounding in every entry however slowly the chain mixes. Large ones by a Krylov
method (GMRES) on the balance equations, with the normalisation in place of what is redundant, so
that a nearly periodic chain, on which stepping forward never settles, is no harder than another.
A result is checked before it is returned: one that does not balance is refused.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import linalg

from twin.oracles.errors import require

BALANCE_TOLERANCE = 1e-11
"""Largest sum of absolute imbalances of an accepted solution, as a probability per step; what
the solver reaches is near 1e-13."""
DENSE_STATES = 1_200
"""Chains in discrete time up to this size are solved by elimination: about a second at most."""
_SOLVER_TOLERANCE = 1e-13
_RESTART = 40
_STEP_RESTART = 120
_CYCLES = 25
"""Krylov vectors kept, and how often they are started anew. A chain in days has a cluster of
eigenvalues for every day of its dwell law, hence more of them."""
_FLAT_NEIGHBOURS = 7
"""Up to so many entries a column (three classes) an incomplete factorisation is cheap and cuts
the Krylov steps tenfold; beyond, its fill costs more than it saves and Gauss–Seidel is better
(200,000 states in four classes: 8 s instead of 45 s)."""

Floats = NDArray[np.float64]


def stationary_of_rates(rates: sparse.csr_array, reference: int) -> Floats:
    """The distribution π with π Q = 0, Q the generator with off-diagonal `rates` (n × n, ≥ 0).

    `reference` is a recurrent state that is not rare (π must not underflow relative to it): the
    system is solved for π / π_reference, whose matrix is a non-singular M-matrix.
    """
    states = int(rates.shape[0])
    if states == 1:
        return np.ones(1)
    outflow = np.asarray(rates.sum(axis=1)).ravel()
    balance = (sparse.diags_array(outflow) - rates.T).tocsc()
    others = np.delete(np.arange(states), reference)
    matrix = balance[:, others][others, :].tocsc()
    inflow = -balance[others, :][:, [reference]].toarray().ravel()
    solution, _ = linalg.gmres(
        matrix,
        inflow,
        M=linalg.LinearOperator(matrix.shape, matvec=_preconditioner(matrix), dtype=np.float64),
        rtol=_SOLVER_TOLERANCE,
        restart=_RESTART,
        maxiter=_CYCLES,
    )
    weights = np.maximum(np.insert(solution, reference, 1.0), 0.0)
    distribution = np.asarray(weights / weights.sum(), dtype=np.float64)
    return _balanced(distribution, np.abs(balance @ distribution).sum() / outflow.max())


def stationary_of_step(step: Callable[[Floats], Floats], states: int) -> Floats:
    """The distribution π with step(π) = π; `step` moves a distribution on `states` states one day.

    `step` is linear, keeps the sum, and takes one distribution or many as columns. Above
    DENSE_STATES (I − P + u·1ᵀ) π = u is solved, u the distribution some steps after state 0: the
    sum of its rows says Σπ = 1, and so step(π) = π.
    """
    if states <= DENSE_STATES:
        return _eliminated(step(np.eye(states)).T.copy())
    start = np.zeros(states)
    start[0] = 1.0
    for _ in range(_RESTART):
        start = step(start)
    solution, _ = linalg.gmres(
        linalg.LinearOperator(
            (states, states),
            matvec=lambda x: x.ravel() - step(x.ravel()) + start * x.sum(),
            dtype=np.float64,
        ),
        start,
        x0=start,
        rtol=_SOLVER_TOLERANCE,
        restart=_STEP_RESTART,
        maxiter=_CYCLES,
    )
    weights = step(np.maximum(solution, 0.0))
    distribution = np.asarray(weights / weights.sum(), dtype=np.float64)
    return _balanced(distribution, np.abs(step(distribution) - distribution).sum())


def _eliminated(matrix: Floats) -> Floats:
    """The distribution of a transition matrix, which is overwritten, one state after another.

    Where a state k reaches none below it, those are transient (or rarer than any float64).
    """
    states = matrix.shape[0]
    lowest = 0
    for k in range(states - 1, 0, -1):
        downward = matrix[k, :k].sum()
        if downward == 0.0:
            lowest = k
            break
        matrix[:k, k] /= downward
        matrix[:k, :k] += np.outer(matrix[:k, k], matrix[k, :k])
    distribution = np.zeros(states)
    distribution[lowest] = 1.0
    for k in range(lowest + 1, states):
        distribution[k] = distribution[lowest:k] @ matrix[lowest:k, k]
        distribution /= distribution.sum()
    return distribution


def _preconditioner(matrix: sparse.csc_array) -> Callable[[Floats], Floats]:
    """Solves `matrix` x = y roughly; no pivoting, which an M-matrix does not need."""
    if matrix.nnz <= _FLAT_NEIGHBOURS * matrix.shape[0]:
        solve = linalg.spilu(
            matrix,
            drop_tol=1e-3,
            fill_factor=10.0,
            permc_spec="MMD_AT_PLUS_A",
            diag_pivot_thresh=0.0,
        ).solve
    else:
        upper = sparse.triu(matrix).tocsc()
        solve = linalg.splu(upper, permc_spec="NATURAL", diag_pivot_thresh=0.0).solve
    return lambda x: np.asarray(solve(x), dtype=np.float64)


def _balanced(distribution: Floats, imbalance: float) -> Floats:
    require(
        bool(imbalance <= BALANCE_TOLERANCE),
        "imbalance of the stationary distribution",
        float(imbalance),
        f"at most {BALANCE_TOLERANCE}",
    )
    return distribution
