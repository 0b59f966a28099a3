"""HiGHS, set up so that the same program gives the same answer every time."""

from __future__ import annotations

import highspy
import numpy as np
from scipy.sparse import csc_matrix

TOLERANCE = 1e-6
"""Of a deviation, in persons, or of a cost; the solver's own is 1e-7."""
_OPTIONS = {"output_flag": False, "threads": 1, "random_seed": 1}


def solver(**options: bool | int | float | str) -> highspy.Highs:
    """A silent HiGHS that gives the same answer every time."""
    highs = highspy.Highs()
    for name, value in {**_OPTIONS, **options}.items():
        highs.setOptionValue(name, value)
    return highs


def linear_program(
    matrix: csc_matrix, cost: np.ndarray, lower: np.ndarray, upper: np.ndarray, row_lower: np.ndarray | float = 0.0
) -> highspy.HighsLp:
    """A minimisation with rows equal to `row_lower`, or at least `row_lower` where it is an array."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, lower, upper
    is_equation = np.isscalar(row_lower)
    lp.row_lower_ = np.full(matrix.shape[0], row_lower) if is_equation else row_lower
    lp.row_upper_ = lp.row_lower_ if is_equation else np.full(matrix.shape[0], highspy.kHighsInf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    return lp
