"""A publication as linear equations over non-negative integers: counts (cells) and the sums that bind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Cell:
    """One count that stands behind published figures, shared by every table that shows it."""

    cell_id: str
    count: int
    """The true value, in persons; may be negative only where `decision` is "open" (a known rest)."""
    decision: Literal["free", "open", "hidden"]
    """free: may be hidden at `cost`; open: never hidden; hidden: unprinted, or hidden in an earlier publication."""
    is_sensitive: bool
    """Must be protected. A free sensitive cell whose open interval is too narrow is hidden (primary)."""
    cost: float
    """Of hiding the cell; 0 where `decision` is "hidden"."""
    open_lower: int
    """What an open cell tells: both ends equal `count`, wider where only a rounded share prints it."""
    open_upper: int
    hidden_lower: int
    """What the reader knows of a hidden cell before any sum: 1 where zeros are printed, otherwise 0."""
    hidden_upper: int | None
    """None: nothing is known. It may differ from the upper end of the label."""
    label_upper: int | None
    """Upper end of an interval label ("1–6" -> 6); None: a symbol is printed."""
    protection_upper: int = 4
    """The attacker must hold it possible that a sensitive cell is at least this large."""
    protection_width: int = 3
    """The attacker's interval of a sensitive cell (upper - lower) must be at least this wide."""

    @property
    def is_constant(self) -> bool:
        """Never hidden and told exactly: it carries no unknown from one sum to another."""
        return self.decision == "open" and self.open_lower == self.open_upper

    @property
    def is_protected_open(self) -> bool:
        """Whether what the open cell tells is already vague enough."""
        return self.open_upper >= self.protection_upper and self.open_upper - self.open_lower >= self.protection_width


@dataclass(frozen=True)
class Sum:
    """Cells that add up to another cell; known rests are parts with decision "open"."""

    sum_id: str
    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class System:
    """Every cell and every sum of what is decided together."""

    cells: dict[str, Cell]
    sums: tuple[Sum, ...]

    def __post_init__(self) -> None:
        """Refuse a system that does not add up.

        Raises:
            ValueError: a sum names an unknown cell, one cell twice, or is not met by the true counts.
        """
        for line in self.sums:
            members = (line.total, *line.parts)
            unknown = [cell for cell in members if cell not in self.cells]
            if unknown:
                raise ValueError(f"Sum {line.sum_id} names unknown cells: {', '.join(unknown)}")
            if len(set(members)) < len(members):
                raise ValueError(f"Sum {line.sum_id} names a cell twice")
            if self.cells[line.total].count != sum(self.cells[part].count for part in line.parts):
                raise ValueError(f"Sum {line.sum_id} does not add up to {line.total}")

    def components(self) -> Iterator[System]:
        """Parts that tell nothing of each other: cells joined by sums, constants not counted as a joint.

        Yields:
            Systems in the order of their first cell; a constant is in each of them whose sums name it. A constant in
            no sum together with other cells is in none.
        """
        parent = {cell_id: cell_id for cell_id, cell in self.cells.items() if not cell.is_constant}

        def root(cell_id: str) -> str:
            while parent[cell_id] != cell_id:
                parent[cell_id] = parent[parent[cell_id]]
                cell_id = parent[cell_id]
            return cell_id

        unknown = [[cell for cell in (line.total, *line.parts) if cell in parent] for line in self.sums]
        for members in unknown:
            for member in members[1:]:
                parent[root(member)] = root(members[0])
        cells: dict[str, dict[str, Cell]] = {}
        sums: dict[str, list[Sum]] = {}
        for cell_id in parent:
            cells.setdefault(root(cell_id), {})[cell_id] = self.cells[cell_id]
        for line, members in zip(self.sums, unknown, strict=True):
            if members:
                first = root(members[0])
                sums.setdefault(first, []).append(line)
                cells[first].update({cell: self.cells[cell] for cell in (line.total, *line.parts)})
        for first, members in cells.items():
            yield System(members, tuple(sums.get(first, ())))
