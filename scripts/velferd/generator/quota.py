"""Drawing by quota: as many of each kind as a figure says, and not just as many on average."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

#: What a candidate costs whose kind has been filled already: much, most of all for the first attribute.
FULL_COST, FULL_COST_OF_FIRST = 10.0, 100.0
MOST_POWER, HALVINGS = 5.0, 30


def apportion(weights: np.ndarray, total: int) -> np.ndarray:
    """Whole numbers in proportion to the weights that add up to the total, by largest remainder."""
    weights = np.asarray(weights, float)
    exact = weights * (total / weights.sum()) if weights.sum() > 0 else np.zeros(len(weights))
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - whole.sum()]] += 1
    return whole


def shuffled(quota: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each kind as often as its quota says, in any order."""
    return rng.permutation(np.repeat(np.arange(len(quota)), quota))


def pick(
    kinds: list[np.ndarray],
    quotas: list[np.ndarray],
    number: int,
    preference: np.ndarray,
    fill_only: bool = False,
) -> np.ndarray:
    """Candidates, one after the other, of the kinds that are furthest from their quotas.

    `kinds` holds one number per candidate for each attribute, `quotas` the wanted count of each kind, `preference`
    what is added to a candidate's score. With `fill_only` no quota is exceeded, and fewer than `number` may be picked.
    """
    left = [quota.astype(float) for quota in quotas]
    costs = [FULL_COST_OF_FIRST] + [FULL_COST] * (len(kinds) - 1)
    is_free = np.ones(len(preference), bool)
    picked: list[int] = []
    for _ in range(min(number, len(preference))):
        score = np.where(is_free, preference, -np.inf)
        for kind, quota, rest, cost in zip(kinds, quotas, left, costs, strict=True):
            score += np.where(rest > 0, rest / np.maximum(quota, 1), -cost)[kind]
        best = int(score.argmax())
        if fill_only and any(rest[kind[best]] <= 0 for kind, rest in zip(kinds, left, strict=True)):
            break
        picked.append(best)
        is_free[best] = False
        for kind, rest in zip(kinds, left, strict=True):
            rest[kind[best]] -= 1
    return np.array(picked, np.int64)


def early(draw: np.ndarray, power: float) -> np.ndarray:
    """Draws from 0 to 1, the earlier the greater the power."""
    return draw**power


def late(draw: np.ndarray, power: float) -> np.ndarray:
    """Draws from 0 to 1, the later the greater the power."""
    return 1 - (1 - draw) ** power


def solve_power(months: Callable[[float], float], target: float) -> float:
    """The power that makes a sum of months, which grows with it, as great as the target (or as close as can be)."""
    low, high = -np.log(MOST_POWER), np.log(MOST_POWER)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if months(np.exp(middle)) < target else (low, middle)
    return float(np.exp(low))
