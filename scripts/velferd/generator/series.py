"""What comes as ready counts: Microdata, Nav's unemployed, and SSB's population and price index."""

from __future__ import annotations

import numpy as np

from velferd.generator import published
from velferd.generator.levels import monthly_levels
from velferd.generator.timeline import month_index

#: Recipients a month (web: 12 000-13 000 in the early 1990s, 8 000-9 000 from 2000 on).
MICRODATA = {
    (1992, 1): 12_100,
    (1993, 6): 12_900,
    (1995, 6): 12_400,
    (1998, 1): 10_300,
    (2000, 6): 8_900,
    (2003, 12): 9_080,
}
UNEMPLOYED = {
    (1992, 1): 16_800, (1993, 8): 20_200, (1996, 1): 15_300, (1998, 8): 8_400, (2001, 6): 7_900, (2003, 8): 14_600,
    (2005, 8): 12_300, (2008, 6): 5_900, (2010, 2): 11_600, (2012, 6): 10_600, (2014, 1): 12_300, (2016, 1): 12_900,
    (2018, 6): 9_300, (2020, 2): 9_100, (2020, 3): 41_500, (2020, 4): 43_200, (2020, 6): 27_600, (2021, 1): 24_300,
    (2021, 8): 15_500, (2022, 4): 8_900, (2023, 1): 8_800, (2024, 1): 10_400, (2025, 3): 11_300,
}  # fmt: skip
POPULATION = {
    1992: 467_441, 1993: 473_454, 1994: 477_476, 1995: 483_401, 1996: 488_659, 1997: 494_793, 1998: 499_693,
    1999: 502_867, 2000: 507_467, 2001: 508_726, 2002: 512_589, 2003: 517_401, 2004: 521_886, 2005: 529_846,
    2006: 538_411, 2007: 548_617, 2008: 560_484, 2009: 575_475, 2010: 586_860, 2011: 599_230, 2012: 613_285,
    2013: 623_966, 2014: 634_463, 2015: 647_676, 2016: 658_390, 2018: 673_469, 2019: 681_071, 2020: 693_494,
    2021: 697_010, 2022: 699_827, 2023: 709_037, 2025: 724_290,
}  # fmt: skip
#: SSB, consumer price index, 2015 = 100.
PRICES = {
    1992: 63.9, 1993: 65.3, 1994: 66.2, 1995: 67.9, 1996: 68.7, 1997: 70.5, 1998: 72.1, 1999: 73.8,
    2000: 76.0, 2001: 78.3, 2002: 79.3, 2003: 81.3, 2004: 81.6, 2005: 82.9, 2006: 84.8, 2007: 85.4,
    2008: 88.6, 2009: 90.5, 2010: 92.7, 2011: 93.9, 2012: 94.6, 2013: 96.6, 2014: 98.6, 2015: 100.0,
    2016: 103.6, 2017: 105.5, 2018: 108.4, 2019: 110.8, 2020: 112.2, 2021: 116.1, 2022: 122.8, 2023: 129.6,
    2024: 133.6,
}  # fmt: skip
YOUNG = {"0–10 år": (0, 10), "11–17 år": (11, 17), "18–23 år": (18, 23)}


def _curve(points: dict[tuple[int, int], int], last: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    known = [month_index(*when) for when in points]
    months = np.arange(known[0], month_index(*last) + 1)
    return months, np.interp(months, known, list(points.values()))


def make_microdata(scale: float, rng: np.random.Generator) -> dict:
    months, level = _curve({**MICRODATA, (2004, 1): int(monthly_levels()[0])}, (2003, 12))
    return {"maned": months, "antall": np.round(scale * level * rng.normal(1, 0.006, len(months))).astype(np.int64)}


def make_unemployed(scale: float, rng: np.random.Generator) -> dict:
    months, level = _curve(UNEMPLOYED, (2025, 3))
    season = 1 + 0.05 * np.cos(2 * np.pi * (months % 12 - 0.5) / 6)
    return {
        "maned": months,
        "antall": np.round(scale * level * season * rng.normal(1, 0.01, len(months))).astype(np.int64),
    }


def make_population(scale: float) -> dict:
    """JSON-stat of table 07459: Oslo by sex, one-year age and year; table 3.5's age groups as printed."""
    years = sorted({**POPULATION, 2017: 0, 2024: 0})
    ages = [f"{age:03d}" for age in range(105)] + ["105+"]
    cells = np.stack([population_by_age(year) for year in years], axis=-1)
    cells = np.round(scale * np.stack([cells * 0.502, cells * 0.498])).astype(int)[None, :, :, None, :]
    dimensions = {
        "Region": {"0301": "Oslo"},
        "Kjonn": {"1": "Menn", "2": "Kvinner"},
        "Alder": {age: f"{age.lstrip('0') or '0'} år" for age in ages},
        "ContentsCode": {"Personer1": "Personer"},
        "Tid": {str(year): str(year) for year in years},
    }
    return _json_stat("07459: Befolkning, etter region, kjønn, alder, statistikkvariabel og år", dimensions, cells)


def population_by_age(year: int) -> np.ndarray:
    """Persons by age on 1 January."""
    total = POPULATION.get(year) or published.printed("text", "population", year)
    age = np.arange(106)
    shape = 1 + 0.9 * np.exp(-(((age - 31) / 9.0) ** 2)) - 0.15 * np.exp(-(((age - 16) / 6.0) ** 2))
    shape *= 1 / (1 + np.exp((age - 76) / 6.5))
    shape = shape / shape.sum()
    printed_year = min(max(year, 2017), 2024)
    printed_total = POPULATION.get(printed_year) or published.printed("text", "population", printed_year)
    rest = 1.0
    young = np.zeros(106, bool)
    for label, (first, last) in YOUNG.items():
        share = published.printed("3.05", "population", printed_year, category=label) / printed_total
        group = slice(first, last + 1)
        shape[group] *= share / shape[group].sum()
        young[group] = True
        rest -= share
    shape[~young] *= rest / shape[~young].sum()
    return shape * total


def make_prices() -> dict:
    dimensions = {
        "ContentsCode": {"KpiAar": "Konsumprisindeks (2015=100)"},
        "Tid": {str(year): str(year) for year in PRICES},
    }
    return _json_stat(
        "Konsumprisindeks, årsgjennomsnitt, etter statistikkvariabel og år",
        dimensions,
        np.array([list(PRICES.values())]),
    )


def _json_stat(label: str, dimensions: dict[str, dict[str, str]], values: np.ndarray) -> dict:
    return {
        "version": "2.0",
        "class": "dataset",
        "label": label,
        "source": "Statistisk sentralbyrå",
        "updated": "2025-02-04T07:00:00Z",
        "id": list(dimensions),
        "size": [len(codes) for codes in dimensions.values()],
        "dimension": {
            name: {"label": name.lower(), "category": {"index": {c: n for n, c in enumerate(codes)}, "label": codes}}
            for name, codes in dimensions.items()
        },
        "value": values.ravel().tolist(),
    }
