"""HiGHS, set up so that the same program gives the same answer every time."""

from __future__ import annotations

import highspy
import numpy as np

from velferd.disclosure.matrix import Matrix

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
    matrix: Matrix,
    cost: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    least: np.ndarray | float = 0.0,
    most: np.ndarray | float = 0.0,
) -> highspy.HighsLp:
    """A minimisation with columns between `lower` and `upper`, and rows between `least` and `most`."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, lower, upper
    lp.row_lower_, lp.row_upper_ = np.full(matrix.shape[0], least), np.full(matrix.shape[0], most)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.starts, matrix.rows, matrix.values
    return lp
