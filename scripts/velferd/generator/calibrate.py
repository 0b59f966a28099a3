"""Choose households from a pool so that what they add up to meets a list of targets.

Two steps. First each candidate gets a chance of being chosen, as close to its starting chance as the targets allow
(entropy balancing: logistic in the candidate's counts, solved through its smooth dual). Then candidates are drawn with
those chances, and the rounding error is removed by flipping, batch by batch, those whose flip helps most.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

BALANCE_ITERATIONS = 100
FLIP_ROUNDS, SLABS, FIRST_BATCH = 6000, 20, 200
#: How much harder than its tolerance says a target pulls on the chances; below 1, as the tolerances are the aim.
SLACK = 0.15


@dataclass
class Constraints:
    """Sparse candidate × target matrix under construction, with the targets and how far off each may be."""

    size: int
    rows: list[np.ndarray] = field(default_factory=list)
    columns: list[np.ndarray] = field(default_factory=list)
    values: list[np.ndarray] = field(default_factory=list)
    targets: list[np.ndarray] = field(default_factory=list)
    tolerances: list[np.ndarray] = field(default_factory=list)
    width: int = 0

    def add(self, rows, columns, values, targets, relative: float, floor: float = 0.5) -> None:
        """Candidates `rows` contribute `values` to the new targets numbered `columns` from 0.

        `relative` is the deviation that costs one unit, as a share of the target; never less than `floor`.
        """
        targets = np.atleast_1d(np.asarray(targets, float))
        self.rows.append(np.asarray(rows))
        self.columns.append(np.broadcast_to(columns, np.shape(rows)).astype(np.int32) + self.width)
        self.values.append(np.broadcast_to(values, np.shape(rows)))
        self.targets.append(targets)
        self.tolerances.append(np.maximum(relative * targets, floor))
        self.width += len(targets)

    def matrix(self) -> csr_matrix:
        # Single precision is enough for counts, and twice as fast to multiply with.
        parts = np.concatenate(self.values).astype(np.float32)
        where = (np.concatenate(self.rows), np.concatenate(self.columns))
        return csr_matrix((parts, where), shape=(self.size, self.width))


def choose(constraints: Constraints, rng: np.random.Generator) -> np.ndarray:
    """Mask of the chosen candidates."""
    matrix = constraints.matrix()
    targets = np.concatenate(constraints.targets)
    tolerances = np.concatenate(constraints.tolerances)
    chosen = rng.random(matrix.shape[0]) < _chances(matrix, targets, tolerances)
    return _flip(chosen, matrix, targets, tolerances)


def _chances(matrix: csr_matrix, targets: np.ndarray, tolerances: np.ndarray) -> np.ndarray:
    transposed = matrix.T.tocsr()
    offered = np.asarray(matrix.sum(axis=0)).ravel()
    start = np.clip(np.median(targets / np.maximum(offered, 1e-9)), 0.02, 0.98)
    offset = np.float32(np.log(start / (1 - start)))
    squares = np.asarray(matrix.power(2).sum(axis=0)).ravel()
    scale = 1 / np.sqrt(squares * start * (1 - start) + (SLACK * tolerances) ** 2)
    precision = matrix.dtype

    def dual(unit: np.ndarray) -> tuple[float, np.ndarray]:
        multipliers = unit * scale
        score = offset + matrix @ multipliers.astype(precision)
        slack = (SLACK * tolerances) ** 2 * multipliers
        value = np.logaddexp(0, score).sum(dtype=float) - targets @ multipliers + 0.5 * slack @ multipliers
        return value, (transposed @ expit(score) - targets + slack) * scale

    options = {
        "maxiter": BALANCE_ITERATIONS,
        "maxcor": 20,
        "maxfun": 2 * BALANCE_ITERATIONS,
        "ftol": 1e-11,
        "gtol": 1e-6,
    }
    solution = minimize(dual, np.zeros(len(targets)), jac=True, method="L-BFGS-B", options=options)
    return expit(offset + matrix @ (solution.x * scale).astype(precision))


def _flip(chosen: np.ndarray, matrix: csr_matrix, targets: np.ndarray, tolerances: np.ndarray) -> np.ndarray:
    """Flip the candidates that help most, in batches, as long as the squared deviations (in tolerances) fall."""
    weights = 1 / tolerances**2
    residual = matrix.T @ chosen.astype(matrix.dtype) - targets
    # Candidates are in no order, so that each slab can stand for all of them.
    edges = np.linspace(0, len(chosen), SLABS + 1).astype(int)
    slabs = [matrix[start:end] for start, end in pairwise(edges)]
    squares = [slab.power(2) @ weights for slab in slabs]
    batch = FIRST_BATCH
    for turn in range(FLIP_ROUNDS):
        number = turn % SLABS
        slab, mine = slabs[number], chosen[edges[number] : edges[number + 1]]
        direction = 1.0 - 2.0 * mine
        change = direction * (slab @ (2 * residual * weights).astype(matrix.dtype)) + squares[number]
        batch = min(batch, len(mine) - 1)
        best = np.argpartition(change, batch)[:batch]
        best = best[change[best] < 0]
        moved = residual + slab[best].T @ direction[best]
        if (weights * moved**2).sum() < (weights * residual**2).sum():
            mine[best] = ~mine[best]
            residual = moved
            batch += 1 + batch // 3
        else:
            batch = max(1, batch // 2)
    return chosen
