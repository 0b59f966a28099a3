"""A sparse matrix as plain entries: there are thousands of small ones, and scipy's take longer to make than to use."""

from __future__ import annotations

import numpy as np


class Matrix:
    """Entries in the order of columns, and of rows within a column, as HiGHS takes them; none is there twice."""

    def __init__(self, rows: np.ndarray, columns: np.ndarray, values: np.ndarray, shape: tuple[int, int]) -> None:
        """Put the entries in order."""
        order = np.lexsort((rows, columns))
        self.rows, self.columns, self.values, self.shape = rows[order], columns[order], values[order], shape

    @property
    def starts(self) -> np.ndarray:
        """The first entry of each column, and the number of entries."""
        return np.searchsorted(self.columns, np.arange(self.shape[1] + 1))

    def row_sums(self, weights: np.ndarray) -> np.ndarray:
        """Of the values of each row, each times the weight of its column."""
        return np.bincount(self.rows, self.values * weights[self.columns], self.shape[0])

    def column_sums(self, weights: np.ndarray) -> np.ndarray:
        """Of the values of each column, each times the weight of its row."""
        return np.bincount(self.columns, self.values * weights[self.rows], self.shape[1])

    def part(self, rows: np.ndarray, columns: np.ndarray) -> Matrix:
        """Only some rows and columns (their numbers), numbered anew."""
        row, column = _places(rows, self.shape[0])[self.rows], _places(columns, self.shape[1])[self.columns]
        kept = (row >= 0) & (column >= 0)
        return Matrix(row[kept], column[kept], self.values[kept], (len(rows), len(columns)))

    def with_copies(self, columns: np.ndarray) -> Matrix:
        """Some columns once more, after the others, and then once more with the other sign."""
        (height, width), more = self.shape, len(columns)
        copy = self.part(np.arange(height), columns)
        return Matrix(
            np.concatenate([self.rows, copy.rows, copy.rows]),
            np.concatenate([self.columns, width + copy.columns, width + more + copy.columns]),
            np.concatenate([self.values, copy.values, -copy.values]),
            (height, width + 2 * more),
        )

    def joined(self, kept: np.ndarray) -> np.ndarray:
        """For each column the first of those that it is joined to, by rows and other columns in `kept` (booleans)."""
        used = kept[self.columns]
        rows, columns = self.rows[used], self.columns[used]
        first = np.arange(self.shape[1])
        while True:
            first_in_row = np.full(self.shape[0], self.shape[1])
            np.minimum.at(first_in_row, rows, first[columns])
            nearer = first.copy()
            np.minimum.at(nearer, columns, first_in_row[rows])
            nearer = nearer[nearer]
            if np.array_equal(nearer, first):
                return first
            first = nearer


def _places(numbers: np.ndarray, size: int) -> np.ndarray:
    """Where each number is, -1 where it is not there."""
    places = np.full(size, -1)
    places[numbers] = np.arange(len(numbers))
    return places
